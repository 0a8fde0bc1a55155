package storage

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"passbook/storage/ledger"
)

// syncedAnew gives a new cache with the rows of another, as a bank sends them to
// the program of today, its accounts and what the person said of rows.
func syncedAnew(t *testing.T, old *DB) *DB {
	t.Helper()
	db, err := Open(t.TempDir(), afterThem)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	accounts, err := old.Accounts(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	items, err := old.Items(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	rows := all(t, old, ledger.Filter{})
	slices.SortFunc(rows, func(a, b ledger.Entry) int { return int(a.Key.Row - b.Key.Row) })
	for _, it := range items {
		if err := db.SaveItem(t.Context(), ledger.Item{ID: it.ID, Institution: it.Institution, LinkedAt: it.LinkedAt}); err != nil {
			t.Fatal(err)
		}
		o, p := Outcome{Cursor: "c", Completeness: ledger.HistoryFull}, Page{}
		for _, a := range accounts {
			if a.ItemID != it.ID {
				continue
			}
			o.Accounts = append(o.Accounts, a)
			for _, e := range rows {
				if e.AccountID == a.ID {
					p.Added = append(p.Added, e.Transaction)
				}
			}
		}
		slices.SortFunc(p.Added, func(a, b ledger.Transaction) int { return int(a.Date - b.Date) })
		syncItem(t, db, it.ID, o, p)
	}
	for _, e := range rows {
		if e.Annotation.Category != "" || e.Annotation.Hidden {
			note(t, db, func(a *ledger.Annotation) { *a = e.Annotation }, e.ID)
		}
	}
	return db
}

// TestAMigratedCacheTellsWhatAFreshOneDoes: the figures, the pairs and the past
// of net worth of an old file are those of the same rows, synced today.
func TestAMigratedCacheTellsWhatAFreshOneDoes(t *testing.T) {
	t.Parallel()
	eachOldCache(t, func(t *testing.T, dir string) {
		old, err := Open(dir, afterThem)
		if err != nil {
			t.Fatal(err)
		}
		defer old.Close()
		fresh := syncedAnew(t, old)
		for _, s := range []ledger.Settings{{}, {MonthStart: 20, People: ledger.PeopleGross}} {
			old.Use(s)
			fresh.Use(s)
			for _, currency := range []string{"USD", "JPY"} {
				want, got := figuresOfAll(t, fresh, currency), figuresOfAll(t, old, currency)
				if d := cmp.Diff(want, got); d != "" {
					t.Errorf("%s: %s", currency, d)
				}
				if currency == "USD" && !slices.ContainsFunc(want, func(f ledger.Figures) bool { return f.Spent > 0 && f.Income > 0 }) {
					t.Error("the old file has no figures")
				}
			}
		}
		if d := cmp.Diff(pairsOf(t, fresh), pairsOf(t, old)); d != "" {
			t.Errorf("pairs: %s", d)
		}
		samePast(t, fresh, old)
	})
}

func figuresOfAll(t *testing.T, db *DB, currency string) []ledger.Figures {
	t.Helper()
	all, err := db.Figures(t.Context(), currency, 202401, 202612)
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// samePast compares what is worked back of each account that is still listed.
func samePast(t *testing.T, fresh, old *DB) {
	t.Helper()
	accounts, err := old.Accounts(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	compared := 0
	for _, a := range accounts {
		if !a.GoneAt.IsZero() {
			continue // a bank of today never listed it
		}
		line := map[ledger.Date]int64{}
		for _, p := range worth(t, old, a.ID, 0, old.today()) {
			line[p.Date] = p.Minor
		}
		for _, p := range worth(t, fresh, a.ID, 0, old.today()) {
			if minor, known := line[p.Date]; !known || minor != p.Minor {
				t.Fatalf("%s of %s on %v: %d (known: %t), and %d when synced today", a.Name, a.Institution, p.Date, minor, known, p.Minor)
			}
			compared++
		}
	}
	if compared < 1000 {
		t.Errorf("only %d days", compared)
	}
}
