package storage

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"

	"passbook/storage/ledger"
)

const itemColumns = `id, institution_id, institution, cursor, history, days_requested,
	linked_at, synced_at, bank_updated_at, consent_ends, coalesce(problem, '')`

// Items gives every Item, by institution name.
func (db *DB) Items(ctx context.Context) ([]ledger.Item, error) {
	var items []ledger.Item
	rows, err := db.reader.QueryContext(ctx, "SELECT "+itemColumns+" FROM items ORDER BY institution COLLATE NOCASE, linked_at, row")
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

// scanner is a row of a result: *sql.Row or *sql.Rows.
type scanner interface{ Scan(into ...any) error }

func scanItem(row scanner) (ledger.Item, error) {
	var (
		it                                   ledger.Item
		linked, synced, bankUpdated, consent int64
		problem                              string
	)
	err := row.Scan(&it.ID, &it.InstitutionID, &it.Institution, &it.Cursor, &it.History, &it.DaysRequested,
		&linked, &synced, &bankUpdated, &consent, &problem)
	if err != nil {
		return ledger.Item{}, err
	}
	it.LinkedAt, it.SyncedAt = instant(linked), instant(synced)
	it.BankUpdatedAt, it.ConsentEnds = instant(bankUpdated), instant(consent)
	if problem != "" {
		it.Problem = new(ledger.Problem)
		err = json.Unmarshal([]byte(problem), it.Problem)
	}
	return it, err
}

// SaveItem inserts or updates what linking and /item/get know; it leaves
// Cursor, History, SyncedAt and Problem of an existing Item alone.
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

// SetProblem records why an Item is not fresh; nil clears it. ErrNotFound.
func (db *DB) SetProblem(ctx context.Context, itemID string, p *ledger.Problem) error {
	var problem any
	if p != nil {
		text, err := json.Marshal(p)
		if err != nil {
			return explain("save the state of a bank", err)
		}
		problem = string(text)
	}
	return db.write(ctx, "save the state of a bank", func(tx *sql.Tx) error {
		n, err := exec(ctx, tx, "UPDATE items SET problem = ? WHERE id = ?", problem, itemID)
		if err == nil && n == 0 {
			err = ErrNotFound
		}
		return err
	})
}

// RemoveItem removes an Item, everything that the bank said of it, and what
// the person wrote on its transactions. An Item that is not there is no error.
func (db *DB) RemoveItem(ctx context.Context, itemID string) error {
	return db.write(ctx, "remove bank", func(tx *sql.Tx) error {
		restore, err := dropIndexes(ctx, tx, "trigger")
		if err != nil {
			return err
		}
		const entries = `(SELECT row FROM transactions WHERE account IN
			(SELECT a.row FROM accounts a JOIN items i ON i.row = a.item WHERE i.id = ?))`
		const accounts = `(SELECT a.row FROM accounts a JOIN items i ON i.row = a.item WHERE i.id = ?)`
		for _, statement := range []string{
			"DELETE FROM edited WHERE entry IN " + entries,
			"DELETE FROM annotations WHERE entry IN " + entries,
			"DELETE FROM summaries WHERE account IN " + accounts,
			"DELETE FROM days WHERE account IN " + accounts,
			"DELETE FROM transactions WHERE account IN " + accounts,
			"DELETE FROM items WHERE id = ?", // and by their foreign keys accounts, balances, syncs, changes
		} {
			if _, err := exec(ctx, tx, statement, itemID); err != nil {
				return err
			}
		}
		for _, statement := range []string{
			"DELETE FROM edits WHERE row NOT IN (SELECT edit FROM edited)",
			"DELETE FROM merchants WHERE row NOT IN (SELECT merchant FROM transactions)",
			"UPDATE state SET sweeps = sweeps + 1",
		} {
			if _, err := exec(ctx, tx, statement); err != nil {
				return err
			}
		}
		return restore(ctx)
	})
}

// dropIndexes drops what slows down a change of very many transactions: the
// table's triggers, or, when kind is "index", the indexes that hold every row
// that stands. The function that it gives makes them again, from the very text
// that the migrations wrote.
func dropIndexes(ctx context.Context, tx *sql.Tx, kind string) (restore func(context.Context) error, err error) {
	var drop, again []string
	rows, err := tx.QueryContext(ctx, `
		SELECT name, sql FROM sqlite_schema WHERE type = ? AND tbl_name = 'transactions' AND sql IS NOT NULL
			AND name NOT IN ('transactions_removed', 'transactions_by_was') ORDER BY rowid`, kind)
	err = eachRow(rows, err, func(rows *sql.Rows) error {
		var name, text string
		err := rows.Scan(&name, &text)
		drop, again = append(drop, "DROP "+kind+" "+name), append(again, text)
		return err
	})
	if err != nil {
		return nil, err
	}
	run := func(ctx context.Context, statements []string) error {
		for _, statement := range statements {
			if _, err := tx.ExecContext(ctx, statement); err != nil {
				return err
			}
		}
		return nil
	}
	return func(ctx context.Context) error { return run(ctx, again) }, run(ctx, drop)
}
