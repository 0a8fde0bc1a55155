package storage

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestRestoreOverADamagedCache: whatever is wrong with the cache, a good copy
// comes back, and the damaged file is kept beside it as it was.
func TestRestoreOverADamagedCache(t *testing.T) {
	dir, c := t.TempDir(), newClock()
	db := open(t, dir, c)
	syncPages(t, db, "c1", newGenerator().page(300))
	want := all(t, db, Filter{})
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
			kept, err := Restore(t.Context(), dir, copied, db.now)
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
			if diff := cmp.Diff(want, all(t, again, Filter{})); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// TestSafetyCopiesAreNeverReplaced: neither those of a restore nor those of a
// migration.
func TestSafetyCopiesAreNeverReplaced(t *testing.T) {
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
		syncPages(t, db, "c"+want, Page{Added: []Transaction{tx("a"+want, "2026-03-01", int64(-i-1))}})
		if kept, err := Restore(t.Context(), dir, copied, db.now); err != nil || kept != cache+".before-restore"+want {
			t.Fatal(kept, err)
		}
	}
	if err := db.migrateTo(t.Context(), 99999, withNext(t, "UPDATE transactions SET amount = -7")); err != nil {
		t.Fatal(err)
	}
	if _, err := db.writer.ExecContext(t.Context(), "PRAGMA user_version = 2; DELETE FROM goose_db_version WHERE version_id = 99999"); err != nil {
		t.Fatal(err)
	}
	if err := db.migrateTo(t.Context(), 99999, withNext(t, "UPDATE transactions SET amount = -8")); err != nil {
		t.Fatal(err)
	}
	for name, amount := range map[string]int64{".before-restore": -1, ".before-restore-2": -2, ".before-restore-4": -3} {
		back := filepath.Join(t.TempDir(), "back")
		if _, err := Restore(t.Context(), back, cache+name, db.now); err != nil {
			t.Fatal(err)
		}
		rows := all(t, open(t, back, c), Filter{})
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
