package streams

import (
	"cmp"
	"context"
	"database/sql"
	"slices"
	"strings"

	"passbook/storage"
	"passbook/storage/ledger"
)

// All gives the streams of the accounts that banks list, those that Plaid found and
// those that passbook finds in the rows, as they stand today: those that go on
// before those that ended, money out before money in, and the soonest next date
// first.
func All(ctx context.Context, db *storage.DB, today ledger.Date) ([]Stream, error) {
	accounts, err := db.Accounts(ctx)
	if err != nil {
		return nil, err
	}
	listed := map[string]ledger.Account{}
	for _, a := range accounts {
		if a.GoneAt.IsZero() {
			listed[a.ID] = a
		}
	}
	said, err := said(ctx, db, listed)
	if err != nil {
		return nil, err
	}
	found, err := find(ctx, db, listed, today)
	if err != nil {
		return nil, err
	}
	all := join(said, found)
	slices.SortStableFunc(all, inOrder)
	return all, nil
}

// said gives the streams that Plaid found. Of an account that was linked anew it
// gives those of its successor where there are any, else its own: Plaid finds the
// same streams once more there, under other ids.
func said(ctx context.Context, db *storage.DB, listed map[string]ledger.Account) ([]Stream, error) {
	var all []Stream
	err := db.Read(ctx, "read recurring streams", func(tx *sql.Tx) error {
		rows, err := tx.QueryContext(ctx, `
			SELECT h.id, s.id, s.inflow, s.description, s.merchant, s.category, s.frequency, s.status, s.active, u.code, s.last_amount, s.average,
				s.first_date, s.last_date, s.next_date, s.transactions, s.fetched_at, s.ended
			FROM streams s JOIN accounts a ON a.rowid = s.account JOIN accounts h ON h.rowid = coalesce(a.successor, a.rowid)
				JOIN currencies u ON u.rowid = s.currency
			WHERE s.account = (SELECT o.account FROM streams o JOIN accounts b ON b.rowid = o.account WHERE h.rowid IN (b.rowid, b.successor)
				ORDER BY o.fetched_at DESC, b.rowid = h.rowid DESC LIMIT 1)`)
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			s := Stream{Source: Plaid}
			var fetched int64
			err := rows.Scan(&s.AccountID, &s.ID, &s.Inflow, &s.Description, &s.Merchant, &s.Category, &s.Frequency, &s.Status, &s.Active, &s.Currency,
				&s.Last, &s.Average, &s.FirstDate, &s.LastDate, &s.NextDate, &s.Count, &fetched, &s.Ended)
			if err != nil {
				return err
			}
			a, found := listed[s.AccountID]
			if !found {
				continue
			}
			s.FetchedAt = storage.Instant(fetched)
			s.Institution, s.Account, s.Mask, s.OnDebt = a.Institution, a.Name, a.Mask, a.Kind.IsDebt()
			all = append(all, s)
		}
		return rows.Err()
	})
	return all, err
}

// inOrder is the order of All.
func inOrder(a, b Stream) int {
	first := func(a, b bool) int {
		switch {
		case a == b:
			return 0
		case a:
			return -1
		}
		return 1
	}
	const never = 9999_99_99
	next := func(s Stream) ledger.Date { return cmp.Or(s.NextDate, never) }
	return cmp.Or(first(a.Goes(), b.Goes()), first(!a.Inflow, !b.Inflow), cmp.Compare(next(a), next(b)),
		strings.Compare(a.Name(), b.Name()), strings.Compare(a.ID, b.ID))
}
