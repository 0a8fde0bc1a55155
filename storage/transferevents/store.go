package transferevents

import (
	"context"
	"database/sql"

	"passbook/storage"
)

// Last gives the id of the newest event of a feed that is kept; 0: none is. The
// events themselves say how far a feed was read: there is nothing beside them
// that could be ahead or behind.
func Last(ctx context.Context, db *storage.DB, feed Feed) (id int64, err error) {
	err = db.Read(ctx, "read transfer events", func(tx *sql.Tx) error {
		return tx.QueryRowContext(ctx, "SELECT coalesce(max(id), 0) FROM transfer_events WHERE feed = ?", feed).Scan(&id)
	})
	return id, err
}

// Add keeps events, all of them or none. One that is there already stays as it
// is. It gives how many are new.
func Add(ctx context.Context, db *storage.DB, events []Event) (added int, err error) {
	err = db.Write(ctx, "save transfer events", func(tx *sql.Tx) error {
		added = 0
		for _, e := range events {
			res, err := tx.ExecContext(ctx, `
				INSERT INTO transfer_events (feed, id, at, kind, account, transfer, amount, currency, failure_code, failure)
				VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
				e.Feed, e.ID, storage.Micros(e.At), e.Kind, e.AccountID, e.TransferID, e.Amount, e.Currency, e.FailureCode, e.Failure)
			if err != nil {
				return err
			}
			n, err := res.RowsAffected()
			if err != nil {
				return err
			}
			added += int(n)
		}
		return nil
	})
	return added, err
}

// Filter chooses events; an empty field chooses all.
type Filter struct {
	AccountID  string
	TransferID string
}

// List gives events as a timeline: transfer after transfer, the one with the
// newest event first, and within a transfer from the first step to the last. The
// events that belong to no transfer are one group.
func List(ctx context.Context, db *storage.DB, f Filter) (events []Event, err error) {
	err = db.Read(ctx, "list transfer events", func(tx *sql.Tx) error {
		events = nil
		rows, err := tx.QueryContext(ctx, `
			SELECT e.feed, e.id, e.at, e.kind, e.account, e.transfer, e.amount, e.currency, e.failure_code, e.failure,
				coalesce(a.name, ''), coalesce(a.mask, ''), coalesce(i.institution, '')
			FROM transfer_events e LEFT JOIN accounts a ON a.id = e.account LEFT JOIN items i ON i.rowid = a.item
			WHERE (?1 = '' OR e.account = ?1) AND (?2 = '' OR e.transfer = ?2)
			ORDER BY max(e.at) OVER (PARTITION BY e.feed, e.transfer) DESC, e.feed, e.transfer, e.id`, f.AccountID, f.TransferID)
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			var e Event
			var at int64
			if err := rows.Scan(&e.Feed, &e.ID, &at, &e.Kind, &e.AccountID, &e.TransferID, &e.Amount, &e.Currency,
				&e.FailureCode, &e.Failure, &e.Account, &e.Mask, &e.Institution); err != nil {
				return err
			}
			e.At = storage.Instant(at)
			events = append(events, e)
		}
		return rows.Err()
	})
	return events, err
}
