package storage

import (
	"context"
	"database/sql"
	"slices"

	"passbook/storage/ledger"
)

// Worth is net worth by day in one currency, in minor units: see
// ledger.WorthByDay. An account that has a successor is part of that one.
type Worth struct {
	Total    []ledger.WorthPoint
	Accounts map[string][]ledger.WorthPoint // by id; only of accounts with a point
}

// Worth gives net worth by day in one currency, from the first day that anything
// is known of, or from a later one that is asked for, up to another. Snapshots of
// a wrong clock do not count, but for an account that has no others.
func (db *DB) Worth(ctx context.Context, currency string, from, to ledger.Date) (Worth, error) {
	ids, lines, err := db.balanceLines(ctx, currency, from)
	if err != nil {
		return Worth{}, explain("follow the balances", err)
	}
	total, each := ledger.WorthByDay(lines, from, to)
	w := Worth{Total: total, Accounts: map[string][]ledger.WorthPoint{}}
	for i, points := range each {
		if len(points) > 0 {
			w.Accounts[ids[i]] = points
		}
	}
	return w, nil
}

// balanceLines gives the lines of the accounts in a currency, and the accounts'
// ids.
func (db *DB) balanceLines(ctx context.Context, currency string, from ledger.Date) (ids []string, lines []*ledger.BalanceLine, err error) {
	again, err := db.listedAgain(ctx)
	if err != nil {
		return nil, nil, err
	}
	byRow := map[int64]*ledger.BalanceLine{}
	rows, err := db.reader.QueryContext(ctx, `
		SELECT h.rowid, h.id, h.gone_at, b.date, b.current,
			coalesce((SELECT d.date FROM daily_totals d JOIN currencies u ON u.rowid = d.currency
				WHERE d.account = a.rowid AND u.code = ?1 AND d.entries > 0 ORDER BY d.date LIMIT 1), 0)
		FROM accounts a JOIN accounts h ON h.rowid = coalesce(a.successor, a.rowid) JOIN items i ON i.rowid = a.item
			JOIN balances b ON b.account = a.rowid
		WHERE a.kind IN ('depository', 'credit', 'loan', 'investment') AND b.currency = ?1
			AND b.current IS NOT NULL AND a.listed = 1
			AND (`+dated("b", "a", "i", "?2")+` OR NOT EXISTS (
				SELECT 1 FROM balances s WHERE s.account = a.rowid AND `+dated("s", "a", "i", "?2")+`))
		ORDER BY h.rowid, b.date, b.fetched_at`, currency, micros(db.now()))
	err = eachRow(rows, err, func(rows *sql.Rows) error {
		var account, gone int64
		var id string
		var d ledger.DayAmount
		var posted ledger.Date
		err := rows.Scan(&account, &id, &gone, &d.Date, &d.Minor, &posted)
		line := byRow[account]
		if line == nil {
			line = &ledger.BalanceLine{Gone: ledger.DateOf(instant(gone)), ListedAgain: again[account], FirstPosted: posted}
			byRow[account], ids, lines = line, append(ids, id), append(lines, line)
		}
		if posted != 0 && (line.FirstPosted == 0 || posted < line.FirstPosted) {
			line.FirstPosted = posted
		}
		if last := len(line.Snapshots) - 1; last >= 0 && line.Snapshots[last].Date == d.Date {
			line.Snapshots[last] = d // of two sources, the later answer
		} else {
			line.Snapshots = append(line.Snapshots, d)
		}
		return err
	})
	if err != nil {
		return nil, nil, err
	}
	for _, line := range lines {
		if last := line.Snapshots[len(line.Snapshots)-1].Date; line.Gone != 0 {
			line.Gone = min(max(line.Gone, last), ledger.DateOf(db.now().UTC())) // it was listed then, and has gone by now
		}
	}
	return ids, lines, db.readPosted(ctx, byRow, currency, from)
}

