package numbers_test

import (
	"net/http"
	"net/http/httptest"
	"sync/atomic"
	"testing"
	"time"

	"passbook/plaidsvc"
	"passbook/plaidsvc/plaidsim"
	"passbook/plaidsvc/plaidsim/conform"
	"passbook/tui"
	"passbook/tui/tuitest"
)

// card is a login with a credit card alone, at Tartan Bank.
var card = tuitest.Login{Bank: "ins_109511", User: "user_custom", Password: `{"override_accounts":[{"type":"credit","subtype":"credit card"}]}`}

// visit is a person on the page, and how often Plaid was asked for numbers.
type visit struct {
	*tuitest.Driver
	asked  atomic.Int64
	broken atomic.Bool // Plaid answers nothing that is JSON
}

// onPage opens the page at a person's who has linked some banks. config changes how
// passbook asks Plaid; nil: nothing.
func onPage(t *testing.T, w, h int, config func(*plaidsvc.Config), logins ...tuitest.Login) *visit {
	t.Helper()
	v := &visit{}
	sim := conform.Handler(t, plaidsim.New(plaidsim.Options{Seed: 1}))
	plaid := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/auth/get" {
			v.asked.Add(1)
		}
		if v.broken.Load() {
			http.Error(w, "gone", http.StatusBadRequest)
			return
		}
		sim.ServeHTTP(w, r)
	}))
	t.Cleanup(plaid.Close)
	db, service := tuitest.Linked(t, plaid.URL, config, logins...)
	v.Driver = tuitest.Drive(t, db, w, h, func(o *tui.Options) { o.Service = service })
	v.Press("6")
	v.Shows("Account numbers", "by which others pay into your accounts")
	v.Choose("Account numbers")
	return v
}

func TestNumbers(t *testing.T) {
	tuitest.OnSizes(t, func(t *testing.T, w, h int) {
		d := onPage(t, w, h, nil, tuitest.Good("ins_109508"), tuitest.Good("ins_116944"))
		d.Shows("ask Plaid for them, which it bills once for each bank", "keeps them nowhere")
		d.Hides("0000")
		d.Press("F")
		d.Shows("First Platypus Bank", "Plaid Checking ··0000", "••••0000", "routing 011401533", "wire routing 021000021",
			"Mayfield Student Lending", "does not give account numbers through Plaid")
		d.Hides("1111222233330000")
		d.Golden()
		d.Press("enter")
		d.Shows("1111222233330000")
		d.Hides("1111222233331111")
	})
}

// A number is on the screen for twenty seconds, or until its key is pressed again,
// and one at a time.
func TestANumberIsShownForAWhile(t *testing.T) {
	const first, second = "1111222233330000", "1111222233331111"
	d := onPage(t, 120, 40, nil, tuitest.Good("ins_109508"))
	d.Press("F", "enter")
	d.Shows(first)
	d.Wait(19 * time.Second)
	d.Shows(first)
	d.Wait(time.Second)
	d.Hides(first, second)
	d.Press("enter", "j", "enter")
	d.Shows(second)
	d.Hides(first)
	d.Press("enter")
	d.Hides(first, second)
	d.Press("enter")
	d.Wait(19 * time.Second) // the end of the time before is not this one's
	d.Shows(second)
	d.Press("esc")
	d.Press("enter")
	d.Hides(first, second, "••••0000") // they went with the page
	d.Shows("ask Plaid for them")
}

// A copied number is on the clipboard for a minute.
func TestACopiedNumberLeavesTheClipboard(t *testing.T) {
	d := onPage(t, 80, 24, nil, tuitest.Good("ins_109508"))
	d.Press("F", "j", "y")
	d.Shows("emptied in a minute")
	d.Hides("1111222233331111")
	if got := d.Copied(); got != "1111222233331111" {
		t.Errorf("%q is on the clipboard", got)
	}
	d.Press("esc") // also where the page is gone
	d.Wait(59 * time.Second)
	if got := d.Copied(); got != "1111222233331111" {
		t.Errorf("after 59 seconds %q is on the clipboard", got)
	}
	d.Wait(time.Second)
	if got := d.Copied(); got != "" {
		t.Errorf("after a minute %q is on the clipboard", got)
	}
}

// Plaid is asked about the banks that have a checking or savings account, and about
// no other one.
func TestOnlyBanksWithSuchAccountsAreAsked(t *testing.T) {
	d := onPage(t, 80, 24, nil, tuitest.Good("ins_109508"), card)
	d.Press("F")
	d.Shows("First Platypus Bank")
	d.Hides("Tartan Bank")
	if n := d.asked.Load(); n != 1 {
		t.Errorf("Plaid was asked %d times", n)
	}
	d = onPage(t, 80, 24, nil, card)
	d.Press("F")
	d.Shows("no linked bank has an account for this")
	if n := d.asked.Load(); n != 0 {
		t.Errorf("Plaid was asked %d times about a bank with a card", n)
	}
}

// Where the person wants it, the numbers of the last question are there when the page
// is opened, with how old they are, and Plaid is not asked.
func TestNumbersThatTheVaultKeeps(t *testing.T) {
	d := onPage(t, 80, 24, func(c *plaidsvc.Config) { c.CacheNumbers = true }, tuitest.Good("ins_109508"))
	d.Shows("keeps them sealed in the vault")
	d.Press("F")
	d.Shows("••••0000")
	d.Hides("fetched", "1111222233330000")
	d.Press("esc")
	d.Press("enter")
	d.Shows("First Platypus Bank", "fetched ", "••••0000")
	d.Hides("1111222233330000")
	d.Press("enter")
	d.Shows("1111222233330000")
	if n := d.asked.Load(); n != 1 {
		t.Errorf("Plaid was asked %d times", n)
	}
	d.Press("F")
	d.Hides("fetched")
	if n := d.asked.Load(); n != 2 {
		t.Errorf("after the key Plaid was asked %d times", n)
	}
}

// What the page shows stays where Plaid does not answer any more, with the reason.
func TestNumbersStayWithoutPlaid(t *testing.T) {
	d := onPage(t, 80, 24, func(c *plaidsvc.Config) { c.CacheNumbers = true }, tuitest.Good("ins_109508"))
	d.Press("F")
	d.Shows("••••0000")
	d.broken.Store(true)
	d.Press("F")
	d.Shows("••••0000", "Plaid")
	d.Press("esc")
	d.Press("enter")
	d.Shows("fetched ", "••••0000")
	d.Press("F")
	d.Shows("fetched ", "••••0000", "Plaid")
}

// Without a bank, or without keys, nothing is asked.
func TestNothingToAsk(t *testing.T) {
	d := onPage(t, 80, 24, nil).Driver
	d.Shows("Account numbers come from a bank with a checking or savings account.")
	d.Press("F")
	d.Shows("no linked bank has an account for this")
	d = tuitest.Drive(t, tuitest.Household(t), 80, 24)
	d.Press("6")
	d.Choose("Account numbers")
	d.Press("F")
	d.Shows("there are no Plaid keys")
}
