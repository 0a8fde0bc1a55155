package private

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
)

// Error says why a file or folder is not safe to use, and what to do about it.
type Error struct{ Path, Why string }

func (e *Error) Error() string { return e.Path + " " + e.Why }

const (
	forOthers     = 0o077 // what others may do with it
	othersMayPut  = 0o022
	ofAnotherUser = "belongs to another user: take it over with chown, or choose another folder with PASSBOOK_DATA_DIR"
)

// Folder makes a folder for its owner alone (0700), with those above it. One that
// is there must be the person's. Where others may look into it and it is
// passbook's own, it is closed to them, and so are the files in it: mended says
// so in a sentence, or is empty. A folder is passbook's own when it is empty or
// has a file of the given name. In another one others may not write. Errors:
// *Error, and the system's.
func Folder(dir, own string) (mended string, err error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return "", err
	}
	folder, err := os.Stat(dir)
	if err != nil {
		return "", err
	}
	if isForeign(folder) {
		return "", &Error{dir, ofAnotherUser}
	}
	inside, err := os.ReadDir(dir)
	if err != nil {
		return "", err
	}
	names := make([]string, 0, len(inside))
	for _, f := range inside {
		names = append(names, f.Name())
	}
	_, err = os.Lstat(filepath.Join(dir, own))
	isOwn := len(names) == 0 || err == nil
	switch open := folder.Mode().Perm(); {
	case open&forOthers == 0:
	case isOwn:
		if err := os.Chmod(dir, 0o700); err != nil {
			return "", ignoreReadOnly(err)
		}
		if len(names) > 0 {
			mended = fmt.Sprintf("The folder %s was open to other users of this machine. It is closed to them now.", dir)
		}
	case open&othersMayPut != 0:
		return "", &Error{dir, "holds other things, and other users may write there: choose another folder with PASSBOOK_DATA_DIR"}
	}
	if !isOwn {
		return mended, nil
	}
	files, err := closeFiles(dir, names)
	if files != "" && mended != "" {
		mended += " "
	}
	return mended + files, err
}

// closeFiles closes files of a folder to others.
func closeFiles(dir string, names []string) (mended string, err error) {
	var open []string
	for _, name := range names {
		changed, err := File(filepath.Join(dir, name))
		if err != nil {
			return "", err
		}
		if changed {
			open = append(open, name)
		}
	}
	if len(open) > 0 {
		mended = fmt.Sprintf("Other users of this machine could read %s in %s. They no longer can.", strings.Join(open, ", "), dir)
	}
	return mended, nil
}

// File closes a file, or a folder, to others, and reports whether it was open to
// them. One that is not there is no error. Errors: *Error for a link and for
// what belongs to somebody else; the system's.
func File(path string) (changed bool, err error) {
	info, err := os.Lstat(path)
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	switch {
	case info.Mode()&fs.ModeSymlink != 0:
		return false, &Error{path, "is a link, and passbook writes through none: put the file itself there, or name its folder with PASSBOOK_DATA_DIR"}
	case isForeign(info):
		return false, &Error{path, ofAnotherUser}
	case info.Mode().Perm()&forOthers == 0:
		return false, nil
	}
	mode := info.Mode().Perm() &^ forOthers
	if info.IsDir() {
		mode |= 0o700 // chmod 644 of all that is there shuts a folder for its owner too
	}
	err = os.Chmod(path, mode)
	return err == nil, ignoreReadOnly(err)
}

// isForeign reports whether something belongs to somebody else. To the system's
// administrator nothing is foreign.
func isForeign(info fs.FileInfo) bool {
	me := os.Geteuid()
	stat, ok := info.Sys().(*syscall.Stat_t)
	return ok && me > 0 && int(stat.Uid) != me
}

// ignoreReadOnly drops the error of a disk that cannot be written: nobody can put
// anything there.
func ignoreReadOnly(err error) error {
	if errors.Is(err, syscall.EROFS) {
		return nil
	}
	return err
}