// listedAgain finds the accounts that the bank stopped listing and lists under
// another id, where no successor could be told: the listed one stands for them.
func (db *DB) listedAgain(ctx context.Context) (map[int64]bool, error) {
	type account struct {
		ledger.Account
		row, item, gone int64
	}
	var gone, listed []account
	rows, err := db.reader.QueryContext(ctx, `
		SELECT rowid, item, gone_at, kind, subtype, mask, name, persistent_id FROM accounts WHERE listed = 1 AND successor IS NULL`)
	err = eachRow(rows, err, func(rows *sql.Rows) error {
		var a account
		err := rows.Scan(&a.row, &a.item, &a.gone, &a.Kind, &a.Subtype, &a.Mask, &a.Name, &a.PersistentID)
		if a.gone == 0 {
			listed = append(listed, a)
		} else {
			gone = append(gone, a)
		}
		return err
	})
	again := map[int64]bool{}
	for _, old := range gone {
		again[old.row] = slices.ContainsFunc(listed, func(now account) bool {
			return now.item == old.item && ledger.SameAccount(old.Account, now.Account)
		})
	}
	return again, err
}

// readPosted fills in the posted sums of the lines, which are by account.
func (db *DB) readPosted(ctx context.Context, lines map[int64]*ledger.BalanceLine, currency string, from ledger.Date) error {
	rows, err := db.reader.QueryContext(ctx, `
		SELECT coalesce(a.successor, a.rowid), d.date, CAST(d.posted AS INTEGER)
		FROM accounts a CROSS JOIN daily_totals d ON d.account = a.rowid JOIN currencies u ON u.rowid = d.currency
		WHERE u.code = ?1 AND d.entries > 0 AND d.date >= ?2
		ORDER BY d.account, d.date`, currency, from)
	err = eachRow(rows, err, func(rows *sql.Rows) error {
		var account int64
		var d ledger.DayAmount
		err := rows.Scan(&account, &d.Date, &d.Minor)
		if line := lines[account]; line != nil {
			line.Posted = append(line.Posted, d)
		}
		return err
	})
	for _, line := range lines {
		slices.SortFunc(line.Posted, func(a, b ledger.DayAmount) int { return int(a.Date - b.Date) }) // of two accounts, where one continues the other
	}
	return err
}

// ReconcileBalances compares every two neighbouring snapshots of every account,
// or of one, with the rows that posted between them, oldest first. Snapshots of
// a wrong clock are left out.
func (db *DB) ReconcileBalances(ctx context.Context, accountID string) ([]ledger.Reconciliation, error) {
	rows, err := db.reader.QueryContext(ctx, `
		WITH daily AS (SELECT coalesce(a.successor, a.rowid) AS account, b.date AS day, currency, current,
				row_number() OVER (PARTITION BY coalesce(a.successor, a.rowid), b.date ORDER BY fetched_at DESC) AS place
				FROM balances b JOIN accounts a ON a.rowid = b.account JOIN items i ON i.rowid = a.item
				WHERE current IS NOT NULL AND `+dated("b", "a", "i", "?2")+`),
			steps AS (SELECT account, day, currency, current,
				lag(day) OVER w AS since, lag(current) OVER w AS had, lag(currency) OVER w AS in_currency
				FROM daily WHERE place = 1 WINDOW w AS (PARTITION BY account ORDER BY day))
		SELECT a.id, a.name, i.institution, s.currency, s.since, s.day, s.current, s.had,
			coalesce((SELECT `+sumOf("d.posted")+` FROM accounts o JOIN daily_totals d ON d.account = o.rowid JOIN currencies u ON u.rowid = d.currency
				WHERE s.account IN (o.rowid, o.successor) AND d.date > s.since AND d.date <= s.day AND u.code = s.currency), 0)
		FROM steps s JOIN accounts a ON a.rowid = s.account JOIN items i ON i.rowid = a.item
		WHERE s.since IS NOT NULL AND s.currency = s.in_currency AND (?1 = '' OR `+isAccount("?1")+`)
		ORDER BY i.institution, a.name, a.rowid, s.day`, accountID, micros(db.now()))
	var all []ledger.Reconciliation
	err = eachRow(rows, err, func(rows *sql.Rows) error {
		var r ledger.Reconciliation
		var now, before int64
		err := rows.Scan(&r.AccountID, &r.AccountName, &r.Institution, &r.Currency, &r.From, &r.To, &now, &before, &r.Posted)
		r.Bank = ledger.AddMinor(now, -before)
		r.Unexplained = ledger.AddMinor(r.Bank, -r.Posted)
		all = append(all, r)
		return err
	})
	return all, explain("reconcile balances", err)
}
