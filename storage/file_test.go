package storage

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"passbook/storage/ledger"
)

func mode(t *testing.T, path string) os.FileMode {
	t.Helper()
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	return info.Mode().Perm()
}

func TestFilesAreForOnePersonsEyes(t *testing.T) {
	old := syscall.Umask(0)
	defer syscall.Umask(old)
	dir := filepath.Join(t.TempDir(), "deep", "er ü#?%")
	db := open(t, dir, newClock())
	syncPages(t, db, "c1", Page{Added: []ledger.Transaction{tx("a", "2026-03-01", -100)}})
	if err := db.Backup(t.Context(), filepath.Join(dir, "copy")); err != nil {
		t.Fatal(err)
	}
	if m := mode(t, dir); m != 0o700 {
		t.Errorf("folder: %o", m)
	}
	files, err := os.ReadDir(dir)
	if err != nil || len(files) < 4 {
		t.Fatal(files, err)
	}
	for _, f := range files {
		if m := mode(t, filepath.Join(dir, f.Name())); m != 0o600 {
			t.Errorf("%s: %o", f.Name(), m)
		}
	}
}

func TestNothingIsLeftOfASpool(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "spool-1.db"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	db := open(t, dir, newClock())
	u, err := db.BeginUpdate(t.Context(), "item")
	if err != nil {
		t.Fatal(err)
	}
	defer u.Close()
	if left, _ := filepath.Glob(filepath.Join(dir, "spool*")); len(left) != 0 {
		t.Fatal(left)
	}
}

func TestNewerVersionIsRefused(t *testing.T) {
	t.Parallel()
	dir, c := t.TempDir(), newClock()
	db := open(t, dir, c)
	if _, err := db.writer.ExecContext(t.Context(), "PRAGMA user_version = 99"); err != nil {
		t.Fatal(err)
	}
	db.Close()
	_, err := Open(dir, func() time.Time { return c.now })
	if !errors.Is(err, ErrNewerVersion) || !strings.Contains(err.Error(), "99") || !strings.Contains(err.Error(), fmt.Sprint(newest)) {
		t.Fatal(err)
	}
}

func TestDamagedFileIsRefused(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, fileName), []byte(strings.Repeat("this is no database ", 500)), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := Open(dir, time.Now); !errors.Is(err, ErrCorrupt) {
		t.Fatal(err)
	}
}

func TestReadOnlyFolder(t *testing.T) {
	t.Parallel()
	if os.Getuid() == 0 {
		t.Skip("root may write anywhere")
	}
	dir := t.TempDir()
	if err := os.Chmod(dir, 0o500); err != nil {
		t.Fatal(err)
	}
	if _, err := Open(dir, time.Now); !errors.Is(err, ErrReadOnly) {
		t.Fatal(err)
	}
}

func TestReadOnlyFile(t *testing.T) {
	t.Parallel()
	db := open(t, t.TempDir(), newClock())
	if _, err := db.writer.ExecContext(t.Context(), "PRAGMA query_only = 1"); err != nil {
		t.Fatal(err)
	}
	if err := db.SetProblem(t.Context(), "item", nil); !errors.Is(err, ErrReadOnly) {
		t.Fatal(err)
	}
}

// limit lets the cache grow by a few pages more.
func limit(t *testing.T, conn *sql.Conn, pages int) {
	t.Helper()
	var count int
	if err := conn.QueryRowContext(t.Context(), "PRAGMA main.page_count").Scan(&count); err != nil {
		t.Fatal(err)
	}
	if _, err := conn.ExecContext(t.Context(), fmt.Sprintf("PRAGMA main.max_page_count = %d", count+pages)); err != nil {
		t.Fatal(err)
	}
}

