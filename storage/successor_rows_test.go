package storage

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"passbook/storage/ledger"
)

func TestAccountThatComesBackUnderAnotherID(t *testing.T) {
	for _, told := range []string{"rows first", "accounts first", "old rows removed"} {
		t.Run(told, func(t *testing.T) {
			db := open(t, t.TempDir(), newClock())
			old, again := account("checking", ledger.Depository, 100), account("checking again", ledger.Depository, 100)
			again.Mask = old.Mask
			other := account("other", ledger.Depository, 5)
			saveAccounts(t, db, old, other)
			in := func(account string, list ...ledger.Transaction) Page {
				for i := range list {
					list[i].AccountID = account
					list[i].Name = "same"
				}
				return Page{Added: list}
			}
			syncPages(t, db, "c1",
				in("checking", tx("ancient", "2025-01-01", -1), tx("a1", "2026-03-01", -100), tx("a2", "2026-03-01", -100), tx("b", "2026-03-02", -5)),
				in("other", tx("o", "2026-03-01", -100)))
			note(t, db, func(a *ledger.Annotation) { a.Note = "mine"; a.Hidden = true }, "a2")
			page := in("checking again", tx("n1", "2026-03-01", -100), tx("n2", "2026-03-01", -100), tx("n3", "2026-03-02", -5), tx("new", "2026-03-09", -9))
			switch told {
			case "rows first":
				syncPages(t, db, "c2", page)
				saveAccounts(t, db, again, other)
			case "accounts first":
				saveAccounts(t, db, again, other)
				syncPages(t, db, "c2", page)
			default:
				page.Removed = []string{"a1", "a2", "b"}
				saveAccounts(t, db, again, other)
				syncPages(t, db, "c2", page)
			}
			if got := ids(all(t, db, ledger.Filter{})); !cmp.Equal(got, []string{"new", "n3", "n2", "n1", "o", "ancient"}) {
				t.Fatal(got)
			}
			if e := entry(t, db, "n2"); e.Annotation.Note != "mine" || !e.Annotation.Hidden || e.PendingVersion != nil {
				t.Fatalf("%+v", e)
			}
			s, err := db.Summarize(t.Context(), ledger.Filter{})
			if want := (ledger.Summary{Count: 6, Sums: []ledger.Sums{{Currency: "USD", Posted: ledger.Sum{Out: -215, Count: 5}, Hidden: ledger.Sum{Out: -100, Count: 1}}}}); err != nil || !cmp.Equal(s, want) {
				t.Fatalf("%+v %v", s, err)
			}
			if undone, err := db.Undo(t.Context()); err != nil || !cmp.Equal(undone, []string{"n2"}) {
				t.Fatal(undone, err)
			}
		})
	}
}

// TestTwinThatTheBankCorrects: a row of the new account looks like one of the
// old account only once the bank has corrected it.
func TestTwinThatTheBankCorrects(t *testing.T) {
	db := open(t, t.TempDir(), newClock())
	old, again := account("checking", ledger.Depository, 100), account("checking again", ledger.Depository, 100)
	again.Mask = old.Mask
	saveAccounts(t, db, old)
	syncPages(t, db, "c1", Page{Added: []ledger.Transaction{tx("a", "2026-03-01", -100), tx("b", "2026-03-02", -100)}})
	note(t, db, func(a *ledger.Annotation) { a.Note = "on a" }, "a")
	note(t, db, func(a *ledger.Annotation) { a.Note = "on b" }, "b")
	saveAccounts(t, db, again)
	in := func(list ...ledger.Transaction) []ledger.Transaction {
		for i := range list {
			list[i].AccountID = "checking again"
		}
		return list
	}
	syncPages(t, db, "c2", Page{Added: in(named(tx("a2", "2026-03-04", -100), "Coffee a"), tx("b2", "2026-03-03", -100))})
	if got := ids(all(t, db, ledger.Filter{})); !cmp.Equal(got, []string{"a2", "b2", "b", "a"}) {
		t.Fatal(got)
	}
	// One of the old rows is not removed, the other one is.
	syncPages(t, db, "c3", Page{
		Modified: in(named(tx("a2", "2026-03-01", -100), "Coffee a"), named(tx("b2", "2026-03-02", -100), "Coffee b")),
		Removed:  []string{"b"},
	})
	if got := ids(all(t, db, ledger.Filter{})); !cmp.Equal(got, []string{"b2", "a2"}) {
		t.Fatal(got)
	}
	for id, want := range map[string]string{"a2": "on a", "b2": "on b"} {
		if got := entry(t, db, id).Annotation.Note; got != want {
			t.Errorf("%s: %q", id, got)
		}
	}
	if got := all(t, db, ledger.Filter{Removed: true}); len(got) != 0 {
		t.Errorf("%+v", got)
	}
}

func TestTwoAccountsThatLookAlikeAreLeftAlone(t *testing.T) {
	db := open(t, t.TempDir(), newClock())
	old, one, two := account("checking", ledger.Depository, 1), account("one", ledger.Depository, 1), account("two", ledger.Depository, 1)
	one.Mask, two.Mask = old.Mask, old.Mask
	saveAccounts(t, db, old)
	syncPages(t, db, "c1", Page{Added: []ledger.Transaction{tx("a", "2026-03-01", -100)}})
	saveAccounts(t, db, one, two)
	same := tx("b", "2026-03-01", -100)
	same.AccountID, same.Name = "one", "Coffee a"
	syncPages(t, db, "c2", Page{Added: []ledger.Transaction{same}})
	if got := ids(all(t, db, ledger.Filter{})); !cmp.Equal(got, []string{"b", "a"}) {
		t.Fatal(got)
	}
}
