package investments

import (
	"context"
	"database/sql"
	"encoding/json"
	"time"

	"passbook/storage"
	"passbook/storage/ledger"
	"passbook/storage/portfolio"
)

// Holdings gives what every account held by its last snapshot up to a day, by
// institution and account, the largest first. An account that the bank had
// stopped listing by then is left out, and so is a snapshot of a clock that was
// ahead.
func Holdings(ctx context.Context, db *storage.DB, on ledger.Date, now time.Time) (all []portfolio.Holding, err error) {
	end := on.AddDays(1).Time().Add(-zone(now))
	err = db.Read(ctx, "list holdings", func(tx *sql.Tx) error {
		all, err = holdings(ctx, tx, `
			WITH days AS (SELECT coalesce(a.successor, a.rowid) AS head, d.account, d.date, d.fetched_at,
					row_number() OVER (PARTITION BY coalesce(a.successor, a.rowid) ORDER BY d.date DESC, d.fetched_at DESC) AS place
				FROM holding_days d JOIN accounts a ON a.rowid = d.account WHERE d.date <= ?1 AND d.fetched_at <= ?2)
			`+holdingColumns+` WHERE days.place = 1 AND (h.gone_at = 0 OR h.gone_at >= ?3)
			ORDER BY i.institution COLLATE NOCASE, h.name COLLATE NOCASE, h.rowid, p.value DESC, p.place`,
			on, storage.Micros(now.Add(leeway)), storage.Micros(end))
		return err
	})
	return all, err
}

// leeway is by how much clocks that are right may differ.
const leeway = 5 * time.Minute

// zone is how far the zone of an instant is ahead of UTC.
func zone(at time.Time) time.Duration {
	_, seconds := at.Zone()
	return time.Duration(seconds) * time.Second
}

// Days gives what an account held of a security on each day that has a snapshot,
// ascending.
func Days(ctx context.Context, db *storage.DB, accountID, securityID string) (all []portfolio.Holding, err error) {
	err = db.Read(ctx, "list the days of a holding", func(tx *sql.Tx) error {
		all, err = holdings(ctx, tx, `
			WITH days AS (SELECT coalesce(a.successor, a.rowid) AS head, d.account, d.date, d.fetched_at,
					row_number() OVER (PARTITION BY d.date ORDER BY d.fetched_at DESC) AS place
				FROM holding_days d JOIN accounts a ON a.rowid = d.account WHERE `+ofAccount("coalesce(a.successor, a.rowid)", "?1")+`)
			`+holdingColumns+` WHERE days.place = 1 AND s.id = ?2 ORDER BY p.date, p.place`, accountID, securityID)
		return err
	})
	return all, err
}

// ofAccount is an SQL condition: the row of an account is the one that stands for
// that with an id.
func ofAccount(row, id string) string {
	return row + " = (SELECT coalesce(successor, rowid) FROM accounts WHERE id = " + id + ")"
}

const securityColumns = `s.id, s.name, s.ticker, s.type, s.subtype, s.isin, s.cusip, s.is_cash, sc.code, s.close_price, s.close_date, s.option, s.bond`

// holdingColumns reads the holdings of a table of days.
const holdingColumns = `SELECT h.id, h.name, h.mask, i.institution, days.date, days.fetched_at, p.quantity, p.price, p.price_date, p.value, p.cost, c.code, ` + securityColumns + `
	FROM days JOIN holdings p ON p.account = days.account AND p.date = days.date
		JOIN accounts h ON h.rowid = days.head JOIN items i ON i.rowid = h.item
		JOIN currencies c ON c.rowid = p.currency JOIN securities s ON s.rowid = p.security JOIN currencies sc ON sc.rowid = s.currency`

func holdings(ctx context.Context, tx *sql.Tx, query string, args ...any) (all []portfolio.Holding, err error) {
	err = each(ctx, tx, query, args, func(scan func(...any) error) error {
		var h portfolio.Holding
		var fetched int64
		var s scannedSecurity
		into := []any{
			&h.AccountID, &h.AccountName, &h.Mask, &h.Institution, &h.Date, &fetched,
			&h.Quantity, &h.Price, &h.PricedOn, &h.Value.Minor, &h.Cost, &h.Value.Currency,
		}
		if err := scan(append(into, s.into()...)...); err != nil {
			return err
		}
		h.FetchedAt = storage.Instant(fetched)
		h.Security, err = s.security()
		all = append(all, h)
		return err
	})
	return all, err
}

