package storage

import (
	"context"
	"database/sql"
	"slices"

	"passbook/storage/ledger"
)

// Worth gives net worth by day in one currency, from the first day that
// anything is known of, with a point for every day after it. accountID narrows
// it to one account.
func (db *DB) Worth(ctx context.Context, accountID, currency string, from, to ledger.Date) ([]ledger.WorthPoint, error) {
	lines, err := db.worthLines(ctx, accountID, currency, from)
	if err != nil {
		return nil, explain("follow the balances", err)
	}
	return ledger.WorthByDay(lines, from, to), nil
}

func (db *DB) worthLines(ctx context.Context, accountID, currency string, from ledger.Date) ([]*ledger.BalanceLine, error) {
	var again map[int64]bool
	if accountID == "" {
		var err error
		if again, err = db.listedAgain(ctx); err != nil {
			return nil, err
		}
	}
	lines := map[int64]*ledger.BalanceLine{}
	var order []int64
	rows, err := db.reader.QueryContext(ctx, `
		SELECT h.rowid, h.gone_at, b.date, b.current,
			coalesce((SELECT d.date FROM daily_totals d JOIN currencies u ON u.rowid = d.currency
				WHERE d.account = a.rowid AND u.code = ?2 AND d.entries > 0 ORDER BY d.date LIMIT 1), 0)
		FROM accounts a JOIN accounts h ON h.rowid = coalesce(a.successor, a.rowid) JOIN items i ON i.rowid = a.item
			JOIN balances b ON b.account = a.rowid
		WHERE a.kind IN ('depository', 'credit', 'loan', 'investment') AND (?1 = '' OR `+isAccount("?1")+`) AND b.currency = ?2
			AND b.current IS NOT NULL AND a.listed = 1
			AND (`+dated("b", "a", "i", "?3")+` OR NOT EXISTS (
				SELECT 1 FROM balances s WHERE s.account = a.rowid AND `+dated("s", "a", "i", "?3")+`))
		ORDER BY h.rowid, b.date, b.fetched_at`, accountID, currency, micros(db.now()))
	err = eachRow(rows, err, func(rows *sql.Rows) error {
		var account, gone int64
		var d ledger.DayAmount
		var posted ledger.Date
		err := rows.Scan(&account, &gone, &d.Date, &d.Minor, &posted)
		if again[account] {
			return err
		}
		line := lines[account]
		if line == nil {
			line = &ledger.BalanceLine{Gone: ledger.DateOf(instant(gone)), FirstPosted: posted}
			lines[account], order = line, append(order, account)
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
		return nil, err
	}
	for _, line := range lines {
		if last := line.Snapshots[len(line.Snapshots)-1].Date; line.Gone != 0 {
			line.Gone = min(max(line.Gone, last), ledger.DateOf(db.now().UTC())) // it was listed then, and has gone by now
		}
	}
	err = db.readPosted(ctx, lines, accountID, currency, from)
	out := make([]*ledger.BalanceLine, len(order))
	for i, account := range order {
		out[i] = lines[account]
	}
	return out, err
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
func (db *DB) readPosted(ctx context.Context, lines map[int64]*ledger.BalanceLine, accountID, currency string, from ledger.Date) error {
	rows, err := db.reader.QueryContext(ctx, `
		SELECT coalesce(a.successor, a.rowid), d.date, CAST(d.posted AS INTEGER)
		FROM accounts a CROSS JOIN daily_totals d ON d.account = a.rowid JOIN currencies u ON u.rowid = d.currency
		WHERE (?1 = '' OR `+isAccount("?1")+`) AND u.code = ?2 AND d.entries > 0 AND d.date >= ?3
		ORDER BY d.account, d.date`, accountID, currency, from)
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

// ReconcileBalances gives a proof for every two neighbouring snapshots of every
// account, or of one, oldest first. Snapshots of a wrong clock are left out.
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
	var proofs []ledger.Reconciliation
	err = eachRow(rows, err, func(rows *sql.Rows) error {
		var p ledger.Reconciliation
		var now, before int64
		err := rows.Scan(&p.AccountID, &p.AccountName, &p.Institution, &p.Currency, &p.From, &p.To, &now, &before, &p.Posted)
		p.Bank = ledger.AddMinor(now, -before)
		p.Unexplained = ledger.AddMinor(p.Bank, -p.Posted)
		proofs = append(proofs, p)
		return err
	})
	return proofs, explain("prove balances", err)
}
