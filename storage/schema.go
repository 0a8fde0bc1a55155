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
	"slices"
	"strconv"
	"strings"

	"github.com/gofrs/flock"
	"github.com/pressly/goose/v3"

	"passbook/storage/pairing"
)

// verify checks that a database is a whole cache that this passbook can read:
// its version, the structure of the file, the tables of that version and the
// declared references.
func verify(ctx context.Context, pool *sql.DB) error {
	version, err := copyVersion(ctx, pool)
	if err != nil {
		return err
	}
	var verdict string
	if err := pool.QueryRowContext(ctx, "PRAGMA integrity_check(1)").Scan(&verdict); err != nil {
		return err
	}
	if verdict != "ok" {
		return fmt.Errorf("%w (%s)", ErrCorrupt, verdict)
	}
	if err := verifySchema(ctx, pool, version); err != nil {
		return err
	}
	var table string
	err = pool.QueryRowContext(ctx, `SELECT "table" FROM pragma_foreign_key_check LIMIT 1`).Scan(&table)
	if errors.Is(err, sql.ErrNoRows) {
		return nil
	}
	if err == nil {
		err = fmt.Errorf("%w (a row of %s refers to one that is not there)", ErrCorrupt, table)
	}
	return err
}

// copyVersion gives the version of a cache that this passbook can read. Errors:
// ErrNewerVersion, ErrCorrupt.
func copyVersion(ctx context.Context, pool *sql.DB) (version int, err error) {
	if err := pool.QueryRowContext(ctx, "PRAGMA user_version").Scan(&version); err != nil {
		return 0, err
	}
	switch {
	case version > newest:
		return 0, fmt.Errorf("%w: the copy has version %d, this passbook knows versions up to %d", ErrNewerVersion, version, newest)
	case version <= 0:
		return 0, fmt.Errorf("%w (it is no copy of passbook's cache)", ErrCorrupt)
	}
	return version, nil
}

// verifySchema fails with ErrCorrupt unless the database has every table,
// column, view, index and trigger of a version. It may have others too.
func verifySchema(ctx context.Context, pool *sql.DB, version int) error {
	wanted, err := schemaOf(ctx, version)
	if err != nil {
		return err
	}
	has, err := schemaObjects(ctx, pool)
	if err != nil {
		return err
	}
	for _, object := range wanted {
		if !slices.Contains(has, object) {
			return fmt.Errorf("%w (it has no %s, as every cache of passbook's has)", ErrCorrupt, object)
		}
	}
	return nil
}

// schemaOf gives what the migrations up to a version make.
func schemaOf(ctx context.Context, version int) ([]string, error) {
	empty, err := sql.Open("sqlite3", ":memory:")
	if err != nil {
		return nil, err
	}
	defer empty.Close()
	empty.SetMaxOpenConns(1) // each connection would have a memory of its own
	files, err := fs.Sub(migrations, "migrations")
	if err != nil {
		return nil, err
	}
	if err := runMigrations(ctx, empty, files, 0, version); err != nil {
		return nil, err
	}
	return schemaObjects(ctx, empty)
}

// schemaObjects names what a database is made of: tables, their columns, views,
// indexes and triggers.
func schemaObjects(ctx context.Context, pool *sql.DB) (objects []string, err error) {
	rows, err := pool.QueryContext(ctx, `
		SELECT type || ' ' || name FROM sqlite_schema WHERE name NOT LIKE 'sqlite\_%' ESCAPE '\'
		UNION ALL
		SELECT 'column ' || t.name || '.' || c.name FROM sqlite_schema t, pragma_table_info(t.name) c
		WHERE t.type = 'table' AND t.name NOT LIKE 'sqlite\_%' ESCAPE '\'
		ORDER BY 1 DESC`)
	err = eachRow(rows, err, func(rows *sql.Rows) error {
		var object string
		err := rows.Scan(&object)
		objects = append(objects, object)
		return err
	})
	return objects, err
}

// references are the columns that name a row of another table without a foreign
// key: for every transaction, SQLite would look each of them up. NULL and 0
// refer to nothing.
var references = []struct{ table, column, to string }{
	{"transactions", "currency", "currencies"},
	{"transactions", "confidence", "labels"},
	{"transactions", "channel", "labels"},
	{"transactions", "category", "categories"},
	{"transactions", "bank_category", "categories"},
	{"transactions", "merchant", "merchants"},
	{"transactions", "replaces_row", "transactions"},
	{"transactions", "removed", "syncs"},
	{"transactions", "pair", "transactions"},
	{"annotations", "pair", "transactions"},
	{"monthly_totals", "category", "categories"},
	{"monthly_totals", "currency", "currencies"},
	{"daily_totals", "currency", "currencies"},
}

// Check verifies the whole file: its structure, its tables, and that every row
// which another one refers to is there. ErrCorrupt.
func (db *DB) Check(ctx context.Context) error {
	err := verify(ctx, db.reader)
	if err == nil {
		err = db.checkReferences(ctx)
	}
	return explain("check the cache", err)
}

