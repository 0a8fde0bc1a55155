package link_test

import (
	"errors"
	"testing"

	"github.com/chromedp/chromedp/kb"

	"passbook/plaidsvc/link"
)

// TestLinkByKeyboard goes from the page to the public token without a mouse,
// with a wrong password on the way.
func TestLinkByKeyboard(t *testing.T) {
	browser, bank := newTab(t), newBank(t)
	out := bank.serve(browser, link.Page{Token: bank.linkToken(nil)["link_token"].(string)})
	browser.pane("CONSENT")
	browser.keys(kb.Enter)
	browser.pane("SELECT_INSTITUTION")
	browser.keys("tartan")
	browser.link("wait for the search", "document.querySelectorAll('.banks li').length === 1")
	browser.keys(kb.Enter)
	browser.pane("CREDENTIAL")
	browser.keys("user_good\twrong\r")
	browser.link("wait for the reproach", "document.querySelector('[role=alert]')?.textContent.includes('not correct')")
	browser.shot(t.Name() + "-wrong")
	browser.keys("pass_good\r") // the name is still there, and the focus below it
	browser.pane("SELECT_ACCOUNT")
	browser.keys(kb.Enter)
	browser.pane("CONNECTED")
	browser.keys(kb.Enter)
	browser.section("done")
	out.wait()
	if out.err != nil || out.result.PublicToken == "" || out.result.Institution != "Tartan Bank" || len(out.result.Accounts) == 0 {
		t.Fatalf("result %+v, %v", out.result, out.err)
	}
	exchanged := bank.post("/item/public_token/exchange", map[string]any{"public_token": out.result.PublicToken})
	accounts := bank.post("/accounts/get", map[string]any{"access_token": exchanged["access_token"]})["accounts"].([]any)
	if len(accounts) != len(out.result.Accounts) {
		t.Errorf("the Item has %d accounts, Link told of %d", len(accounts), len(out.result.Accounts))
	}
}

func TestCancel(t *testing.T) {
	browser, bank := newTab(t), newBank(t)
	out := bank.serve(browser, link.Page{Token: bank.linkToken(nil)["link_token"].(string)})
	browser.pane("CONSENT")
	browser.keys(kb.Escape)
	browser.link("wait for the question", "document.getElementById('confirm').open")
	browser.shot(t.Name() + "-confirm")
	browser.keys(kb.Tab + kb.Enter)
	browser.section("cancelled")
	out.wait()
	if !errors.Is(out.err, link.ErrCancelled) {
		t.Errorf("error %v, want ErrCancelled", out.err)
	}
}
