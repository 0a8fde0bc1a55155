package income

import (
	"context"
	"database/sql"
	"errors"

	"passbook/storage"
	"passbook/storage/ledger"
)

// Bank gives what banks last showed of income: the sources that paid most
// recently first.
func Bank(ctx context.Context, db *storage.DB) (r BankReport, err error) {
	err = db.Read(ctx, "read income", func(tx *sql.Tx) error {
		var fetched int64
		if fetched, r.From, err = report(ctx, tx, "bank"); err != nil {
			return err
		}
		r.FetchedAt = storage.Instant(fetched)
		months, err := months(ctx, tx)
		if err != nil {
			return err
		}
		rows, err := tx.QueryContext(ctx, `
			SELECT rowid, id, institution, account, mask, description, category, frequency, first_date, last_date, transactions
			FROM income_sources ORDER BY last_date DESC, rowid`)
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			var s Source
			var row int64
			if err := rows.Scan(&row, &s.ID, &s.Institution, &s.Account, &s.Mask, &s.Description, &s.Category, &s.Frequency, &s.First, &s.Last, &s.Count); err != nil {
				return err
			}
			s.Months = months[row]
			r.Sources = append(r.Sources, s)
		}
		return rows.Err()
	})
	return r, err
}

// months gives the months of each source.
func months(ctx context.Context, tx *sql.Tx) (map[int64][]Month, error) {
	rows, err := tx.QueryContext(ctx, `
		SELECT m.source, m.month, c.code, m.amount FROM income_months m JOIN currencies c ON c.rowid = m.currency
		ORDER BY m.source, m.month, c.code`)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	all := map[int64][]Month{}
	for rows.Next() {
		var source int64
		var m Month
		if err := rows.Scan(&source, &m.Month, &m.Amount.Currency, &m.Amount.Minor); err != nil {
			return nil, err
		}
		all[source] = append(all[source], m)
	}
	return all, rows.Err()
}

// Payroll gives the pay stubs that employers last sent.
func Payroll(ctx context.Context, db *storage.DB) (r PayrollReport, err error) {
	err = db.Read(ctx, "read pay stubs", func(tx *sql.Tx) error {
		fetched, _, err := report(ctx, tx, "payroll")
		if err != nil {
			return err
		}
		r.FetchedAt = storage.Instant(fetched)
		rows, err := tx.QueryContext(ctx, `
			SELECT p.id, p.institution, p.employer, p.paid_on, p.first_date, p.last_date, p.frequency, c.code, p.gross, p.deducted, p.net, p.year_gross, p.year_net
			FROM pay_stubs p JOIN currencies c ON c.rowid = p.currency ORDER BY p.paid_on DESC, p.rowid`)
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			var s Stub
			if err := rows.Scan(&s.ID, &s.Institution, &s.Employer, &s.PaidOn, &s.First, &s.Last, &s.Frequency, &s.Currency, &s.Gross, &s.Deducted, &s.Net, &s.YearGross, &s.YearNet); err != nil {
				return err
			}
			r.Stubs = append(r.Stubs, s)
		}
		return rows.Err()
	})
	return r, err
}

// report says when a kind of report came, in microseconds, and what it reaches
// back to.
func report(ctx context.Context, tx *sql.Tx, kind string) (fetched int64, from ledger.Date, err error) {
	err = tx.QueryRowContext(ctx, "SELECT fetched_at, first_date FROM income_reports WHERE kind = ?", kind).Scan(&fetched, &from)
	if errors.Is(err, sql.ErrNoRows) {
		err = nil
	}
	return fetched, from, err
}
