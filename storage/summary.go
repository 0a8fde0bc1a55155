package storage

import (
	"context"
	"database/sql"

	"passbook/storage/ledger"
)

// Flows gives the money of every category and currency in the months from first
// to last inclusive. Transfers between own accounts are in it: see
// ledger.IsTransfer.
func (db *DB) Flows(ctx context.Context, first, last ledger.Month) ([]ledger.Flow, error) {
	rows, err := db.reader.QueryContext(ctx, `
		SELECT s.month, coalesce(nullif(c.detailed_name, ''), c.primary_name) AS category, u.code AS currency,
			`+sumOf("s.money_in")+", "+sumOf("s.money_out")+`, sum(s.counted)
		FROM monthly_totals s JOIN categories c ON c.rowid = s.category JOIN currencies u ON u.rowid = s.currency
		WHERE s.month BETWEEN ? AND ? AND s.counted > 0
		GROUP BY s.month, category, currency ORDER BY s.month, category, currency`, first, last)
	var flows []ledger.Flow
	err = eachRow(rows, err, func(rows *sql.Rows) error {
		var f ledger.Flow
		err := rows.Scan(&f.Month, &f.Category, &f.Currency, &f.In, &f.Out, &f.Count)
		flows = append(flows, f)
		return err
	})
	return flows, explain("add up months", err)
}

// Categories gives the detailed categories in use, the most used first.
func (db *DB) Categories(ctx context.Context) ([]string, error) {
	rows, err := db.reader.QueryContext(ctx, `
		SELECT coalesce(nullif(c.detailed_name, ''), c.primary_name) AS category
		FROM monthly_totals s JOIN categories c ON c.rowid = s.category
		WHERE s.entries > 0 GROUP BY category HAVING category <> '' ORDER BY sum(s.entries) DESC, category`)
	var categories []string
	err = eachRow(rows, err, func(rows *sql.Rows) error {
		var category string
		err := rows.Scan(&category)
		categories = append(categories, category)
		return err
	})
	return categories, explain("list categories", err)
}

// sumOf adds up in SQL without the error that sum() ends in where a sum leaves
// 64 bits: it then becomes inexact.
func sumOf(amount string) string {
	const billion = "1000000000"
	return "CAST(sum(" + amount + " / " + billion + ") * " + billion + " + sum(" + amount + " % " + billion + ") AS INTEGER)"
}

// Summarize counts and adds up a filter's entries. Whole months come from the
// monthly totals; only the ends of a range that starts or stops within a month
// are read row by row.
func (db *DB) Summarize(ctx context.Context, f ledger.Filter) (ledger.Summary, error) {
	var t ledger.Tally
	err := db.summarize(ctx, f, &t)
	return t.Summary(), explain("add up transactions", err)
}

func (db *DB) summarize(ctx context.Context, f ledger.Filter, t *ledger.Tally) error {
	if f.Text != "" {
		return db.searchSummary(ctx, f, t)
	}
	if f.Removed {
		return db.sumRows(ctx, f, t)
	}
	whole, parts := wholeMonths(f)
	for _, part := range parts {
		if err := db.sumRows(ctx, part, t); err != nil {
			return err
		}
	}
	if whole == nil {
		return nil
	}
	return db.sumMonths(ctx, *whole, t)
}

// wholeMonths splits a filter's range into whole months and what sticks out.
func wholeMonths(f ledger.Filter) (whole *ledger.Filter, parts []ledger.Filter) {
	if f.From != 0 && f.To != 0 && f.From.Month() == f.To.Month() && (f.From != f.From.Month().First() || f.To != f.To.Month().Last()) {
		return nil, []ledger.Filter{f}
	}
	rest := f
	if f.From != 0 && f.From != f.From.Month().First() {
		part := f
		part.To = f.From.Month().Last()
		parts, rest.From = append(parts, part), part.To.AddDays(1)
	}
	if f.To != 0 && f.To != f.To.Month().Last() {
		part := f
		part.From = f.To.Month().First()
		parts, rest.To = append(parts, part), part.From.AddDays(-1)
	}
	if rest.From != 0 && rest.To != 0 && rest.From > rest.To {
		return nil, parts
	}
	return &rest, parts
}

