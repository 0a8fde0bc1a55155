// Package storage is what passbook knows and the SQL that keeps it: Items,
// accounts, balances, transactions, the record of every sync, and the person's
// own annotations, in one SQLite file.
//
// Of passbook it imports the packages in its own folder alone, and it knows
// nothing of Plaid. Nothing but they and it imports database/sql.
//
// Conventions: money is an integer of minor units with a currency; money in is
// positive and money out is negative; a debt is a negative balance. Bank dates
// are dates without a zone, instants are UTC. What the bank said and what the
// person wrote live in separate tables: a sync rewrites the first and never
// the second.
package storage

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"io"
	"net/url"
	"runtime"
	"sync"
	"time"

	"github.com/mattn/go-sqlite3" // and the driver "sqlite3"

	"passbook/storage/ledger"
	_ "passbook/storage/malloc" // before SQLite takes memory
	"passbook/storage/pairing"
	"passbook/storage/textindex"
)

// fileName is the cache's name in its folder.
const fileName = "passbook.db"

// lockName is the lock file that lies beside every cache that was ever opened.
const lockName = "migrate.lock"

// spoolPattern matches the names of the spools of updates.
const spoolPattern = "spool-*.db"

// readers is the number of read-only connections.
var readers = max(2, min(4, runtime.NumCPU()))

// DB is the cache. It is safe for use by several goroutines, and the file by
// several processes: readers see the state before or after a write and never
// wait for one.
type DB struct {
	dir       string
	now       func() time.Time
	settings  ledger.Settings
	owner     Owner         // for whom passbook runs
	mended    string        // what Open closed to others, in a sentence
	noWrites  error         // not nil: the cache can only be read, and why
	reader    *sql.DB       // several read-only connections
	writer    *sql.DB       // one connection
	watcher   *sql.DB       // one connection that never writes: see Revision
	writeLock chan struct{} // held by whoever writes in this process
	search    search

	preparing sync.Mutex
	prepared  map[string]*sql.Stmt // the reader's, by their text
}

// search is the texts of the cache in memory. A block is read when a search
// first comes to it, and again after its month has changed.
type search struct {
	sync.Mutex
	revision     int64 // of the cache when blocks was last in step with it
	marks        marks
	paired       map[int64]pairedRows // by month, when marks was read
	blocks       []*textindex.Block   // newest month first; a block never changes once it is filled
	labels       textindex.Labels
	lastMerchant int64 // the last one that labels knows
}

// pairedRows tells apart which rows of a month are in a pair: matching leaves no
// record of the rows that it looks at.
type pairedRows struct{ count, sum, squares int64 }

// marks say up to where the cache has been looked at. What happened after them
// is found in the records that every change leaves.
type marks struct{ row, sync, edit, rowidEpoch int64 }

// The settings go into the DSN: a PRAGMA sent by Exec reaches one connection
// of a pool. cache_size is in KiB when negative.
var (
	writerSettings = url.Values{
		"_journal_mode": {"WAL"},
		"_synchronous":  {"FULL"},
		"_foreign_keys": {"1"},
		"_busy_timeout": {"10000"},
		"_txlock":       {"immediate"},
		"_cache_size":   {"-16384"},

		"_stmt_cache_size": {"64"},
	}
	readerSettings = url.Values{
		"mode":          {"ro"},
		"_query_only":   {"1"},
		"_busy_timeout": {"10000"},
		"_cache_size":   {"-2048"},

		"_stmt_cache_size": {"64"},
	}
)

func connect(path string, settings url.Values, connections int) (*sql.DB, error) {
	dsn := url.URL{Scheme: "file", Opaque: (&url.URL{Path: path}).EscapedPath(), RawQuery: settings.Encode()}
	pool, err := sql.Open("sqlite3", dsn.String())
	if err != nil {
		return nil, err
	}
	pool.SetMaxOpenConns(connections)
	pool.SetMaxIdleConns(connections)
	return pool, nil
}

// SQLiteVersion is the version of the SQLite that is compiled in.
func SQLiteVersion() string {
	version, _, _ := sqlite3.Version()
	return version
}

