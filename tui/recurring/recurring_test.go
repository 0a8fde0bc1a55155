package recurring_test

import (
	"testing"

	"passbook/storage"
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
	d.Shows("No recurring streams", "passbook setup   asks for the Plaid keys")
	d.Hides("⏎ transactions")
	d.Press("F")
	d.Shows("fetch (billed by Plaid): passbook setup")
}
