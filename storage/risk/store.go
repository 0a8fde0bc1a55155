package risk

import (
	"context"
	"database/sql"

	"passbook/storage"
	"passbook/storage/ledger"
)

// Ask keeps a question before Plaid is asked, so that its id is known whatever
// becomes of the answer. storage.ErrNotFound: there is no such account.
func Ask(ctx context.Context, db *storage.DB, c Check) error {
	return db.Write(ctx, "keep risk check", func(tx *sql.Tx) error {
		return changed(tx.ExecContext(ctx, `
			INSERT INTO risk_checks (id, account, amount, currency, at)
			SELECT ?, rowid, ?, ?, ? FROM accounts WHERE id = ?`,
			c.ID, c.Amount.Minor, c.Amount.Currency, storage.Micros(c.At), c.AccountID))
	})
}

// Answer keeps what Plaid judged. storage.ErrNotFound: it was not asked.
func Answer(ctx context.Context, db *storage.DB, id string, j Judgement) error {
	return db.Write(ctx, "keep risk check", func(tx *sql.Tx) error {
		return changed(tx.ExecContext(ctx, `
			UPDATE risk_checks SET judged = 1, customer = ?, bank = ?, ruleset = ?, result = ?, note = ? WHERE id = ?`,
			j.Customer, j.Bank, j.Ruleset, j.Result, j.Note, id))
	})
}

// Decided keeps the decision that Plaid was told. storage.ErrNotFound.
func Decided(ctx context.Context, db *storage.DB, id, decision string) error {
	return db.Write(ctx, "keep decision", func(tx *sql.Tx) error {
		return changed(tx.ExecContext(ctx, "UPDATE risk_checks SET decision = ? WHERE id = ?", decision, id))
	})
}

// Returned keeps the return code that Plaid was told. storage.ErrNotFound.
func Returned(ctx context.Context, db *storage.DB, id, code string) error {
	return db.Write(ctx, "keep return", func(tx *sql.Tx) error {
		return changed(tx.ExecContext(ctx, "UPDATE risk_checks SET returned = ? WHERE id = ?", code, id))
	})
}

func changed(res sql.Result, err error) error {
	if err != nil {
		return err
	}
	n, err := res.RowsAffected()
	if err == nil && n == 0 {
		err = storage.ErrNotFound
	}
	return err
}

// List gives the checks, the newest first.
func List(ctx context.Context, db *storage.DB) (checks []Check, err error) {
	err = db.Read(ctx, "list risk checks", func(tx *sql.Tx) error {
		checks = nil
		rows, err := tx.QueryContext(ctx, `
			SELECT r.id, a.id, a.name, a.mask, i.institution, r.amount, r.currency, r.at, r.judged, r.customer, r.bank, r.ruleset, r.result, r.note,
				r.decision, r.returned
			FROM risk_checks r JOIN accounts a ON a.rowid = r.account JOIN items i ON i.rowid = a.item
			ORDER BY r.at DESC, r.id`)
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			var c Check
			var at int64
			var money ledger.Money
			if err := rows.Scan(&c.ID, &c.AccountID, &c.Account, &c.Mask, &c.Institution, &money.Minor, &money.Currency, &at, &c.Judged,
				&c.Customer, &c.Bank, &c.Ruleset, &c.Result, &c.Note, &c.Decision, &c.Returned); err != nil {
				return err
			}
			c.Amount, c.At = money, storage.Instant(at)
			checks = append(checks, c)
		}
		return rows.Err()
	})
	return checks, err
}
