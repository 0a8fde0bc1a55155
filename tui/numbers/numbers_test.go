package numbers_test

import (
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"passbook/plaidsvc"
	"passbook/plaidsvc/plaidsim"
	"passbook/plaidsvc/plaidsim/conform"
	"passbook/plaidsvc/vault"
	"passbook/storage"
	"passbook/tui"
	"passbook/tui/tuitest"
)

// onPage opens the page at a person's who has linked some banks, with Plaid's
// sample user.
func onPage(t *testing.T, w, h int, banks ...string) *tuitest.Driver {
	t.Helper()
	plaid := httptest.NewServer(conform.Handler(t, plaidsim.New(plaidsim.Options{Seed: 1})))
	t.Cleanup(plaid.Close)
	dir := t.TempDir()
	db, err := storage.Open(dir, time.Now)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	service, err := plaidsvc.New(plaidsvc.Config{
		ClientID: "client", Secret: "s3cr3t", Env: "sandbox", BaseURL: plaid.URL, LockDir: dir + "/locks",
	}, db, vault.NewMemory())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { service.Close() })
	for _, bank := range banks {
		if _, err := service.LinkSandbox(t.Context(), bank, "user_good", "pass_good"); err != nil {
			t.Fatal(err)
		}
	}
	d := tuitest.Drive(t, db, w, h, func(o *tui.Options) { o.Service = service })
	d.Press("6")
	d.Shows("Account numbers", "by which others pay into your accounts")
	toNumbers(d)
	return d
}

// toNumbers opens the page from the one before it, wherever its line is.
func toNumbers(d *tuitest.Driver) {
	d.T.Helper()
	for range 20 {
		if strings.Contains(d.Current(), "Account numbers") {
			break
		}
		d.Press("j")
	}
	d.Press("enter")
}

func TestNumbers(t *testing.T) {
	tuitest.OnSizes(t, func(t *testing.T, w, h int) {
		d := onPage(t, w, h, "ins_109508", "ins_116944")
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
	d := onPage(t, 120, 40, "ins_109508")
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
	d := onPage(t, 80, 24, "ins_109508")
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

// Without a bank, or without keys, nothing is asked.
func TestNothingToAsk(t *testing.T) {
	d := onPage(t, 80, 24)
	d.Shows("Account numbers come from a bank.")
	d.Press("F")
	d.Shows("no bank is linked")
	d = tuitest.Drive(t, tuitest.Household(t), 80, 24)
	d.Press("6")
	toNumbers(d)
	d.Press("F")
	d.Shows("there are no Plaid keys")
}
