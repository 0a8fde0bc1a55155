package storage

import (
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"passbook/storage/ledger"
)

// replaced makes a cache whose Item "item" was replaced by "item2" five days
// after its last sync; its account "checking" goes on as "again", "savings"
// went.
func replaced(t *testing.T) *DB {
	t.Helper()
	c := newClock() // 15 March
	db := open(t, t.TempDir(), c)
	kept := tx("s", "2026-03-01", -100)
	kept.AccountID = "savings"
	syncAccounts(t, db, "c1", []ledger.Account{account("checking", ledger.Depository, 10000), account("savings", ledger.Depository, 500)},
		tx("ancient", "2026-02-01", -1), tx("a", "2026-03-01", -100), tx("a2", "2026-03-01", -100), tx("b", "2026-03-02", -200),
		pending("p", "2026-03-13", -300), pending("never posts", "2026-03-14", -400), kept)
	for _, id := range []string{"ancient", "a", "b", "p"} {
		note(t, db, func(a *ledger.Annotation) { a.Note = "on " + id }, id)
	}
	c.advance(5 * 24 * time.Hour)
	now := account("checking", ledger.Depository, 9000)
	now.ID = "again"
	by := ledger.Item{ID: "item2", InstitutionID: "ins_109508", Institution: "First Platypus", LinkedAt: c.now}
	if err := db.ReplaceItem(t.Context(), "item", by, []ledger.Account{now}); err != nil {
		t.Fatal(err)
	}
	return db
}

// again is what the bank says of the account under its new id.
func again(list ...ledger.Transaction) Page {
	for i := range list {
		list[i].AccountID = "again"
	}
	return Page{Added: list}
}

func named(t ledger.Transaction, name string) ledger.Transaction {
	t.Name = name
	return t
}

func TestReplacedItem(t *testing.T) {
	t.Parallel()
	db := replaced(t)
	ctx := t.Context()
	accounts, err := db.Accounts(ctx)
	if err != nil || len(accounts) != 2 || accounts[0].ID != "again" || !accounts[0].GoneAt.IsZero() || accounts[1].ID != "savings" || accounts[1].GoneAt.IsZero() {
		t.Fatalf("%+v %v", accounts, err)
	}
	if old, err := db.Replaced(ctx); err != nil || !slices.Equal(old, []string{"item"}) {
		t.Fatal(old, err)
	}
	it, err := db.Item(ctx, "item2")
	if err != nil || it.Cursor != "" || it.Completeness != ledger.HistoryNone || !it.SyncedAt.IsZero() || it.Problem != nil {
		t.Fatalf("%+v %v", it, err)
	}
	// What came under either id is found under both.
	for _, id := range []string{"checking", "again"} {
		if got := ids(all(t, db, ledger.Filter{AccountID: id})); len(got) != 6 {
			t.Errorf("%s: %v", id, got)
		}
		s, err := db.Summarize(ctx, ledger.Filter{AccountID: id})
		if want := (ledger.Summary{Count: 6, Sums: []ledger.Sums{{Currency: "USD", Posted: ledger.Sum{Out: -401, Count: 4}, Pending: ledger.Sum{Out: -700, Count: 2}}}}); err != nil || !cmp.Equal(s, want) {
			t.Errorf("%s: %+v %v", id, s, err)
		}
		if proofs, err := db.BalanceProofs(ctx, id); err != nil || len(proofs) != 0 {
			t.Errorf("%s: proofs before the rows of the new Item came: %+v %v", id, proofs, err)
		}
	}
	want := []ledger.WorthPoint{{Date: 20260314, Minor: 10000, Observed: false}, {Date: 20260315, Minor: 10000, Observed: true}, {Date: 20260316, Minor: 10000, Observed: true}, {Date: 20260320, Minor: 9000, Observed: true}}
	got := worth(t, db, "again", 20260314, 20260320)
	if got = append(got[:3], got[6:]...); !cmp.Equal(got, want) {
		t.Error(got)
	}
	if e := entry(t, db, "ancient"); e.AccountID != "again" {
		t.Errorf("%+v", e)
	}
}

