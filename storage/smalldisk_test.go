package storage

import (
	"errors"
	"os"
	command "os/exec"
	"path/filepath"
	"testing"

	"passbook/storage/ledger"
)

// disk mounts a small disk of its own.
func disk(t *testing.T) string {
	t.Helper()
	if os.Geteuid() != 0 {
		t.Skip("mounting a small disk needs the superuser")
	}
	dir := t.TempDir()
	if out, err := command.Command("mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", dir).CombinedOutput(); err != nil {
		t.Skipf("no tmpfs can be mounted here: %v %s", err, out)
	}
	t.Cleanup(func() { command.Command("umount", "-l", dir).Run() })
	return dir
}

func remount(t *testing.T, dir, how string) {
	t.Helper()
	if out, err := command.Command("mount", "-o", "remount,"+how, dir).CombinedOutput(); err != nil {
		t.Fatalf("%v %s", err, out)
	}
}

// fillDisk leaves not a byte free.
func fillDisk(t *testing.T, dir string) {
	t.Helper()
	f, err := os.Create(filepath.Join(dir, "fill"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	for block := make([]byte, 1<<10); err == nil; {
		_, err = f.Write(block)
	}
}

// A disk without room keeps nobody from reading, and whoever writes hears why it
// does not work.
func TestReadingOnAFullDisk(t *testing.T) {
	small, c := disk(t), newClock()
	dir := filepath.Join(small, "data")
	db := open(t, dir, c)
	syncPages(t, db, "c1", Page{Added: []ledger.Transaction{tx("a", "2026-03-01", -100), tx("b", "2026-03-02", -200)}})
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	fillDisk(t, small)
	db, err := Open(dir, db.now)
	if err != nil {
		t.Fatal(err)
	}
	if got := all(t, db, ledger.Filter{}); len(got) != 2 {
		t.Errorf("%d rows", len(got))
	}
	if err := db.Check(t.Context()); err != nil {
		t.Error(err)
	}
	if _, err := db.Revision(t.Context()); err != nil {
		t.Error(err)
	}
	note := func(a *ledger.Annotation) { a.Note = "x" }
	if err := db.Annotate(t.Context(), []string{"a"}, note); !errors.Is(err, ErrDiskFull) {
		t.Error(err)
	}
	if err := errors.Join(db.Close(), os.Remove(filepath.Join(small, "fill"))); err != nil {
		t.Fatal(err)
	}
	if err := open(t, dir, c).Annotate(t.Context(), []string{"a"}, note); err != nil {
		t.Error(err)
	}
}

// A copy comes back from media that cannot be written, a whole one.
func TestRestoreFromReadOnlyMedia(t *testing.T) {
	media, c := disk(t), newClock()
	db := open(t, t.TempDir(), c)
	syncPages(t, db, "c1", Page{Added: []ledger.Transaction{tx("a", "2026-03-01", -100)}})
	copied := filepath.Join(media, "copy.db")
	if err := db.Backup(t.Context(), copied); err != nil {
		t.Fatal(err)
	}
	remount(t, media, "ro")
	dir := t.TempDir()
	if _, err := Restore(t.Context(), dir, copied, Owner{}, db.now); err != nil {
		t.Fatal(err)
	}
	if got := all(t, open(t, dir, c), ledger.Filter{}); len(got) != 1 {
		t.Errorf("%d rows", len(got))
	}
	remount(t, media, "rw")
	if err := os.WriteFile(copied+"-wal", []byte("rows that are in no table yet"), 0o600); err != nil {
		t.Fatal(err)
	}
	remount(t, media, "ro")
	if _, err := Restore(t.Context(), dir, copied, Owner{}, db.now); err == nil {
		t.Error("a copy was restored without what waits beside it")
	}
}

// What a killed process left of a copy goes at the next start, wherever the copy
// was to lie, but not while another process is making one.
func TestCutCopiesGo(t *testing.T) {
	t.Parallel()
	dir, elsewhere, c := t.TempDir(), t.TempDir(), newClock()
	db := open(t, dir, c)
	cut, end, err := beginCopy(dir, filepath.Join(elsewhere, "copy.db"))
	if err != nil {
		t.Fatal(err)
	}
	end() // as the death of a process ends it
	if err := os.WriteFile(cut+"-journal", nil, 0o600); err != nil {
		t.Fatal(err)
	}
	going, end, err := beginCopy(dir, filepath.Join(dir, "other.db"))
	if err != nil {
		t.Fatal(err)
	}
	open(t, dir, c)
	if !exists(cut) || !exists(going) {
		t.Error("a copy went while one is being made")
	}
	end()
	open(t, dir, c)
	if exists(cut) || exists(cut+"-journal") || exists(going) {
		t.Error("what was left is still there")
	}
	if err := db.Backup(t.Context(), filepath.Join(elsewhere, "copy.db")); err != nil {
		t.Error(err)
	}
	open(t, dir, c)
	if !exists(filepath.Join(elsewhere, "copy.db")) {
		t.Error("a whole copy went")
	}
}
