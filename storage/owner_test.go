package storage

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"passbook/storage/ledger"
)

var (
	ofSandbox    = Owner{Environment: "sandbox", Client: "client"}
	ofProduction = Owner{Environment: "production", Client: "client"}
)

func openFor(t *testing.T, dir string, owner Owner) *DB {
	t.Helper()
	db, err := Open(dir, afterThem)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	db.For(owner)
	return db
}

// Two processes that opened a cache while it was nobody's do not both link.
func TestTheFirstItemSaysWhoseTheCacheIs(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	first, second := openFor(t, dir, ofSandbox), openFor(t, dir, ofProduction)
	if err := errors.Join(first.CheckOwner(t.Context()), second.CheckOwner(t.Context())); err != nil {
		t.Fatal(err)
	}
	if err := first.SaveItem(t.Context(), ledger.Item{ID: "a"}); err != nil {
		t.Fatal(err)
	}
	for what, err := range map[string]error{
		"check": second.CheckOwner(t.Context()),
		"save":  second.SaveItem(t.Context(), ledger.Item{ID: "b"}),
		"swap":  second.ReplaceItem(t.Context(), "a", ledger.Item{ID: "b"}, nil),
	} {
		var another *OwnerError
		if !errors.As(err, &another) || !another.OtherEnvironment() || another.Dir != dir || another.Has != ofSandbox {
			t.Errorf("%s: %v", what, err)
		}
	}
	if items, err := first.Items(t.Context()); err != nil || len(items) != 1 || items[0].ID != "a" {
		t.Errorf("%+v, %v", items, err)
	}
	var another *OwnerError
	if err := openFor(t, dir, Owner{Environment: "sandbox", Client: "other"}).CheckOwner(t.Context()); !errors.As(err, &another) || another.OtherEnvironment() {
		t.Error(err)
	}
	for _, anybody := range []Owner{{}, {Environment: "sandbox"}, {Client: "client"}} {
		if err := openFor(t, dir, anybody).CheckOwner(t.Context()); err != nil {
			t.Error(anybody, err)
		}
	}
	// Without an Item it is anybody's again.
	if err := first.RemoveItem(t.Context(), "a"); err != nil {
		t.Fatal(err)
	}
	if err := second.SaveItem(t.Context(), ledger.Item{ID: "b"}); err != nil {
		t.Fatal(err)
	}
	if err := first.CheckOwner(t.Context()); !errors.As(err, &another) || another.Has != ofProduction {
		t.Error(err)
	}
}

// A copy of an earlier schema says no owner: anybody may restore it.
func TestACopyBelongsToItsOwner(t *testing.T) {
	t.Parallel()
	db := openFor(t, t.TempDir(), ofSandbox)
	if err := db.SaveItem(t.Context(), ledger.Item{ID: "a"}); err != nil {
		t.Fatal(err)
	}
	copied, dir := filepath.Join(t.TempDir(), "copy.db"), t.TempDir()
	if err := db.Backup(t.Context(), copied); err != nil {
		t.Fatal(err)
	}
	var another *OwnerError
	if kept, err := Restore(t.Context(), dir, copied, ofProduction, db.now); !errors.As(err, &another) || kept != "" || another.Dir != "" {
		t.Error(kept, err)
	}
	if left, err := os.ReadDir(dir); err != nil || len(left) != 0 {
		t.Error(left, err)
	}
	if _, err := Restore(t.Context(), dir, copied, ofSandbox, db.now); err != nil {
		t.Error(err)
	}
	eachOldCache(t, func(t *testing.T, dir string) {
		back := t.TempDir()
		if _, err := Restore(t.Context(), back, filepath.Join(dir, fileName), ofProduction, afterThem); err != nil {
			t.Fatal(err)
		}
		if err := openFor(t, back, ofProduction).CheckOwner(t.Context()); err != nil {
			t.Error(err)
		}
	})
}

// To look whether a folder holds banks leaves it as it is.
func TestHoldsBanks(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	holds := func(want bool) {
		t.Helper()
		before := names(t, dir)
		if got := HoldsBanks(t.Context(), dir); got != want {
			t.Errorf("holds banks: %v", got)
		}
		if after := names(t, dir); !slices.Equal(before, after) {
			t.Errorf("%q became %q", before, after)
		}
	}
	holds(false)
	db, err := Open(dir, afterThem)
	if err != nil {
		t.Fatal(err)
	}
	holds(false)
	if err := db.SaveItem(t.Context(), ledger.Item{ID: "a"}); err != nil {
		t.Fatal(err)
	}
	holds(true) // of the write-ahead log
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	holds(true)
	if err := os.WriteFile(filepath.Join(dir, fileName), []byte("this is no database"), 0o600); err != nil {
		t.Fatal(err)
	}
	holds(false)
	if HoldsBanks(t.Context(), filepath.Join(dir, "none")) {
		t.Error("a folder that there is not")
	}
}

func names(t *testing.T, dir string) (all []string) {
	t.Helper()
	files, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		all = append(all, f.Name())
	}
	return all
}
