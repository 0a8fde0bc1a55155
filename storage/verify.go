package storage

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"slices"
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
		err := db.reader.QueryRowContext(ctx, fmt.Sprintf("SELECT count(*) FROM %[1]s WHERE %[2]s <> 0 AND %[2]s NOT IN (SELECT rowid FROM %[3]s)", r.table, r.column, r.to)).Scan(&missing)
		if err != nil {
			return err
		}
		if missing > 0 {
			return fmt.Errorf("%w (%s.%s names a row of %s that is not there, %d times)", ErrCorrupt, r.table, r.column, r.to, missing)
		}
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
