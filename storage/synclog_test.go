package storage

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"passbook/storage/ledger"
)

func TestSyncsLeaveARecord(t *testing.T) {
	t.Parallel()
	c := newClock()
	db := open(t, t.TempDir(), c)
	syncPages(t, db, "c1", Page{Added: []ledger.Transaction{tx("a", "2026-03-01", -100), tx("b", "2026-03-01", -200), pending("p", "2026-03-02", -2000)}})
	c.advance(time.Hour)
	b := tx("b", "2026-03-04", -250)
	b.Merchant, b.CategoryDetail, b.Details = "Red Cup", "FOOD_AND_DRINK_RESTAURANT", &ledger.Details{Website: "red.example"}
	syncPages(t, db, "c2",
		Page{RequestID: "r1", Added: []ledger.Transaction{tx("n", "2026-03-05", -1)}, Modified: []ledger.Transaction{tx("a", "2026-03-01", -100), b}},
		Page{RequestID: "r2", Added: []ledger.Transaction{posted("q", "2026-03-04", -2400, "p")}, Removed: []string{"p", "a"}})
	syncs, err := db.Syncs(t.Context(), SyncFilter{}, 0, 10)
	if err != nil || len(syncs) != 2 {
		t.Fatal(syncs, err)
	}
	want := Sync{
		ItemID: "item", Institution: "First Platypus", At: c.now, LastAt: c.now, Times: 1, RequestIDs: []string{"r1", "r2"},
		Changes: Changes{SyncID: 2, Added: 1, Modified: 1, Unchanged: 1, Removed: 1, Posted: 1},
	}
	if diff := cmp.Diff(want, syncs[0]); diff != "" {
		t.Fatal(diff)
	}
	if older, err := db.Syncs(t.Context(), SyncFilter{ItemID: "item"}, 2, 10); err != nil || len(older) != 1 || older[0].Added != 3 {
		t.Fatal(older, err)
	}
	var got []string
	for before := int64(0); ; { // one at a time: windows join without a gap
		changes, err := db.SyncChanges(t.Context(), 2, before, 1)
		if err != nil {
			t.Fatal(err)
		}
		if len(changes) == 0 {
			break
		}
		line := string(changes[0].Kind) + " " + changes[0].Entry.ID
		for _, f := range changes[0].Fields {
			line += "; " + f.Field + ": " + f.Old + " > " + f.New
		}
		got, before = append(got, line), changes[0].Entry.Key.Row
	}
	wantLines := []string{
		"posted q; amount: -20.00 USD > -24.00 USD; date: 2026-03-02 > 2026-03-04; authorized_date: 2026-03-01 > 2026-03-03; pending: true > false; name: Coffee p > Coffee q; original: BLUE CUP #p > BLUE CUP #q; pending_id:  > p",
		"added n",
		`modified b; amount: -2.00 USD > -2.50 USD; date: 2026-03-01 > 2026-03-04; authorized_date: 2026-02-28 > 2026-03-03; merchant: Blue Cup > Red Cup; merchant_details:  > {"website":"red.example"}; category_detail: FOOD_AND_DRINK_COFFEE > FOOD_AND_DRINK_RESTAURANT`,
		"removed a",
	}
	if diff := cmp.Diff(wantLines, got); diff != "" {
		t.Fatal(diff)
	}
}

func TestNotReadyLeavesTheCursorAlone(t *testing.T) {
	t.Parallel()
	db := open(t, t.TempDir(), newClock())
	syncOutcome(t, db, Outcome{Cursor: "", Completeness: ledger.HistoryNone}, Page{})
	if it, err := db.Item(t.Context(), "item"); err != nil || it.Cursor != "" || !it.SyncedAt.IsZero() {
		t.Fatalf("%+v %v", it, err)
	}
	syncPages(t, db, "c1", Page{Added: []ledger.Transaction{tx("a", "2026-03-01", -100)}})
	syncOutcome(t, db, Outcome{Cursor: "", Reconcile: true}, Page{})
	if it, err := db.Item(t.Context(), "item"); err != nil || it.Cursor != "c1" || it.Completeness != ledger.HistoryFull {
		t.Fatalf("%+v %v", it, err)
	}
	if len(all(t, db, ledger.Filter{})) != 1 {
		t.Fatal("a bank that is not ready took rows away")
	}
}

