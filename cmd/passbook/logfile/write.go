package logfile

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"sync"
	"time"

	"github.com/gofrs/flock"
)

const (
	name     = "passbook.log"
	mostSize = 1 << 20 // bytes of a file, before the next line goes into a new one
	mostOld  = 3       // older files that are kept: passbook.log.1 is the newest
)

// How long a line waits for its turn among all processes. A process that was
// stopped while it had it keeps nobody: the line is then added without.
const (
	patience = 200 * time.Millisecond
	retry    = time.Millisecond
)

// New gives a logger that writes lines of a level and above to the log in a
// folder, and what closes it. The file is opened for the first line. A line that
// cannot be written is left out: a log keeps nobody from anything.
func New(dir string, level slog.Level) (*slog.Logger, io.Closer) {
	f := &file{path: filepath.Join(dir, name)}
	return slog.New(slog.NewTextHandler(f, &slog.HandlerOptions{Level: level})), f
}

// file is the log as one process writes it. Each Write is one line. All
// processes write one after the other, by the lock of a file beside it, and each
// finds out by itself that another one has begun a new file.
type file struct {
	path string

	mu   sync.Mutex
	open *os.File // nil: not opened yet
}

// Write adds a line, whole or not at all.
func (f *file) Write(line []byte) (int, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	unlock, locked := f.lock()
	defer unlock()
	size, err := f.follow()
	if err == nil && locked && size > 0 && size+int64(len(line)) > mostSize {
		rotate(f.path)
		size, err = f.follow()
	}
	if err != nil {
		return 0, err
	}
	n, err := f.open.Write(line)
	if err != nil && n > 0 && locked {
		f.takeBack(size, n)
	}
	return n, err
}

// takeBack takes the begin of a line away that the disk had no room for, unless
// another process has written behind it.
func (f *file) takeBack(size int64, n int) {
	if info, err := f.open.Stat(); err == nil && info.Size() == size+int64(n) {
		_ = f.open.Truncate(size) // else the line stays cut
	}
}

// Close closes the file.
func (f *file) Close() error {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.open == nil {
		return nil
	}
	err := f.open.Close()
	f.open = nil
	return err
}

// lock waits for this line's turn among all processes, but not for ever.
func (f *file) lock() (unlock func(), locked bool) {
	path := f.path + ".lock"
	if checkRegular(path) != nil {
		return func() {}, false
	}
	l := flock.New(path, flock.SetPermissions(0o600))
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	locked, _ = l.TryLockContext(ctx, retry) // without it the line is added all the same
	return func() { _ = l.Close() }, locked
}

// follow opens the file that has the log's name now, unless it is open, and
// gives its size.
func (f *file) follow() (size int64, err error) {
	if f.open != nil {
		there, err := os.Lstat(f.path)
		if info, openErr := f.open.Stat(); err == nil && openErr == nil && os.SameFile(there, info) {
			return info.Size(), nil
		}
		_ = f.open.Close() // it is another file by now
		f.open = nil
	}
	if err := checkRegular(f.path); err != nil {
		return 0, err
	}
	opened, err := os.OpenFile(f.path, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return 0, err
	}
	info, err := checkOpened(opened, f.path)
	if err == nil && info.Mode().Perm()&0o077 != 0 && runtime.GOOS != "windows" {
		err = opened.Chmod(0o600)
	}
	if err != nil {
		_ = opened.Close()
		return 0, err
	}
	f.open = opened
	return info.Size(), nil
}

// checkRegular fails where a path leads elsewhere, or to what is no file:
// somebody who may write to the folder has planted that.
func checkRegular(path string) error {
	info, err := os.Lstat(path)
	switch {
	case os.IsNotExist(err):
		return nil
	case err == nil && !info.Mode().IsRegular():
		err = fmt.Errorf("%s is no file", path)
	}
	return err
}

// checkOpened fails where an open file is not what stands under its path itself.
func checkOpened(opened *os.File, path string) (os.FileInfo, error) {
	info, err := opened.Stat()
	if err != nil {
		return nil, err
	}
	there, err := os.Lstat(path)
	if err != nil {
		return nil, err
	}
	if !os.SameFile(info, there) {
		return nil, fmt.Errorf("%s is no file", path)
	}
	return info, nil
}

// rotate gives every file the name of the next older one; the oldest goes. What
// fails here is tried again with the next line.
func rotate(path string) {
	for n := mostOld; n > 0; n-- {
		_ = os.Rename(numbered(path, n-1), numbered(path, n))
	}
}

// numbered is the path of a file: 0 is the one that is written to, mostOld the
// oldest.
func numbered(path string, n int) string {
	if n == 0 {
		return path
	}
	return path + "." + strconv.Itoa(n)
}
