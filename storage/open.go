package storage

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"time"
)

// Open opens or creates the cache in folder dir (0700; the file is 0600), and
// brings an older file up to date after taking a copy of it. now gives the
// instant of whatever passbook records. Errors: ErrNewerVersion, ErrReadOnly,
// ErrDiskFull, ErrLocked, ErrCorrupt.
func Open(dir string, now func() time.Time) (*DB, error) {
	db := &DB{dir: dir, now: now, writeLock: make(chan struct{}, 1), prepared: map[string]*sql.Stmt{}}
	if err := db.open(); err != nil {
		db.Close()
		return nil, explain("open the cache in "+dir, err)
	}
	return db, nil
}

func (db *DB) open() error {
	if err := makeFolder(db.dir); err != nil {
		return err
	}
	path := filepath.Join(db.dir, fileName)
	if err := db.makeFile(path); err != nil {
		return err
	}
	leftovers, _ := filepath.Glob(filepath.Join(db.dir, spoolPattern))
	for _, name := range leftovers {
		_ = os.Remove(name) // of a killed process, where the system could not do it by itself
	}
	var err error
	if db.writer, err = connect(path, writerSettings, 1); err != nil {
		return err
	}
	if db.reader, err = connect(path, readerSettings, readers); err != nil {
		return err
	}
	if db.watcher, err = connect(path, readerSettings, 1); err != nil {
		return err
	}
	return db.migrate(context.Background())
}

// pageSize is that of a new file, in bytes. A first sync into pages of four
// times SQLite's usual size takes 7 % less time.
const pageSize = 16384

// makeFile makes the file for one person's eyes, unless it is there. The size
// of its pages is chosen before anything is in it: it cannot change under a
// WAL. (A file that is there is not opened: closing it would take away the
// locks that SQLite has on it in this process.)
func (db *DB) makeFile(path string) error {
	if filled(path) {
		return nil
	}
	unlock, err := db.lockFile()
	if err != nil {
		return err
	}
	defer unlock()
	if filled(path) {
		return nil // another process did it while this one waited
	}
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return err
	}
	if err := f.Close(); err != nil {
		return err
	}
	pool, err := connect(path, url.Values{}, 1)
	if err != nil {
		return err
	}
	_, err = pool.Exec(fmt.Sprintf("PRAGMA page_size = %d; PRAGMA journal_mode = WAL", pageSize))
	return errors.Join(err, pool.Close())
}

func filled(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.Size() > 0
}

// makeFolder makes the folder for one person's eyes. A folder with other
// things in it keeps the permissions that it has.
func makeFolder(dir string) error {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	inside, err := os.ReadDir(dir)
	if err != nil || len(inside) > 0 {
		return err
	}
	return os.Chmod(dir, 0o700)
}

// Close closes every connection.
func (db *DB) Close() error {
	var first error
	for _, pool := range []*sql.DB{db.reader, db.watcher, db.writer} {
		if pool == nil {
			continue
		}
		if err := pool.Close(); err != nil && first == nil {
			first = explain("close the cache", err)
		}
	}
	return first
}

// HoldsBanks reports whether there is a cache in folder dir with an Item in it.
// It leaves the folder as it is, and whatever cannot be read holds none.
func HoldsBanks(ctx context.Context, dir string) bool {
	path := filepath.Join(dir, fileName)
	settings := url.Values{"mode": {"ro"}}
	if !exists(path + "-wal") { // nobody has it open: SQLite need not make files of its own
		settings.Set("immutable", "1")
	}
	if !filled(path) {
		return false
	}
	pool, err := connect(path, settings, 1)
	if err != nil {
		return false
	}
	defer pool.Close()
	var has bool
	err = pool.QueryRowContext(ctx, "SELECT EXISTS (SELECT 1 FROM items)").Scan(&has)
	return err == nil && has
}