func TestFullDiskLosesNothing(t *testing.T) {
	t.Parallel()
	dir, c := t.TempDir(), newClock()
	db := open(t, dir, c)
	syncPages(t, db, "c1", Page{Added: []ledger.Transaction{tx("a", "2026-03-01", -100)}})
	before := all(t, db, ledger.Filter{})
	for _, rows := range []int{1000, 2 * bulkAtLeast} {
		u, err := db.BeginUpdate(t.Context(), "item")
		if err != nil {
			t.Fatal(err)
		}
		defer u.Close()
		if err := u.Add(t.Context(), newGenerator().page(rows)); err != nil {
			t.Fatal(err)
		}
		limit(t, u.conn, 5)
		if _, err := u.Commit(t.Context(), Outcome{Cursor: "c2"}); !errors.Is(err, ErrDiskFull) {
			t.Fatalf("%d rows: %v", rows, err)
		}
		u.Close()
		if diff := cmp.Diff(before, all(t, db, ledger.Filter{})); diff != "" {
			t.Fatal(diff)
		}
		if it, err := db.Item(t.Context(), "item"); err != nil || it.Cursor != "c1" {
			t.Fatalf("%+v %v", it, err)
		}
	}
	if c := syncPages(t, db, "c2", newGenerator().page(1000)); c.Added != 1000 {
		t.Fatalf("with room again: %+v", c)
	}
	if err := db.Check(t.Context()); err != nil {
		t.Fatal(err)
	}
}

func TestCrashBeforeCommitLeavesTheOldState(t *testing.T) {
	t.Parallel()
	dir, c := t.TempDir(), newClock()
	db := open(t, dir, c)
	syncPages(t, db, "c1", Page{Added: []ledger.Transaction{tx("a", "2026-03-01", -100)}})
	u, err := db.BeginUpdate(t.Context(), "item")
	if err != nil {
		t.Fatal(err)
	}
	defer u.Close()
	other := tx("b", "2026-03-01", -1)
	other.AccountID = "never committed"
	if err := u.Add(t.Context(), Page{Added: []ledger.Transaction{other}, Removed: []string{"a"}}); err != nil {
		t.Fatal(err)
	}
	again := open(t, dir, c) // as after a kill: the first one is never closed
	if got := ids(all(t, again, ledger.Filter{})); !cmp.Equal(got, []string{"a"}) {
		t.Fatal(got)
	}
	accounts, err := again.Accounts(t.Context())
	if err != nil || len(accounts) != 1 {
		t.Fatal(accounts, err)
	}
	if c := syncPages(t, again, "c2", Page{Added: []ledger.Transaction{other}, Removed: []string{"a"}}); c.Added != 1 || c.Removed != 1 {
		t.Fatalf("%+v", c)
	}
	late, err := again.BeginUpdate(t.Context(), "item")
	if err != nil {
		t.Fatal(err)
	}
	defer late.Close()
	if _, err := u.Commit(t.Context(), Outcome{Cursor: "c2"}); !errors.Is(err, ErrConflict) {
		t.Fatalf("two processes applied the same update: %v", err)
	}
	if err := again.RemoveItem(t.Context(), "item"); err != nil {
		t.Fatal(err)
	}
	if _, err := late.Commit(t.Context(), Outcome{Cursor: "c3"}); !errors.Is(err, ErrNotFound) {
		t.Fatalf("applied to an Item that is gone: %v", err)
	}
}

