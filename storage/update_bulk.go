package storage

import (
	"context"
	"database/sql"
	"errors"

	"github.com/mattn/go-sqlite3"
)

// bulkAtLeast is the number of rows from which it is faster to drop the
// indexes, add the rows and make the indexes again: a million rows take 7
// seconds in place of 20.
const bulkAtLeast = 5000

// findKnown notes in spool.known which of the spooled rows have an id that the
// cache holds, and gives the number of the others.
func (a *applying) findKnown(ctx context.Context) (fresh int, err error) {
	for _, statement := range []string{
		"DROP TABLE IF EXISTS spool.existing",
		"CREATE TABLE spool.existing (rowid INTEGER PRIMARY KEY)",
	} {
		if _, err := a.tx.ExecContext(ctx, statement); err != nil {
			return 0, err
		}
	}
	known, err := exec(ctx, a.tx, `
		INSERT INTO spool.existing SELECT rowid FROM spool.transactions s
		WHERE ? > 0 AND EXISTS (SELECT 1 FROM transactions t WHERE t.id = s.id)`, a.base) // an empty cache is not asked
	return a.update.upserts - known, err
}

// allAtOnce adds the spooled rows whose id the cache does not hold: rows
// first, then indexes, then sums. The others are in spool.known.
func (a *applying) allAtOnce(ctx context.Context, fresh int) error {
	a.bulk = true
	// SQLite sorts in as much memory as the page cache may have, and sorts
	// fastest where that fits into the processor's own cache.
	if _, err := a.tx.ExecContext(ctx, "PRAGMA main.cache_size = -2048"); err != nil {
		return err
	}
	restoreTriggers, err := dropIndexes(ctx, a.tx, "trigger")
	if err != nil {
		return err
	}
	restoreIndexes, err := dropIndexes(ctx, a.tx, "index")
	if err != nil {
		return err
	}
	if a.changes.Added, err = a.copyRows(ctx, fresh); err != nil {
		return err
	}
	err = restoreIndexes(ctx)
	var sq sqlite3.Error
	if errors.As(err, &sq) && sq.Code == sqlite3.ErrConstraint {
		if err = a.dropDoubles(ctx); err == nil {
			err = restoreIndexes(ctx)
		}
	}
	if err != nil {
		return err
	}
	if err := restoreTriggers(ctx); err != nil {
		return err
	}
	return a.saveSums(ctx)
}

// copyRows adds the fresh rows of the spool. A plain copy of a table into one
// of the same form takes half the time.
func (a *applying) copyRows(ctx context.Context, fresh int) (int, error) {
	if fresh == a.update.upserts && a.shift() == 0 {
		return exec(ctx, a.tx, "INSERT INTO main.transactions SELECT * FROM spool.transactions")
	}
	return exec(ctx, a.tx, `
		INSERT INTO main.transactions (rowid, `+bankColumns+`, category)
		SELECT rowid + ?, `+bankColumns+`, category FROM spool.transactions WHERE rowid NOT IN (SELECT rowid FROM spool.existing)`, a.shift())
}

// dropDoubles keeps the last of the rows that the update sent more than once.
// The index of ids is the first to be made, so none stands yet.
func (a *applying) dropDoubles(ctx context.Context) error {
	if _, err := a.tx.ExecContext(ctx, "CREATE INDEX doubles ON transactions (id)"); err != nil {
		return err
	}
	const doubles = `rowid > ? AND EXISTS (SELECT 1 FROM transactions later WHERE later.id = transactions.id AND later.rowid > transactions.rowid)`
	if err := a.takeSums(ctx, "SELECT account, amount, currency, date, pending, category FROM transactions WHERE "+doubles, a.base); err != nil {
		return err
	}
	dropped, err := exec(ctx, a.tx, "DELETE FROM transactions WHERE "+doubles, a.base)
	if err != nil {
		return err
	}
	a.changes.Added -= dropped
	_, err = a.tx.ExecContext(ctx, "DROP INDEX doubles")
	return err
}

// saveSums adds what the pages summed up to, less the rows that are applied
// one by one, to the summaries. The triggers were not there to do it.
func (a *applying) saveSums(ctx context.Context) error {
	err := a.takeSums(ctx, `SELECT account, amount, currency, date, pending, bank_category FROM spool.transactions
		WHERE rowid IN (SELECT rowid FROM spool.existing)`)
	if err != nil {
		return err
	}
	return a.update.sums.save(ctx, a.tx)
}

func (a *applying) takeSums(ctx context.Context, query string, args ...any) error {
	rows, err := a.tx.QueryContext(ctx, query, args...)
	return eachRow(rows, err, func(rows *sql.Rows) error {
		var r dbRow
		err := rows.Scan(&r.account, &r.amount, &r.currency, &r.date, &r.pending, &r.category)
		a.update.sums.add(&r, -1)
		return err
	})
}

// dropIndexes drops what slows down a change of very many transactions: the
// table's triggers, or, when kind is "index", the indexes that hold every row
// that stands. The function that it gives makes them again, from the very text
// that the migrations wrote.
func dropIndexes(ctx context.Context, tx *sql.Tx, kind string) (restore func(context.Context) error, err error) {
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
