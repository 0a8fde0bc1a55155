package investments

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"passbook/storage"
	"passbook/storage/kept"
	"passbook/storage/ledger"
	"passbook/storage/portfolio"
)

// ErrUnknownAccount says that a holding or a transaction is of an account that no
// sync has brought yet. What is of the others was kept.
var ErrUnknownAccount = errors.New("of an account that is not in the cache yet")

// SaveHoldings keeps what the accounts of an Item hold, fetched at an instant,
// as the snapshot of its day in the instant's zone: it takes the place of one of
// the same day. accounts are the ids of all that were asked for, also those
// that hold nothing. Errors: ErrUnknownAccount, storage's.
func SaveHoldings(ctx context.Context, db *storage.DB, itemID string, at time.Time, accounts []string, holdings []portfolio.Holding) error {
	var unknown bool
	err := db.Write(ctx, "save holdings", func(tx *sql.Tx) error {
		s, err := newSaving(ctx, tx, itemID)
		if err != nil {
			return err
		}
		day := ledger.DateOf(at)
		for _, id := range accounts {
			account, known := s.accounts[id]
			if !known {
				unknown = true
				continue
			}
			if err := s.run("DELETE FROM holding_days WHERE account = ? AND date = ?", account, day); err != nil {
				return err
			}
			if err := s.run("INSERT INTO holding_days VALUES (?, ?, ?)", account, day, storage.Micros(at)); err != nil {
				return err
			}
			for i, h := range holdings {
				if h.AccountID == id {
					if err := s.holding(account, day, i, h); err != nil {
						return err
					}
				}
			}
		}
		return s.sweep()
	})
	if err == nil && unknown {
		err = ErrUnknownAccount
	}
	return err
}

// Changes counts what a fetch of investment transactions did.
type Changes struct{ Added, Changed, Removed int }

// SaveTransactions keeps the investment transactions of an Item of some days,
// both included, fetched at an instant: rows of these days that the bank does not
// name any more are removed. It also records that the product came whole. Errors:
// ErrUnknownAccount, storage's.
func SaveTransactions(ctx context.Context, db *storage.DB, itemID string, at time.Time, from, to ledger.Date, rows []portfolio.Transaction) (Changes, error) {
	var did Changes
	var unknown bool
	err := db.Write(ctx, "save investment transactions", func(tx *sql.Tx) error {
		did, unknown = Changes{}, false
		s, err := newSaving(ctx, tx, itemID)
		if err != nil {
			return err
		}
		old, err := s.rowsBetween(from, to)
		if err != nil {
			return err
		}
		for _, t := range rows {
			account, known := s.accounts[t.AccountID]
			if !known {
				unknown = true
				continue
			}
			added, changed, err := s.transaction(account, t)
			if err != nil {
				return err
			}
			did.Added, did.Changed = did.Added+added, did.Changed+changed
			delete(old, t.ID)
		}
		for id := range old {
			if err := s.run("DELETE FROM investment_transactions WHERE id = ?", id); err != nil {
				return err
			}
		}
		did.Removed = len(old)
		err = s.run(`INSERT INTO investment_windows VALUES (?1, ?2, ?3, ?4) ON CONFLICT DO UPDATE SET
			first_date = iif(item_id = excluded.item_id, min(first_date, excluded.first_date), excluded.first_date),
			last_date = excluded.last_date, item_id = excluded.item_id`, s.item, itemID, from, to)
		if err != nil {
			return err
		}
		if err := s.sweep(); err != nil {
			return err
		}
		return kept.Record(ctx, tx, itemID, kept.Investments, at, nil)
	})
	if err == nil && unknown {
		err = ErrUnknownAccount
	}
	return did, err
}

// saving writes what one answer brought.
type saving struct {
	ctx        context.Context
	tx         *sql.Tx
	item       int64
	accounts   map[string]int64 // the rows of the Item's accounts, by id
	currencies map[string]int64
	securities map[string]int64 // that were written already
}

func newSaving(ctx context.Context, tx *sql.Tx, itemID string) (*saving, error) {
	s := &saving{ctx: ctx, tx: tx, accounts: map[string]int64{}, currencies: map[string]int64{}, securities: map[string]int64{}}
	err := tx.QueryRowContext(ctx, "SELECT rowid FROM items WHERE id = ?", itemID).Scan(&s.item)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, storage.ErrNotFound
	}
	if err != nil {
		return nil, err
	}
	err = each(ctx, tx, "SELECT id, rowid FROM accounts WHERE item = ? AND listed = 1 AND retired = 0", []any{s.item}, func(scan func(...any) error) error {
		var id string
		var row int64
		err := scan(&id, &row)
		s.accounts[id] = row
		return err
	})
	return s, err
}

func (s *saving) run(statement string, args ...any) error {
	_, err := s.tx.ExecContext(s.ctx, statement, args...)
	return err
}

