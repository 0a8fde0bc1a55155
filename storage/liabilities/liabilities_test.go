package liabilities_test

import (
	"reflect"
	"testing"
	"time"

	"github.com/shopspring/decimal"

	"passbook/storage"
	"passbook/storage/kept"
	"passbook/storage/ledger"
	"passbook/storage/liabilities"
)

var now = time.Date(2026, 11, 20, 15, 0, 0, 0, time.UTC)

func open(t *testing.T) *storage.DB {
	t.Helper()
	db, err := storage.Open(t.TempDir(), func() time.Time { return now })
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	return db
}

// loan is a loan that is owed 100.00.
func loan(id, mask string) ledger.Account {
	return ledger.Account{
		ID: id, Name: "Loan", Mask: mask, Kind: ledger.Loan, Subtype: "student",
		Balance: ledger.Balance{Currency: "USD", Current: cents(-10000), FetchedAt: now, Source: ledger.Cached},
	}
}

func list(t *testing.T, db *storage.DB, itemID string, accounts ...ledger.Account) {
	t.Helper()
	if err := db.SaveItem(t.Context(), ledger.Item{ID: itemID, Institution: "Tartan Bank", LinkedAt: now}); err != nil {
		t.Fatal(err)
	}
	if err := db.SaveAccounts(t.Context(), itemID, accounts); err != nil {
		t.Fatal(err)
	}
}

func save(t *testing.T, db *storage.DB, itemID string, at time.Time, all ...liabilities.Liability) {
	t.Helper()
	for i := range all {
		all[i].FetchedAt = at
	}
	if err := liabilities.Save(t.Context(), db, itemID, at, all); err != nil {
		t.Fatal(err)
	}
}

func all(t *testing.T, db *storage.DB) []liabilities.Liability {
	t.Helper()
	all, err := liabilities.All(t.Context(), db)
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// Whatever a bank says comes back as it was, what it does not say as nothing, and
// the next answer takes the place of all of it.
func TestLiabilitiesAreKept(t *testing.T) {
	db := open(t)
	list(t, db, "item", loan("a", "1"), loan("b", "2"))
	yes := true
	full := liabilities.Liability{
		AccountID: "a", Class: liabilities.Student, Currency: "USD", Overdue: &yes, LastPayment: cents(1), LastPaymentDate: 20260101, Statement: cents(2),
		StatementDate: 20260102, Due: cents(3), DueDate: 20261203, Name: "n", Term: "t", Plan: "p", Status: "s", Servicer: "v", Guarantor: "g",
		Opened: 20100101, Ends: 20400101, Principal: cents(4), UnpaidInterest: cents(5), YearInterest: cents(6), YearPrincipal: cents(7), Escrow: cents(8),
		LateFee: cents(9), PastDue: cents(10), Insured: &yes, Prepayable: &yes,
		Rates:       []liabilities.Rate{{Kind: "x", Percent: decimal.RequireFromString("5.2500001"), Balance: cents(11), Interest: cents(12)}, {Percent: decimal.RequireFromString("0")}},
		Forgiveness: &liabilities.Forgiveness{Eligible: 20300101, Made: cents(13), Remaining: cents(14)},
	}
	bare := liabilities.Liability{AccountID: "b", Class: liabilities.Mortgage, Currency: "EUR"}
	unknown := liabilities.Liability{AccountID: "not listed", Class: liabilities.Card, Currency: "USD"}
	save(t, db, "item", now, full, bare, unknown)
	got := all(t, db)
	full.FetchedAt, bare.FetchedAt = now, now
	full.Institution, full.Account, full.Mask, full.Owed = "Tartan Bank", "Loan", "1", cents(10000)
	bare.Institution, bare.Account, bare.Mask = "Tartan Bank", "Loan", "2" // its balance is in another currency
	for i, want := range []liabilities.Liability{full, bare} {
		if len(got) != 2 {
			t.Fatalf("%d liabilities", len(got))
		}
		for j := range want.Rates {
			if !want.Rates[j].Percent.Equal(got[i].Rates[j].Percent) {
				t.Errorf("rate %s is %s", want.Rates[j].Percent, got[i].Rates[j].Percent)
			}
			got[i].Rates[j].Percent = want.Rates[j].Percent
		}
		if !reflect.DeepEqual(got[i], want) {
			t.Errorf("%+v\nis not %+v", got[i], want)
		}
	}
	states, err := kept.States(t.Context(), db)
	if err != nil || len(states) != 1 || !states[0].FetchedAt.Equal(now) || states[0].Product != kept.Liabilities {
		t.Errorf("%+v, %v", states, err)
	}
	save(t, db, "item", now.Add(time.Hour), liabilities.Liability{AccountID: "b", Class: liabilities.Card, Currency: "USD"})
	if got := all(t, db); len(got) != 1 || got[0].AccountID != "b" || got[0].Class != liabilities.Card {
		t.Errorf("after the next answer: %+v", got)
	}
}

// An account that came back under another id counts once, by what was fetched
// last, and one that the bank lists no more is not due.
func TestRelinkedLiabilitiesCountOnce(t *testing.T) {
	db := open(t)
	list(t, db, "item", loan("old", "7"))
	save(t, db, "item", now, liabilities.Liability{AccountID: "old", Class: liabilities.Student, Currency: "USD", DueDate: 20261201})
	if err := db.ReplaceItem(t.Context(), "item", ledger.Item{ID: "again", Institution: "Tartan Bank", LinkedAt: now}, []ledger.Account{loan("new", "7")}); err != nil {
		t.Fatal(err)
	}
	due := func(from, to ledger.Date) (ids []string) {
		dues, err := liabilities.Dues(t.Context(), db, from, to)
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range dues {
			ids = append(ids, d.AccountID+" "+d.Date.String())
		}
		return ids
	}
	if got := due(20261120, 20261231); !reflect.DeepEqual(got, []string{"new 2026-12-01"}) {
		t.Errorf("before the new login told of it: %v", got)
	}
	save(t, db, "again", now.Add(time.Hour), liabilities.Liability{AccountID: "new", Class: liabilities.Student, Currency: "USD", DueDate: 20270101})
	if got := due(20261120, 20270201); !reflect.DeepEqual(got, []string{"new 2027-01-01"}) {
		t.Errorf("after it did: %v", got)
	}
	if got := due(20261120, 20261231); got != nil {
		t.Errorf("up to a day before: %v", got)
	}
	list(t, db, "again", loan("other", "9"))
	if got := due(20261120, 20270201); got != nil {
		t.Errorf("gone: %v", got)
	}
}