// Revision is a number that changes whenever any process changed the cache.
// It costs a few microseconds and reads nothing from the disk.
func (db *DB) Revision(ctx context.Context) (int64, error) {
	var n int64
	err := db.watcher.QueryRowContext(ctx, "PRAGMA data_version").Scan(&n)
	return n, explain("look for changes", err)
}

// Read runs f in one transaction that only reads: whatever it asks is of one
// state. It is for the packages of this folder that keep what a product of
// Plaid's gives. doing is what is being done, for the error.
func (db *DB) Read(ctx context.Context, doing string, f func(*sql.Tx) error) error {
	conn, err := db.reader.Conn(ctx)
	if err != nil {
		return explain(doing, err)
	}
	defer conn.Close()
	return explain(doing, inTransaction(ctx, conn, f))
}

// Write runs f in one transaction, one writer at a time: all of what f does is
// kept, or nothing. It too is for the packages of this folder alone.
func (db *DB) Write(ctx context.Context, doing string, f func(*sql.Tx) error) error {
	if err := db.lockWriter(ctx); err != nil {
		return explain(doing, err)
	}
	defer db.unlockWriter()
	conn, err := db.writer.Conn(ctx)
	if err != nil {
		return explain(doing, err)
	}
	defer conn.Close()
	return explain(doing, inTransaction(ctx, conn, f))
}

// writeMatched is Write where f may change what pairs there are: they follow in
// the same transaction.
func (db *DB) writeMatched(ctx context.Context, doing string, f func(*sql.Tx, *pairing.Matching) error) error {
	return db.Write(ctx, doing, func(tx *sql.Tx) error {
		return matching(ctx, tx, func(m *pairing.Matching) error { return f(tx, m) })
	})
}

// matching brings the pairs in step with what f changes. It is a variable for the
// benchmark that measures an update without it.
var matching = func(ctx context.Context, tx *sql.Tx, f func(*pairing.Matching) error) error {
	m, err := pairing.Begin(ctx, tx)
	if err != nil {
		return err
	}
	if err := f(m); err != nil {
		return err
	}
	return m.End(ctx)
}

func inTransaction(ctx context.Context, conn *sql.Conn, f func(*sql.Tx) error) error {
	tx, err := conn.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	if err := f(tx); err != nil {
		_ = tx.Rollback() // the first error is the one that tells
		return err
	}
	return tx.Commit()
}

