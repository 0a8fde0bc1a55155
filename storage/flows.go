package storage

import (
	"cmp"
	"context"
	"database/sql"
	"database/sql/driver"
	"slices"
	"strings"

	"passbook/storage/ledger"
	"passbook/storage/textindex"
)

// flowsAsked says which rows become flows.
type flowsAsked struct {
	from, to  ledger.Date
	byMonth   bool    // of the budget; else the flows have no month
	byAccount bool    // else the flows name none, only its kind
	currency  string  // empty: all
	accounts  []int64 // rowids; nil: all
}

// stateOfRow is the state of a row of transactions t, as monthly_totals has it:
// see ledger.StateOf.
const stateOfRow = "CASE WHEN t.hidden THEN 2 WHEN t.pending THEN 1 WHEN t.pair IS NOT NULL THEN 3 ELSE 0 END"

// flows adds up the rows of some days. Whole calendar months come from the
// monthly totals; only what sticks out of them, and months that begin on
// another day, are read row by row. Loan payments are split into what paid the
// loan off and the rest.
func (db *DB) flows(ctx context.Context, asked flowsAsked) (flows []ledger.Flow, err error) {
	err = db.retryUntilStable(ctx, func() error {
		if flows, err = db.sumFlows(ctx, asked); err != nil {
			return err
		}
		flows, err = db.splitFlows(ctx, asked, flows)
		return err
	})
	return flows, err
}

// sumFlows gives flows with loan payments whole.
func (db *DB) sumFlows(ctx context.Context, asked flowsAsked) ([]ledger.Flow, error) {
	parts, args := db.flowParts(asked)
	if len(parts) == 0 {
		return nil, nil // the days end before they begin
	}
	where, month, account, name := "1", "0", "''", "''"
	if asked.byMonth {
		month = "s.month"
	}
	if asked.byAccount {
		account, name = "a.id", "a.name"
	}
	if asked.currency != "" {
		where, args = where+" AND u.code = ?", append(args, asked.currency)
	}
	if asked.accounts != nil {
		where += " AND s.account IN (NULL" + strings.Repeat(", ?", len(asked.accounts)) + ")"
		for _, row := range asked.accounts {
			args = append(args, row)
		}
	}
	var flows []ledger.Flow
	err := db.eachValue(ctx, `
		WITH s (month, account, category, currency, state, entries, received, money_in, money_out) AS (`+strings.Join(parts, " UNION ALL ")+`)
		SELECT `+month+` AS month, `+account+` AS account, `+name+`, o.kind, c.primary_name, coalesce(nullif(c.detailed_name, ''), c.primary_name),
			u.code, s.state, `+sumOf("s.money_in")+", "+sumOf("s.money_out")+`, sum(s.entries), sum(s.received)
		FROM s CROSS JOIN accounts o ON o.rowid = s.account CROSS JOIN accounts a ON a.rowid = coalesce(o.successor, o.rowid)
			CROSS JOIN categories c ON c.rowid = s.category CROSS JOIN currencies u ON u.rowid = s.currency
		WHERE `+where+" GROUP BY 1, 2, o.kind, s.category, s.currency, s.state", args, func(v []driver.Value) error {
		flows = append(flows, ledger.Flow{
			Month: ledger.Month(v[0].(int64)), AccountID: v[1].(string), AccountName: v[2].(string), Kind: ledger.AccountKind(v[3].(string)),
			Primary: v[4].(string), Category: v[5].(string), Currency: v[6].(string), State: ledger.State(v[7].(int64)),
			In: v[8].(int64), Out: v[9].(int64), Count: int(v[10].(int64)), Received: int(v[11].(int64)),
		})
		return nil
	})
	return flows, err
}

