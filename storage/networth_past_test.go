package storage

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"passbook/storage/ledger"
)

// on makes a row another account's.
func on(accountID string, row ledger.Transaction) ledger.Transaction {
	row.AccountID = accountID
	return row
}

// lineOf gives the balances of an account by day, from its first day up to the
// one before the first that is observed.
func lineOf(t *testing.T, db *DB, accountID string) map[ledger.Date]int64 {
	t.Helper()
	out := map[ledger.Date]int64{}
	for _, p := range worth(t, db, accountID, 0, db.day(db.now())) {
		if !p.Observed {
			out[p.Date] = p.Minor
		}
	}
	return out
}

// TestPastOfEveryKind: of cash, cards and loans the rows tell the past; not of a
// loan without rows, and not of a brokerage, where a contribution would be a loss
// on every day before.
func TestPastOfEveryKind(t *testing.T) {
	t.Parallel()
	db := open(t, t.TempDir(), newClock()) // 15 March
	syncAccounts(t, db, "c", []ledger.Account{
		account("checking", ledger.Depository, 1000), account("card", ledger.Credit, -200), account("mortgage", ledger.Loan, -5000),
		account("student", ledger.Loan, -3000), account("broker", ledger.Investment, 9000),
	},
		tx("a", "2026-03-12", 300), pending("p", "2026-03-10", -1), tx("zero", "2026-03-11", -40), tx("zero sum", "2026-03-11", 40),
		on("card", tx("b", "2026-03-13", -50)), on("mortgage", tx("c", "2026-03-14", 70)), on("broker", tx("d", "2026-03-13", 4000)))
	want := map[string]map[ledger.Date]int64{
		"checking": {20260311: 700, 20260312: 1000, 20260313: 1000, 20260314: 1000},
		"card":     {20260313: -200, 20260314: -200},
		"mortgage": {20260314: -5000},
		"student":  {},
		"broker":   {},
	}
	got := map[string]map[ledger.Date]int64{}
	for id := range want {
		got[id] = lineOf(t, db, id)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

// TestPastEndsAtAForeignRow: what was booked for it, nobody told.
func TestPastEndsAtAForeignRow(t *testing.T) {
	t.Parallel()
	c := newClock()
	db := open(t, t.TempDir(), c)
	euro := func(id, day string) ledger.Transaction {
		row := on("card", tx(id, day, -4500))
		row.Amount.Currency = "EUR"
		return row
	}
	unposted := euro("pending", "2026-03-14")
	unposted.Pending = true
	syncAccounts(t, db, "c1", []ledger.Account{account("card", ledger.Credit, -20000)},
		on("card", tx("first", "2026-03-01", -100)), euro("older", "2026-03-05"), euro("newer", "2026-03-11"), unposted, on("card", tx("last", "2026-03-13", -300)))
	if got := lineOf(t, db, "card"); !cmp.Equal(got, map[ledger.Date]int64{20260311: -19700, 20260312: -19700, 20260313: -20000, 20260314: -20000}) {
		t.Error(got)
	}
	// The ones after the first snapshot change nothing.
	c.advance(24 * time.Hour)
	syncAccounts(t, db, "c2", []ledger.Account{account("card", ledger.Credit, -25000)}, euro("today", "2026-03-16"))
	if got := lineOf(t, db, "card"); len(got) != 4 {
		t.Error(got)
	}
}

// TestALateRow changes the days from its own on, and no observed one; one that
// the bank takes back, likewise.
func TestALateRow(t *testing.T) {
	t.Parallel()
	c := newClock()
	db := open(t, t.TempDir(), c)
	syncAccounts(t, db, "c1", []ledger.Account{account("checking", ledger.Depository, 1000)}, tx("a", "2026-03-11", -10), tx("b", "2026-03-13", -20))
	before := map[ledger.Date]int64{20260311: 1020, 20260312: 1020, 20260313: 1000, 20260314: 1000}
	if got := lineOf(t, db, "checking"); !cmp.Equal(got, before) {
		t.Fatal(got)
	}
	c.advance(24 * time.Hour)
	syncAccounts(t, db, "c2", []ledger.Account{account("checking", ledger.Depository, 993)}, tx("late", "2026-03-12", -7))
	if got := lineOf(t, db, "checking"); !cmp.Equal(got, map[ledger.Date]int64{20260311: 1020, 20260312: 1013, 20260313: 993, 20260314: 993}) {
		t.Error(got)
	}
	observed := []ledger.WorthPoint{{Date: 20260315, Minor: 1000, Observed: true}, {Date: 20260316, Minor: 993, Observed: true}}
	if got := worth(t, db, "", 20260315, 20260316); !cmp.Equal(got, observed) {
		t.Error(got)
	}
	syncOutcome(t, db, Outcome{Cursor: "c3", Completeness: ledger.HistoryFull, Accounts: []ledger.Account{account("checking", ledger.Depository, 1000)}}, Page{Removed: []string{"late"}})
	if got := lineOf(t, db, "checking"); !cmp.Equal(got, before) {
		t.Error(got)
	}
}

// TestTheFirstDaysOfAHistory: the first rows that come are those of a month, the
// others follow a day later.
func TestTheFirstDaysOfAHistory(t *testing.T) {
	t.Parallel()
	c := newClock()
	db := open(t, t.TempDir(), c)
	saveAccounts(t, db, account("checking", ledger.Depository, 1000)) // as linking does
	syncOutcome(t, db, Outcome{Cursor: "c1", Completeness: ledger.HistoryInitial, Accounts: []ledger.Account{account("checking", ledger.Depository, 1000)}},
		Page{Added: []ledger.Transaction{tx("new", "2026-03-13", -20)}})
	if got := lineOf(t, db, "checking"); !cmp.Equal(got, map[ledger.Date]int64{20260313: 1000, 20260314: 1000}) {
		t.Error(got)
	}
	c.advance(24 * time.Hour)
	syncAccounts(t, db, "c2", []ledger.Account{account("checking", ledger.Depository, 950)}, tx("old", "2026-03-12", -7), tx("today", "2026-03-16", -50))
	if got := lineOf(t, db, "checking"); !cmp.Equal(got, map[ledger.Date]int64{20260312: 1020, 20260313: 1000, 20260314: 1000}) {
		t.Error(got)
	}
}

// TestABankWithoutACurrentBalance: what is available of a deposit account stands
// for it, today and on every day; of a card it is something else, so that the
// card is not known.
func TestABankWithoutACurrentBalance(t *testing.T) {
	t.Parallel()
	c := newClock()
	db := open(t, t.TempDir(), c)
	saveAccounts(t, db, account("checking", ledger.Depository, 1000), account("card", ledger.Credit, -300))
	c.advance(24 * time.Hour)
	without := func(id string, kind ledger.AccountKind, available int64) ledger.Account {
		a := account(id, kind, 0)
		a.Balance.Current, a.Balance.Available = nil, &available
		return a
	}
	saveAccounts(t, db, without("checking", ledger.Depository, 900), without("card", ledger.Credit, 4700))
	want := []ledger.WorthPoint{{Date: 20260315, Minor: 700, Observed: true}, {Date: 20260316, Minor: 900, Observed: true}}
	if got := worth(t, db, "", 0, 20260316); !cmp.Equal(got, want) {
		t.Error(got)
	}
	accounts, err := db.Accounts(t.Context())
	if got := ledger.NetWorth(accounts, "USD"); err != nil || !cmp.Equal(got, []ledger.Money{{Minor: 900, Currency: "USD"}}) {
		t.Error(got, err)
	}
}

// TestAnotherCurrency: an account whose bank gives its balance in another
// currency one day is in one of them on every day.
func TestAnotherCurrency(t *testing.T) {
	t.Parallel()
	c := newClock()
	db := open(t, t.TempDir(), c)
	saveAccounts(t, db, account("checking", ledger.Depository, 1000))
	c.advance(24 * time.Hour)
	euro := account("checking", ledger.Depository, 900)
	euro.Balance.Currency = "EUR"
	saveAccounts(t, db, euro)
	for currency, want := range map[string]ledger.WorthLine{
		"USD": {{Date: 20260315, Minor: 1000, Observed: true}},
		"EUR": {{Date: 20260316, Minor: 900, Observed: true}},
	} {
		if w, err := db.Worth(t.Context(), currency, 0, 20260316); err != nil || !cmp.Equal(w.Total, want) {
			t.Error(currency, w.Total, err)
		}
	}
}

// TestAClosedAccountKeepsItsPast beside another that the bank lists under the
// same name and without a number: both were listed at one time.
func TestAClosedAccountKeepsItsPast(t *testing.T) {
	t.Parallel()
	c := newClock()
	db := open(t, t.TempDir(), c)
	alike := func(id string, minor int64) ledger.Account {
		a := account(id, ledger.Depository, minor)
		a.Name, a.Mask = "Savings", ""
		return a
	}
	saveAccounts(t, db, alike("one", 1000), alike("two", 200))
	c.advance(24 * time.Hour)
	saveAccounts(t, db, alike("one", 1000), alike("two", 200))
	c.advance(24 * time.Hour)
	saveAccounts(t, db, alike("two", 200))
	want := []ledger.WorthPoint{{Date: 20260315, Minor: 1200, Observed: true}, {Date: 20260316, Minor: 1200, Observed: true}, {Date: 20260317, Minor: 200, Observed: true}}
	if got := worth(t, db, "", 0, 20260317); !cmp.Equal(got, want) {
		t.Error(got)
	}
	// One that comes after it went may be the same one under another id, and
	// takes its place from its own first day on; of two, nobody knows which.
	c.advance(24 * time.Hour)
	saveAccounts(t, db, alike("two", 200), alike("three", 1000), alike("four", 1000))
	if got := worth(t, db, "one", 0, 20260318); len(got) != 2 {
		t.Error(got)
	}
	syncAccounts(t, db, "c", []ledger.Account{alike("two", 200), alike("three", 1000), alike("four", 1000)}, on("three", tx("t", "2026-03-16", 1)))
	if got := worth(t, db, "one", 0, 20260318); !cmp.Equal(got, []ledger.WorthPoint{{Date: 20260315, Minor: 1000, Observed: true}}) {
		t.Error(got)
	}
	accounts, err := db.Accounts(t.Context())
	if err != nil || len(accounts) != 4 {
		t.Errorf("%d accounts, %v", len(accounts), err)
	}
}

// TestASiblingIsNoSuccessor: an account that came later but was listed while the
// other still was does not go on where that one ended.
func TestASiblingIsNoSuccessor(t *testing.T) {
	t.Parallel()
	for name, both := range map[string]bool{"listed at one time": true, "listed after": false} {
		t.Run(name, func(t *testing.T) {
			c := newClock()
			db := open(t, t.TempDir(), c)
			old, now := account("checking", ledger.Depository, 1000), account("checking", ledger.Depository, 500)
			old.ID, now.ID = "old", "new"
			saveAccounts(t, db, old)
			c.advance(24 * time.Hour)
			if both {
				saveAccounts(t, db, old, now)
				c.advance(24 * time.Hour)
			}
			saveAccounts(t, db, now)
			accounts, err := db.Accounts(t.Context())
			if err != nil || (len(accounts) == 2) != both {
				t.Fatal(len(accounts), err)
			}
		})
	}
}
