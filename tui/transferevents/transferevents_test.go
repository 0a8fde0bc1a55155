package transferevents_test

import (
	"strings"
	"testing"
	"time"

	"passbook/storage/transferevents"
	"passbook/tui/tuitest"
)

// kept are three transfers: one that came back, one that is on its way, and one
// of an account that is not in the cache.
func kept(t *testing.T) []transferevents.Event {
	at := func(day, hour int) time.Time { return time.Date(2026, 11, day, hour, 30, 0, 0, time.UTC) }
	event := func(id int64, day int, kind, account, transfer, amount string) transferevents.Event {
		return transferevents.Event{
			Feed: transferevents.Transfers, ID: id, At: at(day, 9), Kind: kind, AccountID: account, TransferID: transfer, Amount: amount, Currency: "USD",
		}
	}
	came := event(5000000004, 19, "returned", "chequing", "c2a1-rent", "-1850.00")
	came.FailureCode, came.Failure = "R01", "Insufficient funds"
	return []transferevents.Event{
		event(5000000001, 17, "pending", "chequing", "c2a1-rent", "-1850.00"),
		event(5000000002, 18, "posted", "chequing", "c2a1-rent", "-1850.00"),
		event(5000000003, 18, "pending", "elsewhere", "77f0-gift", "20.5"),
		came,
		event(5000000005, 20, "pending", "chequing", "9b1e-gym", "-49.99"),
	}
}

// open goes from the page that leads here to this one.
func open(d *tuitest.Driver) {
	d.T.Helper()
	for !strings.Contains(d.Current(), "Transfers") {
		before := d.Place()
		if d.Press("j"); d.Place() == before {
			d.T.Fatal("no line leads to the transfers")
		}
	}
	d.Press("enter")
}

func TestTransfers(t *testing.T) {
	tuitest.OnSizes(t, func(t *testing.T, w, h int) {
		db := tuitest.Household(t)
		if _, err := transferevents.Add(t.Context(), db, kept(t)); err != nil {
			t.Fatal(err)
		}
		d := tuitest.OnTab(t, db, "6", w, h)
		open(d)
		d.Shows("on its way", "came back (R01)", "Chequing, RBC", "elsewhere", "-1,850.00")
		d.Golden()
		d.Press("j", "enter")
		d.Shows("Transfer c2a1-rent", "Chequing, RBC Royal Bank", "sent to the bank", "came back (R01 Insufficient funds)")
	})
}

// Without keys Plaid cannot be asked, and the key says why.
func TestTransfersOffline(t *testing.T) {
	d := tuitest.OnTab(t, tuitest.Household(t), "6", 80, 24)
	open(d)
	d.Shows("None is known.", "passbook setup   asks for the Plaid keys")
	d.Hides("⏎ open")
	d.Press("F")
	d.Shows("passbook setup")
}
