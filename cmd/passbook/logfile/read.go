package logfile

import (
	"bufio"
	"errors"
	"io"
	"os"
	"path/filepath"
	"slices"
)

// reader reads the lines of a log from the oldest of its files to the newest,
// and goes on where a new one is begun.
type reader struct {
	path string
	file *os.File // nil: none is there yet
	in   *bufio.Reader
	part []byte // of a line whose end is not written yet
}

// newReader begins at the oldest line of the log in a folder.
func newReader(dir string) *reader { return &reader{path: filepath.Join(dir, name)} }

// Close closes the file that is being read.
func (r *reader) Close() error {
	if r.file == nil {
		return nil
	}
	return r.file.Close()
}

// next gives the next line without its end. io.EOF: there is none yet.
func (r *reader) next() (string, error) {
	for {
		if line, err := r.rest(); !errors.Is(err, io.EOF) {
			return line, err
		}
		if r.isNewest() {
			return "", io.EOF
		}
		// What was written before the next file was begun comes first.
		if line, err := r.rest(); !errors.Is(err, io.EOF) {
			return line, err
		}
		switch moved, err := r.move(); {
		case err != nil:
			return "", err
		case !moved:
			return "", io.EOF
		}
		if len(r.part) > 0 {
			line := string(r.part)
			r.part = nil
			return line, nil
		}
	}
}

// rest gives the next line of the file that is open.
func (r *reader) rest() (string, error) {
	if r.file == nil {
		return "", io.EOF
	}
	more, err := r.in.ReadBytes('\n')
	r.part = append(r.part, more...)
	if err != nil {
		return "", err
	}
	line := string(r.part[:len(r.part)-1])
	r.part = nil
	return line, nil
}

// isNewest reports whether the open file is the one that lines are added to.
func (r *reader) isNewest() bool {
	if r.file == nil {
		return false
	}
	there, err := os.Lstat(r.path)
	info, openErr := r.file.Stat()
	return err == nil && openErr == nil && os.SameFile(there, info)
}

// move opens the file after the open one, or the oldest where that one is gone.
func (r *reader) move() (moved bool, err error) {
	files, err := openAll(r.path)
	if err != nil {
		return false, err
	}
	next := 0
	if r.file != nil {
		for i, f := range files {
			if isSame(f, r.file) {
				next = i + 1
			}
		}
	}
	for i, f := range files {
		if i != next {
			_ = f.Close() // nothing was read of it
		}
	}
	if next >= len(files) {
		return false, nil
	}
	if r.file != nil {
		_ = r.file.Close() // read to its end
	}
	r.file, r.in = files[next], bufio.NewReader(files[next])
	return true, nil
}

// openAll opens every file of a log, the oldest first. The names are looked at
// from the newest: a file that gets its next name meanwhile is found twice, and
// none is missed.
func openAll(path string) (files []*os.File, err error) {
	for n := range mostOld + 1 {
		f, err := openRegular(numbered(path, n))
		if os.IsNotExist(err) {
			continue
		}
		if err != nil {
			for _, f := range files {
				_ = f.Close() // nothing was read of it
			}
			return nil, err
		}
		if len(files) > 0 && isSame(f, files[len(files)-1]) {
			_ = f.Close() // found before
			continue
		}
		files = append(files, f)
	}
	slices.Reverse(files)
	return files, nil
}

// openRegular opens a file to be read; what is none, such as a pipe without a
// writer, is not waited for.
func openRegular(path string) (*os.File, error) {
	if err := checkRegular(path); err != nil {
		return nil, err
	}
	return os.Open(path)
}

func isSame(a, b *os.File) bool {
	first, err := a.Stat()
	second, secondErr := b.Stat()
	return err == nil && secondErr == nil && os.SameFile(first, second)
}