// flowParts gives queries whose rows together are the sums of the days.
func (db *DB) flowParts(asked flowsAsked) (parts []string, args []any) {
	start := db.settings.First(asked.from.Month()) % 100
	whole, ends := wholeMonths(days{asked.from, asked.to})
	if asked.byMonth && start != 1 {
		whole, ends = nil, []days{{asked.from, asked.to}}
	}
	if whole != nil {
		parts = append(parts, `SELECT month, account, category, currency, state, entries, received, money_in, money_out
			FROM monthly_totals WHERE month BETWEEN ? AND ? AND entries > 0`)
		args = append(args, whole.from.Month(), cmp.Or(whole.to, lastDay).Month())
	}
	for _, end := range ends {
		parts = append(parts, `SELECT t.date / 100 - CASE WHEN t.date % 100 >= ? THEN 0 WHEN t.date / 100 % 100 = 1 THEN 89 ELSE 1 END,
				t.account, t.category, t.currency, `+stateOfRow+", count(*), sum(t.amount >= 0), "+
			sumOf("max(t.amount, 0)")+", "+sumOf("min(t.amount, 0)")+`
			FROM transactions t WHERE `+notRemoved+" AND t.date BETWEEN ? AND ? GROUP BY 1, 2, 3, 4, 5")
		args = append(args, start, end.from, cmp.Or(end.to, lastDay))
	}
	return parts, args
}

// days are those from one to another, both included; zero: open.
type days struct{ from, to ledger.Date }

// wholeMonths splits days into whole months and what sticks out.
func wholeMonths(d days) (whole *days, ends []days) {
	if d.to != 0 && d.from > d.to {
		return nil, nil
	}
	if d.from != 0 && d.to != 0 && d.from.Month() == d.to.Month() && (d.from != d.from.Month().First() || d.to != d.to.Month().Last()) {
		return nil, []days{d}
	}
	rest := d
	if d.from != 0 && d.from != d.from.Month().First() {
		last := d.from.Month().Last()
		ends, rest.from = append(ends, days{d.from, last}), last.AddDays(1)
	}
	if d.to != 0 && d.to != d.to.Month().Last() {
		first := d.to.Month().First()
		ends, rest.to = append(ends, days{first, d.to}), first.AddDays(-1)
	}
	if rest.from != 0 && rest.to != 0 && rest.from > rest.to {
		return nil, ends
	}
	return &rest, ends
}

// lastDay is the last day that a Date can be.
const lastDay ledger.Date = 9999_12_31

// loanRow is a row that a loan is paid off or paid out by.
type loanRow struct {
	ledger.LoanRow
	account               int64 // rowid
	accountID, name       string
	merchant, transaction string // its merchant's name, and the bank's text
}

// flow gives the row as a flow of its own.
func (r *loanRow) flow() ledger.Flow {
	return ledger.Flow{
		AccountID: r.accountID, AccountName: r.name, Kind: r.Kind, Primary: r.Primary, Category: r.Category,
		Currency: r.Currency, Out: r.Minor, Count: 1,
	}
}

// has reports whether a row is among those that are asked for.
func (a *flowsAsked) has(r *loanRow) bool {
	return r.Date >= a.from && (a.to == 0 || r.Date <= a.to) && (a.currency == "" || a.currency == r.Currency) &&
		(a.accounts == nil || slices.Contains(a.accounts, r.account))
}

// splitFlows takes the loan payments of which something is known out of their
// flows, and puts their parts in.
func (db *DB) splitFlows(ctx context.Context, asked flowsAsked, flows []ledger.Flow) ([]ledger.Flow, error) {
	if !slices.ContainsFunc(flows, func(f ledger.Flow) bool { return f.Primary == "LOAN_PAYMENTS" && f.State == ledger.StatePosted }) {
		return flows, nil
	}
	rows, splits, err := db.loanSplits(ctx)
	if err != nil {
		return nil, err
	}
	at := map[ledger.Flow]int{}
	for i, f := range flows {
		at[keyOf(f)] = i
	}
	for _, r := range rows {
		split, some := splits[r.Row]
		if !some || !asked.has(&r) {
			continue
		}
		one := r.flow()
		if asked.byMonth {
			one.Month = db.settings.MonthOf(r.Date)
		}
		if !asked.byAccount {
			one.AccountID, one.AccountName = "", ""
		}
		i, found := at[keyOf(one)]
		if !found {
			continue // it came after the flows were read
		}
		flows[i].Out, flows[i].Count = ledger.AddMinor(flows[i].Out, -one.Out), flows[i].Count-1
		flows = append(flows, split.Flows(one)...)
	}
	return flows, nil
}

