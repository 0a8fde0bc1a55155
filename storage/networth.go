package storage

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"fmt"
	"slices"
	"strings"

	"passbook/storage/ledger"
	"passbook/storage/portfolio"
)

// Worth gives net worth by day in one currency, from the first day that anything
// is known of, or from a later one that is asked for, up to another: see
// ledger.WorthByDay. An account that has a successor is part of that one.
// Snapshots of a wrong clock do not count, but for an account that has no others.
func (db *DB) Worth(ctx context.Context, currency string, from, to ledger.Date) (ledger.Worth, error) {
	lines, err := db.balanceLines(ctx, currency, from)
	if err != nil {
		return ledger.Worth{}, explain("follow the balances", err)
	}
	return ledger.WorthByDay(currency, lines, from, to), nil
}

// accountLine is the line of an account, by its row.
type accountLine struct {
	*ledger.BalanceLine
	row, gone int64
}

// balanceLines gives the lines of the accounts in a currency. Rows before a day
// may be in one sum.
func (db *DB) balanceLines(ctx context.Context, currency string, from ledger.Date) ([]*ledger.BalanceLine, error) {
	all, err := db.readSnapshots(ctx, currency)
	if err != nil {
		return nil, err
	}
	again, err := db.listedAgain(ctx)
	if err != nil {
		return nil, err
	}
	lines := make([]*ledger.BalanceLine, 0, len(all))
	for _, l := range all {
		if l.gone != 0 {
			last := l.Snapshots[len(l.Snapshots)-1].Date
			l.Gone = min(max(db.day(Instant(l.gone)), last), db.day(db.now())) // it was listed then, and has gone by now
		}
		for _, other := range all {
			if slices.Contains(again[l.row], other.row) {
				l.Again = append(l.Again, other.BalanceLine)
			}
		}
		lines = append(lines, l.BalanceLine)
	}
	if err := db.readRows(ctx, all, currency, from); err != nil {
		return nil, err
	}
	return lines, db.readFlows(ctx, all, currency, from)
}

// worthOf is an SQL expression of what ledger.Account.Worth gives. The arguments
// name the tables balances and accounts.
func worthOf(balance, account string) string {
	return "iif(" + balance + ".current IS NULL AND " + account + ".kind = 'depository', " + balance + ".available, " + balance + ".current)"
}

// readSnapshots gives the lines of the accounts that have a known snapshot in a
// currency, with all of their snapshots. Whoever flies west over the date line
// is a day back: a snapshot from before counts as one of the day of the next.
func (db *DB) readSnapshots(ctx context.Context, currency string) (lines []accountLine, err error) {
	rows, err := db.reader.QueryContext(ctx, `
		SELECT h.rowid, h.gone_at, h.id, h.name, i.institution, h.kind, b.date, b.currency <> ?1 OR `+worthOf("b", "h")+` IS NULL AS unknown,
			coalesce(`+worthOf("b", "h")+`, 0), b.posted, b.complete = 1 AND b.source = 'cached'
		FROM accounts a JOIN accounts h ON h.rowid = coalesce(a.successor, a.rowid) JOIN items i ON i.rowid = a.item
			JOIN balances b ON b.account = a.rowid
		WHERE h.kind IN ('depository', 'credit', 'loan', 'investment') AND a.listed = 1
			AND (`+dated("b", "a", "i", "?2")+` OR NOT EXISTS (
				SELECT 1 FROM balances s WHERE s.account = a.rowid AND `+dated("s", "a", "i", "?2")+`))
		ORDER BY `+byKindAndName("h", "i")+`, h.rowid, `+dated("b", "a", "i", "?2")+`, b.fetched_at, b.source`, currency, Micros(db.now()))
	err = eachRow(rows, err, func(rows *sql.Rows) error {
		var l ledger.BalanceLine
		var s ledger.Snapshot
		var row, gone int64
		err := rows.Scan(&row, &gone, &l.AccountID, &l.Name, &l.Institution, &l.Kind, &s.Date, &s.Unknown, &s.Minor, &s.Posted, &s.Complete)
		if len(lines) == 0 || lines[len(lines)-1].row != row {
			lines = append(lines, accountLine{&l, row, gone})
		}
		last := lines[len(lines)-1]
		last.Snapshots = append(last.Snapshots, s)
		return err
	})
	for _, l := range lines {
		next := db.day(db.now())
		for i := len(l.Snapshots) - 1; i >= 0; i-- {
			next = min(l.Snapshots[i].Date, next)
			l.Snapshots[i].Date = next
		}
	}
	return slices.DeleteFunc(lines, func(l accountLine) bool {
		return !slices.ContainsFunc(l.Snapshots, func(s ledger.Snapshot) bool { return !s.Unknown })
	}), err
}

