package private

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
)

// Draft is a file that appears in a folder under its name when it is whole, and
// not at all before. Only its owner may read it. Nothing is written through a link
// in the folder, and nothing in it is written over.
type Draft struct {
	folder *os.Root
	file   *os.File
	name   string // the temporary one
}

// draftName is how the name of a file begins that is not whole.
const draftName = ".passbook-"

// NewDraft begins a file in a folder, which is made (0700) where it is not there.
// Errors: the system's.
func NewDraft(dir string) (*Draft, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, err
	}
	folder, err := os.OpenRoot(dir)
	if err != nil {
		return nil, err
	}
	f, err := os.CreateTemp(dir, draftName) // 0600, and no link that is there
	if err != nil {
		return nil, errors.Join(err, folder.Close())
	}
	return &Draft{folder: folder, file: f, name: filepath.Base(f.Name())}, nil
}

// Begin gives what the file is written to, empty, also where it was written before.
func (d *Draft) Begin() (io.Writer, error) {
	if err := d.file.Truncate(0); err != nil {
		return nil, err
	}
	_, err := d.file.Seek(0, io.SeekStart)
	return d.file, err
}

// Keep gives the file its name. Errors: fs.ErrExist where something has it
// already; the system's.
func (d *Draft) Keep(name string) error {
	if err := d.file.Sync(); err != nil {
		return err
	}
	err := d.folder.Link(d.name, name)
	if err == nil || errors.Is(err, fs.ErrExist) {
		return err
	}
	// A disk without hard links, such as a USB stick's.
	if _, err := d.folder.Lstat(name); err == nil {
		return fmt.Errorf("%s: %w", name, fs.ErrExist)
	} else if !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return d.folder.Rename(d.name, name)
}

// Close takes away what was not kept, and what the kept file was called before.
func (d *Draft) Close() error {
	err := d.file.Close()
	if removed := d.folder.Remove(d.name); removed != nil && !errors.Is(removed, fs.ErrNotExist) {
		err = errors.Join(err, removed)
	}
	return errors.Join(err, d.folder.Close())
}