// currency gives the row of a currency.
func (s *saving) currency(code string) (int64, error) {
	if row, known := s.currencies[code]; known {
		return row, nil
	}
	row, err := storage.InternCurrency(s.ctx, s.tx, code)
	s.currencies[code] = row
	return row, err
}

// security writes a security as it is said now, and gives its row; nil: of none.
func (s *saving) security(of portfolio.Security) (any, error) {
	if of.ID == "" {
		return nil, nil
	}
	if row, written := s.securities[of.ID]; written {
		return row, nil
	}
	currency, err := s.currency(of.Currency)
	if err != nil {
		return nil, err
	}
	option, err := orNull(of.Option)
	if err != nil {
		return nil, err
	}
	bond, err := orNull(of.Bond)
	if err != nil {
		return nil, err
	}
	var row int64
	err = s.tx.QueryRowContext(s.ctx, `
		INSERT INTO securities (item, id, name, ticker, type, subtype, isin, cusip, is_cash, currency, close_price, close_date, option, bond)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT (item, id) DO UPDATE SET name = excluded.name, ticker = excluded.ticker, type = excluded.type, subtype = excluded.subtype,
			isin = excluded.isin, cusip = excluded.cusip, is_cash = excluded.is_cash, currency = excluded.currency,
			close_price = excluded.close_price, close_date = excluded.close_date, option = excluded.option, bond = excluded.bond
		RETURNING rowid`,
		s.item, of.ID, of.Name, of.Ticker, of.Type, of.Subtype, of.ISIN, of.CUSIP, of.Cash, currency, of.ClosePrice, of.ClosedOn, option, bond).Scan(&row)
	s.securities[of.ID] = row
	return row, err
}

// orNull writes what few securities have as JSON.
func orNull[T any](v *T) (any, error) {
	if v == nil {
		return nil, nil
	}
	text, err := json.Marshal(v)
	return string(text), err
}

func (s *saving) holding(account int64, day ledger.Date, place int, h portfolio.Holding) error {
	security, err := s.security(h.Security)
	if err != nil {
		return err
	}
	currency, err := s.currency(h.Value.Currency)
	if err != nil {
		return err
	}
	return s.run("INSERT INTO holdings VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
		account, day, place, security, h.Quantity, h.Price, h.PricedOn, h.Value.Minor, h.Cost, currency)
}

// rowsBetween gives the ids of the rows of some days that the Item's accounts
// have.
func (s *saving) rowsBetween(from, to ledger.Date) (map[string]bool, error) {
	ids := map[string]bool{}
	err := each(s.ctx, s.tx, `
		SELECT t.id FROM accounts a CROSS JOIN investment_transactions t ON t.account = a.rowid
		WHERE a.item = ? AND a.retired = 0 AND t.date BETWEEN ? AND ?`, []any{s.item, from, to}, func(scan func(...any) error) error {
		var id string
		err := scan(&id)
		ids[id] = true
		return err
	})
	return ids, err
}

// transaction writes a row, and counts whether it is new or says something else
// than before.
func (s *saving) transaction(account int64, t portfolio.Transaction) (added, changed int, err error) {
	security, err := s.security(t.Security)
	if err != nil {
		return 0, 0, err
	}
	currency, err := s.currency(t.Amount.Currency)
	if err != nil {
		return 0, 0, err
	}
	values := []any{account, security, t.Date, t.Name, t.Type, t.Subtype, t.Quantity, t.Price, t.Amount.Minor, currency, t.Fees, t.ID}
	result, err := s.tx.ExecContext(s.ctx, `
		INSERT INTO investment_transactions (account, security, date, name, type, subtype, quantity, price, amount, currency, fees, id)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO NOTHING`, values...)
	if err != nil {
		return 0, 0, fmt.Errorf("investment transaction %.40q: %w", t.ID, err)
	}
	if n, err := result.RowsAffected(); err != nil || n > 0 {
		return 1, 0, err
	}
	result, err = s.tx.ExecContext(s.ctx, `
		UPDATE investment_transactions SET (account, security, date, name, type, subtype, quantity, price, amount, currency, fees)
			= (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)
		WHERE id = ?12 AND (account, security, date, name, type, subtype, quantity, price, amount, currency, fees)
			IS NOT (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)`, values...)
	if err != nil {
		return 0, 0, fmt.Errorf("investment transaction %.40q: %w", t.ID, err)
	}
	n, err := result.RowsAffected()
	return 0, int(n), err
}

// sweep removes the Item's securities that nothing is of any more.
func (s *saving) sweep() error {
	return s.run(`DELETE FROM securities WHERE item = ? AND rowid NOT IN (SELECT security FROM holdings)
		AND rowid NOT IN (SELECT security FROM investment_transactions WHERE security IS NOT NULL)`, s.item)
}

// each runs a query and calls f for each row with the function that scans it.
func each(ctx context.Context, tx *sql.Tx, query string, args []any, f func(scan func(...any) error) error) error {
	rows, err := tx.QueryContext(ctx, query, args...)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		if err := f(rows.Scan); err != nil {
			return err
		}
	}
	return rows.Err()
}
