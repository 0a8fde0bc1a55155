package storage

import (
	"context"
	"database/sql"

	"passbook/storage/ledger"
)

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

// Summarize counts and adds up a filter's entries, each with its whole amount;
// of a loan payment that is only in part of the filter's Figure, the part. Whole
// months come from the monthly totals; only the ends of a range that starts or
// stops within a month are read row by row.
func (db *DB) Summarize(ctx context.Context, f ledger.Filter) (ledger.Summary, error) {
	var t ledger.Tally
	f.Category = currentName(f.Category)
	err := db.summarize(ctx, f, &t)
	return t.Summary(), explain("add up transactions", err)
}

func (db *DB) summarize(ctx context.Context, f ledger.Filter, t *ledger.Tally) error {
	switch {
	case f.Text != "":
		return db.searchSummary(ctx, f, t)
	case f.Removed:
		return db.sumRows(ctx, f, t)
	case f.Figure != ledger.Figure{}:
		return db.sumFigure(ctx, f, t)
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
		{"u.code = ?", f.Currency, f.Currency != ""},
	} {
		if limit.set {
			where, args = where+" AND "+limit.condition, append(args, limit.value)
		}
	}
	rows, err := db.reader.QueryContext(ctx, `
		SELECT u.code, s.state, `+sumOf("s.money_in")+", "+sumOf("s.money_out")+`, sum(s.entries)
		FROM monthly_totals s JOIN categories c ON c.rowid = s.category JOIN currencies u ON u.rowid = s.currency
			JOIN accounts a ON a.rowid = s.account JOIN items i ON i.rowid = a.item
		WHERE `+where+" GROUP BY s.currency, s.state", args...)
	return scanTally(t, rows, err)
}

// sumRows adds up row by row.
func (db *DB) sumRows(ctx context.Context, f ledger.Filter, t *ledger.Tally) error {
	c, none, err := db.condition(ctx, f)
	if err != nil || none {
		return err
	}
	query, args := c.union(func(where string) string {
		return "SELECT currency, " + stateOfRow + " AS state, amount FROM transactions t WHERE " + where
	})
	rows, err := db.reader.QueryContext(ctx, `
		SELECT u.code, t.state, `+sumOf("max(t.amount, 0)")+", "+sumOf("min(t.amount, 0)")+`, count(*)
		FROM (`+query+`) t JOIN currencies u ON u.rowid = t.currency GROUP BY t.currency, t.state`, args...)
	return scanTally(t, rows, err)
}

func scanTally(t *ledger.Tally, rows *sql.Rows, err error) error {
	return eachRow(rows, err, func(rows *sql.Rows) error {
		var currency string
		var state ledger.State
		var s ledger.Sum
		err := rows.Scan(&currency, &state, &s.In, &s.Out, &s.Count)
		t.Add(currency, state, s)
		return err
	})
}

// sumFigure adds up the rows that make a figure, from the flows that figures
// are made of.
func (db *DB) sumFigure(ctx context.Context, f ledger.Filter, t *ledger.Tally) error {
	rules, err := db.rules(ctx)
	if err != nil {
		return err
	}
	asked := flowsAsked{from: f.From, to: f.To, currency: f.Currency}
	if f.AccountID != "" || f.ItemID != "" {
		if asked.accounts, err = db.accountRows(ctx, f); err != nil || len(asked.accounts) == 0 {
			return err
		}
	}
	flows, err := db.flows(ctx, asked)
	for i := range flows {
		flow := &flows[i]
		if f.Category != "" && f.Category != flow.Primary && f.Category != flow.Category {
			continue
		}
		eachSide(flow, func(in bool, s ledger.Sum) {
			if class, code := rules.Sort(*flow, in); f.Figure.Has(class, code, flow.State) {
				if flow.Principal {
					s.Count = 1 // the row is listed, wherever figures count it
				}
				t.Add(flow.Currency, flow.State, s)
			}
		})
	}
	return err
}

// eachSide calls f with what came in and with what went out of a flow, where
// there are rows.
func eachSide(flow *ledger.Flow, f func(in bool, s ledger.Sum)) {
	in, out := ledger.Sum{In: flow.In, Count: flow.Received}, ledger.Sum{Out: flow.Out, Count: flow.Count - flow.Received}
	if in != (ledger.Sum{}) {
		f(true, in)
	}
	if out != (ledger.Sum{}) {
		f(false, out)
	}
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
	if !f.Removed && f.Figure == (ledger.Figure{}) && (f.To == 0 || f.To > k.Date.Month().Last()) {
		later := f // the months after the key's
		later.From = max(f.From, k.Date.Month().Last().AddDays(1))
		var t ledger.Tally
		if err := db.summarize(ctx, later, &t); err != nil {
			return 0, err
		}
		sum := t.Summary()
		before, f.To = sum.Count, k.Date.Month().Last()
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