func (db *DB) checkReferences(ctx context.Context) error {
	for _, r := range references {
		var missing int
		err := db.reader.QueryRowContext(ctx, fmt.Sprintf("SELECT count(*) FROM %[1]s WHERE %[2]s > 0 AND %[2]s NOT IN (SELECT rowid FROM %[3]s)", r.table, r.column, r.to)).Scan(&missing)
		if err != nil {
			return err
		}
		if missing > 0 {
			return fmt.Errorf("%w (%s.%s names a row of %s that is not there, %d times)", ErrCorrupt, r.table, r.column, r.to, missing)
		}
	}
	if err := db.checkPairs(ctx); err != nil {
		return err
	}
	var rows int
	if err := db.reader.QueryRowContext(ctx, "SELECT count(*) FROM meta").Scan(&rows); err != nil {
		return err
	}
	if rows != 1 {
		return fmt.Errorf("%w (its table meta is empty)", ErrCorrupt)
	}
	return nil
}

// checkPairs fails with ErrCorrupt unless both rows of every pair name each
// other, stand and are posted.
func (db *DB) checkPairs(ctx context.Context) error {
	var wrong int
	err := db.reader.QueryRowContext(ctx, `
		SELECT count(*) FROM transactions t INDEXED BY transactions_paired LEFT JOIN transactions o ON o.rowid = t.pair
		WHERE t.pair IS NOT NULL AND (o.pair, t.removed, t.pending) IS NOT (t.rowid, 0, 0)`).Scan(&wrong)
	if err == nil && wrong > 0 {
		err = fmt.Errorf("%w (%d transactions name another as the other side of a transfer, and it does not name them)", ErrCorrupt, wrong)
	}
	return err
}

// QuickCheck verifies the structure of the file, without the time that Check
// takes to compare indexes with their tables. ErrCorrupt.
func (db *DB) QuickCheck(ctx context.Context) error {
	var verdict string
	err := db.reader.QueryRowContext(ctx, "PRAGMA quick_check(1)").Scan(&verdict)
	if err == nil && verdict != "ok" {
		err = fmt.Errorf("%w (%s)", ErrCorrupt, verdict)
	}
	return explain("check the cache", err)
}

// Schema gives the statements that make the tables, views, indexes and triggers of
// the file, and how many rows each table has.
func (db *DB) Schema(ctx context.Context) (statements []string, rows map[string]int64, err error) {
	var tables []string
	list, err := db.reader.QueryContext(ctx, "SELECT type, name, sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY type DESC, name")
	err = eachRow(list, err, func(row *sql.Rows) error {
		var kind, name, statement string
		err := row.Scan(&kind, &name, &statement)
		statements = append(statements, statement)
		if kind == "table" {
			tables = append(tables, name)
		}
		return err
	})
	rows = map[string]int64{}
	for _, name := range tables {
		if err != nil {
			break
		}
		var n int64
		err = db.reader.QueryRowContext(ctx, fmt.Sprintf("SELECT count(*) FROM %q", name)).Scan(&n)
		rows[name] = n
	}
	return statements, rows, explain("read the schema", err)
}

//go:embed migrations/*.sql
var migrations embed.FS

// goMigrations gives the migrations that SQL alone cannot write. What they call
// must go on working on the schema of their number.
func goMigrations() []*goose.Migration {
	return []*goose.Migration{goose.NewGoMigration(5, &goose.GoFunc{RunTx: matchCached}, nil)}
}

// matchCached finds the internal transfers among the rows that are in the cache.
func matchCached(ctx context.Context, tx *sql.Tx) error {
	if err := pairing.MatchAll(ctx, tx); err != nil {
		return err
	}
	_, err := exec(ctx, tx, "PRAGMA user_version = 5")
	return err
}

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
	for _, m := range goMigrations() {
		version = max(version, int(m.Version))
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
	// A reader that knows the views of before would answer * with their columns.
	db.reader.SetMaxIdleConns(0)
	db.reader.SetMaxIdleConns(readers)
	return nil
}

// runMigrations brings a database from one version to another, each migration
// in a transaction of its own.
func runMigrations(ctx context.Context, pool *sql.DB, files fs.FS, from, to int) error {
	provider, err := goose.NewProvider(goose.DialectSQLite3, pool, files, goose.WithDisableVersioning(true), goose.WithGoMigrations(goMigrations()...))
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

// bulkAtLeast is the number of rows from which it is faster to drop the
// indexes, add the rows and make the indexes again: a million rows take 7
// seconds in place of 20.
const bulkAtLeast = 5000

// smallIndexes hold few of the transactions: a bulk load leaves them in place,
// and the spool has them too.
const smallIndexes = "('transactions_removed', 'transactions_by_replaced', 'transactions_paired')"

// dropObjects drops what slows down a change of very many transactions: the
// table's triggers where kind is "trigger", its indexes but the small ones where
// it is "index". The function that it gives makes them again, from the very text
// that the migrations wrote.
func dropObjects(ctx context.Context, tx *sql.Tx, kind string) (restore func(context.Context) error, err error) {
	var drop, again []string
	rows, err := tx.QueryContext(ctx, `
		SELECT name, sql FROM sqlite_schema WHERE type = ? AND tbl_name = 'transactions' AND sql IS NOT NULL
			AND name NOT IN `+smallIndexes+` ORDER BY rowid`, kind)
	err = eachRow(rows, err, func(rows *sql.Rows) error {
		var name, text string
		err := rows.Scan(&name, &text)
		drop, again = append(drop, "DROP "+kind+" "+name), append(again, text)
		return err
	})
	if err != nil {
		return nil, err
	}
	run := func(ctx context.Context, statements []string) error {
		for _, statement := range statements {
			if _, err := tx.ExecContext(ctx, statement); err != nil {
				return err
			}
		}
		return nil
	}
	return func(ctx context.Context) error { return run(ctx, again) }, run(ctx, drop)
}