// scannedSecurity is the columns of a security, which may be those of none.
type scannedSecurity struct {
	id, name, ticker, kind, subtype, isin, cusip, currency, price, option, bond sql.NullString
	cash                                                                        sql.NullBool
	closed                                                                      sql.NullInt32
}

func (s *scannedSecurity) into() []any {
	return []any{&s.id, &s.name, &s.ticker, &s.kind, &s.subtype, &s.isin, &s.cusip, &s.cash, &s.currency, &s.price, &s.closed, &s.option, &s.bond}
}

func (s *scannedSecurity) security() (portfolio.Security, error) {
	out := portfolio.Security{
		ID: s.id.String, Name: s.name.String, Ticker: s.ticker.String, Type: s.kind.String, Subtype: s.subtype.String,
		ISIN: s.isin.String, CUSIP: s.cusip.String, Cash: s.cash.Bool, Currency: s.currency.String,
		ClosePrice: s.price.String, ClosedOn: ledger.Date(s.closed.Int32),
	}
	if s.option.Valid {
		if err := json.Unmarshal([]byte(s.option.String), &out.Option); err != nil {
			return out, err
		}
	}
	if s.bond.Valid {
		return out, json.Unmarshal([]byte(s.bond.String), &out.Bond)
	}
	return out, nil
}

// Query says which investment transactions are wanted; what is zero is no
// condition.
type Query struct {
	From, To   ledger.Date // both included
	AccountID  string
	SecurityID string
}

// Transactions gives investment transactions, newest first.
func Transactions(ctx context.Context, db *storage.DB, q Query) (all []portfolio.Transaction, err error) {
	err = db.Read(ctx, "list investment transactions", func(tx *sql.Tx) error {
		all = nil
		return each(ctx, tx, `
			SELECT t.id, h.id, h.name, h.mask, i.institution, t.date, t.name, t.type, t.subtype, t.quantity, t.price, t.amount, c.code, t.fees, `+securityColumns+`
			FROM counted_investment_transactions t JOIN accounts h ON h.rowid = t.counts_for JOIN items i ON i.rowid = h.item
				JOIN currencies c ON c.rowid = t.currency
				LEFT JOIN securities s ON s.rowid = t.security LEFT JOIN currencies sc ON sc.rowid = s.currency
			WHERE t.date >= ?1 AND (?2 = 0 OR t.date <= ?2) AND (?3 = '' OR `+ofAccount("t.counts_for", "?3")+`) AND (?4 = '' OR s.id = ?4)
			ORDER BY t.date DESC, t.rowid`, []any{q.From, q.To, q.AccountID, q.SecurityID}, func(scan func(...any) error) error {
			var t portfolio.Transaction
			var s scannedSecurity
			into := []any{
				&t.ID, &t.AccountID, &t.AccountName, &t.Mask, &t.Institution, &t.Date, &t.Name, &t.Type, &t.Subtype,
				&t.Quantity, &t.Price, &t.Amount.Minor, &t.Amount.Currency, &t.Fees,
			}
			if err := scan(append(into, s.into()...)...); err != nil {
				return err
			}
			security, err := s.security()
			t.Security = security
			all = append(all, t)
			return err
		})
	})
	return all, err
}

// Known gives the days whose investment transactions are known of an Item, as its
// login now says them; zero: none.
func Known(ctx context.Context, db *storage.DB, itemID string) (first, last ledger.Date, err error) {
	err = db.Read(ctx, "read which investment transactions are known", func(tx *sql.Tx) error {
		return each(ctx, tx, "SELECT first_date, last_date FROM investment_windows WHERE item_id = ?", []any{itemID}, func(scan func(...any) error) error {
			return scan(&first, &last)
		})
	})
	return first, last, err
}
