package storage

import (
	"errors"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"passbook/storage/ledger"
)

func TestAnnotationsOutliveEverySync(t *testing.T) {
	t.Parallel()
	db := open(t, t.TempDir(), newClock())
	syncPages(t, db, "c1", Page{Added: []ledger.Transaction{tx("a", "2026-03-01", -100), tx("b", "2026-03-01", -200)}})
	want := ledger.Annotation{Category: "TRAVEL_FLIGHTS", Note: "nul \x00", Tags: []string{"x", `"y"`}}
	note(t, db, func(a *ledger.Annotation) { *a = want }, "a")
	changed := tx("a", "2026-03-02", -150)
	changed.Category, changed.CategoryDetail = "MEDICAL", "MEDICAL_DENTAL_CARE"
	syncPages(t, db, "c2", Page{Modified: []ledger.Transaction{changed}})
	syncPages(t, db, "c3", Page{Removed: []string{"a"}})
	syncPages(t, db, "c4", Page{Added: []ledger.Transaction{changed}})
	syncOutcome(t, db, Outcome{Cursor: "c5", Reconcile: true}, Page{Added: []ledger.Transaction{changed}})
	e := entry(t, db, "a")
	if diff := cmp.Diff(want, e.Annotation); diff != "" || e.CategoryDetail != "MEDICAL_DENTAL_CARE" {
		t.Fatalf("%s%+v", diff, e)
	}
	if f := monthOfDay(t, db, 20260302); f.Spent != 150 || len(f.Spends) != 1 || f.Spends[0].Code != "TRAVEL_FLIGHTS" {
		t.Fatalf("%+v", f)
	}
	for category, count := range map[string]int{"TRAVEL": 1, "TRAVEL_FLIGHTS": 1, "MEDICAL": 0, "MEDICAL_DENTAL_CARE": 0} {
		if got := all(t, db, ledger.Filter{Category: category}); len(got) != count {
			t.Errorf("%s: %v", category, ids(got))
		}
	}
}

func TestSummaryTellsHiddenRowsApart(t *testing.T) {
	t.Parallel()
	db := open(t, t.TempDir(), newClock())
	transfer := tx("t", "2026-03-01", -5000)
	transfer.Category, transfer.CategoryDetail = "TRANSFER_OUT", "TRANSFER_OUT_ACCOUNT_TRANSFER"
	syncPages(t, db, "c1", Page{Added: []ledger.Transaction{tx("a", "2026-03-01", -100), tx("b", "2026-03-01", -200), transfer}})
	note(t, db, func(a *ledger.Annotation) { a.Hidden = true }, "b")
	for _, f := range []ledger.Filter{{}, {From: 20260301, To: 20260301}, {Query: "o"}} {
		s, err := db.Summarize(t.Context(), f)
		if want := (ledger.Summary{Count: 3, Sums: []ledger.Sums{{Currency: "USD", Posted: ledger.Sum{Out: -5100, Count: 2}, Hidden: ledger.Sum{Out: -200, Count: 1}}}}); err != nil || !cmp.Equal(s, want) {
			t.Errorf("%+v: %+v %v", f, s, err)
		}
	}
}

func TestAnnotateIsAllOrNothing(t *testing.T) {
	t.Parallel()
	db := open(t, t.TempDir(), newClock())
	syncPages(t, db, "c1", Page{Added: []ledger.Transaction{tx("a", "2026-03-01", -100)}})
	err := db.Annotate(t.Context(), []string{"a", "no such"}, func(a *ledger.Annotation) { a.Note = "x" })
	if !errors.Is(err, ErrNotFound) || entry(t, db, "a").Annotation.Note != "" {
		t.Fatal(err)
	}
	if _, err := db.Undo(t.Context()); !errors.Is(err, ErrNothingToUndo) {
		t.Fatal(err)
	}
}

