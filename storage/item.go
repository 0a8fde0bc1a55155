package storage

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"time"

	"passbook/storage/ledger"
)

const itemColumns = `id, institution_id, institution, cursor, completeness, days_requested,
	linked_at, synced_at, bank_updated_at, consent_ends, coalesce(problem, '')`

// Items gives every Item, by institution name.
func (db *DB) Items(ctx context.Context) ([]ledger.Item, error) {
	var items []ledger.Item
	rows, err := db.reader.QueryContext(ctx, "SELECT "+itemColumns+" FROM items ORDER BY institution COLLATE NOCASE, linked_at, rowid")
	err = eachRow(rows, err, func(rows *sql.Rows) error {
		it, err := scanItem(rows)
		items = append(items, it)
		return err
	})
	return items, explain("list banks", err)
}

// Item gives one Item; ErrNotFound.
func (db *DB) Item(ctx context.Context, id string) (ledger.Item, error) {
	it, err := scanItem(db.reader.QueryRowContext(ctx, "SELECT "+itemColumns+" FROM items WHERE id = ?", id))
	if errors.Is(err, sql.ErrNoRows) {
		err = ErrNotFound
	}
	return it, explain("read bank", err)
}

func scanItem(row scanner) (ledger.Item, error) {
	var (
		it                                   ledger.Item
		linked, synced, bankUpdated, consent int64
		problem                              string
	)
	err := row.Scan(&it.ID, &it.InstitutionID, &it.Institution, &it.Cursor, &it.Completeness, &it.DaysRequested,
		&linked, &synced, &bankUpdated, &consent, &problem)
	if err != nil {
		return ledger.Item{}, err
	}
	it.LinkedAt, it.SyncedAt = instant(linked), instant(synced)
	it.BankUpdatedAt, it.ConsentEnds = instant(bankUpdated), instant(consent)
	if problem != "" {
		var stored storedProblem
		err = json.Unmarshal([]byte(problem), &stored)
		p := ledger.Problem(stored)
		it.Problem = &p
	}
	return it, err
}

// SaveItem inserts or updates what linking and Plaid's /item/get know; it leaves
// Cursor, Completeness, SyncedAt and Problem of an existing Item alone.
func (db *DB) SaveItem(ctx context.Context, it ledger.Item) error {
	return db.write(ctx, "save bank", func(tx *sql.Tx) error { return saveItem(ctx, tx, it) })
}

func saveItem(ctx context.Context, tx *sql.Tx, it ledger.Item) error {
	_, err := exec(ctx, tx, `
		INSERT INTO items (id, institution_id, institution, days_requested, linked_at, bank_updated_at, consent_ends)
		VALUES (?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT (id) DO UPDATE SET institution_id = excluded.institution_id, institution = excluded.institution,
			days_requested = excluded.days_requested, linked_at = excluded.linked_at,
			bank_updated_at = excluded.bank_updated_at, consent_ends = excluded.consent_ends`,
		it.ID, it.InstitutionID, it.Institution, it.DaysRequested,
		micros(it.LinkedAt), micros(it.BankUpdatedAt), micros(it.ConsentEnds))
	return err
}

// storedProblem is a Problem as the column items.problem keeps it, in JSON.
type storedProblem struct {
	Code      string       `json:"code"`
	Actor     ledger.Actor `json:"actor"`
	Sentence  string       `json:"sentence"`
	RequestID string       `json:"request_id"`
	Since     time.Time    `json:"since"`
}

// SetProblem records why an Item is not fresh; nil clears it. ErrNotFound.
func (db *DB) SetProblem(ctx context.Context, itemID string, p *ledger.Problem) error {
	return db.write(ctx, "save the state of a bank", func(tx *sql.Tx) error { return saveProblem(ctx, tx, itemID, p) })
}

func saveProblem(ctx context.Context, tx *sql.Tx, itemID string, p *ledger.Problem) error {
	var problem any
	if p != nil {
		text, err := json.Marshal(storedProblem(*p))
		if err != nil {
			return err
		}
		problem = string(text)
	}
	n, err := exec(ctx, tx, "UPDATE items SET problem = ? WHERE id = ?", problem, itemID)
	if err == nil && n == 0 {
		err = ErrNotFound
	}
	return err
}

// RemoveItem removes an Item, everything that the bank said of it, and what
// the person wrote on its transactions. An Item that is not there is no error.
func (db *DB) RemoveItem(ctx context.Context, itemID string) error {
	return db.write(ctx, "remove bank", func(tx *sql.Tx) error {
		restore, err := dropObjects(ctx, tx, "trigger")
		if err != nil {
			return err
		}
		// Everything else goes with these two by its foreign keys.
		for _, statement := range []string{
			"DELETE FROM transactions WHERE account IN (SELECT a.rowid FROM accounts a JOIN items i ON i.rowid = a.item WHERE i.id = ?)",
			"DELETE FROM items WHERE id = ?",
		} {
			if _, err := exec(ctx, tx, statement, itemID); err != nil {
				return err
			}
		}
		for _, statement := range []string{
			"DELETE FROM edits WHERE rowid NOT IN (SELECT edit FROM edit_rows)",
			"DELETE FROM merchants WHERE rowid NOT IN (SELECT merchant FROM transactions)",
			"UPDATE meta SET rowid_epoch = rowid_epoch + 1",
		} {
			if _, err := exec(ctx, tx, statement); err != nil {
				return err
			}
		}
		return restore(ctx)
	})
}

// ReplaceItem puts a newly linked Item in the place of one that is beyond
// repair, in one transaction. The old one's accounts stay, with their
// transactions, their balances and what the person wrote; one that has a
// successor among the new accounts is shown and counted as that one from now on.
// The old id is remembered until ForgetReplaced. ErrNotFound: there is no such
// old Item.
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
