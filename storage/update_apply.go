package storage

import (
	"context"
	"database/sql"
	"errors"
)

// oneByOne applies the removals and the spooled rows that the condition
// chooses, in the order in which they came, on live indexes.
func (a *applying) oneByOne(ctx context.Context, condition string) error {
	const portion = 500
	for after := a.update.floor; ; {
		batch, err := a.portion(ctx, condition, after, portion)
		if err != nil {
			return err
		}
		for i := range batch {
			if err := a.applyRow(ctx, &batch[i]); err != nil {
				return err
			}
		}
		if len(batch) < portion {
			return nil
		}
		after = batch[len(batch)-1].seq
	}
}

func (a *applying) portion(ctx context.Context, condition string, after int64, limit int) ([]spooled, error) {
	batch := make([]spooled, 0, limit)
	rows, err := a.tx.QueryContext(ctx, `
		SELECT rowid AS seq, 0, `+bankColumns+` FROM spool.transactions WHERE rowid > ?1 AND `+condition+`
		UNION ALL SELECT seq, 1, id, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, '', NULL, NULL, NULL FROM spool.removals WHERE seq > ?1
		ORDER BY seq LIMIT ?2`, after, limit)
	err = eachRow(rows, err, func(rows *sql.Rows) error {
		var s spooled
		err := rows.Scan(append([]any{&s.seq, &s.removal, &s.id}, s.row.targets()...)...)
		batch = append(batch, s)
		return err
	})
	return batch, err
}

func (a *applying) applyRow(ctx context.Context, s *spooled) error {
	var (
		row, removed int64
		id           packedID
		old          dbRow
	)
	err := a.get(ctx, "SELECT rowid, removed, "+bankColumns+" FROM transactions WHERE id = ?",
		append([]any{&row, &removed, &id}, old.targets()...), s.id)
	switch {
	case errors.Is(err, sql.ErrNoRows) && s.removal:
		return nil // removed before passbook ever saw it
	case errors.Is(err, sql.ErrNoRows):
		a.changes.Added++
		return a.run(ctx, "INSERT INTO transactions ("+bankColumns+", category) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
			append(append([]any{s.id}, s.row.values()...), s.row.category)...)
	case err != nil:
		return err
	case s.removal && a.bulk && row > s.seq+a.shift():
		return nil // sent again after its removal
	case s.removal && removed == 0:
		return a.removeRow(ctx, row)
	case s.removal:
		return nil
	case removed == a.changes.SyncID && row <= a.base:
		if err := a.unremove(ctx, row); err != nil {
			return err
		}
		removed = 0
	}
	if removed == 0 && old == s.row {
		a.changes.Unchanged++
		return nil
	}
	return a.change(ctx, row, removed, old, s.row)
}

// unremove undoes a removal of this very update.
func (a *applying) unremove(ctx context.Context, row int64) error {
	if err := a.run(ctx, "DELETE FROM sync_changes WHERE sync = ? AND transaction_row = ?", a.changes.SyncID, row); err != nil {
		return err
	}
	return a.run(ctx, "UPDATE transactions SET removed = 0 WHERE rowid = ?", row)
}

// change rewrites what the bank said of a row; the person's own category and
// hidden flag stay.
func (a *applying) change(ctx context.Context, row, removed int64, old, now dbRow) error {
	err := a.run(ctx, `
		UPDATE transactions SET (account, amount, currency, date, authorized, pending, merchant, bank_category,
			confidence, channel, name, original, pending_id, details) = (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?),
			category = coalesce((SELECT category FROM annotations WHERE transaction_row = ?15), ?8), removed = 0
		WHERE rowid = ?15`,
		append(now.values(), row)...)
	if err != nil || row > a.base {
		if removed != 0 {
			a.changes.Added++
		}
		return err
	}
	diff, err := a.diff(ctx, old, now)
	if err != nil {
		return err
	}
	if removed != 0 {
		a.changes.Added++
		return a.record(ctx, row, ChangeReturned, diff)
	}
	return a.record(ctx, row, ChangeModified, diff)
}