func TestUndoAfterRestartAndSync(t *testing.T) {
	t.Parallel()
	dir, c := t.TempDir(), newClock()
	db := open(t, dir, c)
	syncPages(t, db, "c1", Page{Added: []ledger.Transaction{pending("p", "2026-03-01", -2000), tx("b", "2026-03-01", -200)}})
	note(t, db, func(a *ledger.Annotation) { a.Note = "first" }, "p", "b")
	note(t, db, func(a *ledger.Annotation) { a.Note = "second"; a.Category = "Fun" }, "p")
	note(t, db, func(a *ledger.Annotation) {}, "p") // changes nothing: no step
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	db = open(t, dir, c)
	syncPages(t, db, "c2", Page{Added: []ledger.Transaction{posted("q", "2026-03-03", -2400, "p")}, Removed: []string{"p"}})
	for _, step := range []struct {
		ids  []string
		q, b ledger.Annotation
	}{
		{[]string{"q"}, ledger.Annotation{Note: "first"}, ledger.Annotation{Note: "first"}},
		{[]string{"b", "q"}, ledger.Annotation{}, ledger.Annotation{}},
	} {
		got, err := db.Undo(t.Context())
		if err != nil || !cmp.Equal(got, step.ids) {
			t.Fatalf("undid %v, %v", got, err)
		}
		if q, b := entry(t, db, "q").Annotation, entry(t, db, "b").Annotation; !cmp.Equal(q, step.q) || !cmp.Equal(b, step.b) {
			t.Fatalf("%+v %+v", q, b)
		}
	}
	if _, err := db.Undo(t.Context()); !errors.Is(err, ErrNothingToUndo) {
		t.Fatal(err)
	}
	if f := monthOfDay(t, db, 20260302); f.Spent != 2600 || len(f.Spends) != 1 || f.Spends[0].Count != 2 || f.Spends[0].Code != "FOOD_AND_DRINK_COFFEE" {
		t.Fatalf("%+v", f)
	}
}

// A screen that still shows the pending row edits the posted one.
func TestAnnotatingAPendingRowThatHasPosted(t *testing.T) {
	t.Parallel()
	db := open(t, t.TempDir(), newClock())
	syncPages(t, db, "c1", Page{Added: []ledger.Transaction{pending("p", "2026-03-01", -2000)}})
	syncPages(t, db, "c2", Page{Added: []ledger.Transaction{posted("q", "2026-03-03", -2400, "p")}, Removed: []string{"p"}})
	note(t, db, func(a *ledger.Annotation) { a.Note = "late" }, "p")
	if e := entry(t, db, "q"); e.Annotation.Note != "late" {
		t.Fatalf("%+v", e)
	}
}

// A pending row comes back in another account and posts there: what is written
// on any of the three, and taken back, is written on the last.
func TestAnnotatingARowThatWasReplacedTwice(t *testing.T) {
	t.Parallel()
	db := open(t, t.TempDir(), newClock())
	old, again := account("checking", ledger.Depository, 100), account("again", ledger.Depository, 100)
	again.Mask = old.Mask
	in := func(account string, row ledger.Transaction) ledger.Transaction {
		row.AccountID, row.Name = account, "Coffee"
		return row
	}
	saveAccounts(t, db, old)
	syncPages(t, db, "c1", Page{Added: []ledger.Transaction{pending("p", "2026-03-01", -2000)}})
	note(t, db, func(a *ledger.Annotation) { a.Note = "first" }, "p")
	saveAccounts(t, db, again)
	p, moved := pending("p", "2026-03-01", -2000), pending("p2", "2026-03-01", -2000)
	syncPages(t, db, "c2", Page{Modified: []ledger.Transaction{in("checking", p)}, Added: []ledger.Transaction{in("again", moved)}})
	syncPages(t, db, "c3", Page{Added: []ledger.Transaction{in("again", posted("q", "2026-03-03", -2400, "p2"))}, Removed: []string{"p2"}})
	note(t, db, func(a *ledger.Annotation) { a.Tags = []string{"late"} }, "p")
	if e := entry(t, db, "q"); e.Annotation.Note != "first" || !slices.Equal(e.Annotation.Tags, []string{"late"}) {
		t.Fatalf("%+v", e)
	}
	for range 2 {
		if undone, err := db.Undo(t.Context()); err != nil || !slices.Equal(undone, []string{"q"}) {
			t.Fatal(undone, err)
		}
	}
	if e := entry(t, db, "q"); e.Annotation.Note != "" || e.Annotation.Tags != nil {
		t.Fatalf("%+v", e)
	}
}

// What goes with an Item is counted without the rows that the bank took back.
func TestAnnotatedCountsWhatStands(t *testing.T) {
	t.Parallel()
	db := open(t, t.TempDir(), newClock())
	syncPages(t, db, "c1", Page{Added: []ledger.Transaction{
		tx("a", "2026-03-01", -100), tx("b", "2026-03-01", -200), tx("c", "2026-03-01", -300),
	}})
	note(t, db, func(a *ledger.Annotation) { a.Note = "mine" }, "a", "b")
	for _, want := range []struct {
		item  string
		count int
	}{{"item", 2}, {"other", 0}} {
		if n, err := db.Annotated(t.Context(), want.item); err != nil || n != want.count {
			t.Errorf("%s: %d %v", want.item, n, err)
		}
	}
	syncPages(t, db, "c2", Page{Removed: []string{"a"}})
	if n, err := db.Annotated(t.Context(), "item"); err != nil || n != 1 {
		t.Errorf("after one was taken back: %d %v", n, err)
	}
}
