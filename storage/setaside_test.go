package storage

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"passbook/storage/ledger"
)

func unkept(id, reason string) ledger.SetAside {
	return ledger.SetAside{ID: id, AccountID: "checking", Reason: reason, Content: `{"transaction_id":"` + id + `"}`}
}

// aside gives the ids of the rows set aside, sorted.
func aside(t *testing.T, db *DB) (ids []string) {
	t.Helper()
	rows, all, err := db.RowsSetAside(t.Context(), 100)
	if err != nil || all != len(rows) {
		t.Fatal(all, rows, err)
	}
	for _, r := range rows {
		ids = append(ids, r.ID)
	}
	slices.Sort(ids)
	return ids
}

// TestRowsSetAside: what cannot be kept is told with its reason, is in no list,
// and goes when it can be kept or is taken back.
func TestRowsSetAside(t *testing.T) {
	t.Parallel()
	c := newClock()
	db := open(t, t.TempDir(), c)
	saveAccounts(t, db, account("checking", ledger.Depository, 100))
	did := syncPages(t, db, "c1", Page{
		Added:    []ledger.Transaction{tx("a", "2026-03-01", -100), tx("held", "2026-03-02", -200)},
		SetAside: []ledger.SetAside{unkept("huge", "It is too large."), unkept("old", "It is too old.")},
	})
	if did.Added != 2 || did.SetAside != 2 || did.Words(func(n int) string { return fmt.Sprint(n) }) != "2 new, 2 set aside" {
		t.Errorf("%+v", did)
	}
	if rows, all, err := db.RowsSetAside(t.Context(), 1); err != nil || all != 2 || len(rows) != 1 {
		t.Error(all, rows, err)
	}
	rows, _, err := db.RowsSetAside(t.Context(), 2)
	if err != nil {
		t.Fatal(err)
	}
	huge := rows[slices.IndexFunc(rows, func(r ledger.SetAside) bool { return r.ID == "huge" })]
	want := ledger.SetAside{
		ID: "huge", AccountID: "checking", AccountName: "checking", ItemID: "item", Institution: "First Platypus",
		Reason: "It is too large.", Content: `{"transaction_id":"huge"}`, At: c.now,
	}
	if d := cmp.Diff(want, huge); d != "" {
		t.Error(d)
	}
	note(t, db, func(a *ledger.Annotation) { a.Note = "kept" }, "held")

	c.advance(time.Hour)
	did = syncPages(t, db, "c2", Page{ // one can be kept now, one row cannot any more
		Modified: []ledger.Transaction{tx("huge", "2026-03-01", -300)}, SetAside: []ledger.SetAside{unkept("held", "It is too large.")},
	})
	if did.Added != 1 || did.Removed != 1 || did.SetAside != 1 {
		t.Errorf("%+v", did)
	}
	if got := aside(t, db); !slices.Equal(got, []string{"held", "old"}) {
		t.Errorf("set aside are %q", got)
	}
	if got := keptIDs(t, db); !slices.Equal(got, []string{"a", "huge"}) {
		t.Errorf("kept are %q", got)
	}
	syncs, err := db.Syncs(t.Context(), SyncFilter{}, 0, 1)
	if err != nil || syncs[0].SetAside != 1 {
		t.Error(syncs, err)
	}

	did = syncPages(t, db, "c3", Page{Removed: []string{"old"}}, Page{Added: []ledger.Transaction{tx("held", "2026-03-02", -250)}})
	if got := aside(t, db); len(got) != 0 || did.SetAside != 0 {
		t.Errorf("set aside are %q, %+v", got, did)
	}
	if e := entry(t, db, "held"); e.Annotation.Note != "kept" || e.Amount.Minor != -250 || !e.RemovedAt.IsZero() {
		t.Errorf("%+v", e)
	}
	if err := db.Check(t.Context()); err != nil {
		t.Error(err)
	}
}

func keptIDs(t *testing.T, db *DB) (ids []string) {
	t.Helper()
	for _, e := range all(t, db, ledger.Filter{}) {
		ids = append(ids, e.ID)
	}
	slices.Sort(ids)
	return ids
}

// TestLastPageSetsAside: of what the pages of one update say of a row, the last
// holds.
func TestLastPageSetsAside(t *testing.T) {
	t.Parallel()
	good, bad := Page{Added: []ledger.Transaction{tx("x", "2026-03-01", -100)}}, Page{SetAside: []ledger.SetAside{unkept("x", "It is too large.")}}
	gone := Page{Removed: []string{"x"}}
	many := Page{}
	for i := range bulkAtLeast {
		many.Added = append(many.Added, tx(fmt.Sprint("row-", i), "2026-03-01", -1))
	}
	for name, tt := range map[string]struct {
		pages []Page
		kept  bool
		aside bool
	}{
		"kept then not":      {[]Page{good, bad}, false, true},
		"not then kept":      {[]Page{bad, good}, true, false},
		"not, kept, not":     {[]Page{bad, good, bad}, false, true},
		"not, gone":          {[]Page{bad, gone}, false, false},
		"gone, not":          {[]Page{gone, bad}, false, true},
		"not twice":          {[]Page{bad, bad}, false, true},
		"bulk kept then not": {[]Page{many, good, bad}, false, true},
		"bulk not then kept": {[]Page{bad, many, good}, true, false},
	} {
		t.Run(name, func(t *testing.T) {
			db := open(t, t.TempDir(), newClock())
			syncPages(t, db, "c1", tt.pages...)
			if got := aside(t, db); (len(got) == 1) != tt.aside {
				t.Errorf("set aside are %q", got)
			}
			if got := keptIDs(t, db); slices.Contains(got, "x") != tt.kept {
				t.Errorf("x is kept: %t", !tt.kept)
			}
			if err := db.Check(t.Context()); err != nil {
				t.Error(err)
			}
		})
	}
}

// TestAFullResyncForgetsRowsSetAside: those that the bank does not name any
// more, and no row of an update that is not committed.
func TestAFullResyncForgetsRowsSetAside(t *testing.T) {
	t.Parallel()
	db := open(t, t.TempDir(), newClock())
	syncPages(t, db, "c1", Page{SetAside: []ledger.SetAside{unkept("a", "no"), unkept("b", "no")}})
	u, err := db.BeginUpdate(t.Context(), "item")
	if err != nil {
		t.Fatal(err)
	}
	defer u.Close()
	if err := u.Add(t.Context(), Page{SetAside: []ledger.SetAside{unkept("dropped", "no")}}); err != nil {
		t.Fatal(err)
	}
	if err := u.Restart(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := u.Add(t.Context(), Page{SetAside: []ledger.SetAside{unkept("b", "still not")}}); err != nil {
		t.Fatal(err)
	}
	if _, err := u.Commit(t.Context(), Outcome{Cursor: "c2", Reconcile: true}); err != nil {
		t.Fatal(err)
	}
	if got := aside(t, db); !slices.Equal(got, []string{"b"}) {
		t.Errorf("set aside are %q", got)
	}
	if err := db.RemoveItem(t.Context(), "item"); err != nil {
		t.Fatal(err)
	}
	if got := aside(t, db); len(got) != 0 {
		t.Errorf("set aside are %q after their bank has gone", got)
	}
}
