package storage

import (
	"context"
	"database/sql"
	"errors"

	"github.com/mattn/go-sqlite3"

	"passbook/storage/ledger"
)

// bulkAtLeast is the number of rows from which it is faster to drop the
// indexes, add the rows and make the indexes again: a million rows take 7
// seconds in place of 20.
const bulkAtLeast = 5000

// findExisting notes in spool.existing which of the spooled rows have an id that the
// cache holds, and gives the number of the others.
func (a *applying) findExisting(ctx context.Context) (fresh int, err error) {
	for _, statement := range []string{
		"DROP TABLE IF EXISTS spool.existing",
		"CREATE TABLE spool.existing (rowid INTEGER PRIMARY KEY)",
	} {
		if _, err := a.tx.ExecContext(ctx, statement); err != nil {
			return 0, err
		}
	}
	existing, err := exec(ctx, a.tx, `
		INSERT INTO spool.existing SELECT rowid FROM spool.transactions s
		WHERE ? > 0 AND EXISTS (SELECT 1 FROM transactions t WHERE t.id = s.id)`, a.base) // an empty cache is not asked
	return a.update.upserts - existing, err
}

// allAtOnce adds the spooled rows whose id the cache does not hold: rows
// first, then indexes, then sums. The others are in spool.existing.
func (a *applying) allAtOnce(ctx context.Context, fresh int) error {
	a.bulk = true
	// SQLite sorts in as much memory as the page cache may have, and sorts
	// fastest where that fits into the processor's own cache.
	if _, err := a.tx.ExecContext(ctx, "PRAGMA main.cache_size = -2048"); err != nil {
		return err
	}
	restoreTriggers, err := dropObjects(ctx, a.tx, "trigger")
	if err != nil {
		return err
	}
	restoreIndexes, err := dropObjects(ctx, a.tx, "index")
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
// one by one, to the monthly and daily totals. The triggers were not there to do
// it.
func (a *applying) saveSums(ctx context.Context) error {
	err := a.takeSums(ctx, `SELECT account, amount, currency, date, pending, bank_category FROM spool.transactions
		WHERE rowid IN (SELECT rowid FROM spool.existing)`)
	if err != nil {
		return err
	}
	return a.update.sums.save(ctx, a.tx)
}

// takeSums takes the rows of a query off the sums.
func (a *applying) takeSums(ctx context.Context, query string, args ...any) error {
	rows, err := a.tx.QueryContext(ctx, query, args...)
	return eachRow(rows, err, func(rows *sql.Rows) error {
		var r dbRow
		err := rows.Scan(&r.account, &r.amount, &r.currency, &r.date, &r.pending, &r.category)
		a.update.sums.add(&r, -1)
		return err
	})
}

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

// sums is what spooled rows add up to, in the form of the tables monthly_totals
// and daily_totals. Adding up while the pages arrive is free; sorting a million
// rows for a GROUP BY at the end takes two seconds.
type sums struct {
	months map[monthKey]*monthSum
	days   map[dayKey]*daySum
}

type monthKey struct{ month, account, category, currency int64 }

type monthSum struct{ entries, pending, counted, in, out int64 }

type dayKey struct{ account, date, currency int64 }

type daySum struct{ entries, posted int64 }

// add counts a row n times: 1, or -1 to take it back. Rows of a spool are not
// hidden.
func (s *sums) add(r *dbRow, n int64) {
	if s.months == nil {
		s.months, s.days = map[monthKey]*monthSum{}, map[dayKey]*daySum{}
	}
	mk, dk := monthKey{r.date / 100, r.account, r.category, r.currency}, dayKey{r.account, r.date, r.currency}
	m, d := s.months[mk], s.days[dk]
	if m == nil {
		m = new(monthSum)
		s.months[mk] = m
	}
	if d == nil {
		d = new(daySum)
		s.days[dk] = d
	}
	m.entries, d.entries = m.entries+n, d.entries+n
	if r.pending != 0 {
		m.pending += n
		return
	}
	m.counted += n
	m.in, m.out = ledger.AddUp(m.in, n*max(r.amount, 0)), ledger.AddUp(m.out, n*min(r.amount, 0))
	d.posted = ledger.AddUp(d.posted, n*r.amount)
}

func (s *sums) save(ctx context.Context, tx *sql.Tx) error {
	months, err := tx.PrepareContext(ctx, `
		INSERT INTO monthly_totals VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT DO UPDATE SET entries = entries + excluded.entries, pending = pending + excluded.pending,
			counted = counted + excluded.counted, money_in = money_in + excluded.money_in, money_out = money_out + excluded.money_out`)
	if err != nil {
		return err
	}
	defer months.Close()
	for k, m := range s.months {
		if m.entries == 0 {
			continue
		}
		if _, err := months.ExecContext(ctx, k.month, k.account, k.category, k.currency, m.entries, m.pending, m.counted, m.in, m.out); err != nil {
			return err
		}
	}
	days, err := tx.PrepareContext(ctx, `
		INSERT INTO daily_totals VALUES (?, ?, ?, ?, ?)
		ON CONFLICT DO UPDATE SET entries = entries + excluded.entries, posted = posted + excluded.posted`)
	if err != nil {
		return err
	}
	defer days.Close()
	for k, d := range s.days {
		if d.entries == 0 {
			continue
		}
		if _, err := days.ExecContext(ctx, k.account, k.date, k.currency, d.entries, d.posted); err != nil {
			return err
		}
	}
	return nil
}
