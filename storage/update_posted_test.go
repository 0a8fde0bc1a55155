package storage

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"passbook/storage/ledger"
)

func pending(id, day string, minor int64) ledger.Transaction {
	t := tx(id, day, minor)
	t.Pending = true
	return t
}

func posted(id, day string, minor int64, from string) ledger.Transaction {
	t := tx(id, day, minor)
	t.PendingID = from
	return t
}

func entry(t testing.TB, db *DB, id string) ledger.Entry {
	t.Helper()
	e, err := db.Entry(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	return e
}

func note(t testing.TB, db *DB, edit func(*ledger.Annotation), ids ...string) {
	t.Helper()
	if err := db.Annotate(t.Context(), ids, edit); err != nil {
		t.Fatal(err)
	}
}

func TestPostedRowTakesTheAnnotationOfItsPendingRow(t *testing.T) {
	t.Parallel()
	for _, order := range []string{"posted first", "removed first", "removed by an earlier sync"} {
		t.Run(order, func(t *testing.T) {
			db := open(t, t.TempDir(), newClock())
			syncPages(t, db, "c1", Page{Added: []ledger.Transaction{pending("p", "2026-03-01", -2000), tx("x", "2026-03-01", -1)}})
			want := ledger.Annotation{Category: "Fun", Note: "with Ann", Tags: []string{"trip"}, Hidden: true}
			note(t, db, func(a *ledger.Annotation) { *a = want }, "p")
			arrives := Page{Added: []ledger.Transaction{posted("q", "2026-03-03", -2400, "p")}}
			leaves := Page{Removed: []string{"p"}}
			var c Changes
			switch order {
			case "posted first":
				c = syncPages(t, db, "c2", arrives, leaves)
			case "removed first":
				c = syncPages(t, db, "c2", leaves, arrives)
			default:
				syncPages(t, db, "c2", leaves)
				c = syncPages(t, db, "c3", arrives)
			}
			if want := (Changes{SyncID: c.SyncID, Posted: 1}); c != want {
				t.Fatalf("changes: %+v", c)
			}
			e := entry(t, db, "q")
			if diff := cmp.Diff(want, e.Annotation); diff != "" {
				t.Fatal(diff)
			}
			was := &ledger.PendingVersion{ID: "p", Amount: ledger.Money{Minor: -2000, Currency: "USD"}, Date: 20260301, AuthorizedDate: 20260228, Name: "Coffee p"}
			if diff := cmp.Diff(was, e.PendingVersion); diff != "" {
				t.Fatal(diff)
			}
			if got := ids(all(t, db, ledger.Filter{})); !cmp.Equal(got, []string{"q", "x"}) {
				t.Fatalf("entries: %v", got)
			}
			if got := all(t, db, ledger.Filter{Removed: true}); len(got) != 0 {
				t.Fatalf("removed: %v", ids(got))
			}
			s, err := db.Summarize(t.Context(), ledger.Filter{})
			if want := (ledger.Summary{Count: 2, Sums: []ledger.Sums{{Currency: "USD", Posted: ledger.Sum{Out: -1, Count: 1}, Hidden: ledger.Sum{Out: -2400, Count: 1}}}}); err != nil || !cmp.Equal(s, want) {
				t.Fatalf("hidden row counted: %+v %v", s, err)
			}
		})
	}
}

func TestWrongLinkDoesNotCarry(t *testing.T) {
	t.Parallel()
	other := posted("q", "2026-03-03", -2400, "p")
	other.AccountID = "savings"
	yen := posted("q", "2026-03-03", -2400, "p")
	yen.Amount.Currency = "JPY"
	for name, q := range map[string]ledger.Transaction{
		"other account": other, "other sign": posted("q", "2026-03-03", 2400, "p"), "other currency": yen,
		"a posted row": posted("q", "2026-03-03", -2400, "x"), "nothing": posted("q", "2026-03-03", -2400, "no such"),
	} {
		t.Run(name, func(t *testing.T) {
			db := open(t, t.TempDir(), newClock())
			syncPages(t, db, "c1", Page{Added: []ledger.Transaction{pending("p", "2026-03-01", -2000), tx("x", "2026-03-01", -5)}})
			note(t, db, func(a *ledger.Annotation) { a.Note = "mine" }, "p", "x")
			c := syncPages(t, db, "c2", Page{Added: []ledger.Transaction{q}, Removed: []string{"p"}})
			if want := (Changes{SyncID: 2, Added: 1, Removed: 1}); c != want {
				t.Fatalf("changes: %+v", c)
			}
			if e := entry(t, db, "q"); e.Annotation.Note != "" || e.PendingVersion != nil || e.PendingID != q.PendingID {
				t.Fatalf("carried: %+v", e)
			}
			if e := entry(t, db, "p"); e.Annotation.Note != "mine" || e.RemovedAt.IsZero() {
				t.Fatalf("lost: %+v", e)
			}
		})
	}
}

func TestPendingRowIsReplacedOnce(t *testing.T) {
	t.Parallel()
	db := open(t, t.TempDir(), newClock())
	syncPages(t, db, "c1", Page{Added: []ledger.Transaction{pending("p", "2026-03-01", -2000)}})
	note(t, db, func(a *ledger.Annotation) { a.Note = "mine" }, "p")
	syncPages(t, db, "c2", Page{Added: []ledger.Transaction{posted("q1", "2026-03-03", -2400, "p"), posted("q2", "2026-03-03", -10, "p")}, Removed: []string{"p"}})
	if one, two := entry(t, db, "q1"), entry(t, db, "q2"); one.Annotation.Note != "mine" || two.Annotation.Note != "" || two.PendingVersion != nil {
		t.Fatalf("%+v\n%+v", one, two)
	}
}

func TestPendingRowThatNeverPosts(t *testing.T) {
	t.Parallel()
	db := open(t, t.TempDir(), newClock())
	syncPages(t, db, "c1", Page{Added: []ledger.Transaction{pending("p", "2026-03-01", -2000), tx("x", "2026-03-01", -500)}})
	s, err := db.Summarize(t.Context(), ledger.Filter{})
	if want := (ledger.Summary{Count: 2, Sums: []ledger.Sums{{Currency: "USD", Posted: ledger.Sum{Out: -500, Count: 1}, Pending: ledger.Sum{Out: -2000, Count: 1}}}}); err != nil || !cmp.Equal(s, want) {
		t.Fatalf("a pending amount is in a total: %+v %v", s, err)
	}
	syncPages(t, db, "c2", Page{Removed: []string{"p"}})
	if got := ids(all(t, db, ledger.Filter{})); !cmp.Equal(got, []string{"x"}) {
		t.Fatal(got)
	}
	if got := ids(all(t, db, ledger.Filter{Removed: true})); !cmp.Equal(got, []string{"p"}) {
		t.Fatal(got)
	}
	if got := ids(all(t, db, ledger.Filter{Removed: true, Query: `"coffee P"`})); !cmp.Equal(got, []string{"p"}) {
		t.Fatal(got)
	}
	back := syncPages(t, db, "c3", Page{Added: []ledger.Transaction{pending("p", "2026-03-01", -2000)}})
	if want := (Changes{SyncID: 3, Added: 1}); back != want || len(all(t, db, ledger.Filter{})) != 2 {
		t.Fatalf("it does not come back: %+v", back)
	}
}

func TestPostedRowWithoutLinkIsNotCountedTwice(t *testing.T) {
	t.Parallel()
	db := open(t, t.TempDir(), newClock())
	syncPages(t, db, "c1", Page{Added: []ledger.Transaction{pending("p", "2026-03-01", -2000)}})
	syncPages(t, db, "c2", Page{Added: []ledger.Transaction{tx("q", "2026-03-02", -2000)}, Removed: []string{"p"}})
	s, err := db.Summarize(t.Context(), ledger.Filter{})
	if want := (ledger.Summary{Count: 1, Sums: []ledger.Sums{{Currency: "USD", Posted: ledger.Sum{Out: -2000, Count: 1}}}}); err != nil || !cmp.Equal(s, want) {
		t.Fatalf("%+v %v", s, err)
	}
}

func TestWithinOneUpdateTheLastWordCounts(t *testing.T) {
	t.Parallel()
	db := open(t, t.TempDir(), newClock())
	syncPages(t, db, "c1", Page{Added: []ledger.Transaction{tx("old", "2026-03-01", -1)}})
	c := syncPages(t, db, "c2",
		Page{Added: []ledger.Transaction{tx("a", "2026-03-01", -1), tx("b", "2026-03-01", -1), pending("p", "2026-03-01", -3)}},
		Page{Modified: []ledger.Transaction{tx("a", "2026-03-01", -2), tx("old", "2026-03-01", -5)}, Removed: []string{"b", "p"}},
		Page{Added: []ledger.Transaction{posted("q", "2026-03-02", -4, "p")}, Modified: []ledger.Transaction{tx("old", "2026-03-01", -6)}},
	)
	if want := (Changes{SyncID: 2, Added: 1, Modified: 1, Posted: 1}); c != want {
		t.Fatalf("changes: %+v", c)
	}
	s, err := db.Summarize(t.Context(), ledger.Filter{})
	if want := (ledger.Summary{Count: 3, Sums: []ledger.Sums{{Currency: "USD", Posted: ledger.Sum{Out: -12, Count: 3}}}}); err != nil || !cmp.Equal(s, want) {
		t.Fatalf("%+v %v", s, err)
	}
	changes, err := db.SyncChanges(t.Context(), c.SyncID, 0, 10)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, c := range changes {
		got = append(got, string(c.Kind)+" "+c.Entry.ID)
	}
	if !cmp.Equal(got, []string{"posted q", "added a", "modified old"}) {
		t.Fatal(got)
	}
	if diff := cmp.Diff([]FieldChange{{"amount", "-0.01 USD", "-0.06 USD"}}, changes[2].Fields); diff != "" {
		t.Fatal(diff)
	}
}
