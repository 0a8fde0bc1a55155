package storage

import (
	"context"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/gofrs/flock"
	"github.com/pressly/goose/v3"
)

//go:embed migrations/*.sql
var migrations embed.FS

// newest is the version of the schema that this program writes. Every
// migration ends by setting user_version to its own number, so that opening a
// file that is up to date costs one read.
const newest = 2

func (db *DB) migrate(ctx context.Context) error {
	files, err := fs.Sub(migrations, "migrations")
	if err != nil {
		return err
	}
	return db.migrateTo(ctx, newest, files)
}

// migrateTo brings the file to a version. A file that already holds something
// is copied beside itself first.
func (db *DB) migrateTo(ctx context.Context, wanted int, files fs.FS) error {
	v, err := db.version(ctx)
	if err != nil || v == wanted {
		return err
	}
	if v > wanted {
		return fmt.Errorf("%w: the file has version %d, this passbook knows versions up to %d: install the newer passbook", ErrNewerVersion, v, wanted)
	}
	unlock, err := db.lockFile()
	if err != nil {
		return err
	}
	defer unlock()
	if v, err = db.version(ctx); err != nil || v == wanted {
		return err // another process did it while this one waited
	}
	if v > 0 {
		copied, err := freeName(filepath.Join(db.dir, fmt.Sprintf("%s.before-version-%d", fileName, wanted)))
		if err != nil {
			return err
		}
		if err := db.Backup(ctx, copied); err != nil {
			return errors.Join(err, os.Remove(copied))
		}
	}
	provider, err := goose.NewProvider(goose.DialectSQLite3, db.writer, files)
	if err != nil {
		return err
	}
	_, err = provider.Up(ctx)
	return err
}

// lockFile waits for its turn to make or migrate the file, among all processes.
func (db *DB) lockFile() (unlock func(), err error) {
	lock := flock.New(filepath.Join(db.dir, "migrate.lock"), flock.SetPermissions(0o600))
	if err := lock.Lock(); err != nil {
		return nil, err
	}
	return func() { _ = lock.Close() }, nil // closing it ends it, whatever it says
}

func (db *DB) version(ctx context.Context) (int, error) {
	var v int
	err := db.reader.QueryRowContext(ctx, "PRAGMA user_version").Scan(&v)
	return v, err
}
