package storage

import (
	"context"
	"database/sql"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/gofrs/flock"
	"github.com/pressly/goose/v3"
)

//go:embed migrations/*.sql
var migrations embed.FS

// newest is the version of the schema that this program writes: the number of
// the last migration. Every migration ends by setting user_version to its own
// number, the only version that a file has, so that opening one that is up to
// date costs one read.
var newest = func() int {
	files, _ := fs.Glob(migrations, "migrations/*.sql") // the pattern is a good one
	number, _, _ := strings.Cut(path.Base(files[len(files)-1]), "_")
	version, err := strconv.Atoi(number)
	if err != nil {
		panic(err) // a file with a wrong name was built in
	}
	return version
}()

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
	db.removeLeftovers()
	if v == 0 {
		return runMigrations(ctx, db.writer, files, v, wanted)
	}
	copied, err := db.BackupAside(ctx, filepath.Join(db.dir, fmt.Sprintf("%s.before-version-%d", fileName, wanted)))
	if err != nil {
		return err
	}
	if err := runMigrations(ctx, db.writer, files, v, wanted); err != nil {
		// Every start tries again and makes a copy: none is kept of a file that
		// is as it was.
		if now, unread := db.version(ctx); unread == nil && now == v {
			err = errors.Join(err, os.Remove(copied))
		}
		return err
	}
	return nil
}

// removeLeftovers removes what a killed migration left of its copy: whole and
// named copies stay. Only the holder of the lock makes such files.
func (db *DB) removeLeftovers() {
	names, _ := filepath.Glob(filepath.Join(db.dir, fileName+".before-version-*"))
	for _, name := range names {
		info, err := os.Stat(name)
		if strings.Contains(filepath.Base(name), ".part-") || err == nil && info.Size() == 0 {
			_ = os.Remove(name)
		}
	}
}

// runMigrations brings a database from one version to another, each migration
// in a transaction of its own.
func runMigrations(ctx context.Context, pool *sql.DB, files fs.FS, from, to int) error {
	provider, err := goose.NewProvider(goose.DialectSQLite3, pool, files, goose.WithDisableVersioning(true))
	if err != nil {
		return err
	}
	for _, migration := range provider.ListSources() {
		if migration.Version <= int64(from) || migration.Version > int64(to) {
			continue
		}
		if _, err := provider.ApplyVersion(ctx, migration.Version, true); err != nil {
			return err
		}
	}
	return nil
}

// lockFile waits for its turn to make or migrate the file, among all processes.
func (db *DB) lockFile() (unlock func(), err error) {
	lock := flock.New(filepath.Join(db.dir, lockName), flock.SetPermissions(0o600))
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
