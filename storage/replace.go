package storage

import (
	"context"
	"database/sql"

	"passbook/storage/ledger"
)

// ReplaceItem puts a newly linked Item in the place of one that is beyond
// repair, in one transaction. The old one's accounts stay, with their
// transactions, their balances and what the person wrote; those that accounts
// of the new one continue are told of as those from now on. The old id is
// remembered until ForgetReplaced. ErrNotFound: there is no such old Item.
func (db *DB) ReplaceItem(ctx context.Context, oldID string, by ledger.Item, accounts []ledger.Account) error {
	return db.write(ctx, "replace bank", func(tx *sql.Tx) error {
		item, err := itemRow(ctx, tx, oldID)
		if err != nil {
			return err
		}
		_, err = exec(ctx, tx, "UPDATE items SET id = ?, cursor = '', completeness = '', synced_at = 0, problem = NULL WHERE rowid = ?", by.ID, item)
		if err != nil {
			return err
		}
		if err := saveItem(ctx, tx, by); err != nil {
			return err
		}
		_, err = exec(ctx, tx, "UPDATE accounts SET retired = 1, gone_at = CASE gone_at WHEN 0 THEN ? ELSE gone_at END WHERE item = ?", micros(db.now()), item)
		if err != nil {
			return err
		}
		if _, err := exec(ctx, tx, "INSERT OR IGNORE INTO items_to_remove VALUES (?)", oldID); err != nil {
			return err
		}
		return db.listAccounts(ctx, tx, item, accounts)
	})
}

// Replaced gives the ids of the Items that ReplaceItem took the place of and
// that are not forgotten yet.
func (db *DB) Replaced(ctx context.Context) (ids []string, err error) {
	rows, err := db.reader.QueryContext(ctx, "SELECT id FROM items_to_remove ORDER BY id")
	err = eachRow(rows, err, func(rows *sql.Rows) error {
		var id string
		err := rows.Scan(&id)
		ids = append(ids, id)
		return err
	})
	return ids, explain("list replaced banks", err)
}

// ForgetReplaced says that nothing is left of a replaced Item, neither at Plaid
// nor in the vault.
func (db *DB) ForgetReplaced(ctx context.Context, id string) error {
	return db.write(ctx, "forget a replaced bank", func(tx *sql.Tx) error {
		_, err := exec(ctx, tx, "DELETE FROM items_to_remove WHERE id = ?", id)
		return err
	})
}
