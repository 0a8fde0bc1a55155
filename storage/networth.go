package storage

import (
	"context"
	"database/sql"
	"slices"

	"passbook/storage/ledger"
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
			l.Gone = min(max(db.day(instant(l.gone)), last), db.day(db.now())) // it was listed then, and has gone by now
		}
		for _, other := range all {
			if slices.Contains(again[l.row], other.row) {
				l.Again = append(l.Again, other.BalanceLine)
			}
		}
		lines = append(lines, l.BalanceLine)
		if l.Kind == ledger.Investment {
			continue
		}
		if err := db.readRows(ctx, l, currency, from); err != nil {
			return nil, err
		}
	}
	return lines, nil
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
		ORDER BY `+byKindAndName("h", "i")+`, h.rowid, `+dated("b", "a", "i", "?2")+`, b.fetched_at, b.source`, currency, micros(db.now()))
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

// readRows fills in what the rows of a line tell: how far they reach and what
// they add up to before the first snapshot. Those before a day are one sum.
func (db *DB) readRows(ctx context.Context, l accountLine, currency string, from ledger.Date) error {
	observed := l.FirstObserved()
	if from >= observed {
		return nil
	}
	err := db.readReach(ctx, l, currency)
	if err != nil {
		return err
	}
	const rowsOf = `FROM accounts o CROSS JOIN daily_totals d ON d.account = o.rowid
		WHERE ?1 IN (o.rowid, o.successor) AND d.entries > 0 AND d.currency = (SELECT rowid FROM currencies WHERE code = ?2) AND d.date `
	rows, err := db.query(ctx, `
		SELECT ?4 AS day, `+sumOf("d.posted")+" "+rowsOf+`<= min(?4, ?3 - 1) HAVING count(*) > 0
		UNION ALL
		SELECT d.date, `+sumOf("d.posted")+" "+rowsOf+`> ?4 AND d.date < ?3 GROUP BY d.date
		ORDER BY day`, l.row, currency, observed, from.AddDays(-1))
	return eachRow(rows, err, func(rows *sql.Rows) error {
		var d ledger.DayAmount
		err := rows.Scan(&d.Date, &d.Minor)
		l.Posted = append(l.Posted, d)
		return err
	})
}

// readReach finds the first day with a posted row of the line, and the last one
// with a posted row in another currency up to its anchor. Each walks the days
// from its end and stops at the first that will do.
func (db *DB) readReach(ctx context.Context, l accountLine, currency string) error {
	const days = `SELECT d.date FROM daily_totals d
		WHERE d.account = o.rowid AND d.entries > 0 AND (d.posted <> 0 OR EXISTS (
			SELECT 1 FROM transactions t WHERE t.account = d.account AND t.date = d.date AND t.currency = d.currency AND t.removed = 0 AND t.pending = 0))
			AND d.currency `
	const foreign = "(SELECT rowid FROM currencies WHERE code <> ?2)"
	rows, err := db.query(ctx, `
		SELECT coalesce(min((`+days+`= (SELECT rowid FROM currencies WHERE code = ?2) ORDER BY d.date LIMIT 1)), 0),
			coalesce(max(iif(EXISTS `+foreign+`, (`+days+"IN "+foreign+` AND d.date <= ?3 ORDER BY d.date DESC LIMIT 1), NULL)), 0)
		FROM accounts o WHERE ?1 IN (o.rowid, o.successor)`, l.row, currency, l.Anchor().Date)
	return eachRow(rows, err, func(rows *sql.Rows) error {
		return rows.Scan(&l.FirstPosted, &l.LastForeign)
	})
}
