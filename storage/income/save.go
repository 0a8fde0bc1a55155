package income

import (
	"context"
	"database/sql"
	"time"

	"passbook/storage"
	"passbook/storage/ledger"
)

// SaveSources keeps what banks show of income, in place of what they showed
// before.
func SaveSources(ctx context.Context, db *storage.DB, at time.Time, from ledger.Date, all []Source) error {
	return db.Write(ctx, "save income", func(tx *sql.Tx) error {
		if err := begin(ctx, tx, "bank", "income_sources", at, from); err != nil {
			return err
		}
		for _, s := range all {
			result, err := tx.ExecContext(ctx, `
				INSERT INTO income_sources (id, institution, account, mask, description, category, frequency, first_date, last_date, transactions)
				VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
				s.ID, s.Institution, s.Account, s.Mask, s.Description, s.Category, s.Frequency, s.First, s.Last, s.Count)
			if err != nil {
				return err
			}
			row, err := result.LastInsertId()
			if err != nil {
				return err
			}
			for _, m := range s.Months {
				currency, err := storage.InternCurrency(ctx, tx, m.Amount.Currency)
				if err != nil {
					return err
				}
				_, err = tx.ExecContext(ctx, `
					INSERT INTO income_months (source, month, currency, amount) VALUES (?, ?, ?, ?)
					ON CONFLICT DO UPDATE SET amount = amount + excluded.amount`, row, m.Month, currency, m.Amount.Minor)
				if err != nil {
					return err
				}
			}
		}
		return nil
	})
}

// SaveStubs keeps employers' pay stubs, in place of those of before.
func SaveStubs(ctx context.Context, db *storage.DB, at time.Time, all []Stub) error {
	return db.Write(ctx, "save pay stubs", func(tx *sql.Tx) error {
		if err := begin(ctx, tx, "payroll", "pay_stubs", at, 0); err != nil {
			return err
		}
		for _, s := range all {
			currency, err := storage.InternCurrency(ctx, tx, s.Currency)
			if err != nil {
				return err
			}
			_, err = tx.ExecContext(ctx, `
				INSERT INTO pay_stubs (id, institution, employer, paid_on, first_date, last_date, frequency, currency, gross, deducted, net, year_gross, year_net)
				VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
				s.ID, s.Institution, s.Employer, s.PaidOn, s.First, s.Last, s.Frequency, currency, s.Gross, s.Deducted, s.Net, s.YearGross, s.YearNet)
			if err != nil {
				return err
			}
		}
		return nil
	})
}

// begin empties a table for a report of a kind, and keeps when it came.
func begin(ctx context.Context, tx *sql.Tx, kind, table string, at time.Time, from ledger.Date) error {
	if _, err := tx.ExecContext(ctx, "DELETE FROM "+table); err != nil {
		return err
	}
	_, err := tx.ExecContext(ctx, "INSERT OR REPLACE INTO income_reports (kind, fetched_at, first_date) VALUES (?, ?, ?)", kind, storage.Micros(at), from)
	return err
}

// Forget drops all that is kept of income.
func Forget(ctx context.Context, db *storage.DB) error {
	return db.Write(ctx, "drop income", func(tx *sql.Tx) error {
		for _, table := range []string{"income_sources", "pay_stubs", "income_reports"} {
			if _, err := tx.ExecContext(ctx, "DELETE FROM "+table); err != nil {
				return err
			}
		}
		return nil
	})
}
