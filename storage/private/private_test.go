package private

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

func mode(t *testing.T, path string) os.FileMode {
	t.Helper()
	info, err := os.Lstat(path)
	if err != nil {
		t.Fatal(err)
	}
	return info.Mode().Perm()
}

func put(t *testing.T, path string, perm os.FileMode) {
	t.Helper()
	if err := errors.Join(os.WriteFile(path, nil, 0o600), os.Chmod(path, perm)); err != nil {
		t.Fatal(err)
	}
}

func TestAFolderIsMadeForItsOwnerAlone(t *testing.T) {
	old := syscall.Umask(0)
	defer syscall.Umask(old)
	dir := filepath.Join(t.TempDir(), "a", "b")
	if mended, err := Folder(dir, "own"); err != nil || mended != "" {
		t.Fatal(mended, err)
	}
	for _, d := range []string{dir, filepath.Dir(dir)} {
		if m := mode(t, d); m != 0o700 {
			t.Errorf("%s is %o", d, m)
		}
	}
}

// An own folder that is open to others is closed to them, with the files in it,
// and the person is told once.
func TestAnOpenFolderIsClosed(t *testing.T) {
	dir := t.TempDir()
	inside := filepath.Join(dir, "locks")
	put(t, filepath.Join(dir, "own"), 0o644)
	put(t, filepath.Join(dir, "log"), 0o666)
	put(t, filepath.Join(dir, "closed"), 0o600)
	if err := errors.Join(os.Mkdir(inside, 0o700), os.Chmod(inside, 0o644), os.Chmod(dir, 0o777)); err != nil {
		t.Fatal(err)
	}
	mended, err := Folder(dir, "own")
	if err != nil || !strings.Contains(mended, "The folder "+dir) || !strings.Contains(mended, "locks, log, own in") {
		t.Errorf("%q, %v", mended, err)
	}
	for path, want := range map[string]os.FileMode{dir: 0o700, inside: 0o700, filepath.Join(dir, "own"): 0o600, filepath.Join(dir, "log"): 0o600} {
		if m := mode(t, path); m != want {
			t.Errorf("%s is %o", path, m)
		}
	}
	if mended, err = Folder(dir, "own"); err != nil || mended != "" {
		t.Errorf("%q, %v", mended, err)
	}
}

// A folder with other things in it is not passbook's to change: it is taken as it
// is, unless others could put something there.
func TestAFolderOfOtherThings(t *testing.T) {
	dir := t.TempDir()
	put(t, filepath.Join(dir, "letter.txt"), 0o644)
	if err := os.Chmod(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	if mended, err := Folder(dir, "own"); err != nil || mended != "" || mode(t, dir) != 0o755 {
		t.Errorf("%q, %v, %o", mended, err, mode(t, dir))
	}
	for _, perm := range []os.FileMode{0o775, 0o777 | os.ModeSticky} {
		if err := os.Chmod(dir, perm); err != nil {
			t.Fatal(err)
		}
		if _, err := Folder(dir, "own"); !errors.As(err, new(*Error)) || !strings.Contains(err.Error(), "other users may write there") {
			t.Error(err)
		}
	}
}

// What somebody else may have planted is not written through.
func TestLinksAreRefused(t *testing.T) {
	victim := filepath.Join(t.TempDir(), "victim")
	put(t, victim, 0o644)
	dir := t.TempDir()
	put(t, filepath.Join(dir, "own"), 0o600)
	if err := os.Symlink(victim, filepath.Join(dir, "log")); err != nil {
		t.Fatal(err)
	}
	_, err := Folder(dir, "own")
	if !errors.As(err, new(*Error)) || !strings.Contains(err.Error(), "is a link") || mode(t, victim) != 0o644 {
		t.Error(err, mode(t, victim))
	}
}

// The folder itself may lie elsewhere, by a link of the person's.
func TestAFolderBehindALink(t *testing.T) {
	dir, link := t.TempDir(), filepath.Join(t.TempDir(), "link")
	put(t, filepath.Join(dir, "own"), 0o600)
	if err := errors.Join(os.Symlink(dir, link), os.Chmod(dir, 0o755)); err != nil {
		t.Fatal(err)
	}
	if mended, err := Folder(link, "own"); err != nil || mended == "" || mode(t, dir) != 0o700 {
		t.Errorf("%q, %v, %o", mended, err, mode(t, dir))
	}
}

func TestWhatBelongsToAnotherUser(t *testing.T) {
	if os.Geteuid() != 0 {
		t.Skip("only the superuser can give a file away")
	}
	dir := t.TempDir()
	put(t, filepath.Join(dir, "own"), 0o600)
	if err := errors.Join(os.Chmod(filepath.Dir(dir), 0o755), os.Chown(dir, 65534, -1)); err != nil {
		t.Fatal(err)
	}
	if _, err := Folder(dir, "own"); err != nil {
		t.Error("the superuser:", err)
	}
	if err := syscall.Setreuid(-1, 65533); err != nil {
		t.Fatal(err)
	}
	defer syscall.Setreuid(-1, 0)
	if _, err := File(dir); !errors.As(err, new(*Error)) || !strings.Contains(err.Error(), "belongs to another user") {
		t.Error(err)
	}
}

func TestAFileThatIsNotThere(t *testing.T) {
	if changed, err := File(filepath.Join(t.TempDir(), "none")); changed || err != nil {
		t.Error(changed, err)
	}
}
