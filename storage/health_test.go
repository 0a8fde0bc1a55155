package storage

import (
	"bytes"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"testing"
	"time"

	"passbook/storage/ledger"
)

// Looking at a cache changes nothing, of whatever version it is.
func TestLookingChangesNothing(t *testing.T) {
	t.Parallel()
	if _, err := OpenToRead(t.Context(), filepath.Join(t.TempDir(), "none"), time.Now); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("no folder: %v", err)
	}
	dir := t.TempDir()
	path := filepath.Join(dir, fileName)
	if err := os.WriteFile(path, []byte("this is no database, whatever it is called"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := OpenToRead(t.Context(), dir, time.Now); !errors.Is(err, ErrCorrupt) {
		t.Errorf("no database: %v", err)
	}
	db := open(t, t.TempDir(), newClock())
	newer := filepath.Join(dir, "newer")
	if err := db.Backup(t.Context(), newer); err != nil {
		t.Fatal(err)
	}
	if err := os.Rename(newer, path); err != nil {
		t.Fatal(err)
	}
	pool, err := connect(path, nil, 1)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := pool.Exec("PRAGMA user_version = 999"); err != nil {
		t.Fatal(err)
	}
	if err := pool.Close(); err != nil {
		t.Fatal(err)
	}
	before, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for _, left := range []string{"spool-1.db", "passbook.db.before-unlink.part-2", "passbook.db.before-restore"} {
		if err := os.WriteFile(filepath.Join(dir, left), nil, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	look, err := OpenToRead(t.Context(), dir, time.Now)
	if err != nil {
		t.Fatal(err)
	}
	h, err := look.Health(t.Context())
	if err != nil || h.Version != 999 || h.Newest != newest || h.Size != int64(len(before)) || len(h.Leftovers) != 2 || len(h.Copies) != 1 {
		t.Errorf("%+v, %v", h, err)
	}
	if err := look.QuickCheck(t.Context()); err != nil {
		t.Error(err)
	}
	if err := look.Close(); err != nil {
		t.Error(err)
	}
	after, err := os.ReadFile(path)
	if err != nil || !bytes.Equal(before, after) {
		t.Errorf("%d bytes became %d, %v", len(before), len(after), err)
	}
}

// What another process has written and not yet moved into the file is seen.
func TestLookingWhileAnotherWrites(t *testing.T) {
	t.Parallel()
	db := open(t, t.TempDir(), newClock()) // with an Item
	if err := db.SaveItem(t.Context(), ledger.Item{ID: "a", Institution: "A"}); err != nil {
		t.Fatal(err)
	}
	look, err := OpenToRead(t.Context(), db.dir, time.Now)
	if err != nil {
		t.Fatal(err)
	}
	defer look.Close()
	items, err := look.Items(t.Context())
	_, rows, schemaErr := look.Schema(t.Context())
	if err != nil || schemaErr != nil || len(items) != 2 || rows["items"] != 2 {
		t.Errorf("%v, %v, %v, %v", items, rows, err, schemaErr)
	}
}
