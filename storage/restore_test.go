package storage

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"passbook/storage/ledger"
)

// TestRestoreOverADamagedCache: whatever is wrong with the cache, a good copy
// comes back, and the damaged file is kept beside it as it was.
func TestRestoreOverADamagedCache(t *testing.T) {
	t.Parallel()
	dir, c := t.TempDir(), newClock()
	db := open(t, dir, c)
	syncPages(t, db, "c1", newGenerator().page(300))
	want := all(t, db, ledger.Filter{})
	copied := filepath.Join(t.TempDir(), "copy.db")
	if err := db.Backup(t.Context(), copied); err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	cache := filepath.Join(dir, fileName)
	sound, err := os.ReadFile(cache)
	if err != nil {
		t.Fatal(err)
	}
	flipped := func(at int) []byte {
		data := bytes.Clone(sound)
		data[at] ^= 0xff
		return data
	}
	blank := bytes.Clone(sound)
	clear(blank[2*pageSize : 3*pageSize])
	damaged := map[string][]byte{
		"garbage": []byte(strings.Repeat("garbage ", 1000)), "half": sound[:len(sound)/2], "a byte short": sound[:len(sound)-1],
		"a page short": sound[:len(sound)-pageSize], "the first page": sound[:pageSize], "a few bytes": sound[:100],
		"a blank page": blank, "page size": flipped(16), "the schema": flipped(105), "encoding": flipped(59),
	}
	names := map[string]bool{}
	for name, data := range damaged {
		t.Run(name, func(t *testing.T) {
			if err := os.WriteFile(cache, data, 0o600); err != nil {
				t.Fatal(err)
			}
			kept, err := Restore(t.Context(), dir, copied, Owner{}, db.now)
			if err != nil {
				t.Fatal(err)
			}
			if names[kept] || !strings.HasPrefix(kept, cache+".before-restore") {
				t.Error(kept, names)
			}
			names[kept] = true
			if was, err := os.ReadFile(kept); err != nil || !bytes.Equal(was, data) {
				t.Errorf("%s is not what was there: %v", kept, err)
			}
			again := open(t, dir, c)
			defer again.Close()
			if diff := cmp.Diff(want, all(t, again, ledger.Filter{})); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// TestSafetyCopiesAreNeverReplaced: neither those of a restore nor those of a
// migration.
func TestSafetyCopiesAreNeverReplaced(t *testing.T) {
	t.Parallel()
	dir, c := t.TempDir(), newClock()
	db := open(t, dir, c)
	copied := filepath.Join(t.TempDir(), "copy.db")
	if err := db.Backup(t.Context(), copied); err != nil {
		t.Fatal(err)
	}
	cache := filepath.Join(dir, fileName)
	if err := os.WriteFile(cache+".before-restore-3-wal", nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for i, want := range []string{"", "-2", "-4"} {
		c.advance(1)
		syncPages(t, db, "c"+want, Page{Added: []ledger.Transaction{tx("a"+want, "2026-03-01", int64(-i-1))}})
		if kept, err := Restore(t.Context(), dir, copied, Owner{}, db.now); err != nil || kept != cache+".before-restore"+want {
			t.Fatal(kept, err)
		}
	}
	if err := db.migrateTo(t.Context(), 99999, withNext(t, "UPDATE transactions SET amount = -7")); err != nil {
		t.Fatal(err)
	}
	if _, err := db.writer.ExecContext(t.Context(), fmt.Sprintf("PRAGMA user_version = %d", newest)); err != nil {
		t.Fatal(err)
	}
	if err := db.migrateTo(t.Context(), 99999, withNext(t, "UPDATE transactions SET amount = -8")); err != nil {
		t.Fatal(err)
	}
	for name, amount := range map[string]int64{".before-restore": -1, ".before-restore-2": -2, ".before-restore-4": -3} {
		back := filepath.Join(t.TempDir(), "back")
		if _, err := Restore(t.Context(), back, cache+name, Owner{}, db.now); err != nil {
			t.Fatal(err)
		}
		rows := all(t, open(t, back, c), ledger.Filter{})
		if len(rows) != 1 || rows[0].Amount.Minor != amount {
			t.Errorf("%s: %+v", name, rows)
		}
	}
	for _, name := range []string{".before-version-99999", ".before-version-99999-2"} {
		if !filled(cache + name) {
			t.Errorf("%s is missing", name)
		}
	}
}

// TestRestoreRefusesAForeignFile: a SQLite file of another program, whatever
// version it bears, or a copy that lost a table. Nothing is touched.
func TestRestoreRefusesAForeignFile(t *testing.T) {
	t.Parallel()
	dir, c := t.TempDir(), newClock()
	db := open(t, dir, c)
	syncPages(t, db, "c1", Page{Added: []ledger.Transaction{tx("a", "2026-03-01", -100)}})
	for name, statement := range map[string]string{
		"version 1": "CREATE TABLE a (b); PRAGMA user_version = 1",
		"version 2": "CREATE TABLE a (b); PRAGMA user_version = 2",
		"below 0":   "CREATE TABLE a (b); PRAGMA user_version = -3",
		"a table":   "DROP TABLE annotations",
		"a column":  "ALTER TABLE items DROP COLUMN consent_ends",
		"a trigger": "DROP TRIGGER transactions_inserted",
	} {
		t.Run(name, func(t *testing.T) {
			file := filepath.Join(t.TempDir(), "file.db")
			if !strings.HasPrefix(statement, "CREATE") {
				if err := db.Backup(t.Context(), file); err != nil {
					t.Fatal(err)
				}
			}
			pool, err := connect(file, copySettings, 1)
			if err != nil {
				t.Fatal(err)
			}
			if _, err := pool.Exec(statement); err != nil {
				t.Fatal(err)
			}
			if err := pool.Close(); err != nil {
				t.Fatal(err)
			}
			if kept, err := Restore(t.Context(), dir, file, Owner{}, db.now); !errors.Is(err, ErrCorrupt) || kept != "" ||
				!strings.Contains(err.Error(), file) || !strings.Contains(err.Error(), "nothing was replaced") || strings.Contains(err.Error(), "passbook restore") {
				t.Errorf("%q, %v", kept, err)
			}
		})
	}
	if kept, err := filepath.Glob(filepath.Join(dir, "*.before-*")); len(kept) != 0 || err != nil {
		t.Error(kept, err)
	}
	if got := ids(all(t, db, ledger.Filter{})); !cmp.Equal(got, []string{"a"}) {
		t.Error(got)
	}
}

// TestCheckFindsWhatIsMissing: tables, and rows that others refer to.
func TestCheckFindsWhatIsMissing(t *testing.T) {
	t.Parallel()
	for _, statement := range []string{
		"DROP TABLE items_to_remove", "DROP TABLE edit_rows", "DROP INDEX transactions_by_date",
		"DELETE FROM currencies", "DELETE FROM labels", "DELETE FROM categories", "DELETE FROM merchants", "DELETE FROM meta",
		"DELETE FROM accounts", "DELETE FROM transactions", "UPDATE accounts SET successor = 77", "UPDATE transactions SET replaces_row = 77",
		"UPDATE annotations SET category = 77", "INSERT INTO edit_rows VALUES (1, 77, '{}')",
	} {
		t.Run(statement, func(t *testing.T) {
			t.Parallel()
			db := open(t, t.TempDir(), newClock())
			syncPages(t, db, "c1", Page{Added: []ledger.Transaction{tx("a", "2026-03-01", -100)}})
			note(t, db, func(a *ledger.Annotation) { a.Note, a.Category = "mine", "Own" }, "a")
			if err := db.Check(t.Context()); err != nil {
				t.Fatal(err)
			}
			if _, err := db.writer.Exec("PRAGMA foreign_keys = 0; " + statement); err != nil {
				t.Fatal(err)
			}
			if err := db.Check(t.Context()); !errors.Is(err, ErrCorrupt) {
				t.Error(err)
			}
		})
	}
}
