package storage

import (
	"context"
	"database/sql"
)

// The transactions of an account that has a successor come once more, under
// other ids. Older transactions, which the bank did not send again, stay in the
// account that went.

// likeness tells which transactions of a day and an amount are the same one,
// in all accounts that went or only in those of an Item that was replaced.
type likeness struct{ day, text, in string }

// likenesses begin with the surest. While the Item lives the bank itself takes
// back what it changes; a new Item may bring a row under another name, or
// posted where it was pending.
var likenesses = []likeness{
	{"t.date", "t.pending || t.name", "a.successor IS NOT NULL"},
	{"t.date", "''", "a.successor IS NOT NULL AND a.retired = 1"},
	{"CASE t.authorized WHEN 0 THEN t.date ELSE t.authorized END", "''", "a.successor IS NOT NULL AND a.retired = 1"},
}

// twin is a transaction of an account that went and the same one in its successor.
type twin struct {
	old, now int64
	stands   bool // the old one was not removed yet
}

func twins(ctx context.Context, tx *sql.Tx, item int64, by likeness) (found []twin, err error) {
	rows, err := tx.QueryContext(ctx, `
		WITH went AS (
			SELECT t.*, a.successor FROM accounts a CROSS JOIN transactions t ON t.account = a.rowid
			WHERE a.item = ?1 AND `+by.in+` AND t.removed = 0
			UNION ALL
			SELECT t.*, a.successor FROM transactions t CROSS JOIN accounts a ON a.rowid = t.account
			WHERE a.item = ?1 AND `+by.in+` AND t.removed <> 0),
		old AS (
			SELECT t.rowid, t.successor AS account, t.removed, t.amount, t.currency, `+by.day+` AS day, `+by.text+` AS text,
				row_number() OVER (PARTITION BY t.successor, t.amount, t.currency, `+by.day+`, `+by.text+` ORDER BY t.removed <> 0, t.rowid) AS place
			FROM went t WHERE NOT EXISTS (SELECT 1 FROM transactions next WHERE next.replaces_row = t.rowid)),
		now AS (
			SELECT t.rowid, t.account, t.amount, t.currency, `+by.day+` AS day, `+by.text+` AS text,
				row_number() OVER (PARTITION BY t.account, t.amount, t.currency, `+by.day+`, `+by.text+` ORDER BY t.rowid) AS place
			FROM (SELECT DISTINCT successor FROM accounts a WHERE item = ?1 AND `+by.in+`) a
				CROSS JOIN transactions t ON t.account = a.successor
			WHERE t.removed = 0 AND t.replaces_row IS NULL)
		SELECT old.rowid, now.rowid, old.removed = 0 FROM old JOIN now USING (account, amount, currency, day, text, place)
		ORDER BY old.rowid`, item)
	err = eachRow(rows, err, func(rows *sql.Rows) error {
		var w twin
		err := rows.Scan(&w.old, &w.now, &w.stands)
		found = append(found, w)
		return err
	})
	return found, err
}

// carryOver removes the twins from the accounts that went, and moves what the
// person wrote on them to the successors' rows. It begins the record of the sync
// where there are twins and no record yet.
func (r *syncRecord) carryOver(ctx context.Context) error {
	for _, by := range likenesses {
		found, err := twins(ctx, r.tx, r.item, by)
		if err != nil {
			return err
		}
		if len(found) > 0 && r.changes.SyncID == 0 {
			if err := r.startRecord(ctx); err != nil {
				return err
			}
		}
		for _, w := range found {
			if w.stands {
				if err := r.removeRow(ctx, w.old); err != nil {
					return err
				}
			}
			if err := r.moveAnnotation(ctx, w.now, w.old); err != nil {
				return err
			}
		}
	}
	return nil
}

// carryOverAfter is carryOver when the list of accounts is what changed. It
// leaves a record like that of a sync.
func (db *DB) carryOverAfter(ctx context.Context, tx *sql.Tx, item int64) error {
	found, err := findSuccessors(ctx, tx, item)
	if err != nil || !found {
		return err
	}
	r := newSyncRecord(db, tx, item, nil)
	if err := r.carryOver(ctx); err != nil || r.changes.SyncID == 0 {
		return err
	}
	return r.finish(ctx)
}
