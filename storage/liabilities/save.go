package liabilities

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"passbook/storage"
	"passbook/storage/kept"
)

// Save keeps what the bank of an Item said at an instant of all of its cards and
// loans: what it said before and says no more goes. A liability of an account that the
// cache does not have is left out; a later sync brings the account.
func Save(ctx context.Context, db *storage.DB, itemID string, at time.Time, all []Liability) error {
	return db.Write(ctx, "save liabilities", func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, "DELETE FROM liabilities WHERE account IN (SELECT a.rowid FROM accounts a JOIN items i ON i.rowid = a.item WHERE i.id = ?)", itemID)
		if err != nil {
			return err
		}
		for i := range all {
			if err := save(ctx, tx, itemID, &all[i]); err != nil {
				return err
			}
		}
		return kept.Record(ctx, tx, itemID, kept.Liabilities, at, nil)
	})
}

// columns are the columns of the table, in the order of values.
const columns = `account, class, currency, fetched_at, overdue, last_payment, last_payment_date, statement, statement_date, due, due_date,
	name, term, plan, status, servicer, guarantor, opened, ends, principal, unpaid_interest, year_interest, year_principal,
	escrow, late_fee, past_due, insured, prepayable, forgiveness, eligible, payments_made, payments_left`

func save(ctx context.Context, tx *sql.Tx, itemID string, l *Liability) error {
	var account int64
	err := tx.QueryRowContext(ctx, "SELECT a.rowid FROM accounts a JOIN items i ON i.rowid = a.item WHERE i.id = ? AND a.id = ?", itemID, l.AccountID).Scan(&account)
	if errors.Is(err, sql.ErrNoRows) {
		return nil
	}
	if err != nil {
		return err
	}
	currency, err := storage.InternCurrency(ctx, tx, l.Currency)
	if err != nil {
		return err
	}
	pslf := l.Forgiveness
	if pslf == nil {
		pslf = new(Forgiveness)
	}
	_, err = tx.ExecContext(ctx, "INSERT OR REPLACE INTO liabilities ("+columns+`)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		account, l.Class, currency, storage.Micros(l.FetchedAt), l.Overdue, l.LastPayment, l.LastPaymentDate, l.Statement, l.StatementDate, l.Due, l.DueDate,
		l.Name, l.Term, l.Plan, l.Status, l.Servicer, l.Guarantor, l.Opened, l.Ends, l.Principal, l.UnpaidInterest, l.YearInterest, l.YearPrincipal,
		l.Escrow, l.LateFee, l.PastDue, l.Insured, l.Prepayable, l.Forgiveness != nil, pslf.Eligible, pslf.Made, pslf.Remaining)
	if err != nil {
		return fmt.Errorf("keep liability: %w", err)
	}
	for i, r := range l.Rates {
		_, err := tx.ExecContext(ctx, "INSERT INTO liability_rates (account, place, kind, percent, balance, interest) VALUES (?, ?, ?, ?, ?, ?)",
			account, i, r.Kind, r.Percent.String(), r.Balance, r.Interest)
		if err != nil {
			return fmt.Errorf("keep rate: %w", err)
		}
	}
	return nil
}
