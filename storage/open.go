package storage

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/gofrs/flock"

	"passbook/storage/private"
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
	var err error
	if db.mended, err = private.Folder(db.dir, fileName); err != nil {
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
	if err := removeCutCopies(db.dir); err != nil {
		return err
	}
	if db.writer, err = connect(path, writerSettings, 1); err != nil {
		return err
	}
	if db.reader, err = connect(path, readerSettings, readers); err != nil {
		return err
	}
	if db.watcher, err = connect(path, readerSettings, 1); err != nil {
		return err
	}
	err = db.migrate(context.Background())
	if full := meaning(err); errors.Is(full, ErrDiskFull) || errors.Is(full, ErrReadOnly) {
		return db.openToRead(err)
	}
	return err
}

// openToRead opens a cache of today's version where SQLite has no room for the
// file that it makes beside one: whoever writes gets the reason. Nothing may be
// waiting in the WAL, and then the file alone is the cache. Else the answer is
// why.
func (db *DB) openToRead(why error) error {
	path := filepath.Join(db.dir, fileName)
	if filled(path + "-wal") {
		return why
	}
	if err := db.Close(); err != nil {
		return err
	}
	for _, pool := range []struct {
		at          **sql.DB
		connections int
	}{{&db.reader, readers}, {&db.watcher, 1}, {&db.writer, 1}} {
		var err error
		if *pool.at, err = connect(path, url.Values{"mode": {"ro"}, "immutable": {"1"}}, pool.connections); err != nil {
			return err
		}
	}
	if v, err := db.version(context.Background()); err != nil || v != newest {
		return why
	}
	db.noWrites = meaning(why)
	return nil
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
	if err := createNew(path); err != nil && !errors.Is(err, fs.ErrExist) {
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

// copiesName is the list of the files that copies of the cache were begun in, a
// path a line. Whoever makes a copy holds a shared lock on it.
const copiesName = "copies"

// beginCopy makes an empty file beside the one that a copy is to have at the end
// (0600), and keeps its name in the list until end: after a kill the next Open
// removes it.
func beginCopy(dir, wanted string) (part string, end func(), err error) {
	lock := flock.New(filepath.Join(dir, copiesName), flock.SetPermissions(0o600), flock.SetFlag(os.O_CREATE|os.O_RDWR))
	if err := lock.RLock(); err != nil {
		return "", nil, err
	}
	end = func() { _ = lock.Close() } // the next Open empties the list
	part = fmt.Sprintf("%s.part-%d-%d", wanted, os.Getpid(), time.Now().UnixNano())
	if part, err = filepath.Abs(part); err == nil {
		err = appendLine(lock.Path(), part)
	}
	if err == nil {
		err = createNew(part)
	}
	if err != nil {
		end()
	}
	return part, end, err
}

func appendLine(path, line string) error {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_APPEND, 0)
	if err != nil {
		return err
	}
	_, err = f.WriteString(line + "\n")
	return errors.Join(err, f.Close())
}

// createNew makes an empty file for one person's eyes that was not there.
func createNew(path string) error {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	return f.Close()
}

// removeCutCopies removes what killed processes left of copies, unless somebody
// is making one right now.
func removeCutCopies(dir string) error {
	path := filepath.Join(dir, copiesName)
	if !filled(path) {
		return nil
	}
	lock := flock.New(path, flock.SetPermissions(0o600), flock.SetFlag(os.O_RDWR))
	if alone, err := lock.TryLock(); err != nil || !alone {
		return nil // the next Open tries again
	}
	defer lock.Close()
	list, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	for part := range strings.Lines(string(list)) {
		part = strings.TrimSuffix(part, "\n")
		for _, suffix := range []string{"", "-journal", "-wal", "-shm"} {
			_ = os.Remove(part + suffix) // most are gone
		}
	}
	return ignoreUnwritable(os.Truncate(path, 0))
}

// ignoreUnwritable drops the error of a disk that only can be read.
func ignoreUnwritable(err error) error {
	if m := meaning(err); errors.Is(m, ErrReadOnly) || errors.Is(m, ErrDiskFull) {
		return nil
	}
	return err
}

// Mended says in a sentence what Open closed to other users of the machine;
// empty: nothing was open to them.
func (db *DB) Mended() string { return db.mended }

// OpenToRead opens the cache in folder dir to look at it, of whatever version it
// is: nothing is made, brought up to date or changed. Only what reads may be called
// then. Errors: fs.ErrNotExist, and those of Open.
func OpenToRead(ctx context.Context, dir string, now func() time.Time) (*DB, error) {
	path := filepath.Join(dir, fileName)
	doing := "look into the cache in " + dir
	if _, err := os.Stat(path); err != nil {
		return nil, explain(doing, err)
	}
	if !filled(path) {
		return nil, fmt.Errorf("%s: %w", doing, fs.ErrNotExist)
	}
	// SQLite may have to make its two files beside the cache, which stay away from
	// a folder that cannot be written: nobody else writes there either.
	var db *DB
	for _, how := range []url.Values{
		{"mode": {"rw"}, "_query_only": {"1"}, "_busy_timeout": {"2000"}},
		{"mode": {"ro"}, "immutable": {"1"}},
	} {
		pool, err := connect(path, how, readers)
		if err != nil {
			return nil, explain(doing, err)
		}
		db = &DB{dir: dir, now: now, reader: pool, prepared: map[string]*sql.Stmt{}}
		if _, err = db.version(ctx); err == nil {
			return db, nil
		}
		_ = db.Close() // the error of reading is the one that tells
		if err = meaning(err); !errors.Is(err, ErrReadOnly) && !errors.Is(err, ErrDiskFull) || how.Has("immutable") {
			return nil, explain(doing, err)
		}
	}
	return db, nil
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

// Health is how a cache is kept. Sizes are in bytes.
type Health struct {
	Version int // of the schema
	Newest  int // the version that this program writes
	Size    int64
	WAL     int64 // what is written and not yet in the file itself
	Free    int64 // of Size: room for what comes

	Leftovers []string // what killed copies and syncs left beside the cache, by name
	Copies    []string // safety copies beside the cache, by name
}

// Health gives how the cache is kept.
func (db *DB) Health(ctx context.Context) (h Health, err error) {
	h.Newest = newest
	var page, free int64
	if h.Version, err = db.version(ctx); err == nil {
		err = db.reader.QueryRowContext(ctx, "SELECT page_size, freelist_count FROM pragma_page_size, pragma_freelist_count").Scan(&page, &free)
	}
	if err != nil {
		return h, explain("look at the cache", err)
	}
	h.Free = page * free
	inside, err := os.ReadDir(db.dir)
	if err != nil {
		return h, explain("look at the cache", err)
	}
	for _, entry := range inside {
		name := entry.Name()
		info, err := entry.Info()
		isSpool, _ := filepath.Match(spoolPattern, name)
		switch {
		case err != nil: // gone meanwhile
		case name == fileName:
			h.Size = info.Size()
		case name == fileName+"-wal":
			h.WAL = info.Size()
		case isSpool, strings.Contains(name, ".part-"), entry.IsDir() && strings.HasPrefix(name, "restore-"):
			h.Leftovers = append(h.Leftovers, name)
		case strings.HasPrefix(name, fileName+".before-") && !strings.HasSuffix(name, "-wal") && !strings.HasSuffix(name, "-shm"):
			h.Copies = append(h.Copies, name)
		}
	}
	return h, nil
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

// For says for whom passbook runs. It is called before anything else is: from
// then on CheckOwner holds the cache against it, and an Item that is saved makes
// the cache this owner's or is refused.
func (db *DB) For(owner Owner) { db.owner = owner }

// CheckOwner fails with *OwnerError where the cache holds Items of another owner
// than the one passbook runs for. A cache without an Item is anybody's.
func (db *DB) CheckOwner(ctx context.Context) error {
	if db.owner == (Owner{}) {
		return nil
	}
	has, err := readOwner(ctx, db.reader)
	if err != nil {
		return explain("look whose the cache is", err)
	}
	return db.held(has)
}

// held fails with *OwnerError where the owner of the cache contradicts the one
// that passbook runs for.
func (db *DB) held(has Owner) error {
	if has.contradicts(db.owner) {
		return &OwnerError{Dir: db.dir, Has: has, Wants: db.owner}
	}
	return nil
}

// Owner gives whose Items the cache holds; where there are none, nobody.
func (db *DB) Owner(ctx context.Context) (Owner, error) {
	o, err := readOwner(ctx, db.reader)
	return o, explain("look whose the cache is", err)
}

// readOwner gives the owner of a cache's Items; where there are none, nobody.
func readOwner(ctx context.Context, q querier) (o Owner, err error) {
	err = q.QueryRowContext(ctx, "SELECT environment, client FROM meta WHERE EXISTS (SELECT 1 FROM items)").Scan(&o.Environment, &o.Client)
	if errors.Is(err, sql.ErrNoRows) {
		err = nil
	}
	return o, err
}

// claim makes the cache its own of whom passbook runs for, as an Item is saved
// that Plaid has just told of under these keys. It writes nothing without keys,
// nor where the cache is this owner's already.
func (db *DB) claim(ctx context.Context, tx *sql.Tx) error {
	if db.owner.Environment == "" || db.owner.Client == "" {
		return nil
	}
	has, err := readOwner(ctx, tx)
	if err != nil || has == db.owner {
		return err
	}
	if err := db.held(has); err != nil {
		return err
	}
	_, err = exec(ctx, tx, "UPDATE meta SET environment = ?, client = ?", db.owner.Environment, db.owner.Client)
	return err
}