// keyOf is a flow without what is added up in it.
func keyOf(f ledger.Flow) ledger.Flow {
	f.In, f.Out, f.Count, f.Received = 0, 0, 0, 0
	return f
}

// loanSplits gives the posted rows by which something may be known of a loan
// payment, and by row what is. They are found by their categories.
func (db *DB) loanSplits(ctx context.Context) (all []loanRow, splits map[int64]ledger.Split, err error) {
	loans, err := db.loansWithoutRows(ctx)
	if err != nil {
		return nil, nil, err
	}
	categories, err := db.queryNames(ctx, `SELECT rowid, primary_name, detailed_name FROM categories
		WHERE primary_name IN ('LOAN_PAYMENTS', 'LOAN_DISBURSEMENTS') ORDER BY rowid`)
	if err != nil {
		return nil, nil, err
	}
	categories = slices.DeleteFunc(categories, func(c textindex.Name) bool { return !ledger.CanSplit(c.Name, effective(c), loans) })
	if len(categories) == 0 {
		return nil, nil, nil
	}
	args := make([]any, len(categories))
	for i, c := range categories {
		args[i] = c.ID
	}
	rows, err := db.query(ctx, `
		SELECT t.rowid, o.kind, c.primary_name, coalesce(nullif(c.detailed_name, ''), c.primary_name), u.code, t.amount, t.date,
			o.rowid, a.id, a.name, m.name, t.name
		FROM categories c CROSS JOIN transactions t ON t.category = c.rowid CROSS JOIN currencies u ON u.rowid = t.currency
			CROSS JOIN accounts o ON o.rowid = t.account CROSS JOIN accounts a ON a.rowid = coalesce(o.successor, o.rowid)
			CROSS JOIN merchants m ON m.rowid = t.merchant
		WHERE c.rowid IN (?`+strings.Repeat(", ?", len(args)-1)+") AND "+notRemoved+" AND "+stateOfRow+" = 0", args...)
	var plain []ledger.LoanRow
	err = eachRow(rows, err, func(rows *sql.Rows) error {
		var r loanRow
		err := rows.Scan(&r.Row, &r.Kind, &r.Primary, &r.Category, &r.Currency, &r.Minor, &r.Date,
			&r.account, &r.accountID, &r.name, &r.merchant, &r.transaction)
		all, plain = append(all, r), append(plain, r.LoanRow)
		return err
	})
	return all, ledger.SplitLoans(plain, loans), err
}

// loansWithoutRows gives the loans of which banks give balances alone. A
// snapshot of a wrong clock does not count.
func (db *DB) loansWithoutRows(ctx context.Context) (loans []ledger.LoanAccount, err error) {
	rows, err := db.reader.QueryContext(ctx, `
		SELECT h.rowid, h.subtype, b.currency, b.date, b.current
		FROM accounts h JOIN accounts a ON h.rowid = coalesce(a.successor, a.rowid) JOIN items i ON i.rowid = a.item
			JOIN balances b ON b.account = a.rowid
		WHERE h.kind = 'loan' AND h.listed = 1 AND b.current IS NOT NULL AND `+dated("b", "a", "i", "?1")+` AND NOT EXISTS (
			SELECT 1 FROM accounts o JOIN daily_totals d ON d.account = o.rowid WHERE h.rowid IN (o.rowid, o.successor) AND d.entries > 0)
		ORDER BY h.rowid, b.currency, b.date, b.fetched_at`, Micros(db.now()))
	last := int64(0)
	err = eachRow(rows, err, func(rows *sql.Rows) error {
		var row int64
		var a ledger.LoanAccount
		var day ledger.DayAmount
		if err := rows.Scan(&row, &a.Subtype, &a.Currency, &day.Date, &day.Minor); err != nil {
			return err
		}
		n := len(loans) - 1
		if n < 0 || last != row || loans[n].Currency != a.Currency {
			loans, last, n = append(loans, a), row, n+1
		}
		if snapshots := loans[n].Snapshots; len(snapshots) > 0 && snapshots[len(snapshots)-1].Date == day.Date {
			snapshots[len(snapshots)-1] = day // of two sources, the later answer
			return nil
		}
		loans[n].Snapshots = append(loans[n].Snapshots, day)
		return nil
	})
	return loans, err
}
