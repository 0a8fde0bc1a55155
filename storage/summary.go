package storage

import (
	"context"
	"database/sql"
	"slices"
	"strings"
)

// Flow is one month's money of one category in one currency, posted rows
// only, hidden rows left out.
type Flow struct {
	Month    Month
	Category string // detailed, or the primary where the bank gives no more; the person's override included
	Currency string
	In, Out  int64 // minor units; Out is negative
	Count    int
}

// Flows gives every month from first to last inclusive. Transfers between own
// accounts are in it: see IsTransfer.
func (db *DB) Flows(ctx context.Context, first, last Month) ([]Flow, error) {
	rows, err := db.reader.QueryContext(ctx, `
		SELECT s.month, coalesce(nullif(c.detail, ''), c.main) AS category, u.text AS currency,
			`+sumOf("s.money_in")+", "+sumOf("s.money_out")+`, sum(s.counted)
		FROM summaries s JOIN categories c ON c.row = s.category JOIN words u ON u.row = s.currency
		WHERE s.month BETWEEN ? AND ? AND s.counted > 0
		GROUP BY s.month, category, currency ORDER BY s.month, category, currency`, first, last)
	var flows []Flow
	err = eachRow(rows, err, func(rows *sql.Rows) error {
		var f Flow
		err := rows.Scan(&f.Month, &f.Category, &f.Currency, &f.In, &f.Out, &f.Count)
		flows = append(flows, f)
		return err
	})
	return flows, explain("add up months", err)
}

// IsTransfer reports whether a detailed category is money moving between the
// person's own pockets, which is neither spending nor income: transfers, the
// payment of an own card, and a loan paid out.
func IsTransfer(category string) bool {
	for _, prefix := range []string{"TRANSFER_IN", "TRANSFER_OUT", "LOAN_DISBURSEMENTS", "LOAN_PAYMENTS_CREDIT_CARD_PAYMENT"} {
		if category == prefix || strings.HasPrefix(category, prefix+"_") {
			return true
		}
	}
	return false
}

// Categories gives the detailed categories in use, the most used first.
func (db *DB) Categories(ctx context.Context) ([]string, error) {
	rows, err := db.reader.QueryContext(ctx, `
		SELECT coalesce(nullif(c.detail, ''), c.main) AS category
		FROM summaries s JOIN categories c ON c.row = s.category
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

// tally adds up by currency.
type tally struct {
	count, pending int
	sums           map[string]*[2]int64
}

func (t *tally) add(category, currency string, count, pending int, in, out int64) {
	t.count += count
	t.pending += pending
	if IsTransfer(category) || in == 0 && out == 0 {
		return
	}
	if t.sums == nil {
		t.sums = map[string]*[2]int64{}
	}
	sum := t.sums[currency]
	if sum == nil {
		sum = new([2]int64)
		t.sums[currency] = sum
	}
	sum[0], sum[1] = addUp(sum[0], in), addUp(sum[1], out)
}

func (t *tally) summary() Summary {
	s := Summary{Count: t.count, Pending: t.pending}
	for currency, sum := range t.sums {
		if sum[0] != 0 {
			s.In = append(s.In, Money{sum[0], currency})
		}
		if sum[1] != 0 {
			s.Out = append(s.Out, Money{sum[1], currency})
		}
	}
	byCode := func(a, b Money) int { return strings.Compare(a.Currency, b.Currency) }
	slices.SortFunc(s.In, byCode)
	slices.SortFunc(s.Out, byCode)
	return s
}

// Summarize counts and adds up a filter's entries. Whole months come from the
// summaries; only the ends of a range that starts or stops within a month are
// read row by row.
func (db *DB) Summarize(ctx context.Context, f Filter) (Summary, error) {
	var t tally
	err := db.summarize(ctx, f, &t)
	return t.summary(), explain("add up transactions", err)
}

func (db *DB) summarize(ctx context.Context, f Filter, t *tally) error {
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
func wholeMonths(f Filter) (whole *Filter, parts []Filter) {
	if f.From != 0 && f.To != 0 && f.From.Month() == f.To.Month() && (f.From != f.From.Month().First() || f.To != f.To.Month().Last()) {
		return nil, []Filter{f}
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

func (db *DB) sumMonths(ctx context.Context, f Filter, t *tally) error {
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
		{"? IN (c.main, c.detail)", f.Category, f.Category != ""},
	} {
		if limit.set {
			where, args = where+" AND "+limit.condition, append(args, limit.value)
		}
	}
	rows, err := db.reader.QueryContext(ctx, `
		SELECT coalesce(nullif(c.detail, ''), c.main), u.text, sum(s.entries), sum(s.pending),
			`+sumOf("s.money_in")+", "+sumOf("s.money_out")+`
		FROM summaries s JOIN categories c ON c.row = s.category JOIN words u ON u.row = s.currency
			JOIN accounts a ON a.row = s.account JOIN items i ON i.row = a.item
		WHERE `+where+" GROUP BY s.category, s.currency", args...)
	return t.addAll(rows, err)
}

// sumRows adds up row by row.
func (db *DB) sumRows(ctx context.Context, f Filter, t *tally) error {
	c, none, err := db.condition(ctx, f)
	if err != nil || none {
		return err
	}
	query, args := c.union(func(where string) string {
		return "SELECT category, currency, amount, pending, hidden FROM transactions t WHERE " + where
	})
	rows, err := db.reader.QueryContext(ctx, `
		SELECT coalesce(nullif(c.detail, ''), c.main), u.text, count(*), sum(t.pending),
			`+sumOf("(CASE WHEN pending OR hidden THEN 0 ELSE max(amount, 0) END)")+", "+
		sumOf("(CASE WHEN pending OR hidden THEN 0 ELSE min(amount, 0) END)")+`
		FROM (`+query+`) t JOIN categories c ON c.row = t.category JOIN words u ON u.row = t.currency
		GROUP BY t.category, t.currency`, args...)
	return t.addAll(rows, err)
}

func (t *tally) addAll(rows *sql.Rows, err error) error {
	return eachRow(rows, err, func(rows *sql.Rows) error {
		var category, currency string
		var count, pending int
		var in, out int64
		err := rows.Scan(&category, &currency, &count, &pending, &in, &out)
		t.add(category, currency, count, pending, in, out)
		return err
	})
}

// Position is the number of entries of the filter before the key: 0 for the
// first.
func (db *DB) Position(ctx context.Context, f Filter, k Key) (int, error) {
	n, err := db.position(ctx, f, k)
	return n, explain("find the place in a list", err)
}

func (db *DB) position(ctx context.Context, f Filter, k Key) (int, error) {
	if k == (Key{}) {
		return 0, nil
	}
	if f.Text != "" {
		return db.searchPosition(ctx, f, k)
	}
	before := 0
	if !f.Removed && (f.To == 0 || f.To > k.Date.Month().Last()) {
		later := f // the months after the key's
		later.From = max(f.From, k.Date.Month().Last().AddDays(1))
		var t tally
		if err := db.summarize(ctx, later, &t); err != nil {
			return 0, err
		}
		before, f.To = t.count, k.Date.Month().Last()
	}
	f.From = max(f.From, k.Date)
	c, none, err := db.condition(ctx, f)
	if err != nil || none {
		return before, err
	}
	query, args := c.union(func(where string) string {
		return "SELECT count(*) AS n FROM transactions t WHERE " + where + " AND (t.date, t.row) > (?, ?)"
	}, k.Date, k.Row)
	var n int
	err = db.reader.QueryRowContext(ctx, "SELECT sum(n) FROM ("+query+")", args...).Scan(&n)
	return before + n, err
}
