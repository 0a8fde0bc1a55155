package storage

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
)

// Commit applies the spooled pages, the cursor and the record of the sync in
// one transaction: a reader sees all of it or nothing, and so does whoever
// comes after a crash. ErrConflict: another process updated the Item
// meanwhile; ErrNotFound: it was removed. After an error nothing has changed,
// and the update has ended: begin another.
func (u *Update) Commit(ctx context.Context, o Outcome) (Changes, error) {
	if u.ended {
		return Changes{}, explain("apply update", errors.New("it has ended"))
	}
	u.ended = true
	if err := u.db.lockWriter(ctx); err != nil {
		return Changes{}, explain("apply update", err)
	}
	defer u.db.unlockWriter()
	a := applying{Update: u, prepared: map[string]*sql.Stmt{}}
	err := inTransaction(ctx, u.conn, func(tx *sql.Tx) error {
		a.tx = tx
		return a.apply(ctx, o)
	})
	if err != nil {
		return Changes{}, explain("apply update", err)
	}
	return a.changes, nil
}

// applying is the work of one Commit.
type applying struct {
	*Update
	tx       *sql.Tx
	changes  Changes
	base     int64 // the highest row before this update
	bulk     bool  // rows after base have the spool's numbers, plus shift
	prepared map[string]*sql.Stmt
}

// shift is how many rows other updates added meanwhile.
func (a *applying) shift() int64 { return a.base - a.floor }

func (a *applying) apply(ctx context.Context, o Outcome) error {
	if err := a.checkBase(ctx, a.tx); err != nil {
		return err
	}
	if err := a.db.saveAccounts(ctx, a.tx, a.item, o.Accounts); err != nil {
		return err
	}
	if _, err := exec(ctx, a.tx, "UPDATE accounts SET listed = 1 WHERE item = ? AND listed = 0", a.item); err != nil {
		return err
	}
	if err := a.startRecord(ctx); err != nil {
		return err
	}
	if err := a.applyRows(ctx); err != nil {
		return err
	}
	if o.Reconcile && o.Cursor != "" {
		if err := a.reconcile(ctx); err != nil {
			return err
		}
	}
	if err := a.linkPosted(ctx); err != nil {
		return err
	}
	if err := a.carryOverRows(ctx); err != nil {
		return err
	}
	if err := a.removeRetired(ctx, o.History); err != nil {
		return err
	}
	return a.finish(ctx, o)
}

// startRecord makes the record of the sync.
func (a *applying) startRecord(ctx context.Context) error {
	requests, err := json.Marshal(append([]string{}, a.requests...))
	if err != nil {
		return err
	}
	err = a.tx.QueryRowContext(ctx, "INSERT INTO syncs (item, at, request_ids) VALUES (?, ?, ?) RETURNING rowid",
		a.item, micros(a.db.now()), string(requests)).Scan(&a.changes.SyncID)
	if err != nil {
		return err
	}
	return a.tx.QueryRowContext(ctx, "SELECT coalesce(max(rowid), 0) FROM transactions").Scan(&a.base)
}

func (a *applying) applyRows(ctx context.Context) error {
	if a.upserts < bulkAtLeast || int64(a.upserts) < a.base/4 {
		return a.oneByOne(ctx, "1")
	}
	fresh, err := a.findKnown(ctx)
	if err != nil {
		return err
	}
	if fresh < bulkAtLeast || int64(fresh) < a.base/4 {
		return a.oneByOne(ctx, "1")
	}
	if err := a.allAtOnce(ctx, fresh); err != nil {
		return err
	}
	return a.oneByOne(ctx, "rowid IN (SELECT rowid FROM spool.existing)")
}

// reconcile removes the Item's rows that a full resync did not name. Those of
// accounts that the bank does not list any more stay: it would not name them.
func (a *applying) reconcile(ctx context.Context) error {
	if _, err := exec(ctx, a.tx, "CREATE INDEX spool.by_id ON transactions (id)"); err != nil {
		return err
	}
	err := a.removeAll(ctx, `
		SELECT t.rowid FROM transactions t JOIN accounts a ON a.rowid = t.account
		WHERE a.item = ? AND a.gone_at = 0 AND t.removed = 0
			AND NOT EXISTS (SELECT 1 FROM spool.transactions s WHERE s.id = t.id)`, a.item)
	if err != nil {
		return err
	}
	_, err = exec(ctx, a.tx, "DROP INDEX spool.by_id")
	return err
}

func (a *applying) finish(ctx context.Context, o Outcome) error {
	err := a.tx.QueryRowContext(ctx, "SELECT count(*) FILTER (WHERE kind = 'modified'), count(*) FILTER (WHERE kind = 'removed') FROM sync_changes WHERE sync = ?",
		a.changes.SyncID).Scan(&a.changes.Modified, &a.changes.Removed)
	if err != nil {
		return err
	}
	c := a.changes
	_, err = exec(ctx, a.tx, `
		UPDATE syncs SET added = ?, modified = ?, unchanged = ?, removed = ?, posted = ?,
			first_row = ?, last_row = (SELECT coalesce(max(rowid), 0) FROM transactions) WHERE rowid = ?`,
		c.Added, c.Modified, c.Unchanged, c.Removed, c.Posted, a.base+1, c.SyncID)
	if err != nil {
		return err
	}
	if err := a.dropEmptyRecord(ctx); err != nil || o.Cursor == "" {
		return err
	}
	_, err = exec(ctx, a.tx, `
		UPDATE items SET cursor = ?, completeness = CASE ? WHEN '' THEN completeness ELSE ?2 END, synced_at = ? WHERE rowid = ?`,
		o.Cursor, o.History, micros(a.db.now()), a.item)
	return err
}

// dropEmptyRecord removes the record of a sync in which the bank said nothing,
// but for an Item's first: an open dashboard syncs every few minutes, and
// Item.SyncedAt tells when.
func (a *applying) dropEmptyRecord(ctx context.Context) error {
	dropped, err := exec(ctx, a.tx, `
		DELETE FROM syncs WHERE rowid = ?1 AND added + modified + unchanged + removed + posted = 0 AND last_row < first_row
			AND NOT EXISTS (SELECT 1 FROM sync_changes WHERE sync = ?1)
			AND EXISTS (SELECT 1 FROM syncs earlier WHERE earlier.item = syncs.item AND earlier.rowid < syncs.rowid)`, a.changes.SyncID)
	if dropped > 0 {
		a.changes.SyncID = 0
	}
	return err
}
