package storage

import (
	"context"
	"database/sql"
)

// succeed joins the posted rows of the update to the pending rows that they
// name. The bank's word is taken only where it can be true: a pending row of
// the same account and the same sign that no other row has replaced. What the
// person wrote moves to the posted row.
func (a *applying) succeed(ctx context.Context) error {
	type pair struct{ posted, pending int64 }
	var pairs []pair
	rows, err := a.tx.QueryContext(ctx, `
		SELECT DISTINCT t.row, p.row
		FROM spool.transactions s
		CROSS JOIN transactions t ON t.id = s.id
		CROSS JOIN transactions p ON p.id = s.pending_id
		WHERE s.pending_id IS NOT NULL AND t.pending_id = s.pending_id
			AND t.removed = 0 AND t.pending = 0 AND t.was IS NULL
			AND p.pending = 1 AND p.account = t.account AND p.currency = t.currency
			AND (t.amount >= 0 AND p.amount >= 0 OR t.amount <= 0 AND p.amount <= 0)
			AND NOT EXISTS (SELECT 1 FROM transactions other WHERE other.was = p.row)
		ORDER BY t.row`)
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
		if err := a.inherit(ctx, p.posted, p.pending); err != nil {
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

// recordPosted tells of the two rows as of one.
func (a *applying) recordPosted(ctx context.Context, posted, pending int64) error {
	if err := a.run(ctx, "DELETE FROM changes WHERE sync = ? AND entry = ? AND kind = 'removed'", a.changes.SyncID, pending); err != nil {
		return err
	}
	var rows [2]row
	for i, entry := range []int64{pending, posted} {
		var id packedID
		err := a.get(ctx, "SELECT "+bankColumns+" FROM transactions WHERE row = ?", append([]any{&id}, rows[i].targets()...), entry)
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

func (a *applying) inherit(ctx context.Context, posted, pending int64) error {
	for _, statement := range []string{
		"UPDATE transactions SET was = ?2 WHERE row = ?1",
		"UPDATE annotations SET entry = ?1 WHERE entry = ?2 AND NOT EXISTS (SELECT 1 FROM annotations WHERE entry = ?1)",
	} {
		if err := a.run(ctx, statement, posted, pending); err != nil {
			return err
		}
	}
	for _, entry := range []int64{posted, pending} {
		if err := a.run(ctx, mirrorAnnotation, entry); err != nil {
			return err
		}
	}
	return nil
}

// mirrorAnnotation brings the columns of an entry (?1) that follow from its
// annotation in step with it.
const mirrorAnnotation = `
	UPDATE transactions SET
		category = coalesce((SELECT category FROM annotations WHERE entry = ?1), bank_category),
		hidden = coalesce((SELECT hidden FROM annotations WHERE entry = ?1), 0)
	WHERE row = ?1`
