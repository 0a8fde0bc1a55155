package papers

import (
	"context"
	"database/sql"
	"encoding/json"
	"time"

	"passbook/storage"
	"passbook/storage/kept"
	"passbook/storage/ledger"
)

// Statement is a bank's statement of an account for a month. Texts are as the bank
// says them.
type Statement struct {
	ID          string
	ItemID      string
	Institution string
	AccountID   string // empty: the cache has no such account
	AccountName string
	Mask        string
	Month       ledger.Month
	Posted      ledger.Date // zero: not said
	SHA256      string      // of the document that was downloaded, in hexadecimal; empty: none was
	Size        int64       // of it, in bytes
}

// Save keeps the list of an Item's statements, as it came at an instant, and what
// is known of their documents. Errors: storage.ErrNotFound.
func Save(ctx context.Context, db *storage.DB, itemID string, at time.Time, list []Statement) error {
	return db.Write(ctx, "save the list of statements", func(tx *sql.Tx) error {
		if err := kept.Record(ctx, tx, itemID, kept.Statements, at, nil); err != nil {
			return err
		}
		ids := make([]string, len(list))
		for i, s := range list {
			ids[i] = s.ID
			_, err := tx.ExecContext(ctx, `
				INSERT INTO statements (id, item, account, name, mask, month, posted)
				VALUES (?1, (SELECT rowid FROM items WHERE id = ?2), (SELECT rowid FROM accounts WHERE id = ?3), ?4, ?5, ?6, ?7)
				ON CONFLICT (id) DO UPDATE SET item = excluded.item, account = excluded.account, name = excluded.name, mask = excluded.mask,
					month = excluded.month, posted = excluded.posted`,
				s.ID, itemID, s.AccountID, s.AccountName, s.Mask, int64(s.Month), int64(s.Posted))
			if err != nil {
				return err
			}
		}
		listed, err := json.Marshal(ids)
		if err != nil {
			return err
		}
		_, err = tx.ExecContext(ctx, `DELETE FROM statements WHERE item = (SELECT rowid FROM items WHERE id = ?)
			AND id NOT IN (SELECT value FROM json_each(?))`, itemID, string(listed))
		return err
	})
}

// List gives the statements of all Items, by bank and account, the latest first.
func List(ctx context.Context, db *storage.DB) (all []Statement, err error) {
	err = db.Read(ctx, "list statements", func(tx *sql.Tx) error {
		rows, err := tx.QueryContext(ctx, `
			SELECT s.id, i.id, i.institution, coalesce(a.id, ''), s.name, s.mask, s.month, s.posted, s.sha256, s.size
			FROM statements s CROSS JOIN items i ON i.rowid = s.item LEFT JOIN accounts a ON a.rowid = s.account
			ORDER BY i.institution, i.rowid, s.name, s.mask, s.account, s.month DESC, s.posted DESC, s.id`)
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			var s Statement
			var month, posted int64
			err := rows.Scan(&s.ID, &s.ItemID, &s.Institution, &s.AccountID, &s.AccountName, &s.Mask, &month, &posted, &s.SHA256, &s.Size)
			if err != nil {
				return err
			}
			s.Month, s.Posted = ledger.Month(month), ledger.Date(posted)
			all = append(all, s)
		}
		return rows.Err()
	})
	return all, err
}

// Downloaded keeps what the document of a statement is. Errors: none where the
// list has no such statement any more.
func Downloaded(ctx context.Context, db *storage.DB, id, sha256 string, size int64) error {
	return db.Write(ctx, "save what was downloaded", func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, "UPDATE statements SET sha256 = ?, size = ? WHERE id = ?", sha256, size, id)
		return err
	})
}
