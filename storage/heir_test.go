package storage

import (
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// replaced makes a cache whose Item "item" was replaced by "item2" five days
// after its last sync; its account "checking" goes on as "again", "savings"
// went.
func replaced(t *testing.T) *DB {
	t.Helper()
	c := newClock() // 15 March
	db := open(t, t.TempDir(), c)
	saveAccounts(t, db, account("checking", Depository, 10000), account("savings", Depository, 500))
	kept := tx("s", "2026-03-01", -100)
	kept.AccountID = "savings"
	syncPages(t, db, "c1", Page{Added: []Transaction{
		tx("ancient", "2026-02-01", -1), tx("a", "2026-03-01", -100), tx("a2", "2026-03-01", -100), tx("b", "2026-03-02", -200),
		pending("p", "2026-03-13", -300), pending("never posts", "2026-03-14", -400), kept,
	}})
	for _, id := range []string{"ancient", "a", "b", "p"} {
		note(t, db, func(a *Annotation) { a.Note = "on " + id }, id)
	}
	c.advance(5 * 24 * time.Hour)
	now := account("checking", Depository, 9000)
	now.ID = "again"
	by := Item{ID: "item2", InstitutionID: "ins_109508", Institution: "First Platypus", LinkedAt: c.now}
	if err := db.ReplaceItem(t.Context(), "item", by, []Account{now}); err != nil {
		t.Fatal(err)
	}
	return db
}

// again is what the bank says of the account under its new id.
func again(list ...Transaction) Page {
	for i := range list {
		list[i].AccountID = "again"
	}
	return Page{Added: list}
}

func named(t Transaction, name string) Transaction {
	t.Name = name
	return t
}

func TestReplacedItem(t *testing.T) {
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
	if err != nil || it.Cursor != "" || it.History != HistoryNone || !it.SyncedAt.IsZero() || it.Problem != nil {
		t.Fatalf("%+v %v", it, err)
	}
	// What came under either id is found under both.
	for _, id := range []string{"checking", "again"} {
		if got := ids(all(t, db, Filter{AccountID: id})); len(got) != 6 {
			t.Errorf("%s: %v", id, got)
		}
		s, err := db.Summarize(ctx, Filter{AccountID: id})
		if want := (Summary{Count: 6, Pending: 2, Out: []Money{{-401, "USD"}}}); err != nil || !cmp.Equal(s, want) {
			t.Errorf("%s: %+v %v", id, s, err)
		}
		want := []WorthPoint{{20260314, 10000, false}, {20260315, 10000, true}, {20260316, 10000, true}, {20260320, 9000, true}}
		got := worth(t, db, id, 20260314, 20260320)
		if got = append(got[:3], got[6:]...); !cmp.Equal(got, want) {
			t.Errorf("%s: %v", id, got)
		}
		proofs, err := db.ProveBalances(ctx, id)
		if err != nil || len(proofs) != 1 || proofs[0].AccountID != "again" || proofs[0].Bank != -1000 || proofs[0].Posted != 0 {
			t.Errorf("%s: %+v %v", id, proofs, err)
		}
	}
	if e := entry(t, db, "ancient"); e.AccountID != "again" {
		t.Errorf("%+v", e)
	}
}

// TestReplacedItemSyncs: the history comes in two parts; a bank writes one name
// anew, what was pending has posted on another day, and one row never will.
func TestReplacedItemSyncs(t *testing.T) {
	db := replaced(t)
	settled := tx("p2", "2026-03-15", -300)
	settled.AuthorizedDate = entry(t, db, "p").AuthorizedDate
	syncItem(t, db, "item2", Outcome{Cursor: "d1", History: HistoryInitial}, again(settled))
	if got := ids(all(t, db, Filter{AccountID: "again"})); !slices.Equal(got, []string{"p2", "never posts", "b", "a2", "a", "ancient"}) {
		t.Fatal(got)
	}
	syncItem(t, db, "item2", Outcome{Cursor: "d2", History: HistoryFull},
		again(named(tx("b2", "2026-03-02", -200), "COFFEE"), named(tx("a3", "2026-03-01", -100), "Coffee a2"), named(tx("a4", "2026-03-01", -100), "Coffee a")))
	if got := ids(all(t, db, Filter{})); !slices.Equal(got, []string{"p2", "b2", "a4", "a3", "s", "ancient"}) {
		t.Fatal(got)
	}
	for id, want := range map[string]string{"p2": "on p", "b2": "on b", "a4": "on a", "a3": "", "ancient": "on ancient"} {
		if got := entry(t, db, id).Annotation.Note; got != want {
			t.Errorf("%s: %q", id, got)
		}
	}
	// A full resync names what the new Item has, which takes nothing from what
	// the old one had.
	syncItem(t, db, "item2", Outcome{Cursor: "d3", History: HistoryFull, Reconcile: true}, again(settled))
	if got := ids(all(t, db, Filter{})); !slices.Equal(got, []string{"p2", "s", "ancient"}) {
		t.Fatal(got)
	}
}

func TestHeirOfAnHeir(t *testing.T) {
	db := replaced(t)
	third := account("checking", Depository, 8000)
	third.ID = "third"
	if err := db.ReplaceItem(t.Context(), "item2", Item{ID: "item3", InstitutionID: "ins_109508"}, []Account{third}); err != nil {
		t.Fatal(err)
	}
	if e := entry(t, db, "ancient"); e.AccountID != "third" || len(all(t, db, Filter{AccountID: "checking"})) != 6 {
		t.Errorf("%+v", e)
	}
	accounts, err := db.Accounts(t.Context())
	if err != nil || len(accounts) != 2 {
		t.Errorf("%+v %v", accounts, err)
	}
	if err := db.RemoveItem(t.Context(), "item3"); err != nil || len(all(t, db, Filter{})) != 0 {
		t.Error(err)
	}
}

func TestSameAccount(t *testing.T) {
	base := Account{Kind: Depository, Subtype: "checking", Name: "Plaid Checking", Mask: "0000"}
	with := func(change func(*Account)) Account { a := base; change(&a); return a }
	for _, c := range []struct {
		what string
		a, b Account
		want bool
	}{
		{"the same", base, base, true},
		{"renamed", base, with(func(a *Account) { a.Name = "Everyday" }), true},
		{"another number", base, with(func(a *Account) { a.Mask = "1111" }), false},
		{"another kind", base, with(func(a *Account) { a.Kind = Credit }), false},
		{"another subtype", base, with(func(a *Account) { a.Subtype = "savings" }), false},
		{"no number", with(func(a *Account) { a.Mask = "" }), with(func(a *Account) { a.Mask = "" }), true},
		{"nothing to go by", Account{Kind: Loan}, Account{Kind: Loan}, false},
		{
			"one persistent id, all else new", with(func(a *Account) { a.PersistentID = "p1" }),
			with(func(a *Account) { a.PersistentID, a.Name, a.Mask = "p1", "New", "9999" }), true,
		},
		{"two persistent ids", with(func(a *Account) { a.PersistentID = "p1" }), with(func(a *Account) { a.PersistentID = "p2" }), false},
	} {
		if got := SameAccount(c.a, c.b); got != c.want {
			t.Errorf("%s: %v", c.what, got)
		}
	}
}