// TestReplacedItemSyncs: the history comes in two parts; a bank writes one name
// anew, what was pending has posted on another day, and one row never will.
func TestReplacedItemSyncs(t *testing.T) {
	t.Parallel()
	db := replaced(t)
	postedLater := tx("p2", "2026-03-15", -300)
	postedLater.AuthorizedDate = entry(t, db, "p").AuthorizedDate
	syncItem(t, db, "item2", Outcome{Cursor: "d1", Completeness: ledger.HistoryInitial}, again(postedLater))
	if got := ids(all(t, db, ledger.Filter{AccountID: "again"})); !slices.Equal(got, []string{"p2", "never posts", "b", "a2", "a", "ancient"}) {
		t.Fatal(got)
	}
	syncItem(t, db, "item2", Outcome{Cursor: "d2", Completeness: ledger.HistoryFull},
		again(named(tx("b2", "2026-03-02", -200), "COFFEE"), named(tx("a3", "2026-03-01", -100), "Coffee a2"), named(tx("a4", "2026-03-01", -100), "Coffee a")))
	if got := ids(all(t, db, ledger.Filter{})); !slices.Equal(got, []string{"p2", "b2", "a4", "a3", "s", "ancient"}) {
		t.Fatal(got)
	}
	for id, want := range map[string]string{"p2": "on p", "b2": "on b", "a4": "on a", "a3": "", "ancient": "on ancient"} {
		if got := entry(t, db, id).Annotation.Note; got != want {
			t.Errorf("%s: %q", id, got)
		}
	}
	// Of the rows that the new Item brought, the posted one is no other.
	now := account("checking", ledger.Depository, 9699)
	now.ID = "again"
	syncItem(t, db, "item2", Outcome{Cursor: "d3", Completeness: ledger.HistoryFull, Accounts: []ledger.Account{now}})
	proofs, err := db.BalanceProofs(t.Context(), "checking")
	want := []ledger.BalanceProof{{
		AccountID: "again", AccountName: "checking", Institution: "First Platypus", Currency: "USD", From: 20260315, To: 20260320,
		Gained: -301, Brought: -300, Unexplained: -1,
	}}
	if err != nil || !cmp.Equal(proofs, want) {
		t.Errorf("%+v %v", proofs, err)
	}
	// A full resync names what the new Item has, which takes nothing from what
	// the old one had.
	syncItem(t, db, "item2", Outcome{Cursor: "d4", Completeness: ledger.HistoryFull, Reconcile: true}, again(postedLater))
	if got := ids(all(t, db, ledger.Filter{})); !slices.Equal(got, []string{"p2", "s", "ancient"}) {
		t.Fatal(got)
	}
}

func TestSuccessorOfASuccessor(t *testing.T) {
	t.Parallel()
	db := replaced(t)
	third := account("checking", ledger.Depository, 8000)
	third.ID = "third"
	if err := db.ReplaceItem(t.Context(), "item2", ledger.Item{ID: "item3", InstitutionID: "ins_109508"}, []ledger.Account{third}); err != nil {
		t.Fatal(err)
	}
	if e := entry(t, db, "ancient"); e.AccountID != "third" || len(all(t, db, ledger.Filter{AccountID: "checking"})) != 6 {
		t.Errorf("%+v", e)
	}
	accounts, err := db.Accounts(t.Context())
	if err != nil || len(accounts) != 2 {
		t.Errorf("%+v %v", accounts, err)
	}
	if err := db.RemoveItem(t.Context(), "item3"); err != nil || len(all(t, db, ledger.Filter{})) != 0 {
		t.Error(err)
	}
}

func TestSameAccount(t *testing.T) {
	t.Parallel()
	base := ledger.Account{Kind: ledger.Depository, Subtype: "checking", Name: "Plaid Checking", Mask: "0000"}
	with := func(change func(*ledger.Account)) ledger.Account { a := base; change(&a); return a }
	for _, c := range []struct {
		what string
		a, b ledger.Account
		want bool
	}{
		{"the same", base, base, true},
		{"renamed", base, with(func(a *ledger.Account) { a.Name = "Everyday" }), true},
		{"another number", base, with(func(a *ledger.Account) { a.Mask = "1111" }), false},
		{"another kind", base, with(func(a *ledger.Account) { a.Kind = ledger.Credit }), false},
		{"another subtype", base, with(func(a *ledger.Account) { a.Subtype = "savings" }), false},
		{"no number", with(func(a *ledger.Account) { a.Mask = "" }), with(func(a *ledger.Account) { a.Mask = "" }), true},
		{"nothing to go by", ledger.Account{Kind: ledger.Loan}, ledger.Account{Kind: ledger.Loan}, false},
		{
			"one persistent id, all else new", with(func(a *ledger.Account) { a.PersistentID = "p1" }),
			with(func(a *ledger.Account) { a.PersistentID, a.Name, a.Mask = "p1", "New", "9999" }), true,
		},
		{"two persistent ids", with(func(a *ledger.Account) { a.PersistentID = "p1" }), with(func(a *ledger.Account) { a.PersistentID = "p2" }), false},
	} {
		if got := ledger.SameAccount(c.a, c.b); got != c.want {
			t.Errorf("%s: %v", c.what, got)
		}
	}
}
