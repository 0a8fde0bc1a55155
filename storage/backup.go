package storage

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/mattn/go-sqlite3"

	"passbook/storage/private"
)

// Backup writes a copy of the cache to file (0600), by SQLite's online backup:
// others may read and write meanwhile. The copy is checked before it takes the
// file's name, so that a copy that is there already is replaced by a good one
// or not at all. It holds no access token.
func (db *DB) Backup(ctx context.Context, file string) error {
	_, err := db.backup(ctx, file, func() (string, error) { return file, nil })
	return err
}

// BackupAside writes a copy of the cache as Backup does, under a name that
// nothing has yet: the wanted one, or one with a number. kept is its path.
func (db *DB) BackupAside(ctx context.Context, wanted string) (kept string, err error) {
	return db.backup(ctx, wanted, func() (string, error) { return freeName(wanted) })
}

// backup writes a copy under a name of its own beside file first, checks it, and
// renames it to what name gives.
func (db *DB) backup(ctx context.Context, file string, name func() (string, error)) (kept string, err error) {
	defer func() { err = explain("back up the cache to "+file, err) }()
	part, end, err := beginCopy(db.dir, file)
	if err != nil {
		return "", err
	}
	defer end()
	defer os.Remove(part)
	to, err := connect(part, copySettings, 1)
	if err != nil {
		return "", err
	}
	err = copyPages(ctx, db.writer, to)
	if err == nil {
		err = verify(ctx, to)
	}
	if err := errors.Join(err, to.Close()); err != nil {
		return "", err
	}
	if kept, err = name(); err != nil {
		return "", err
	}
	return kept, os.Rename(part, kept)
}

// Restore puts the copy in file in place of the cache in folder dir. The copy
// is checked first. What it replaces is kept beside it, and kept is its path:
// passbook.db.before-restore, with a number where that is taken. A sound cache
// is backed up there, and other processes that have it open see the change as
// they see a sync; a damaged one is moved there as it is. kept is empty when
// nothing was kept because nothing was touched. Errors: ErrNewerVersion,
// ErrCorrupt; *OwnerError for a copy that holds the Items of another owner than
// the wanted one.
func Restore(ctx context.Context, dir, file string, wants Owner, now func() time.Time) (kept string, err error) {
	doing := "restore the cache from " + file
	from, err := openCopy(ctx, file)
	if err != nil {
		return "", explain(doing, err)
	}
	defer from.Close()
	if err := verify(ctx, from); err != nil {
		if err = meaning(err); errors.Is(err, ErrCorrupt) {
			err = badCopy(strings.TrimPrefix(err.Error(), ErrCorrupt.Error()))
		}
		return "", explain(doing, err)
	}
	if err := checkCopyOwner(ctx, from, wants); err != nil {
		return "", explain(doing, err)
	}
	db, kept, err := openForRestore(ctx, dir, now)
	if err != nil {
		return kept, naming(kept, explain(doing, err))
	}
	err = errors.Join(db.replace(ctx, from), db.Close())
	return kept, naming(kept, explain(doing, err))
}

// openCopy opens a copy, also where nothing can be written beside it. Then what
// waits in a WAL would be left out, and a copy with one is refused.
func openCopy(ctx context.Context, file string) (*sql.DB, error) {
	info, err := os.Stat(file)
	if err != nil {
		return nil, err
	}
	if info.IsDir() {
		return nil, errors.New("it is a folder: name the copy in it")
	}
	pool, err := connect(file, copySettings, 1)
	if err != nil {
		return nil, err
	}
	err = pool.QueryRowContext(ctx, "PRAGMA user_version").Scan(new(int))
	if !errors.Is(meaning(err), ErrReadOnly) {
		return pool, nil // what else is wrong is found by verify
	}
	if err := pool.Close(); err != nil {
		return nil, err
	}
	if filled(file + "-wal") {
		return nil, errors.New("it has a -wal file beside it, and its folder cannot be written: put both into one that can")
	}
	return connect(file, url.Values{"mode": {"ro"}, "immutable": {"1"}}, 1)
}

// badCopy is ErrCorrupt of a copy: of the cache nothing is wrong. It holds what
// was found.
type badCopy string

func (found badCopy) Error() string {
	return "the file is damaged or is no copy of passbook's cache; nothing was replaced: choose another copy" + string(found)
}

func (badCopy) Is(target error) bool { return target == ErrCorrupt }

// openForRestore opens the cache that is to be replaced, after a copy of it
// was kept. A damaged one is moved away, and a new one opened in its place.
func openForRestore(ctx context.Context, dir string, now func() time.Time) (db *DB, kept string, err error) {
	if _, err := private.Folder(dir, fileName); err != nil { // Open says what it mended
		return nil, "", err
	}
	wanted := filepath.Join(dir, fileName+".before-restore")
	if db, err = Open(dir, now); err == nil {
		if kept, err = db.BackupAside(ctx, wanted); err == nil {
			return db, kept, nil
		}
		_ = db.Close() // the first error is the one that tells
	}
	if !errors.Is(err, ErrCorrupt) {
		return nil, "", err
	}
	if kept, err = freeName(wanted); err != nil {
		return nil, "", err
	}
	if err := moveAway(dir, kept); err != nil {
		return nil, kept, err
	}
	db, err = Open(dir, now)
	return db, kept, err
}

