package storage

import (
	"io/fs"
	"path/filepath"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"github.com/google/go-cmp/cmp"

	"passbook/storage/ledger"
)

// withNext gives the migrations and one more.
func withNext(t *testing.T, statement string) fs.FS {
	t.Helper()
	files := fstest.MapFS{"99999_next.sql": {Data: []byte("-- +goose Up\n" + statement + ";\nPRAGMA user_version = 99999;\n")}}
	names, err := fs.Glob(migrations, "migrations/*.sql")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		data, err := fs.ReadFile(migrations, name)
		if err != nil {
			t.Fatal(err)
		}
		files[filepath.Base(name)] = &fstest.MapFile{Data: data}
	}
	return files
}

func TestMigrationKeepsACopy(t *testing.T) {
	t.Parallel()
	dir, c := t.TempDir(), newClock()
	db := open(t, dir, c)
	syncPages(t, db, "c1", Page{Added: []ledger.Transaction{tx("a", "2026-03-01", -100)}})
	if err := db.migrateTo(t.Context(), 99999, withNext(t, "UPDATE transactions SET amount = -7")); err != nil {
		t.Fatal(err)
	}
	if e := entry(t, db, "a"); e.Amount.Minor != -7 {
		t.Fatalf("not migrated: %+v", e)
	}
	copied := filepath.Join(dir, fileName+".before-version-99999")
	if _, err := Restore(t.Context(), filepath.Join(dir, "back"), copied, Owner{}, db.now); err != nil {
		t.Fatal(err)
	}
	if e := entry(t, open(t, filepath.Join(dir, "back"), c), "a"); e.Amount.Minor != -100 {
		t.Fatalf("the copy: %+v", e)
	}
}

func TestFailedMigrationLeavesTheFileAlone(t *testing.T) {
	t.Parallel()
	dir, c := t.TempDir(), newClock()
	db := open(t, dir, c)
	syncPages(t, db, "c1", Page{Added: []ledger.Transaction{tx("a", "2026-03-01", -100)}})
	if err := db.migrateTo(t.Context(), 99999, withNext(t, "DELETE FROM transactions; INSERT INTO no_such_table VALUES (1)")); err == nil {
		t.Fatal("a broken migration succeeded")
	}
	if v, err := db.version(t.Context()); err != nil || v != newest {
		t.Fatal(v, err)
	}
	if copies, _ := filepath.Glob(filepath.Join(dir, fileName+".before-version-*")); len(copies) != 0 {
		t.Errorf("copies of a file that is as it was: %q", copies)
	}
	if got := ids(all(t, open(t, dir, c), ledger.Filter{})); !cmp.Equal(got, []string{"a"}) {
		t.Fatal(got)
	}
}

func TestSeveralProcessesMayCreateTheCache(t *testing.T) {
	t.Parallel()
	dir, c := t.TempDir(), newClock()
	var wait sync.WaitGroup
	for range 6 {
		wait.Go(func() {
			db, err := Open(dir, func() time.Time { return c.now })
			if err != nil {
				t.Error(err)
				return
			}
			if err := db.Close(); err != nil {
				t.Error(err)
			}
		})
	}
	wait.Wait()
}
