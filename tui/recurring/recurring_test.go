package recurring_test

import (
	"testing"

	"passbook/storage"
	"passbook/storage/ledger"
	"passbook/tui/tuitest"
)

// open shows the page, as a person comes to it.
func open(t *testing.T, db *storage.DB, w, h int) *tuitest.Driver {
	t.Helper()
	d := tuitest.OnTab(t, db, "6", w, h)
	d.Choose("Recurring")
	return d
}

func TestRecurring(t *testing.T) {
	tuitest.OnSizes(t, func(t *testing.T, w, h int) { open(t, tuitest.Owing(t), w, h).Golden() })
}

// Each stream has its next date, and what it makes a month; enter lists its rows.
func TestRecurringOpens(t *testing.T) {
	d := open(t, tuitest.Owing(t), 120, 40)
	d.Shows("$2,263 out, $6,761 in a month", "3 expected in 30 days") // 2,150.00 + 92.31 + 18.99 + 1.50; 3,120.44 × 26 / 12
	d.Shows("Dec 15  in 25 d", "was due Nov 17", "not known", "Ended", "GoodLife Fitness")
	d.Choose("Maple Property")
	if d.Page() != "Transactions" {
		t.Fatalf("enter went to %s", d.Page())
	}
	d.Shows("Maple Property")
	d.Hides("Acme Corp")
}

func TestRecurringEmpty(t *testing.T) {
	d := open(t, tuitest.Household(t), 80, 24)
	d.Shows("Nothing comes back", "passbook setup   asks for the Plaid keys")
	d.Hides("⏎ transactions")
	d.Press("F")
	d.Shows("fetch (billed by Plaid): passbook setup")
}

// What passbook finds in the rows stands in the list without Plaid, with the reason
// and the last price change of the chosen line.
func TestRecurringFoundHere(t *testing.T) {
	db := tuitest.Household(t)
	var rows []ledger.Transaction
	for i, day := range []ledger.Date{2026_04_09, 2026_05_11, 2026_06_09, 2026_07_09, 2026_08_10, 2026_09_09, 2026_10_09, 2026_11_09} {
		minor := int64(-1499)
		if i > 4 {
			minor = -1699
		}
		rows = append(rows, ledger.Transaction{
			ID: "tv" + day.String(), AccountID: "visa", Date: day, AuthorizedDate: day, Name: "TELLYBOX", Merchant: "Tellybox", Original: "TELLYBOX",
			Amount: ledger.Money{Minor: minor, Currency: "CAD"}, Category: "ENTERTAINMENT",
		})
	}
	tuitest.AddRows(t, db, "rbc", rows...)
	d := open(t, db, 120, 40)
	d.Shows("Tellybox", "Dec 9", "$17 out, $0 in a month", "1 expected in 30 days")
	d.Shows("Found here: 8 payments of one merchant, a month apart, up to 2 days early or late, at 2 prices in turn", "16.99 since Sep 9")
	d.Choose("Tellybox")
	if d.Page() != "Transactions" {
		t.Fatalf("enter went to %s", d.Page())
	}
}