// freeName takes a name for a safety copy that nothing has yet: the given one,
// or one with a number. It makes an empty file, so that nobody else takes it.
func freeName(wanted string) (string, error) {
	for n := 1; ; n++ {
		name := wanted
		if n > 1 {
			name = fmt.Sprintf("%s-%d", wanted, n)
		}
		if exists(name+"-wal") || exists(name+"-shm") {
			continue // SQLite would take them for this copy's
		}
		if err := createNew(name); !errors.Is(err, os.ErrExist) {
			return name, err
		}
	}
}

func exists(path string) bool {
	_, err := os.Lstat(path)
	return err == nil
}

// naming adds to an error where the safety copy is.
func naming(kept string, err error) error {
	if err == nil || kept == "" {
		return err
	}
	return fmt.Errorf("%w; what was there before is kept in %s", err, kept)
}

func (db *DB) replace(ctx context.Context, from *sql.DB) error {
	if err := db.lockWriter(ctx); err != nil {
		return err
	}
	defer db.unlockWriter()
	if err := db.copyFrom(ctx, from); err != nil {
		return err
	}
	if err := db.migrate(ctx); err != nil {
		return err
	}
	// Whoever has numbers of the replaced cache in memory must forget them.
	if _, err := db.writer.ExecContext(ctx, "UPDATE meta SET rowid_epoch = ?", db.now().UnixMicro()); err != nil {
		return err
	}
	return verify(ctx, db.writer)
}

// copyFrom puts a copy in place of the cache. One with pages of another size is
// brought to the cache's first: SQLite cannot change them below a WAL.
func (db *DB) copyFrom(ctx context.Context, from *sql.DB) (err error) {
	var theirs, ours int
	err = errors.Join(from.QueryRowContext(ctx, "PRAGMA page_size").Scan(&theirs),
		db.writer.QueryRowContext(ctx, "PRAGMA page_size").Scan(&ours))
	if err != nil {
		return err
	}
	if theirs != ours {
		resized, end, err := beginCopy(db.dir, filepath.Join(db.dir, "restore"))
		if err != nil {
			return err
		}
		defer end()
		defer os.Remove(resized)
		if _, err := from.ExecContext(ctx, fmt.Sprintf("PRAGMA page_size = %d; VACUUM INTO ?", ours), resized); err != nil {
			return err
		}
		if from, err = connect(resized, copySettings, 1); err != nil {
			return err
		}
		defer from.Close()
	}
	return copyPages(ctx, from, db.writer)
}

// moveAway moves a damaged cache out of the way.
func moveAway(dir, kept string) error {
	for _, suffix := range []string{"", "-wal", "-shm"} {
		err := os.Rename(filepath.Join(dir, fileName+suffix), kept+suffix)
		if err != nil && !errors.Is(err, os.ErrNotExist) {
			return err
		}
	}
	return nil
}

var copySettings = url.Values{"_busy_timeout": {"10000"}, "_foreign_keys": {"1"}, "_synchronous": {"FULL"}}

// copyPages copies a whole database into another.
func copyPages(ctx context.Context, from, to *sql.DB) error {
	source, err := from.Conn(ctx)
	if err != nil {
		return err
	}
	defer source.Close()
	target, err := to.Conn(ctx)
	if err != nil {
		return err
	}
	defer target.Close()
	return target.Raw(func(t any) error {
		return source.Raw(func(s any) error {
			return step(ctx, t.(*sqlite3.SQLiteConn), s.(*sqlite3.SQLiteConn))
		})
	})
}

func step(ctx context.Context, to, from *sqlite3.SQLiteConn) error {
	b, err := to.Backup("main", from, "main")
	if err != nil {
		return err
	}
	for done := false; !done && err == nil; {
		const pages = 2500 // 40 MB between two looks at the context
		if done, err = b.Step(pages); err == nil {
			err = ctx.Err()
		}
	}
	return errors.Join(err, b.Finish())
}

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

// ownerVersion is the first version of the schema that knows an owner.
const ownerVersion = 6

// checkCopyOwner is CheckOwner of a copy, which may be of any version.
func checkCopyOwner(ctx context.Context, copied *sql.DB, wants Owner) error {
	version, err := copyVersion(ctx, copied)
	if err != nil || version < ownerVersion {
		return err
	}
	has, err := readOwner(ctx, copied)
	if err == nil && has.contradicts(wants) {
		err = &OwnerError{Has: has, Wants: wants}
	}
	return err
}
