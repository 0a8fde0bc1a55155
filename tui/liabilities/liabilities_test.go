package liabilities_test

import (
	"testing"

	"passbook/storage"
	"passbook/storage/liabilities"
	"passbook/tui/tuitest"
)

// open shows the page, as a person comes to it.
func open(t *testing.T, db *storage.DB, w, h int) *tuitest.Driver {
	t.Helper()
	d := tuitest.OnTab(t, db, "6", w, h)
	d.Choose("Liabilities")
	return d
}

func TestLiabilities(t *testing.T) {
	tuitest.OnSizes(t, func(t *testing.T, w, h int) { open(t, tuitest.Owing(t), w, h).Golden() })
}

// The current line's account is told about, and enter lists its transactions.
func TestLiabilitiesOpen(t *testing.T) {
	d := open(t, tuitest.Owing(t), 120, 40)
	d.Shows("Nov 29  in 9 d", "1,284.07", "1,198.00 a month (last payment) at 20.99%", "2 payments")
	d.Press("j")
	d.Shows("mortgage insurance", "no penalty on paying early", "escrow 3,141.54", "30 year", "233 payments: paid off in Apr 2046")
	d.Hides("past due")
	d.Press("j")
	d.Shows("never", "that does not cover the interest", "▲ overdue", "96 payments made, 24 remaining", "guarantor DEPT OF ED")
	d.Press("k", "k", "enter")
	if d.Page() != "Transactions" {
		t.Fatalf("enter went to %s", d.Page())
	}
	d.Shows("Loblaws")
	d.Hides("Maple Property")
}

// The day and how far it is off are never cut, at the narrowest page and over the
// end of a year.
func TestDueDaysAreWhole(t *testing.T) {
	db := tuitest.Owing(t)
	err := liabilities.Save(t.Context(), db, "lender", tuitest.Now, []liabilities.Liability{
		{AccountID: "student", Class: liabilities.Student, Currency: "CAD", FetchedAt: tuitest.Now, DueDate: 20261121},
		{AccountID: "house", Class: liabilities.Mortgage, Currency: "CAD", FetchedAt: tuitest.Now, DueDate: 20270228},
	})
	if err != nil {
		t.Fatal(err)
	}
	open(t, db, 80, 24).Shows("Nov 21  tomorrow", "Feb 28  in 100 d")
}

// Without anything fetched and without keys the page says which command brings it,
// and the key is off.
func TestLiabilitiesEmpty(t *testing.T) {
	d := open(t, tuitest.Household(t), 80, 24)
	d.Shows("No bank has told of a card", "passbook setup   asks for the Plaid keys")
	d.Hides("⏎ transactions")
	d.Press("F")
	d.Shows("fetch (billed by Plaid): passbook setup")
	d.Press("K")
	d.Shows("stop fetching daily")
	d.Press("K")
	d.Hides("stop fetching daily")
}
