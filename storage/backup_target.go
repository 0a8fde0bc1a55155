package storage

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/url"
	"os"
	"path/filepath"
	"strings"
)

// ErrTaken says that the file that a copy of the cache is to be written to is
// none that a copy may replace.
var ErrTaken = errors.New("it would replace a file")

// FreeForBackup reports whether Backup may write to file. It may where there is
// nothing, an empty file, or an earlier copy of a cache: a database with the
// tables of passbook's. With force it may also replace a database that cannot
// be told to be one, such as a damaged copy or one of a newer passbook. It never
// may replace a cache in its folder, one that is in use, a link, a folder, a device or a
// file of any other kind. Errors: ErrTaken, with the reason.
func (db *DB) FreeForBackup(ctx context.Context, file string, force bool) error {
	there, err := os.Lstat(file)
	if errors.Is(err, os.ErrNotExist) {
		return nil
	}
	if err == nil {
		err = db.mayReplace(ctx, file, there, force)
	}
	return explain("back up the cache to "+file, err)
}

func (db *DB) mayReplace(ctx context.Context, file string, there os.FileInfo, force bool) error {
	if !there.Mode().IsRegular() {
		return fmt.Errorf("%w that is a link, a folder or a device: choose another name", ErrTaken)
	}
	own, err := os.Stat(filepath.Join(db.dir, fileName))
	if err != nil {
		return err
	}
	isCache := filepath.Base(file) == fileName && exists(filepath.Join(filepath.Dir(file), lockName))
	if isCache || os.SameFile(own, there) {
		return fmt.Errorf("%w that is a cache itself: choose another name", ErrTaken)
	}
	if strings.HasSuffix(file, "-wal") || strings.HasSuffix(file, "-shm") || exists(file+"-wal") || exists(file+"-shm") {
		return fmt.Errorf("%w that is in use: choose another name", ErrTaken)
	}
	if there.Size() == 0 {
		return nil
	}
	database, err := isDatabase(file)
	switch {
	case err != nil:
		return err
	case !database:
		return fmt.Errorf("%w that is no copy of passbook's: choose another name", ErrTaken)
	case force:
		return nil
	}
	if err := isCopy(ctx, file); err != nil {
		if err = meaning(err); !errors.Is(err, ErrCorrupt) && !errors.Is(err, ErrNewerVersion) {
			return err
		}
		return fmt.Errorf("%w that is a damaged copy, a newer passbook's, or another program's database: choose another name, or add --force", ErrTaken)
	}
	return nil
}

// isDatabase reports whether a file begins as those of SQLite do.
func isDatabase(file string) (bool, error) {
	const magic = "SQLite format 3\x00"
	f, err := os.Open(file)
	if err != nil {
		return false, err
	}
	defer f.Close()
	begin := make([]byte, len(magic))
	n, err := io.ReadFull(f, begin)
	if errors.Is(err, io.ErrUnexpectedEOF) {
		err = nil
	}
	return bytes.Equal(begin[:n], []byte(magic)), err
}

// isCopy fails unless a file has the tables of a cache. It reads the file alone,
// without the locks and files that SQLite makes beside an open one.
func isCopy(ctx context.Context, file string) error {
	pool, err := connect(file, url.Values{"mode": {"ro"}, "immutable": {"1"}}, 1)
	if err != nil {
		return err
	}
	defer pool.Close()
	version, err := copyVersion(ctx, pool)
	if err != nil {
		return err
	}
	return verifySchema(ctx, pool, version)
}
