package storage

import (
	"context"
	"database/sql"
	"errors"
	"strconv"
	"time"

	"passbook/storage/ledger"
)

// SaveAccounts stores the whole list of an Item's accounts with their
// balances: upserts, one balance snapshot per account, day and source; those
// not in the list are marked gone. ErrNotFound: there is no such Item.
func (db *DB) SaveAccounts(ctx context.Context, itemID string, accounts []ledger.Account) error {
	return db.write(ctx, "save accounts", func(tx *sql.Tx) error {
		item, err := itemRow(ctx, tx, itemID)
		if err != nil {
			return err
		}
		return db.listAccounts(ctx, tx, item, accounts)
	})
}

// listAccounts stores the whole list of an Item's accounts.
func (db *DB) listAccounts(ctx context.Context, tx *sql.Tx, item int64, accounts []ledger.Account) error {
	if err := db.saveAccounts(ctx, tx, item, accounts); err != nil {
		return err
	}
	if err := db.markGone(ctx, tx, item, accounts); err != nil {
		return err
	}
	return db.carryOverAfter(ctx, tx, item)
}

func (db *DB) saveAccounts(ctx context.Context, tx *sql.Tx, item int64, accounts []ledger.Account) error {
	for _, a := range accounts {
		var row int64
		err := tx.QueryRowContext(ctx, `
			INSERT INTO accounts (id, item, name, official_name, mask, kind, subtype, persistent_id, holder, listed)
			VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, 1)
			ON CONFLICT (id) DO UPDATE SET name = excluded.name, official_name = excluded.official_name,
				mask = excluded.mask, kind = excluded.kind, subtype = excluded.subtype,
				persistent_id = excluded.persistent_id, holder = excluded.holder, listed = 1, gone_at = 0, successor = NULL, retired = 0
			RETURNING rowid`,
			a.ID, item, a.Name, a.OfficialName, a.Mask, a.Kind, a.Subtype, a.PersistentID, a.Holder).Scan(&row)
		if err != nil {
			return err
		}
		if err := db.saveBalance(ctx, tx, row, a.Balance); err != nil {
			return err
		}
	}
	return nil
}

// markGone marks the Item's accounts that the list does not name.
func (db *DB) markGone(ctx context.Context, tx *sql.Tx, item int64, listed []ledger.Account) error {
	names := make(map[string]bool, len(listed))
	for _, a := range listed {
		names[a.ID] = true
	}
	var gone []int64
	rows, err := tx.QueryContext(ctx, "SELECT rowid, id FROM accounts WHERE item = ? AND gone_at = 0", item)
	err = eachRow(rows, err, func(rows *sql.Rows) error {
		var row int64
		var id string
		err := rows.Scan(&row, &id)
		if !names[id] {
			gone = append(gone, row)
		}
		return err
	})
	if err != nil {
		return err
	}
	for _, row := range gone {
		if _, err := exec(ctx, tx, "UPDATE accounts SET gone_at = ? WHERE rowid = ?", micros(db.now()), row); err != nil {
			return err
		}
	}
	return nil
}

// saveBalance keeps the last figure of each day and source; one of a clock that
// was ahead gives way. A bank that gives no figure at all leaves the last one
// standing.
func (db *DB) saveBalance(ctx context.Context, tx *sql.Tx, account int64, b ledger.Balance) error {
	if b.Current == nil && b.Available == nil && b.Limit == nil {
		return nil
	}
	fetched := b.FetchedAt
	if fetched.IsZero() {
		fetched = db.now()
	}
	source := b.Source
	if source == "" {
		source = ledger.Cached
	}
	if _, err := internCurrency(ctx, tx, b.Currency); err != nil {
		return err
	}
	_, err := exec(ctx, tx, `
		INSERT INTO balances (account, date, source, currency, current, available, credit_limit, fetched_at, bank_at)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT DO UPDATE SET currency = excluded.currency, current = excluded.current, available = excluded.available,
			credit_limit = excluded.credit_limit, fetched_at = excluded.fetched_at, bank_at = excluded.bank_at
		WHERE excluded.fetched_at >= fetched_at OR fetched_at > ?`,
		account, ledger.DateOf(fetched.UTC()), source, b.Currency, b.Current, b.Available, b.Limit, micros(fetched), micros(b.BankAt), micros(db.now()))
	return err
}

