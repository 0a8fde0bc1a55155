package storage

import (
	"testing"

	"passbook/storage/ledger"
)

// A folder may have any name, also one that SQLite would take for an address.
func TestFoldersOfAnyName(t *testing.T) {
	t.Chdir(t.TempDir())
	for _, dir := range []string{"file:x", "file:x?mode=ro", ":memory:", "a%20b", "-", "it's"} {
		db := open(t, dir, newClock())
		syncPages(t, db, "c1", Page{Added: []ledger.Transaction{tx("a", "2026-03-01", -100)}})
		if err := db.Backup(t.Context(), dir+"/copy.db"); err != nil {
			t.Error(err)
		}
		if err := db.Close(); err != nil {
			t.Fatal(err)
		}
		if got := all(t, open(t, dir, newClock()), ledger.Filter{}); len(got) != 1 {
			t.Errorf("%s: %d rows", dir, len(got))
		}
	}
}
