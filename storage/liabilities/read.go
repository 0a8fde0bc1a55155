package liabilities

import (
	"context"
	"database/sql"
	"fmt"
	"slices"

	"github.com/shopspring/decimal"

	"passbook/storage"
	"passbook/storage/ledger"
)

// All gives the liabilities of the accounts that banks list, in the order of
// DB.Accounts. An account that was linked anew counts once, by what was fetched
// last of it or of the one that it goes on for.
func All(ctx context.Context, db *storage.DB) ([]Liability, error) {
	accounts, err := db.Accounts(ctx)
	if err != nil {
		return nil, err
	}
	said := map[string]*Liability{}
	err = db.Read(ctx, "read liabilities", func(tx *sql.Tx) error {
		rates, err := readRates(ctx, tx)
		if err != nil {
			return err
		}
		return readLiabilities(ctx, tx, said, rates)
	})
	if err != nil {
		return nil, err
	}
	var all []Liability
	for _, a := range accounts {
		l := said[a.ID]
		if l == nil || !a.GoneAt.IsZero() {
			continue
		}
		l.Institution, l.Account, l.Mask = a.Institution, a.Name, a.Mask
		if a.Balance.Current != nil && a.Balance.Currency == l.Currency {
			owed := -*a.Balance.Current
			l.Owed = &owed
		}
		all = append(all, *l)
	}
	return all, nil
}

// readLiabilities reads the newest one of each account, by the id of the account
// that stands for it.
func readLiabilities(ctx context.Context, tx *sql.Tx, said map[string]*Liability, rates map[int64][]Rate) error {
	rows, err := tx.QueryContext(ctx, `
		SELECT (SELECT h.id FROM accounts a JOIN accounts h ON h.rowid = coalesce(a.successor, a.rowid) WHERE a.rowid = liabilities.account),
			(SELECT u.code FROM currencies u WHERE u.rowid = liabilities.currency), `+columns+`
		FROM liabilities
		ORDER BY fetched_at DESC, (SELECT a.successor IS NULL FROM accounts a WHERE a.rowid = liabilities.account) DESC`)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var l Liability
		var pslf Forgiveness
		var row, currency, fetched int64
		var forgives bool
		err := rows.Scan(&l.AccountID, &l.Currency, &row, &l.Class, &currency, &fetched,
			&l.Overdue, &l.LastPayment, &l.LastPaymentDate, &l.Statement, &l.StatementDate, &l.Due, &l.DueDate,
			&l.Name, &l.Term, &l.Plan, &l.Status, &l.Servicer, &l.Guarantor, &l.Opened, &l.Ends, &l.Principal, &l.UnpaidInterest, &l.YearInterest, &l.YearPrincipal,
			&l.Escrow, &l.LateFee, &l.PastDue, &l.Insured, &l.Prepayable, &forgives, &pslf.Eligible, &pslf.Made, &pslf.Remaining)
		if err != nil {
			return err
		}
		if said[l.AccountID] != nil {
			continue
		}
		l.FetchedAt, l.Rates = storage.Instant(fetched), rates[row]
		if forgives {
			l.Forgiveness = &pslf
		}
		said[l.AccountID] = &l
	}
	return rows.Err()
}

// readRates reads the rates of all liabilities, by the row of the account.
func readRates(ctx context.Context, tx *sql.Tx) (map[int64][]Rate, error) {
	rows, err := tx.QueryContext(ctx, "SELECT account, kind, percent, balance, interest FROM liability_rates ORDER BY account, place")
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	all := map[int64][]Rate{}
	for rows.Next() {
		var account int64
		var percent string
		var r Rate
		if err := rows.Scan(&account, &r.Kind, &percent, &r.Balance, &r.Interest); err != nil {
			return nil, err
		}
		if r.Percent, err = decimal.NewFromString(percent); err != nil {
			return nil, fmt.Errorf("rate: %w", err)
		}
		all[account] = append(all[account], r)
	}
	return all, rows.Err()
}

// Due is a day on which something is to be paid.
type Due struct {
	Date        ledger.Date
	AccountID   string
	Institution string
	Account     string
	Mask        string
	Class       Class
	Currency    string
	Minor       *int64 // the minimum, of a mortgage the payment; nil: the bank does not say
	Overdue     bool   // the bank says so
}

// Dues gives the due dates from a day to a day, both included, the first one
// first. Each account has one at most: banks tell the next one alone.
func Dues(ctx context.Context, db *storage.DB, from, to ledger.Date) ([]Due, error) {
	all, err := All(ctx, db)
	if err != nil {
		return nil, err
	}
	var dues []Due
	for _, l := range all {
		if l.DueDate < from || l.DueDate > to || l.DueDate == 0 {
			continue
		}
		dues = append(dues, Due{
			Date: l.DueDate, AccountID: l.AccountID, Institution: l.Institution, Account: l.Account, Mask: l.Mask,
			Class: l.Class, Currency: l.Currency, Minor: l.Due, Overdue: l.Overdue != nil && *l.Overdue,
		})
	}
	slices.SortStableFunc(dues, func(a, b Due) int { return int(a.Date - b.Date) })
	return dues, nil
}