// listedAgain gives for the accounts that the bank stopped listing those that may
// be the same under another id, where no successor could be told.
func (db *DB) listedAgain(ctx context.Context) (map[int64][]int64, error) {
	var went, came []*candidate
	rows, err := db.reader.QueryContext(ctx, candidateRows+" AND successor IS NULL")
	err = eachRow(rows, err, func(rows *sql.Rows) error {
		c, err := scanCandidate(rows)
		if c.gone == 0 {
			came = append(came, c)
		} else {
			went = append(went, c)
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	beside, err := db.listedBeside(ctx, db.reader, went, came)
	again := map[int64][]int64{}
	for _, old := range went {
		for _, now := range came {
			if old.item == now.item && ledger.SameAccount(old.Account, now.Account) && !beside[[2]*candidate{old, now}] {
				again[old.row] = append(again[old.row], now.row)
			}
		}
	}
	return again, err
}

// readRows fills in what the rows of the lines tell: how far they reach and what
// they add up to before the first snapshot. Those before a day are one sum. The
// first frame waits for it, so that all lines are asked for at once.
func (db *DB) readRows(ctx context.Context, all []accountLine, currency string, from ledger.Date) error {
	lines := map[int64]accountLine{}
	var asked []string
	for _, l := range all {
		if observed := l.FirstObserved(); l.Kind != ledger.Investment && from < observed {
			lines[l.row] = l
			asked = append(asked, fmt.Sprintf("[%d,%d,%d]", l.row, l.Anchor().Date, observed))
		}
	}
	if len(asked) == 0 {
		return nil
	}
	args := []any{"[" + strings.Join(asked, ",") + "]", currency, from.AddDays(-1)}
	err := db.eachValue(ctx, linesAsked+`
		SELECT line.account, coalesce(min((`+postedDays+`= `+ofCurrency+` ORDER BY d.date LIMIT 1)), 0),
			coalesce(max(iif(EXISTS `+ofOthers+`, (`+postedDays+"IN "+ofOthers+` AND d.date <= line.anchor ORDER BY d.date DESC LIMIT 1), NULL)), 0)
		FROM line CROSS JOIN accounts o ON line.account IN (o.rowid, o.successor) GROUP BY line.account`, args[:2], func(v []driver.Value) error {
		l := lines[v[0].(int64)]
		l.FirstPosted, l.LastForeign = ledger.Date(v[1].(int64)), ledger.Date(v[2].(int64))
		return nil
	})
	if err != nil {
		return err
	}
	const rows = `(accounts o CROSS JOIN daily_totals d ON d.account = o.rowid)
		WHERE line.account IN (o.rowid, o.successor) AND d.entries > 0 AND d.currency = ` + ofCurrency + ` AND d.date < line.observed AND d.date `
	err = db.eachValue(ctx, linesAsked+`
		SELECT line.account, ?3, (SELECT `+sumOf("d.posted")+" FROM "+rows+`<= ?3) FROM line
		UNION ALL
		SELECT line.account, d.date, CAST(d.posted AS INTEGER) FROM line CROSS JOIN `+rows+`> ?3`, args, func(v []driver.Value) error {
		if posted, some := v[2].(int64); some {
			l := lines[v[0].(int64)]
			l.Posted = append(l.Posted, ledger.DayAmount{Date: ledger.Date(v[1].(int64)), Minor: posted})
		}
		return nil
	})
	for _, l := range lines {
		l.Posted = byDay(l.Posted)
	}
	return err
}

// readFlows fills in what the investment transactions of the investment accounts
// tell: how far they reach back, and what was put in and taken out before the
// first snapshot. That one stands for all flows up to its day: what the bank had
// not counted yet by then is nowhere told.
func (db *DB) readFlows(ctx context.Context, all []accountLine, currency string, from ledger.Date) error {
	lines := map[int64]accountLine{}
	var asked []string
	for _, l := range all {
		if l.Kind == ledger.Investment && from < l.FirstObserved() {
			lines[l.row] = l
			asked = append(asked, fmt.Sprint(l.row))
		}
	}
	if len(asked) == 0 {
		return nil
	}
	flows := map[int64][]ledger.DayAmount{}
	rows, err := db.reader.QueryContext(ctx, `
		SELECT t.counts_for, t.date, t.type, t.subtype, t.quantity, t.price, t.amount, c.code, coalesce(s.is_cash, 0)
		FROM counted_investment_transactions t JOIN currencies c ON c.rowid = t.currency LEFT JOIN securities s ON s.rowid = t.security
		WHERE t.counts_for IN (SELECT value FROM json_each(?)) ORDER BY t.date`, "["+strings.Join(asked, ",")+"]")
	err = eachRow(rows, err, func(rows *sql.Rows) error {
		var row int64
		var t portfolio.Transaction
		if err := rows.Scan(&row, &t.Date, &t.Type, &t.Subtype, &t.Quantity, &t.Price, &t.Amount.Minor, &t.Amount.Currency, &t.Security.Cash); err != nil {
			return err
		}
		l, flow := lines[row], t.Flow()
		switch {
		case t.Date > l.FirstObserved():
			return nil
		case t.Amount.Currency == currency:
			flows[row] = append(flows[row], ledger.DayAmount{Date: t.Date, Minor: flow})
		case flow != 0:
			l.LastForeign = t.Date
		}
		return nil
	})
	for row, l := range lines {
		l.workBack(byDay(flows[row]))
	}
	return err
}

// workBack has the line's past follow from flows up to its first snapshot.
func (l accountLine) workBack(flows []ledger.DayAmount) {
	if len(flows) == 0 {
		return
	}
	l.FirstPosted, l.Posted = flows[0].Date, flows
	for i := range l.Snapshots {
		if s := &l.Snapshots[i]; !s.Unknown {
			s.Complete, s.Posted = true, 0
			for _, f := range flows {
				s.Posted = ledger.AddMinor(s.Posted, f.Minor)
			}
			return
		}
	}
}

// byDay sorts sums by their day, and makes those of one day one: an account and
// the one that it is the successor of may both have it.
func byDay(sums []ledger.DayAmount) []ledger.DayAmount {
	slices.SortStableFunc(sums, func(a, b ledger.DayAmount) int { return int(a.Date - b.Date) })
	out := sums[:0]
	for _, s := range sums {
		if last := len(out) - 1; last >= 0 && out[last].Date == s.Date {
			out[last].Minor = ledger.AddMinor(out[last].Minor, s.Minor)
			continue
		}
		out = append(out, s)
	}
	return out
}

// What readRows asks with. postedDays are the days of an account o with a posted
// row, in a currency that follows; each question walks them from its end and
// stops at the first that will do.
const (
	linesAsked = "WITH line (account, anchor, observed) AS MATERIALIZED (SELECT value ->> 0, value ->> 1, value ->> 2 FROM json_each(?1))"
	ofCurrency = "(SELECT rowid FROM currencies WHERE code = ?2)"
	ofOthers   = "(SELECT rowid FROM currencies WHERE code <> ?2)"
	postedDays = `SELECT d.date FROM daily_totals d
		WHERE d.account = o.rowid AND d.entries > 0 AND (d.posted <> 0 OR EXISTS (
			SELECT 1 FROM transactions t WHERE t.account = d.account AND t.date = d.date AND t.currency = d.currency AND t.removed = 0 AND t.pending = 0))
			AND d.currency `
)
