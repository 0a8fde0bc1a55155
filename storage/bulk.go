package storage

import (
	"context"
	"errors"

	"github.com/mattn/go-sqlite3"
)

// bulkAtLeast is the number of rows from which it is faster to drop the
// indexes, add the rows and make the indexes again: a million rows take 7
// seconds in place of 20.
const bulkAtLeast = 5000

// allAtOnce adds the spooled rows whose id the cache does not hold: rows
// first, then indexes, then sums. It leaves the others in spool.known.
func (a *applying) allAtOnce(ctx context.Context) error {
	a.bulk = true
	for _, statement := range []string{
		"DROP TABLE IF EXISTS spool.known",
		"CREATE TABLE spool.known (seq INTEGER PRIMARY KEY)",
		`INSERT INTO spool.known SELECT seq FROM spool.pages p
			WHERE removal = 0 AND EXISTS (SELECT 1 FROM transactions t WHERE t.id = p.id)`,
	} {
		if _, err := a.tx.ExecContext(ctx, statement); err != nil {
			return err
		}
	}
	restoreTriggers, err := dropIndexes(ctx, a.tx, "trigger")
	if err != nil {
		return err
	}
	restoreIndexes, err := dropIndexes(ctx, a.tx, "index")
	if err != nil {
		return err
	}
	a.changes.Added, err = exec(ctx, a.tx, `
		INSERT INTO transactions (row, `+bankColumns+`, category)
		SELECT ? + seq, `+bankColumns+`, bank_category FROM spool.pages
		WHERE removal = 0 AND seq NOT IN (SELECT seq FROM spool.known)`, a.base)
	if err != nil {
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
	return a.sumRows(ctx)
}

// dropDoubles keeps the last of the rows that the update sent more than once.
// The index of ids is the first to be made, so none stands yet.
func (a *applying) dropDoubles(ctx context.Context) error {
	if _, err := a.tx.ExecContext(ctx, "CREATE INDEX doubles ON transactions (id)"); err != nil {
		return err
	}
	dropped, err := exec(ctx, a.tx, `
		DELETE FROM transactions WHERE row > ?
			AND EXISTS (SELECT 1 FROM transactions later WHERE later.id = transactions.id AND later.row > transactions.row)`, a.base)
	if err != nil {
		return err
	}
	a.changes.Added -= dropped
	_, err = a.tx.ExecContext(ctx, "DROP INDEX doubles")
	return err
}

// sumRows adds the new rows to the summaries. The sum is made of two parts,
// because sum() of integers fails on overflow where + becomes inexact.
func (a *applying) sumRows(ctx context.Context) error {
	const billion = "1000000000"
	sum := func(part string) string {
		return "sum(" + part + " / " + billion + ") * " + billion + " + sum(" + part + " % " + billion + ")"
	}
	_, err := a.tx.ExecContext(ctx, `
		INSERT INTO summaries
		SELECT date / 100, account, category, currency, count(*), sum(pending), count(*) - sum(pending OR hidden), `+
		sum("CASE WHEN pending OR hidden THEN 0 ELSE max(amount, 0) END")+", "+
		sum("CASE WHEN pending OR hidden THEN 0 ELSE min(amount, 0) END")+`
		FROM transactions WHERE row > ? AND removed = 0 GROUP BY 1, 2, 3, 4
		ON CONFLICT DO UPDATE SET entries = entries + excluded.entries, pending = pending + excluded.pending,
			counted = counted + excluded.counted, money_in = money_in + excluded.money_in, money_out = money_out + excluded.money_out`,
		a.base)
	if err != nil {
		return err
	}
	_, err = a.tx.ExecContext(ctx, `
		INSERT INTO days SELECT account, date, currency, count(*), `+sum("CASE WHEN pending THEN 0 ELSE amount END")+`
		FROM transactions WHERE row > ? AND removed = 0 GROUP BY 1, 2, 3
		ON CONFLICT DO UPDATE SET entries = entries + excluded.entries, posted = posted + excluded.posted`, a.base)
	return err
}
