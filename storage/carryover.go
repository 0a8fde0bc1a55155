package storage

import (
	"context"
	"database/sql"
)

// Sometimes a bank's account comes back under another id (Plaid could not
// recognise it again), and its transactions with it. carryOver then removes
// what is there twice from the account that went, and moves what the person
// wrote to the twins in the account that came. Older transactions, which the
// bank did not send again, stay where they are. Where two accounts look alike
// nothing is done.

// twin is a transaction of an account that went and the same one in the
// account that came.
type twin struct {
	old, now int64
	stands   bool // the old one was not removed yet
}

func twins(ctx context.Context, tx *sql.Tx, item int64) (found []twin, err error) {
	rows, err := tx.QueryContext(ctx, `
		WITH alike AS (
			SELECT o.row AS went, n.row AS came, o.gone_at, count(*) OVER (PARTITION BY o.row) AS heirs,
				count(*) OVER (PARTITION BY n.row, o.gone_at) AS claimants, max(o.gone_at) OVER (PARTITION BY n.row) AS last
			FROM accounts o JOIN accounts n ON n.item = o.item AND n.row > o.row AND n.kind = o.kind AND n.subtype = o.subtype
				AND (o.persistent_id <> '' AND n.persistent_id = o.persistent_id OR o.mask <> '' AND n.mask = o.mask)
			WHERE o.item = ? AND o.gone_at <> 0 AND n.gone_at = 0),
		again AS (SELECT went, came FROM alike WHERE heirs = 1 AND claimants = 1 AND gone_at = last),
		old AS (
			SELECT t.*, again.came, row_number() OVER (PARTITION BY t.account, date, amount, currency, pending, name ORDER BY t.row) AS place
			FROM again CROSS JOIN transactions t ON t.account = again.went
			WHERE NOT EXISTS (SELECT 1 FROM transactions next WHERE next.was = t.row)),
		now AS (
			SELECT t.*, row_number() OVER (PARTITION BY t.account, date, amount, currency, pending, name ORDER BY t.row) AS place
			FROM (SELECT DISTINCT came FROM again) a CROSS JOIN transactions t ON t.account = a.came
			WHERE t.removed = 0)
		SELECT old.row, now.row, old.removed = 0
		FROM old JOIN now ON now.account = old.came AND now.date = old.date AND now.amount = old.amount
			AND now.currency = old.currency AND now.pending = old.pending AND now.name = old.name AND now.place = old.place
		WHERE now.was IS NULL ORDER BY old.row`, item)
	err = eachRow(rows, err, func(rows *sql.Rows) error {
		var w twin
		err := rows.Scan(&w.old, &w.now, &w.stands)
		found = append(found, w)
		return err
	})
	return found, err
}

func (a *applying) carryOver(ctx context.Context, found []twin) error {
	for _, w := range found {
		if w.stands {
			if err := a.removeRow(ctx, w.old); err != nil {
				return err
			}
		}
		if err := a.inherit(ctx, w.now, w.old); err != nil {
			return err
		}
	}
	return nil
}

// carryOverAfter is carryOver when the list of accounts is what changed. It
// leaves a record like that of a sync.
func (db *DB) carryOverAfter(ctx context.Context, tx *sql.Tx, item int64) error {
	found, err := twins(ctx, tx, item)
	if err != nil || len(found) == 0 {
		return err
	}
	a := applying{Update: &Update{db: db, item: item}, tx: tx, prepared: map[string]*sql.Stmt{}}
	if err := a.startRecord(ctx); err != nil {
		return err
	}
	if err := a.carryOver(ctx, found); err != nil {
		return err
	}
	return a.finish(ctx, Outcome{})
}
