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

	"github.com/mattn/go-sqlite3"
)

// Backup writes a copy of the cache to file (0600), by SQLite's online backup:
// others may read and write meanwhile. The copy is checked before it takes the
// file's name, so that a copy that is there already is replaced by a good one
// or not at all. It holds no access token.
func (db *DB) Backup(ctx context.Context, file string) error {
	return explain("back up the cache to "+file, backup(ctx, db.writer, file))
}

func backup(ctx context.Context, from *sql.DB, file string) error {
	f, err := os.CreateTemp(filepath.Dir(file), filepath.Base(file)+".part-*") // 0600
	if err != nil {
		return err
	}
	part := f.Name()
	defer os.Remove(part)
	if err := f.Close(); err != nil {
		return err
	}
	to, err := connect(part, copySettings, 1)
	if err != nil {
		return err
	}
	err = copyPages(ctx, from, to)
	if err == nil {
		err = verify(ctx, to)
	}
	if err := errors.Join(err, to.Close()); err != nil {
		return err
	}
	return os.Rename(part, file)
}

// Restore puts the copy in file in place of the cache in folder dir. The copy
// is checked first; what it replaces is kept beside it as
// passbook.db.before-restore. Other processes may have the cache open: they
// see the change as they see a sync. Errors: ErrNewerVersion, ErrCorrupt.
func Restore(ctx context.Context, dir, file string, now func() time.Time) error {
	doing := "restore the cache from " + file
	if _, err := os.Stat(file); err != nil {
		return explain(doing, err)
	}
	from, err := connect(file, copySettings, 1)
	if err != nil {
		return explain(doing, err)
	}
	defer from.Close()
	if err := verify(ctx, from); err != nil {
		return explain(doing, err)
	}
	kept := filepath.Join(dir, fileName+".before-restore")
	db, err := Open(dir, now)
	switch {
	case errors.Is(err, ErrCorrupt):
		if err = setAside(dir, kept); err == nil {
			db, err = Open(dir, now)
		}
	case err == nil:
		err = db.Backup(ctx, kept)
	}
	if err != nil {
		if db != nil {
			_ = db.Close() // the first error is the one that tells
		}
		return explain(doing, err)
	}
	err = db.replace(ctx, from)
	return explain(doing, errors.Join(err, db.Close()))
}

func (db *DB) replace(ctx context.Context, from *sql.DB) error {
	if err := db.take(ctx); err != nil {
		return err
	}
	defer db.release()
	if err := db.copyFrom(ctx, from); err != nil {
		return err
	}
	if err := db.migrate(ctx); err != nil {
		return err
	}
	// Whoever has numbers of the replaced cache in memory must forget them.
	if _, err := db.writer.ExecContext(ctx, "UPDATE state SET sweeps = ?", db.now().UnixMicro()); err != nil {
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
		dir, err := os.MkdirTemp(db.dir, "restore-") // 0700
		if err != nil {
			return err
		}
		defer os.RemoveAll(dir)
		resized := filepath.Join(dir, fileName)
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

// setAside moves a damaged cache out of the way.
func setAside(dir, kept string) error {
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

// verify checks that a database is a whole cache that this passbook can read.
func verify(ctx context.Context, pool *sql.DB) error {
	var version int
	if err := pool.QueryRowContext(ctx, "PRAGMA user_version").Scan(&version); err != nil {
		return err
	}
	switch {
	case version > newest:
		return fmt.Errorf("%w: the copy has version %d, this passbook knows versions up to %d", ErrNewerVersion, version, newest)
	case version == 0:
		return fmt.Errorf("%w (it is no copy of passbook's cache)", ErrCorrupt)
	}
	var verdict string
	if err := pool.QueryRowContext(ctx, "PRAGMA integrity_check(1)").Scan(&verdict); err != nil {
		return err
	}
	if verdict != "ok" {
		return fmt.Errorf("%w (%s)", ErrCorrupt, verdict)
	}
	var table string
	err := pool.QueryRowContext(ctx, `SELECT "table" FROM pragma_foreign_key_check LIMIT 1`).Scan(&table)
	if errors.Is(err, sql.ErrNoRows) {
		return nil
	}
	if err == nil {
		err = fmt.Errorf("%w (a row of %s refers to one that is not there)", ErrCorrupt, table)
	}
	return err
}

// Check verifies the whole file: its structure and its references. ErrCorrupt.
func (db *DB) Check(ctx context.Context) error {
	return explain("check the cache", verify(ctx, db.reader))
}