func (db *DB) sumMonths(ctx context.Context, f ledger.Filter, t *ledger.Tally) error {
	where, args := "s.entries > 0", []any{}
	for _, limit := range []struct {
		condition string
		value     any
		set       bool
	}{
		{"s.month >= ?", f.From.Month(), f.From != 0},
		{"s.month <= ?", f.To.Month(), f.To != 0},
		{isAccount("?"), f.AccountID, f.AccountID != ""},
		{"i.id = ?", f.ItemID, f.ItemID != ""},
		{"? IN (c.primary_name, c.detailed_name)", f.Category, f.Category != ""},
	} {
		if limit.set {
			where, args = where+" AND "+limit.condition, append(args, limit.value)
		}
	}
	rows, err := db.reader.QueryContext(ctx, `
		SELECT coalesce(nullif(c.detailed_name, ''), c.primary_name), u.code, sum(s.entries), sum(s.pending),
			`+sumOf("s.money_in")+", "+sumOf("s.money_out")+`
		FROM monthly_totals s JOIN categories c ON c.rowid = s.category JOIN currencies u ON u.rowid = s.currency
			JOIN accounts a ON a.rowid = s.account JOIN items i ON i.rowid = a.item
		WHERE `+where+" GROUP BY s.category, s.currency", args...)
	return scanTally(t, rows, err)
}

// sumRows adds up row by row.
func (db *DB) sumRows(ctx context.Context, f ledger.Filter, t *ledger.Tally) error {
	c, none, err := db.condition(ctx, f)
	if err != nil || none {
		return err
	}
	query, args := c.union(func(where string) string {
		return "SELECT category, currency, amount, pending, hidden FROM transactions t WHERE " + where
	})
	rows, err := db.reader.QueryContext(ctx, `
		SELECT coalesce(nullif(c.detailed_name, ''), c.primary_name), u.code, count(*), sum(t.pending),
			`+sumOf("(CASE WHEN pending OR hidden THEN 0 ELSE max(amount, 0) END)")+", "+
		sumOf("(CASE WHEN pending OR hidden THEN 0 ELSE min(amount, 0) END)")+`
		FROM (`+query+`) t JOIN categories c ON c.rowid = t.category JOIN currencies u ON u.rowid = t.currency
		GROUP BY t.category, t.currency`, args...)
	return scanTally(t, rows, err)
}

func scanTally(t *ledger.Tally, rows *sql.Rows, err error) error {
	return eachRow(rows, err, func(rows *sql.Rows) error {
		var category, currency string
		var count, pending int
		var in, out int64
		err := rows.Scan(&category, &currency, &count, &pending, &in, &out)
		t.Add(category, currency, count, pending, in, out)
		return err
	})
}

// Position is the number of entries of the filter before the key: 0 for the
// first.
func (db *DB) Position(ctx context.Context, f ledger.Filter, k ledger.Key) (int, error) {
	n, err := db.position(ctx, f, k)
	return n, explain("find the place in a list", err)
}

func (db *DB) position(ctx context.Context, f ledger.Filter, k ledger.Key) (int, error) {
	if k == (ledger.Key{}) {
		return 0, nil
	}
	if f.Text != "" {
		return db.searchPosition(ctx, f, k)
	}
	before := 0
	if !f.Removed && (f.To == 0 || f.To > k.Date.Month().Last()) {
		later := f // the months after the key's
		later.From = max(f.From, k.Date.Month().Last().AddDays(1))
		var t ledger.Tally
		if err := db.summarize(ctx, later, &t); err != nil {
			return 0, err
		}
		before, f.To = t.Count, k.Date.Month().Last()
	}
	f.From = max(f.From, k.Date)
	c, none, err := db.condition(ctx, f)
	if err != nil || none {
		return before, err
	}
	query, args := c.union(func(where string) string {
		return "SELECT count(*) AS n FROM transactions t WHERE " + where + " AND (t.date, t.rowid) > (?, ?)"
	}, k.Date, k.Row)
	var n int
	err = db.reader.QueryRowContext(ctx, "SELECT sum(n) FROM ("+query+")", args...).Scan(&n)
	return before + n, err
}
