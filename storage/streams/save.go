package streams

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"passbook/storage"
	"passbook/storage/kept"
)

// Save keeps the streams that Plaid found at an instant in the rows of an Item,
// each under its id. One that Plaid lists no more has ended. A stream of an account that the
// cache does not have is left out; a later sync brings the account.
func Save(ctx context.Context, db *storage.DB, itemID string, at time.Time, all []Stream) error {
	return db.Write(ctx, "save recurring streams", func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, "UPDATE streams SET ended = 1, active = 0 WHERE account IN (SELECT a.rowid FROM accounts a JOIN items i ON i.rowid = a.item WHERE i.id = ?)", itemID)
		if err != nil {
			return err
		}
		for i := range all {
			if err := save(ctx, tx, itemID, &all[i]); err != nil {
				return err
			}
		}
		return kept.Record(ctx, tx, itemID, kept.Recurring, at, nil)
	})
}

func save(ctx context.Context, tx *sql.Tx, itemID string, s *Stream) error {
	currency, err := storage.InternCurrency(ctx, tx, s.Currency)
	if err != nil {
		return err
	}
	_, err = tx.ExecContext(ctx, `
		INSERT INTO streams (id, account, inflow, description, merchant, category, frequency, status, active, currency, last_amount, average,
			first_date, last_date, next_date, transactions, fetched_at, ended)
		SELECT ?, a.rowid, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?
		FROM accounts a JOIN items i ON i.rowid = a.item WHERE a.id = ? AND i.id = ?
		ON CONFLICT (id) DO UPDATE SET account = excluded.account, inflow = excluded.inflow, description = excluded.description,
			merchant = excluded.merchant, category = excluded.category, frequency = excluded.frequency, status = excluded.status,
			active = excluded.active, currency = excluded.currency, last_amount = excluded.last_amount, average = excluded.average,
			first_date = excluded.first_date, last_date = excluded.last_date, next_date = excluded.next_date,
			transactions = excluded.transactions, fetched_at = excluded.fetched_at, ended = excluded.ended`,
		s.ID, s.Inflow, s.Description, s.Merchant, s.Category, s.Frequency, s.Status, s.Active, currency, s.Last, s.Average,
		s.FirstDate, s.LastDate, s.NextDate, s.Count, storage.Micros(s.FetchedAt), s.Ended, s.AccountID, itemID)
	if err != nil {
		return fmt.Errorf("keep stream: %w", err)
	}
	return nil
}
