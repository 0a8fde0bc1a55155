package storage

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"passbook/storage/ledger"
)

// prover makes a cache in Los Angeles at 20:00 and a step of a bank's life
// there: what it says of the account, and what changed in its rows since.
func prover(t *testing.T) (*clock, *DB, func(minor int64, rows ...ledger.Transaction)) {
	zone, err := time.LoadLocation("America/Los_Angeles")
	if err != nil {
		t.Fatal(err)
	}
	c := &clock{time.Date(2026, 3, 9, 20, 0, 0, 0, zone)} // a Monday
	db := open(t, t.TempDir(), c)
	cursor := "c"
	return c, db, func(minor int64, rows ...ledger.Transaction) {
		a := account("checking", ledger.Depository, minor)
		a.Balance.FetchedAt, a.Balance.BankAt = c.now.UTC(), c.now.UTC().Add(-time.Hour)
		cursor += "c"
		syncAccounts(t, db, cursor, []ledger.Account{a}, rows...)
	}
}

func proofs(t *testing.T, db *DB) []ledger.BalanceProof {
	t.Helper()
	all, err := db.BalanceProofs(t.Context(), "checking")
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// unexplained gives, by day, what remains.
func unexplained(t *testing.T, db *DB) map[ledger.Date]int64 {
	t.Helper()
	rest := map[ledger.Date]int64{}
	for _, p := range proofs(t, db) {
		rest[p.To] = p.Unexplained
	}
	return rest
}

// In the evening west of Greenwich, with nothing missing: spent 15 on each of
// two days, 40 came on the third.
func TestProofInTheEvening(t *testing.T) {
	t.Parallel()
	c, db, step := prover(t)
	step(10000, tx("before", "2026-03-09", -1))
	c.advance(24 * time.Hour)
	step(8500, tx("a", "2026-03-10", -1500))
	c.advance(24 * time.Hour)
	step(7000, tx("b", "2026-03-11", -1500))
	c.advance(24 * time.Hour)
	step(11000, tx("c", "2026-03-12", 4000))
	if got := unexplained(t, db); !cmp.Equal(got, map[ledger.Date]int64{20260310: 0, 20260311: 0, 20260312: 0}) {
		t.Error(got)
	}
	first := proofs(t, db)[0]
	if first.FromBank.Hour() != 2 || !first.ToBank.Equal(first.FromBank.Add(24*time.Hour)) || first.Gained != -1500 || first.Brought != -1500 {
		t.Errorf("%+v", first)
	}
}

// A row of Friday that is booked on Monday, one that the bank takes back, one
// that it corrects and one that the person hides are all explained.
func TestProofGoesByWhatSyncsBrought(t *testing.T) {
	t.Parallel()
	c, db, step := prover(t)
	c.advance(4 * 24 * time.Hour) // Friday, March 13
	wrong, back := tx("wrong", "2026-03-12", -700), tx("back", "2026-03-12", -300)
	step(10000, pending("coffee", "2026-03-13", -5000), wrong, back)
	c.advance(24 * time.Hour)
	step(10000)
	c.advance(2 * 24 * time.Hour)
	posted := tx("posted", "2026-03-13", -5000)
	posted.PendingID = "coffee"
	u, err := db.BeginUpdate(t.Context(), "item")
	if err != nil {
		t.Fatal(err)
	}
	defer u.Close()
	wrong.Amount.Minor = -720
	if err := u.Add(t.Context(), Page{Added: []ledger.Transaction{posted}, Modified: []ledger.Transaction{wrong}, Removed: []string{"coffee", "back"}, RequestID: "r"}); err != nil {
		t.Fatal(err)
	}
	a := account("checking", ledger.Depository, 10000-5000-20+300)
	if _, err := u.Commit(t.Context(), Outcome{Cursor: "monday", Completeness: ledger.HistoryFull, Accounts: []ledger.Account{a}}); err != nil {
		t.Fatal(err)
	}
	note(t, db, func(a *ledger.Annotation) { a.Hidden = true }, "posted")
	c.advance(24 * time.Hour)
	step(5280)
	if got := unexplained(t, db); !cmp.Equal(got, map[ledger.Date]int64{20260314: 0, 20260316: 0, 20260317: 0}) {
		t.Error(got)
	}
	c.advance(24 * time.Hour)
	step(5240)
	first := ledger.FirstUnexplained(proofs(t, db))
	if len(first) != 1 || first[0].To != 20260318 || first[0].Unexplained != -40 {
		t.Errorf("%+v", first)
	}
}

// A row in another currency is in the balance at the bank's rate, which nobody
// told: it is named beside what remains.
func TestProofNamesForeignRows(t *testing.T) {
	t.Parallel()
	c, db, step := prover(t)
	euro := func(id, day string, minor int64) ledger.Transaction {
		row := tx(id, day, minor)
		row.Amount.Currency = "EUR"
		return row
	}
	step(10000, euro("before", "2026-03-09", -100))
	c.advance(24 * time.Hour)
	step(7800, euro("a", "2026-03-10", -1000), euro("b", "2026-03-10", -500), tx("c", "2026-03-10", -500))
	c.advance(24 * time.Hour)
	step(7800)
	got := proofs(t, db)
	want := [][]ledger.Money{{{Minor: -1500, Currency: "EUR"}}, nil}
	if len(got) != 2 || got[0].Unexplained != -1700 || !cmp.Equal(got[0].ForeignAmounts, want[0]) || got[1].ForeignAmounts != nil {
		t.Errorf("%+v", got)
	}
}

// A live figure is ahead of the rows, and an Item whose history is still coming
// brings rows that are long in its balance: neither proves anything.
func TestWhatProvesNothing(t *testing.T) {
	t.Parallel()
	c, db, step := prover(t)
	syncOutcome(t, db, Outcome{Cursor: "i", Completeness: ledger.HistoryInitial, Accounts: []ledger.Account{account("checking", ledger.Depository, 10000)}},
		Page{Added: []ledger.Transaction{tx("new", "2026-03-01", -5)}})
	c.advance(24 * time.Hour)
	step(10000, tx("old", "2025-03-01", -700))
	c.advance(24 * time.Hour)
	live := account("checking", ledger.Depository, 9000)
	live.Balance.Source = ledger.Live
	saveAccounts(t, db, live)
	c.advance(24 * time.Hour)
	step(9000, tx("spent", "2026-03-11", -1000))
	if got := unexplained(t, db); !cmp.Equal(got, map[ledger.Date]int64{20260312: 0}) {
		t.Error(got)
	}
}

// What a brokerage holds moves without rows, and so does a loan that has none:
// their banks are accused of nothing.
func TestProofWhereRowsExplainTheBalance(t *testing.T) {
	t.Parallel()
	c := newClock()
	db := open(t, t.TempDir(), c)
	kinds := []ledger.AccountKind{ledger.Depository, ledger.Credit, ledger.Loan, ledger.Investment, "payroll"}
	accounts := func(minor int64) (all []ledger.Account) {
		for _, kind := range kinds {
			all = append(all, account(string(kind), kind, minor))
		}
		return append(all, account("student loan", ledger.Loan, minor))
	}
	rows := []ledger.Transaction{on("payroll", tx("p", "2026-03-10", -1)), on("investment", tx("i", "2026-03-10", -1)), on("loan", tx("l", "2026-03-10", -1))}
	syncAccounts(t, db, "c1", accounts(-1000), rows...)
	c.advance(24 * time.Hour)
	syncAccounts(t, db, "c2", accounts(-900))
	got, err := db.BalanceProofs(t.Context(), "")
	var ids []string
	for _, p := range got {
		ids = append(ids, p.AccountID)
	}
	if err != nil || !cmp.Equal(ids, []string{"credit", "depository", "loan"}) {
		t.Error(ids, err)
	}
}
