package storage

import (
	"context"
	"database/sql"
)

// linkPosted joins the posted rows of the update to the pending rows that they
// name. The bank's word is taken only where it can be true: a pending row of
// the same account and the same sign that no other row has replaced. What the
// person wrote moves to the posted row.
func (a *applying) linkPosted(ctx context.Context) error {
	type pair struct{ posted, pending int64 }
	var pairs []pair
	rows, err := a.tx.QueryContext(ctx, `
		SELECT DISTINCT t.rowid, p.rowid
		FROM spool.transactions s
		CROSS JOIN transactions t ON t.id = s.id
		CROSS JOIN transactions p ON p.id = s.pending_id
		WHERE s.pending_id IS NOT NULL AND t.pending_id = s.pending_id
			AND t.removed = 0 AND t.pending = 0 AND t.replaces_row IS NULL
			AND p.pending = 1 AND p.account = t.account AND p.currency = t.currency
			AND (t.amount >= 0 AND p.amount >= 0 OR t.amount <= 0 AND p.amount <= 0)
			AND NOT EXISTS (SELECT 1 FROM transactions other WHERE other.replaces_row = p.rowid)
		ORDER BY t.rowid`)
	taken := map[int64]bool{}
	err = eachRow(rows, err, func(rows *sql.Rows) error {
		var p pair
		err := rows.Scan(&p.posted, &p.pending)
		if !taken[p.pending] {
			taken[p.pending] = true
			pairs = append(pairs, p)
		}
		return err
	})
	if err != nil {
		return err
	}
	for _, p := range pairs {
		if err := a.moveAnnotation(ctx, p.posted, p.pending); err != nil {
			return err
		}
		a.changes.Posted++
		if p.posted > a.base {
			a.changes.Added--
		}
		if err := a.recordPosted(ctx, p.posted, p.pending); err != nil {
			return err
		}
	}
	return nil
}

// recordPosted makes one change of the two rows: posted, with the fields that
// differ.
func (a *applying) recordPosted(ctx context.Context, posted, pending int64) error {
	if err := a.run(ctx, "DELETE FROM sync_changes WHERE sync = ? AND transaction_row = ? AND kind = 'removed'", a.changes.SyncID, pending); err != nil {
		return err
	}
	var rows [2]dbRow
	for i, entry := range []int64{pending, posted} {
		var id packedID
		err := a.get(ctx, "SELECT "+bankColumns+" FROM transactions WHERE rowid = ?", append([]any{&id}, rows[i].targets()...), entry)
		if err != nil {
			return err
		}
	}
	diff, err := a.diff(ctx, rows[0], rows[1])
	if err != nil {
		return err
	}
	return a.record(ctx, posted, ChangePosted, diff)
}
