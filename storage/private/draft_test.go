package private_test

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"passbook/storage/private"
)

// write makes a file of a draft, as a download that is begun twice does.
func write(t *testing.T, dir, name, body string) error {
	t.Helper()
	d, err := private.NewDraft(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, text := range []string{"half of something longer than the rest", body} {
		w, err := d.Begin()
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.WriteString(w, text); err != nil {
			t.Fatal(err)
		}
	}
	return errors.Join(d.Keep(name), d.Close())
}

// A draft is its owner's, whole, and leaves nothing beside it.
func TestDraftIsKept(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "new", "folder")
	if err := write(t, dir, "a.pdf", "whole"); err != nil {
		t.Fatal(err)
	}
	body, err := os.ReadFile(filepath.Join(dir, "a.pdf"))
	if err != nil || string(body) != "whole" {
		t.Errorf("%q, %v", body, err)
	}
	info, err := os.Stat(filepath.Join(dir, "a.pdf"))
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("%v, %v", info.Mode(), err)
	}
	if all, err := os.ReadDir(dir); err != nil || len(all) != 1 {
		t.Errorf("%v, %v", all, err)
	}
}

// What has the name already stays: a file, and what a link leads to, also a link
// that leads nowhere yet.
func TestDraftWritesOverNothing(t *testing.T) {
	t.Parallel()
	dir, outside := t.TempDir(), filepath.Join(t.TempDir(), "target")
	if err := os.WriteFile(filepath.Join(dir, "mine.pdf"), []byte("mine"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(outside, filepath.Join(dir, "trap.pdf")); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"mine.pdf", "trap.pdf"} {
		if err := write(t, dir, name, "theirs"); !errors.Is(err, fs.ErrExist) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if err := write(t, dir, "../out.pdf", "theirs"); err == nil {
		t.Error("a name leads out of the folder")
	}
	if body, _ := os.ReadFile(filepath.Join(dir, "mine.pdf")); string(body) != "mine" {
		t.Errorf("mine.pdf is %q now", body)
	}
	if _, err := os.Lstat(outside); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("the link was followed: %v", err)
	}
	if all, _ := os.ReadDir(dir); len(all) != 2 {
		t.Errorf("left behind: %v", all)
	}
}
