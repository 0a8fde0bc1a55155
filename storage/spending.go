package storage

import (
	"cmp"
	"context"
	"database/sql"
	"slices"
)

// counts is what flows are made of: posted rows that stand and that the person
// has not hidden.
const counts = "t.removed = 0 AND NOT t.pending AND NOT t.hidden AND t.date BETWEEN ? AND ?"

// FlowsBetween gives the money of every category and currency between two days
// inclusive, as Flows does, with no month.
func (db *DB) FlowsBetween(ctx context.Context, from, to Date) ([]Flow, error) {
	rows, err := db.reader.QueryContext(ctx, `
		SELECT coalesce(nullif(c.detail, ''), c.main) AS category, u.text AS currency,
			`+sumOf("max(t.amount, 0)")+", "+sumOf("min(t.amount, 0)")+`, count(*)
		FROM transactions t JOIN categories c ON c.row = t.category JOIN words u ON u.row = t.currency
		WHERE `+counts+` GROUP BY category, currency ORDER BY category, currency`, from, to)
	var flows []Flow
	err = eachRow(rows, err, func(rows *sql.Rows) error {
		var f Flow
		err := rows.Scan(&f.Category, &f.Currency, &f.In, &f.Out, &f.Count)
		flows = append(flows, f)
		return err
	})
	return flows, explain("add up days", err)
}

// MerchantTotal is what went to one merchant, refunds taken off.
type MerchantTotal struct {
	Merchant string // the bank's text where it names no merchant
	Out      Money  // negative
	Count    int
}

// TopMerchants gives the merchants that most money of a currency went to
// between two days inclusive, the most first. Transfers between own accounts
// are left out.
func (db *DB) TopMerchants(ctx context.Context, currency string, from, to Date, limit int) ([]MerchantTotal, error) {
	rows, err := db.reader.QueryContext(ctx, `
		SELECT coalesce(nullif(m.name, ''), t.name) AS merchant, coalesce(nullif(c.detail, ''), c.main),
			`+sumOf("t.amount")+`, count(*)
		FROM transactions t JOIN categories c ON c.row = t.category JOIN words u ON u.row = t.currency
			JOIN merchants m ON m.row = t.merchant
		WHERE `+counts+` AND u.text = ? GROUP BY merchant, c.row ORDER BY merchant`, from, to, currency)
	var all []MerchantTotal
	err = eachRow(rows, err, func(rows *sql.Rows) error {
		one, category := MerchantTotal{Out: Money{Currency: currency}}, ""
		if err := rows.Scan(&one.Merchant, &category, &one.Out.Minor, &one.Count); err != nil || IsTransfer(category) {
			return err
		}
		if last := len(all) - 1; last >= 0 && all[last].Merchant == one.Merchant {
			all[last].Out.Minor = addUp(all[last].Out.Minor, one.Out.Minor)
			all[last].Count += one.Count
			return nil
		}
		all = append(all, one)
		return nil
	})
	return spentMost(all, limit), explain("add up merchants", err)
}

func spentMost(all []MerchantTotal, limit int) []MerchantTotal {
	all = slices.DeleteFunc(all, func(m MerchantTotal) bool { return m.Out.Minor >= 0 })
	slices.SortStableFunc(all, func(a, b MerchantTotal) int { return cmp.Compare(a.Out.Minor, b.Out.Minor) })
	return all[:min(limit, len(all))]
}
