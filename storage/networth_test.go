package storage

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"passbook/storage/ledger"
)

func account(id string, kind ledger.AccountKind, current int64) ledger.Account {
	return ledger.Account{ID: id, Name: id, Mask: id[:2], Kind: kind, Balance: ledger.Balance{Currency: "USD", Current: &current}}
}

func saveAccounts(t testing.TB, db *DB, accounts ...ledger.Account) {
	t.Helper()
	if err := db.SaveAccounts(t.Context(), "item", accounts); err != nil {
		t.Fatal(err)
	}
}

// worth gives the total, or the points of one account.
func worth(t testing.TB, db *DB, account string, from, to ledger.Date) []ledger.WorthPoint {
	t.Helper()
	w, err := db.Worth(t.Context(), "USD", from, to)
	if err != nil {
		t.Fatal(err)
	}
	if account != "" {
		return w.Account(account)
	}
	return w.Total
}

func TestWorthReconstructsBeforeTheFirstSnapshot(t *testing.T) {
	t.Parallel()
	c := newClock() // 15 March
	db := open(t, t.TempDir(), c)
	spent := tx("a", "2026-03-12", -300)
	unposted := pending("p", "2026-03-14", -9999)
	hidden := tx("h", "2026-03-14", -200)
	syncAccounts(t, db, "c1", []ledger.Account{account("checking", ledger.Depository, 10000), account("brokerage", ledger.Investment, 500000)},
		spent, unposted, hidden, tx("in", "2026-03-14", 1000), tx("today", "2026-03-15", -1))
	note(t, db, func(a *ledger.Annotation) { a.Hidden = true }, "h")
	want := []ledger.WorthPoint{{Date: 20260312, Minor: 9201, Observed: false}, {Date: 20260313, Minor: 9201, Observed: false}, {Date: 20260314, Minor: 10001, Observed: false}, {Date: 20260315, Minor: 10000, Observed: true}, {Date: 20260316, Minor: 10000, Observed: true}}
	if diff := cmp.Diff(want, worth(t, db, "checking", 20260101, 20260316)); diff != "" {
		t.Fatal(diff)
	}
	if got := worth(t, db, "brokerage", 20260101, 20260315); !cmp.Equal(got, []ledger.WorthPoint{{Date: 20260315, Minor: 500000, Observed: true}}) {
		t.Fatalf("an account without history starts at its first snapshot: %v", got)
	}
	for i := range want {
		if want[i].Observed {
			want[i].Minor += 500000 // before, the brokerage is not known
		}
	}
	if diff := cmp.Diff(want, worth(t, db, "", 20260101, 20260316)); diff != "" {
		t.Fatal(diff)
	}
	if got := worth(t, db, "", 20260313, 20260313); len(got) != 1 || got[0] != want[1] {
		t.Fatal(got)
	}
}

func TestWorthCarriesForwardAndCountsDebt(t *testing.T) {
	t.Parallel()
	c := newClock()
	db := open(t, t.TempDir(), c)
	saveAccounts(t, db, account("checking", ledger.Depository, 10000), account("card", ledger.Credit, -2500), account("odd", "payroll", 77))
	c.advance(3 * 24 * time.Hour)
	saveAccounts(t, db, account("checking", ledger.Depository, 12000), account("card", ledger.Credit, -100), account("odd", "payroll", 77))
	want := []ledger.WorthPoint{{Date: 20260315, Minor: 7500, Observed: true}, {Date: 20260316, Minor: 7500, Observed: true}, {Date: 20260317, Minor: 7500, Observed: true}, {Date: 20260318, Minor: 11900, Observed: true}, {Date: 20260319, Minor: 11900, Observed: true}}
	if diff := cmp.Diff(want, worth(t, db, "", 20260101, 20260319)); diff != "" {
		t.Fatal(diff)
	}
	if got, err := db.Worth(t.Context(), "EUR", 20260101, 20260319); err != nil || got.Total != nil || len(got.Accounts) != 0 {
		t.Fatal("a currency that nothing is held in", got, err)
	}
}

func TestWorthOfAnAccountThatGoes(t *testing.T) {
	t.Parallel()
	c := newClock()
	db := open(t, t.TempDir(), c)
	saveAccounts(t, db, account("checking", ledger.Depository, 10000), account("savings", ledger.Depository, 5000))
	c.advance(2 * 24 * time.Hour)
	saveAccounts(t, db, account("checking", ledger.Depository, 10000))
	want := []ledger.WorthPoint{{Date: 20260315, Minor: 15000, Observed: true}, {Date: 20260316, Minor: 15000, Observed: true}, {Date: 20260317, Minor: 10000, Observed: true}}
	if diff := cmp.Diff(want, worth(t, db, "", 20260101, 20260317)); diff != "" {
		t.Fatal(diff)
	}
	again := account("savings again", ledger.Depository, 5000)
	again.Mask = "sa" // the same account under a new id
	saveAccounts(t, db, account("checking", ledger.Depository, 10000), again)
	for _, p := range worth(t, db, "", 20260316, 20260317) {
		if p.Minor > 15000 {
			t.Fatalf("an account that came back under another id counts twice: %v", p)
		}
	}
}

func TestBalancesKeepOneSnapshotADayAndSource(t *testing.T) {
	t.Parallel()
	c := newClock()
	db := open(t, t.TempDir(), c)
	limit := int64(7)
	a := account("card", ledger.Credit, 1)
	a.Balance.Limit, a.Balance.BankAt = &limit, c.now.Add(-time.Hour)
	saveAccounts(t, db, a)
	c.advance(time.Minute)
	saveAccounts(t, db, account("card", ledger.Credit, 2))
	live := account("card", ledger.Credit, 3)
	live.Balance.Source = ledger.Live
	c.advance(time.Minute)
	saveAccounts(t, db, live)
	c.advance(time.Minute)
	nothing := account("card", ledger.Credit, 0)
	nothing.Balance = ledger.Balance{Currency: "USD"}
	saveAccounts(t, db, nothing)
	if n, err := db.queryIDs(t.Context(), "SELECT current FROM balances ORDER BY source"); err != nil || !cmp.Equal(n, []int64{2, 3}) {
		t.Fatal(n, err)
	}
	accounts, err := db.Accounts(t.Context())
	if err != nil || len(accounts) != 1 || *accounts[0].Balance.Current != 3 || accounts[0].Balance.Source != ledger.Live ||
		!accounts[0].Balance.FetchedAt.Equal(c.now.Add(-time.Minute)) || accounts[0].Institution != "First Platypus" {
		t.Fatalf("%+v %v", accounts, err)
	}
}
