package storage

import (
	"context"
	"database/sql"

	"passbook/storage/ledger"
)

// countedRows is what flows are made of: posted rows that stand and that the person
// has not hidden.
const countedRows = notRemoved + " AND NOT t.pending AND NOT t.hidden AND t.date BETWEEN ? AND ?"

// FlowsBetween gives the money of every category and currency between two days
// inclusive, as Flows does, with no month.
func (db *DB) FlowsBetween(ctx context.Context, from, to ledger.Date) ([]ledger.Flow, error) {
	rows, err := db.reader.QueryContext(ctx, `
		SELECT coalesce(nullif(c.detailed_name, ''), c.primary_name) AS category, u.code AS currency,
			`+sumOf("max(t.amount, 0)")+", "+sumOf("min(t.amount, 0)")+`, count(*)
		FROM transactions t JOIN categories c ON c.rowid = t.category JOIN currencies u ON u.rowid = t.currency
		WHERE `+countedRows+` GROUP BY category, currency ORDER BY category, currency`, from, to)
	var flows []ledger.Flow
	err = eachRow(rows, err, func(rows *sql.Rows) error {
		var f ledger.Flow
		err := rows.Scan(&f.Category, &f.Currency, &f.In, &f.Out, &f.Count)
		flows = append(flows, f)
		return err
	})
	return flows, explain("add up days", err)
}

// TopMerchants gives the merchants that most money of a currency went to
// between two days inclusive, the most first. Transfers between own accounts
// are left out.
func (db *DB) TopMerchants(ctx context.Context, currency string, from, to ledger.Date, limit int) ([]ledger.MerchantTotal, error) {
	rows, err := db.reader.QueryContext(ctx, `
		SELECT coalesce(nullif(m.name, ''), t.name) AS merchant, coalesce(nullif(c.detailed_name, ''), c.primary_name),
			`+sumOf("t.amount")+`, count(*)
		FROM transactions t JOIN categories c ON c.rowid = t.category JOIN currencies u ON u.rowid = t.currency
			JOIN merchants m ON m.rowid = t.merchant
		WHERE `+countedRows+` AND u.code = ? GROUP BY merchant, c.rowid`, from, to, currency)
	var t ledger.MerchantTally
	err = eachRow(rows, err, func(rows *sql.Rows) error {
		one, category := ledger.MerchantTotal{Out: ledger.Money{Currency: currency}}, ""
		err := rows.Scan(&one.Merchant, &category, &one.Out.Minor, &one.Count)
		t.Add(category, one)
		return err
	})
	return t.MostSpent(limit), explain("add up merchants", err)
}

// MerchantVisit is a past transaction with the same merchant.
type MerchantVisit struct {
	Date   ledger.Date
	Amount ledger.Money
}

// MerchantVisits gives an entry's merchant's transactions since a day, newest
// first. An entry without a merchant has none.
func (db *DB) MerchantVisits(ctx context.Context, id string, since ledger.Date) ([]MerchantVisit, error) {
	rows, err := db.reader.QueryContext(ctx, `
		WITH own AS (SELECT m.name, m.entity_id FROM transactions t JOIN merchants m ON m.rowid = t.merchant WHERE t.id = ?),
			same AS (SELECT m.rowid FROM merchants m, own WHERE m.name <> '' AND m.name = own.name
				OR m.entity_id <> '' AND m.entity_id = own.entity_id)
		SELECT t.date, t.amount, u.code FROM same CROSS JOIN transactions t ON t.merchant = same.rowid
			CROSS JOIN currencies u ON u.rowid = t.currency
		WHERE t.removed = 0 AND t.date >= ? ORDER BY t.date DESC, t.rowid DESC`, packedID(id), since)
	var visits []MerchantVisit
	err = eachRow(rows, err, func(rows *sql.Rows) error {
		var v MerchantVisit
		err := rows.Scan(&v.Date, &v.Amount.Minor, &v.Amount.Currency)
		visits = append(visits, v)
		return err
	})
	return visits, explain("list a merchant's transactions", err)
}
