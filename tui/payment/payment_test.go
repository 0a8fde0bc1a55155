package payment_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"passbook/plaidsvc"
	"passbook/plaidsvc/plaidsim"
	"passbook/plaidsvc/vault"
	"passbook/storage"
	"passbook/tui"
	"passbook/tui/tuitest"
)

// open goes to the page by way of the one that leads to it.
func open(t *testing.T, db *storage.DB, w, h int, options ...func(*tui.Options)) *tuitest.Driver {
	t.Helper()
	d := tuitest.Drive(t, db, w, h, options...)
	d.Press("6")
	for !strings.Contains(d.Current(), "Can I pay this?") {
		before := d.Place()
		if d.Press("j"); d.Place() == before {
			t.Fatal("no line leads to the page")
		}
	}
	d.Press("enter")
	return d
}

// Accounts that can pay are listed without a balance: no cached one answers.
func TestPayment(t *testing.T) {
	tuitest.OnSizes(t, func(t *testing.T, w, h int) {
		d := open(t, tuitest.Household(t), w, h)
		d.Shows("Chequing ··0034, RBC Royal Bank", "passbook setup   asks for the Plaid keys")
		d.Hides("4,218.90", "TFSA", "Mortgage")
		d.Press("enter")
		d.Shows("Amount", "in CAD, such as 120.00")
		d.Type("120.5")
		d.Press("enter")
		d.Shows("CAD 120.50")
		d.Golden()
		d.Press("F", "R")
		d.Hides("asking Plaid")
		d.Press("enter")
		d.Type("-5")
		d.Press("enter")
		d.Shows("an amount is a number above zero")
		d.Hides("CAD 120.50")
	})
}

// Plaid is asked at its keys alone, and says what can be paid and how risky it is.
func TestPaymentAsks(t *testing.T) {
	var asked atomic.Int64
	sim := plaidsim.New(plaidsim.Options{Seed: 1, Now: func() time.Time { return tuitest.Now }})
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/accounts/balance/get" || strings.HasPrefix(r.URL.Path, "/signal") {
			asked.Add(1)
		}
		sim.ServeHTTP(w, r)
	}))
	defer server.Close()
	db := tuitest.OpenCache(t)
	service, err := plaidsvc.New(plaidsvc.Config{
		ClientID: "client", Secret: "secret", Env: "sandbox", BaseURL: server.URL, LockDir: t.TempDir(), HistoryDays: 90,
		Now: func() time.Time { return tuitest.Now },
	}, db, vault.NewMemory())
	if err != nil {
		t.Fatal(err)
	}
	defer service.Close()
	if _, err := service.LinkSandbox(t.Context(), "ins_109508", "", ""); err != nil {
		t.Fatal(err)
	}
	if _, err := service.Sync(t.Context()); err != nil {
		t.Fatal(err)
	}
	withPlaid := func(o *tui.Options) { o.Service = service }
	small := open(t, db, 80, 24, withPlaid)
	small.Shows("Plaid Business Credit Card ··9999", "⏎   name the amount that is to be paid from this account")
	small.Press("enter")
	small.Type("1")
	small.Press("enter")
	small.Shows("ask the bank for its balance now, which Plaid bills", "ask Plaid how likely a debit of it comes back, which Plaid bills")
	d := open(t, db, 120, 40, withPlaid)
	for !strings.Contains(d.Current(), "Plaid Checking") {
		before := d.Place()
		if d.Press("j"); d.Place() == before {
			t.Fatal("there is no checking account")
		}
	}
	d.Press("enter")
	d.Type("27.53")
	d.Press("enter")
	d.Shows("which Plaid bills", "can it be paid (billed by Plaid)")
	if n := asked.Load(); n != 0 {
		t.Fatalf("%d questions that are billed, unasked", n)
	}
	d.Press("F")
	d.Shows("USD 27.53 can be paid: USD 100.00 is available", "USD 72.47 would be left")
	d.Press("R")
	d.Shows("the owner has it sent back: high risk, 90 of 99", "your rules say: reroute")
	d.Press("enter")
	d.Type("100.01")
	d.Press("enter", "F")
	d.Shows("USD 100.01 cannot be paid: USD 100.00 is available")
	server.Close()
	d.Press("F")
	d.Shows("Plaid cannot be reached")
	d.Hides("cannot be paid", "can be paid:")
}