func TestReaderNeverWaitsForAWriter(t *testing.T) {
	t.Parallel()
	dir, c := t.TempDir(), newClock()
	db := open(t, dir, c)
	syncPages(t, db, "c1", Page{Added: []ledger.Transaction{tx("a", "2026-03-01", -100)}})
	before, err := db.Revision(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	err = db.Write(t.Context(), "hold the lock", func(tx *sql.Tx) error {
		if _, err := exec(t.Context(), tx, "UPDATE transactions SET amount = -5"); err != nil {
			return err
		}
		if e := entry(t, db, "a"); e.Amount.Minor != -100 {
			t.Errorf("read an uncommitted row: %+v", e)
		}
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		if err := db.SetProblem(ctx, "item", nil); !errors.Is(err, context.Canceled) {
			t.Errorf("a second writer with a cancelled context: %v", err)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	other := open(t, dir, c) // another process
	note(t, other, func(a *ledger.Annotation) { a.Note = "from outside" }, "a")
	after, err := db.Revision(t.Context())
	if err != nil || after == before {
		t.Fatal("did not notice another process's commit", err)
	}
	if again, _ := db.Revision(t.Context()); again != after {
		t.Fatal("revision changes by itself")
	}
}

func TestBackupAndRestore(t *testing.T) {
	t.Parallel()
	dir, c := t.TempDir(), newClock()
	db := open(t, dir, c)
	syncPages(t, db, "c1", Page{Added: []ledger.Transaction{tx("a", "2026-03-01", -100)}})
	copied := filepath.Join(t.TempDir(), "copy.db")
	if err := db.Backup(t.Context(), copied); err != nil {
		t.Fatal(err)
	}
	syncPages(t, db, "c2", Page{Added: []ledger.Transaction{tx("b", "2026-03-01", -100)}})
	if got := all(t, db, ledger.Filter{Query: "coffee"}); len(got) != 2 {
		t.Fatal(got)
	}
	if _, err := Restore(t.Context(), dir, copied, Owner{}, db.now); err != nil {
		t.Fatal(err)
	}
	for _, f := range []ledger.Filter{{}, {Query: "coffee"}} { // through the connections that were open all the time
		if got := ids(all(t, db, f)); !cmp.Equal(got, []string{"a"}) {
			t.Fatal(f, got)
		}
	}
	if _, err := Restore(t.Context(), dir, filepath.Join(dir, fileName+".before-restore"), Owner{}, db.now); err != nil {
		t.Fatal(err)
	}
	if got := ids(all(t, db, ledger.Filter{Query: "coffee"})); !cmp.Equal(got, []string{"b", "a"}) {
		t.Fatal(got)
	}
}

func TestRestoreOfACopyWithOtherPages(t *testing.T) {
	t.Parallel()
	dir, c := t.TempDir(), newClock()
	db := open(t, dir, c)
	syncPages(t, db, "c1", Page{Added: []ledger.Transaction{tx("a", "2026-03-01", -100)}})
	small := filepath.Join(t.TempDir(), "small.db")
	if _, err := db.writer.Exec("PRAGMA page_size = 4096; VACUUM INTO ?", small); err != nil {
		t.Fatal(err)
	}
	syncPages(t, db, "c2", Page{Added: []ledger.Transaction{tx("b", "2026-03-01", -100)}})
	if _, err := Restore(t.Context(), dir, small, Owner{}, db.now); err != nil {
		t.Fatal(err)
	}
	if got := ids(all(t, db, ledger.Filter{})); !cmp.Equal(got, []string{"a"}) {
		t.Fatal(got)
	}
	if left, _ := filepath.Glob(filepath.Join(dir, "restore-*")); len(left) != 0 {
		t.Fatal(left)
	}
	for file, want := range map[string]int{small: 4096, filepath.Join(dir, fileName): pageSize} {
		pool, err := connect(file, copySettings, 1)
		if err != nil {
			t.Fatal(err)
		}
		var size int
		if err := pool.QueryRow("PRAGMA page_size").Scan(&size); err != nil || size != want {
			t.Errorf("%s: %d, %v", file, size, err)
		}
		pool.Close()
	}
}

func TestRestoreRefusesWhatIsNoCopy(t *testing.T) {
	t.Parallel()
	dir, c := t.TempDir(), newClock()
	db := open(t, dir, c)
	syncPages(t, db, "c1", newGenerator().page(1000))
	good := filepath.Join(dir, "good")
	if err := db.Backup(t.Context(), good); err != nil {
		t.Fatal(err)
	}
	data, err := os.ReadFile(good)
	if err != nil {
		t.Fatal(err)
	}
	for name, data := range map[string][]byte{
		"empty": nil, "text": []byte(strings.Repeat("hello ", 1000)), "cut": data[:len(data)/2],
		"damaged": append(append(append([]byte{}, data[:2*pageSize]...), make([]byte, pageSize)...), data[3*pageSize:]...),
	} {
		bad := filepath.Join(t.TempDir(), "bad")
		if err := os.WriteFile(bad, data, 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := Restore(t.Context(), dir, bad, Owner{}, db.now); !errors.Is(err, ErrCorrupt) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if len(all(t, db, ledger.Filter{})) != 1000 {
		t.Fatal("the cache was touched")
	}
	if _, err := Restore(t.Context(), dir, filepath.Join(dir, "no such"), Owner{}, db.now); !errors.Is(err, os.ErrNotExist) {
		t.Fatal(err)
	}
}
