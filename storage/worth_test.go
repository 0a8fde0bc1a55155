package storage

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func account(id string, kind AccountKind, current int64) Account {
	return Account{ID: id, Name: id, Mask: id[:2], Kind: kind, Balance: Balance{Currency: "USD", Current: &current}}
}

func saveAccounts(t testing.TB, db *DB, accounts ...Account) {
	t.Helper()
	if err := db.SaveAccounts(t.Context(), "item", accounts); err != nil {
		t.Fatal(err)
	}
}

func worth(t testing.TB, db *DB, account string, from, to Date) []WorthPoint {
	t.Helper()
	points, err := db.Worth(t.Context(), account, "USD", from, to)
	if err != nil {
		t.Fatal(err)
	}
	return points
}

func TestWorthReconstructsBeforeTheFirstSnapshot(t *testing.T) {
	c := newClock() // 15 March
	db := open(t, t.TempDir(), c)
	saveAccounts(t, db, account("checking", Depository, 10000), account("brokerage", Investment, 500000))
	spent := tx("a", "2026-03-12", -300)
	unsettled := pending("p", "2026-03-14", -9999)
	hidden := tx("h", "2026-03-14", -200)
	syncPages(t, db, "c1", Page{Added: []Transaction{spent, unsettled, hidden, tx("in", "2026-03-14", 1000), tx("future", "2026-03-16", -1)}})
	note(t, db, func(a *Annotation) { a.Hidden = true }, "h")
	want := []WorthPoint{{20260312, 9200, false}, {20260313, 9200, false}, {20260314, 10000, false}, {20260315, 10000, true}, {20260316, 10000, true}}
	if diff := cmp.Diff(want, worth(t, db, "checking", 20260101, 20260316)); diff != "" {
		t.Fatal(diff)
	}
	if got := worth(t, db, "brokerage", 20260101, 20260315); !cmp.Equal(got, []WorthPoint{{20260315, 500000, true}}) {
		t.Fatalf("an account without history starts at its first snapshot: %v", got)
	}
	for i := range want {
		want[i].Minor += 500000
	}
	if diff := cmp.Diff(want, worth(t, db, "", 20260101, 20260316)); diff != "" {
		t.Fatal(diff)
	}
	if got := worth(t, db, "", 20260313, 20260313); len(got) != 1 || got[0] != want[1] {
		t.Fatal(got)
	}
}

func TestWorthCarriesForwardAndCountsDebt(t *testing.T) {
	c := newClock()
	db := open(t, t.TempDir(), c)
	saveAccounts(t, db, account("checking", Depository, 10000), account("card", Credit, -2500), account("odd", "payroll", 77))
	c.advance(3 * 24 * time.Hour)
	saveAccounts(t, db, account("checking", Depository, 12000), account("card", Credit, -100), account("odd", "payroll", 77))
	want := []WorthPoint{{20260315, 7500, true}, {20260316, 7500, true}, {20260317, 7500, true}, {20260318, 11900, true}, {20260319, 11900, true}}
	if diff := cmp.Diff(want, worth(t, db, "", 20260101, 20260319)); diff != "" {
		t.Fatal(diff)
	}
	if got, err := db.Worth(t.Context(), "", "EUR", 20260101, 20260319); err != nil || got != nil {
		t.Fatal("a currency that nothing is held in", got, err)
	}
}

func TestWorthOfAnAccountThatGoes(t *testing.T) {
	c := newClock()
	db := open(t, t.TempDir(), c)
	saveAccounts(t, db, account("checking", Depository, 10000), account("savings", Depository, 5000))
	c.advance(2 * 24 * time.Hour)
	saveAccounts(t, db, account("checking", Depository, 10000))
	want := []WorthPoint{{20260315, 15000, true}, {20260316, 15000, true}, {20260317, 10000, true}}
	if diff := cmp.Diff(want, worth(t, db, "", 20260101, 20260317)); diff != "" {
		t.Fatal(diff)
	}
	again := account("savings again", Depository, 5000)
	again.Mask = "sa" // the same account under a new id
	saveAccounts(t, db, account("checking", Depository, 10000), again)
	for _, p := range worth(t, db, "", 20260316, 20260317) {
		if p.Minor > 15000 {
			t.Fatalf("an account that came back under another id counts twice: %v", p)
		}
	}
}

func TestBalancesKeepOneSnapshotADayAndSource(t *testing.T) {
	c := newClock()
	db := open(t, t.TempDir(), c)
	limit := int64(7)
	a := account("card", Credit, 1)
	a.Balance.Limit, a.Balance.BankAt = &limit, c.now.Add(-time.Hour)
	saveAccounts(t, db, a)
	c.advance(time.Minute)
	saveAccounts(t, db, account("card", Credit, 2))
	live := account("card", Credit, 3)
	live.Balance.Source = Live
	c.advance(time.Minute)
	saveAccounts(t, db, live)
	c.advance(time.Minute)
	nothing := account("card", Credit, 0)
	nothing.Balance = Balance{Currency: "USD"}
	saveAccounts(t, db, nothing)
	if n, err := db.numbers(t.Context(), "SELECT current FROM balances ORDER BY source"); err != nil || !cmp.Equal(n, []int64{2, 3}) {
		t.Fatal(n, err)
	}
	accounts, err := db.Accounts(t.Context())
	if err != nil || len(accounts) != 1 || *accounts[0].Balance.Current != 3 || accounts[0].Balance.Source != Live ||
		!accounts[0].Balance.FetchedAt.Equal(c.now.Add(-time.Minute)) || accounts[0].Institution != "First Platypus" {
		t.Fatalf("%+v %v", accounts, err)
	}
}

func TestBalanceProof(t *testing.T) {
	c := newClock()
	db := open(t, t.TempDir(), c)
	saveAccounts(t, db, account("checking", Depository, 10000))
	c.advance(2 * 24 * time.Hour)
	saveAccounts(t, db, account("checking", Depository, 9500))
	c.advance(24 * time.Hour)
	saveAccounts(t, db, account("checking", Depository, 9000))
	syncPages(t, db, "c1", Page{Added: []Transaction{
		tx("before", "2026-03-15", -1), tx("a", "2026-03-16", -300), tx("b", "2026-03-17", -200), pending("p", "2026-03-17", -5), tx("c", "2026-03-18", -350),
	}})
	got, err := db.ProveBalances(t.Context(), "")
	if err != nil {
		t.Fatal(err)
	}
	want := []BalanceProof{
		{"checking", "checking", "First Platypus", "USD", 20260315, 20260317, -500, -500, 0},
		{"checking", "checking", "First Platypus", "USD", 20260317, 20260318, -500, -350, -150},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Fatal(diff)
	}
}