// lockWriter waits until nobody else in this process writes; unlockWriter ends
// it. It fails where nobody can write.
func (db *DB) lockWriter(ctx context.Context) error {
	if db.noWrites != nil {
		return db.noWrites
	}
	select {
	case db.writeLock <- struct{}{}:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (db *DB) unlockWriter() { <-db.writeLock }

// exec runs a statement and gives the number of rows that it changed.
func exec(ctx context.Context, tx *sql.Tx, statement string, args ...any) (int, error) {
	result, err := tx.ExecContext(ctx, statement, args...)
	if err != nil {
		return 0, err
	}
	n, err := result.RowsAffected()
	return int(n), err
}

// Warm opens the connections that questions are asked on, and has each read the
// schema: half a millisecond a connection that the first screen need not wait
// for. What fails here fails again, and is told, where something is asked.
func (db *DB) Warm(ctx context.Context) {
	var group sync.WaitGroup
	for range readers {
		conn, err := db.reader.Conn(ctx)
		if err != nil {
			break
		}
		group.Go(func() {
			defer conn.Close()
			_ = conn.QueryRowContext(ctx, "SELECT one FROM meta").Scan(new(int))
		})
	}
	group.Wait()
}

// query runs a query of the reader that is asked again and again: preparing a
// list's takes as long as answering it.
func (db *DB) query(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	statement, err := db.statement(ctx, query)
	switch {
	case err != nil:
		return nil, err
	case statement == nil:
		return db.reader.QueryContext(ctx, query, args...)
	}
	return statement.QueryContext(ctx, args...)
}

// statement keeps the queries of the first filters of different shape.
func (db *DB) statement(ctx context.Context, query string) (statement *sql.Stmt, err error) {
	const most = 50
	db.preparing.Lock()
	defer db.preparing.Unlock()
	statement, kept := db.prepared[query]
	if kept || len(db.prepared) == most {
		return statement, nil
	}
	if statement, err = db.reader.PrepareContext(ctx, query); err == nil {
		db.prepared[query] = statement
	}
	return statement, err
}

// eachRow runs a query and calls f for each row.
func eachRow(rows *sql.Rows, err error, f func(*sql.Rows) error) error {
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		if err := f(rows); err != nil {
			return err
		}
	}
	return rows.Err()
}

// eachValue runs a query on a reader of its own and calls f for each row with
// what the driver read, in a slice that is used again: database/sql takes as long
// as SQLite, which counts where very many rows are read or the first frame waits.
func (db *DB) eachValue(ctx context.Context, query string, args []any, f func([]driver.Value) error) error {
	conn, err := db.reader.Conn(ctx)
	if err != nil {
		return err
	}
	defer conn.Close()
	named := make([]driver.NamedValue, len(args))
	for i, arg := range args {
		value, err := driver.DefaultParameterConverter.ConvertValue(arg)
		if err != nil {
			return err
		}
		named[i] = driver.NamedValue{Ordinal: i + 1, Value: value}
	}
	return conn.Raw(func(c any) error {
		rows, err := c.(*sqlite3.SQLiteConn).QueryContext(ctx, query, named)
		if err != nil {
			return err
		}
		defer rows.Close()
		values := make([]driver.Value, len(rows.Columns()))
		for {
			if err := rows.Next(values); err == io.EOF {
				return nil
			} else if err != nil {
				return err
			}
			if err := f(values); err != nil {
				return err
			}
		}
	})
}

// Micros turns an instant into what the tables keep: microseconds since 1970,
// with 0 for none.
func Micros(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMicro()
}

// Instant turns what Micros gave into the instant, UTC.
func Instant(micros int64) time.Time {
	if micros == 0 {
		return time.Time{}
	}
	return time.UnixMicro(micros).UTC()
}

// day gives the person's local day of an instant; zero for none.
func (db *DB) day(t time.Time) ledger.Date {
	if t.IsZero() {
		return 0
	}
	return ledger.DateOf(t.In(db.now().Location()))
}

// querier is a *sql.Conn or a *sql.Tx.
type querier interface {
	QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row
}

// scanner is a row of a result: *sql.Row or *sql.Rows.
type scanner interface{ Scan(into ...any) error }

func (db *DB) queryIDs(ctx context.Context, query string, args ...any) (out []int64, err error) {
	rows, err := db.reader.QueryContext(ctx, query, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var n int64
		if err := rows.Scan(&n); err != nil {
			return nil, err
		}
		out = append(out, n)
	}
	return out, rows.Err()
}

// queryNames gives the rows of a query for a row number and two texts.
func (db *DB) queryNames(ctx context.Context, query string, args ...any) (all []textindex.Name, err error) {
	err = db.eachValue(ctx, query, args, func(v []driver.Value) error {
		all = append(all, textindex.Name{ID: v[0].(int64), Name: v[1].(string), Detail: v[2].(string)})
		return nil
	})
	return all, err
}

// notRemoved is an SQL condition on transactions t.
const notRemoved = "t.removed = 0"

// sumOf adds up in SQL without the error that sum() ends in where a sum leaves
// 64 bits: it then becomes inexact.
func sumOf(amount string) string {
	const billion = "1000000000"
	return "CAST(sum(" + amount + " / " + billion + ") * " + billion + " + sum(" + amount + " % " + billion + ") AS INTEGER)"
}

// isAccount is an SQL condition on accounts a: it is the account with an id (a
// parameter), or has the same successor, or is the one's successor.
func isAccount(id string) string {
	return "coalesce(a.successor, a.rowid) = (SELECT coalesce(successor, rowid) FROM accounts WHERE id = " + id + ")"
}