// Accounts gives every account with its latest balance, by kind (depository,
// credit, loan, investment, others), institution and name. An account that has
// a successor is left out: the successor stands for both. A balance that was
// fetched under a wrong clock is the latest only where there is no other.
func (db *DB) Accounts(ctx context.Context) ([]ledger.Account, error) {
	rows, err := db.reader.QueryContext(ctx, `
		SELECT a.id, i.id, i.institution, a.name, a.official_name, a.mask, a.kind, a.subtype, a.persistent_id, a.holder,
			a.gone_at, coalesce(b.currency, ''), b.current, b.available, b.credit_limit,
			coalesce(b.fetched_at, 0), coalesce(b.bank_at, 0), coalesce(b.source, '')
		FROM accounts a JOIN items i ON i.rowid = a.item
		LEFT JOIN balances b ON b.account = a.rowid AND (b.date, b.source) =
			(SELECT s.date, s.source FROM balances s WHERE s.account = a.rowid
				ORDER BY `+dated("s", "a", "i", "?1")+` DESC, s.date DESC, s.fetched_at DESC, s.source DESC LIMIT 1)
		WHERE a.listed = 1 AND a.successor IS NULL
		ORDER BY CASE a.kind WHEN 'depository' THEN 1 WHEN 'credit' THEN 2 WHEN 'loan' THEN 3 WHEN 'investment' THEN 4 ELSE 5 END,
			i.institution COLLATE NOCASE, a.name COLLATE NOCASE, a.mask, a.rowid`, micros(db.now()))
	var accounts []ledger.Account
	err = eachRow(rows, err, func(rows *sql.Rows) error {
		var a ledger.Account
		var gone, fetched, bank int64
		b := &a.Balance
		err := rows.Scan(&a.ID, &a.ItemID, &a.Institution, &a.Name, &a.OfficialName, &a.Mask, &a.Kind, &a.Subtype,
			&a.PersistentID, &a.Holder, &gone, &b.Currency, &b.Current, &b.Available, &b.Limit, &fetched, &bank, &b.Source)
		a.GoneAt, b.FetchedAt, b.BankAt = instant(gone), instant(fetched), instant(bank)
		accounts = append(accounts, a)
		return err
	})
	return accounts, explain("list accounts", err)
}

// A snapshot of a balance is dated by the clock of the computer. When that was
// wrong, the snapshot would be carried over the years in between or hide every
// later one, so that it must not count. Nothing is deleted: what counts is
// decided when it is read.

// oldestClock is an instant before which there was no passbook. A clock that
// starts anew after it lost its power is far earlier.
var oldestClock = time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC)

// clockLeeway is by how much clocks that are right may differ, for instance
// after one was set by the network.
const clockLeeway = 5 * time.Minute

// dated is an SQL condition: the clock can have been right when a snapshot was
// fetched. That was not after now (a parameter, in microseconds), and neither
// before the instant that the bank gives the figure nor before the Item was
// linked by more than a day, for zones. What the bank says lies ahead proves
// nothing; nor does an Item that was linked ahead, or the link of an Item to
// accounts of the one that it replaced. The arguments name the tables balances,
// accounts and items.
func dated(balance, account, item, now string) string {
	const day = "86400000000"
	oldest := strconv.FormatInt(oldestClock.UnixMicro(), 10)
	leeway := strconv.FormatInt(clockLeeway.Microseconds(), 10)
	fetched, bank, linked := balance+".fetched_at", balance+".bank_at", item+".linked_at"
	return "(" + fetched + " BETWEEN " + oldest + " AND " + now + " + " + leeway +
		" AND (" + bank + " <= " + fetched + " + " + day + " OR " + bank + " > " + now + ")" +
		" AND (" + linked + " <= " + fetched + " + " + day + " OR " + linked + " > " + now + " OR " + account + ".retired = 1))"
}

func itemRow(ctx context.Context, tx *sql.Tx, itemID string) (row int64, err error) {
	err = tx.QueryRowContext(ctx, "SELECT rowid FROM items WHERE id = ?", itemID).Scan(&row)
	if errors.Is(err, sql.ErrNoRows) {
		err = ErrNotFound
	}
	return row, err
}