func TestRestartDropsThePages(t *testing.T) {
	t.Parallel()
	db := open(t, t.TempDir(), newClock())
	u, err := db.BeginUpdate(t.Context(), "item")
	if err != nil {
		t.Fatal(err)
	}
	defer u.Close()
	if err := u.Add(t.Context(), newGenerator().page(bulkAtLeast)); err != nil {
		t.Fatal(err)
	}
	if err := u.Restart(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := u.Add(t.Context(), Page{Added: []ledger.Transaction{tx("a", "2026-03-01", -100)}, RequestID: "r"}); err != nil {
		t.Fatal(err)
	}
	c, err := u.Commit(t.Context(), Outcome{Cursor: "c"})
	if want := (Changes{SyncID: 1, Added: 1}); err != nil || c != want {
		t.Fatalf("%+v %v", c, err)
	}
	if got := ids(all(t, db, ledger.Filter{})); !cmp.Equal(got, []string{"a"}) {
		t.Fatal(got)
	}
}

func TestReconcileRemovesWhatAResyncDidNotName(t *testing.T) {
	t.Parallel()
	db := open(t, t.TempDir(), newClock())
	if err := db.SaveItem(t.Context(), ledger.Item{ID: "other"}); err != nil {
		t.Fatal(err)
	}
	u, err := db.BeginUpdate(t.Context(), "other")
	if err != nil {
		t.Fatal(err)
	}
	defer u.Close()
	foreign := tx("foreign", "2026-03-01", -1)
	foreign.AccountID = "foreign"
	if err := u.Add(t.Context(), Page{Added: []ledger.Transaction{foreign}}); err != nil {
		t.Fatal(err)
	}
	if _, err := u.Commit(t.Context(), Outcome{Cursor: "f"}); err != nil {
		t.Fatal(err)
	}
	syncPages(t, db, "c1", Page{Added: []ledger.Transaction{tx("a", "2026-03-01", -100), tx("b", "2026-03-01", -200), tx("c", "2026-03-01", -300)}})
	note(t, db, func(a *ledger.Annotation) { a.Note = "kept" }, "a", "b")
	c := syncOutcome(t, db, Outcome{Cursor: "c2", Reconcile: true},
		Page{Added: []ledger.Transaction{tx("a", "2026-03-01", -100), tx("c", "2026-03-01", -300)}, Removed: []string{"c"}})
	if c.Removed != 2 || c.Unchanged != 2 {
		t.Fatalf("%+v", c)
	}
	if got := ids(all(t, db, ledger.Filter{})); !cmp.Equal(got, []string{"a", "foreign"}) {
		t.Fatal(got)
	}
	if entry(t, db, "a").Annotation.Note != "kept" || entry(t, db, "b").Annotation.Note != "kept" {
		t.Fatal("a note was lost")
	}
}

// A bank names no transaction of an account that it does not list any more:
// that its history is missing from a full resync says nothing.
func TestReconcileLeavesAccountsThatWentAlone(t *testing.T) {
	t.Parallel()
	db := open(t, t.TempDir(), newClock())
	closed := tx("closed", "2026-03-01", -500)
	closed.AccountID = "closed"
	saveAccounts(t, db, account("checking", ledger.Depository, 100), account("closed", ledger.Depository, 0))
	syncPages(t, db, "c1", Page{Added: []ledger.Transaction{tx("a", "2026-03-01", -100), tx("b", "2026-03-01", -200), closed}})
	saveAccounts(t, db, account("checking", ledger.Depository, 100))
	syncOutcome(t, db, Outcome{Cursor: "c2", Reconcile: true}, Page{Added: []ledger.Transaction{tx("a", "2026-03-01", -100)}})
	if got := ids(all(t, db, ledger.Filter{})); !cmp.Equal(got, []string{"closed", "a"}) {
		t.Fatal(got)
	}
}

func TestUpdateOfAnItemThatIsNotThere(t *testing.T) {
	t.Parallel()
	db := open(t, t.TempDir(), newClock())
	if _, err := db.BeginUpdate(t.Context(), "no such"); !errors.Is(err, ErrNotFound) {
		t.Fatal(err)
	}
	if err := db.SaveAccounts(t.Context(), "no such", nil); !errors.Is(err, ErrNotFound) {
		t.Fatal(err)
	}
	if _, err := db.Entry(t.Context(), "no such"); !errors.Is(err, ErrNotFound) || !strings.HasPrefix(err.Error(), "read transaction: ") {
		t.Fatal(err)
	}
}

func TestHugeAmountsDoNotStopASync(t *testing.T) {
	t.Parallel()
	db := open(t, t.TempDir(), newClock())
	p := newGenerator().page(bulkAtLeast)
	for i := range p.Added {
		p.Added[i].Amount.Minor = 9_000_000_000_000_000_000
	}
	syncPages(t, db, "c1", p)
	syncPages(t, db, "c2", Page{Added: []ledger.Transaction{tx("a", "2026-03-01", -9_000_000_000_000_000_000), tx("b", "2026-03-01", -9_000_000_000_000_000_000)}})
	for _, f := range []ledger.Filter{{}, {From: 20250103}, {Query: "o"}} {
		if _, err := db.Summarize(t.Context(), f); err != nil {
			t.Errorf("%+v: %v", f, err)
		}
	}
	if f, err := db.FiguresBetween(t.Context(), "USD", 0, 0); err != nil || f.Income != ledger.TooLarge && f.Spent != ledger.TooLarge {
		t.Errorf("%d, %d, %v", f.Income, f.Spent, err)
	}
}

// TestAnEmptySyncLeavesNoRecord: where the bank says nothing, the Item alone
// tells when it was asked. Only its first sync is recorded in any case.
func TestAnEmptySyncLeavesNoRecord(t *testing.T) {
	t.Parallel()
	c := newClock()
	db := open(t, t.TempDir(), c)
	if got := syncPages(t, db, "c1", Page{RequestID: "r1"}); got.SyncID == 0 {
		t.Errorf("%+v", got)
	}
	c.advance(time.Hour)
	if got := syncPages(t, db, "c2", Page{RequestID: "r2"}); got != (Changes{}) {
		t.Errorf("%+v", got)
	}
	if syncs, err := db.Syncs(t.Context(), SyncFilter{}, 0, 10); err != nil || len(syncs) != 1 {
		t.Error(syncs, err)
	}
	if it, err := db.Item(t.Context(), "item"); err != nil || !it.SyncedAt.Equal(c.now) || it.Cursor != "c2" {
		t.Errorf("%+v %v", it, err)
	}
	// A row that came and went in one update stays as removed, and so does the record.
	got := syncPages(t, db, "c3", Page{Added: []ledger.Transaction{tx("b", "2026-03-01", -100)}}, Page{Removed: []string{"b"}})
	if got.SyncID == 0 {
		t.Errorf("%+v", got)
	}
	if e := entry(t, db, "b"); e.RemovedAt.IsZero() {
		t.Errorf("%+v", e)
	}
}
