package storage

import (
	"bytes"
	"database/sql"
	"errors"
	"os"
	"path/filepath"
	"syscall"
	"testing"
)

// A backup replaces earlier copies alone, and what is forced databases alone.
func TestFreeForBackup(t *testing.T) {
	t.Parallel()
	dir, at := t.TempDir(), t.TempDir()
	db := open(t, dir, newClock())
	syncPages(t, db, "c1", newGenerator().page(50))
	another := t.TempDir()
	if err := open(t, another, newClock()).Close(); err != nil {
		t.Fatal(err)
	}
	path := func(name string) string { return filepath.Join(at, name) }
	write := func(name string, data []byte) {
		if err := os.WriteFile(path(name), data, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := db.Backup(t.Context(), path("copy")); err != nil {
		t.Fatal(err)
	}
	sound, err := os.ReadFile(path("copy"))
	if err != nil {
		t.Fatal(err)
	}
	damaged := bytes.Clone(sound)
	clear(damaged[100:pageSize])
	write("damaged", damaged)
	newer := bytes.Clone(sound)
	newer[63] = 99 // the version
	write("newer", newer)
	write("empty", nil)
	write("short", []byte("SQL"))
	write("tokens-sandbox.age", []byte("age-encryption.org/v1\n"))
	write("used", sound)
	write("used-wal", []byte("x"))
	other, err := sql.Open("sqlite3", path("other"))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := other.Exec("CREATE TABLE photos (id INTEGER)"); err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(other.Close(), os.Symlink(path("copy"), path("link")), os.Symlink(path("none"), path("dangling")),
		os.Link(filepath.Join(dir, fileName), path("hardlink")), syscall.Mkfifo(path("pipe"), 0o600)); err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		file          string
		plain, forced bool
	}{
		{path("nothing"), true, true},
		{path("empty"), true, true},
		{path("copy"), true, true},
		{path("damaged"), false, true},
		{path("newer"), false, true},
		{path("other"), false, true},
		{path("short"), false, false},
		{path("tokens-sandbox.age"), false, false},
		{path("used"), false, false},
		{path("link"), false, false},
		{path("dangling"), false, false},
		{path("hardlink"), false, false},
		{path("pipe"), false, false},
		{at, false, false},
		{os.DevNull, false, false},
		{filepath.Join(dir, fileName), false, false},
		{filepath.Join(another, fileName), false, false},
		{filepath.Join(dir, fileName+"-wal"), false, false},
		{filepath.Join(dir, fileName+"-shm"), false, false},
	} {
		for _, force := range []bool{false, true} {
			want := tt.plain && !force || tt.forced && force
			err := db.FreeForBackup(t.Context(), tt.file, force)
			if want != (err == nil) || err != nil && !errors.Is(err, ErrTaken) {
				t.Errorf("%s, force %v: %v", tt.file, force, err)
			}
		}
	}
	if after, err := os.ReadFile(path("copy")); err != nil || !bytes.Equal(after, sound) {
		t.Errorf("looking at a copy changed it: %v", err)
	}
}
