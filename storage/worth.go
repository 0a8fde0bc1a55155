package storage

import (
	"context"
	"database/sql"
	"slices"
)

// WorthPoint is net worth at the end of a day in one currency.
type WorthPoint struct {
	Date     Date
	Minor    int64
	Observed bool // every account's figure is a snapshot of that day or carried from one; otherwise reconstructed from transactions
}

// Worth gives net worth by day in one currency, from the first day that
// anything is known of, with a point for every day after it. accountID narrows
// it to one account.
//
// A day without a snapshot carries the last one forward. Days before an
// account's first snapshot are reconstructed: the snapshot less the posted
// transactions since. Of a time before an account's first transaction nothing
// is known but its opening balance; in a sum with other accounts it counts
// with that, because leaving it out would draw its whole worth as a gain of
// one day. An account that the bank stopped listing counts until that day, and
// not at all when the bank lists it again under another id. Snapshots of a
// wrong clock do not count, but for an account that has no others.
func (db *DB) Worth(ctx context.Context, accountID, currency string, from, to Date) ([]WorthPoint, error) {
	lines, err := db.worthLines(ctx, accountID, currency, from)
	if err != nil {
		return nil, explain("follow the balances", err)
	}
	if len(lines) == 0 {
		return nil, nil
	}
	first := slices.MinFunc(lines, func(a, b *worthLine) int { return int(a.known() - b.known()) }).known()
	var points []WorthPoint
	for day := max(from, first); day <= to; day = day.AddDays(1) {
		p := WorthPoint{Date: day, Observed: true}
		some := false
		for _, line := range lines {
			if line.gone != 0 && day >= line.gone {
				continue
			}
			minor, observed := line.at(day)
			p.Minor = addUp(p.Minor, minor)
			p.Observed = p.Observed && observed
			some = true
		}
		if some {
			points = append(points, p)
		}
	}
	return points, nil
}

// worthLine is what is known of one account, by day ascending.
type worthLine struct {
	gone      Date
	first     Date // of its transactions; zero: it has none
	snapshots []daily
	posted    []daily // posted sums of the days from the first that is asked for
}

type daily struct {
	date  Date
	minor int64
}

func (l *worthLine) known() Date {
	first := l.snapshots[0].date
	if l.first != 0 {
		first = min(first, l.first)
	}
	return first
}

// at gives the balance at the end of a day.
func (l *worthLine) at(day Date) (minor int64, observed bool) {
	after, found := slices.BinarySearchFunc(l.snapshots, day, func(d daily, day Date) int { return int(d.date - day) })
	if found {
		return l.snapshots[after].minor, true
	}
	if after > 0 {
		return l.snapshots[after-1].minor, true
	}
	minor = l.snapshots[0].minor
	for i := len(l.posted) - 1; i >= 0 && l.posted[i].date > day; i-- {
		if l.posted[i].date <= l.snapshots[0].date {
			minor = takeOff(minor, l.posted[i].minor)
		}
	}
	return minor, false
}

func (db *DB) worthLines(ctx context.Context, accountID, currency string, from Date) ([]*worthLine, error) {
	lines := map[int64]*worthLine{}
	var order []int64
	rows, err := db.reader.QueryContext(ctx, `
		SELECT h.row, h.gone_at, b.day, b.current,
			coalesce((SELECT d.date FROM days d JOIN words u ON u.row = d.currency
				WHERE d.account = a.row AND u.text = ?2 AND d.entries > 0 ORDER BY d.date LIMIT 1), 0)
		FROM accounts a JOIN accounts h ON h.row = coalesce(a.heir, a.row) JOIN items i ON i.row = a.item
			JOIN balances b ON b.account = a.row
		WHERE a.kind IN ('depository', 'credit', 'loan', 'investment') AND (?1 = '' OR `+isAccount("?1")+`) AND b.currency = ?2
			AND b.current IS NOT NULL AND a.known = 1
			AND (`+dated("b", "a", "i", "?3")+` OR NOT EXISTS (
				SELECT 1 FROM balances s WHERE s.account = a.row AND `+dated("s", "a", "i", "?3")+`))
			AND NOT EXISTS (SELECT 1 FROM accounts again WHERE h.gone_at <> 0 AND ?1 = '' AND again.gone_at = 0
				AND again.item = a.item AND again.mask = a.mask AND again.kind = a.kind AND again.subtype = a.subtype)
		ORDER BY h.row, b.day, b.fetched_at`, accountID, currency, micros(db.now()))
	err = eachRow(rows, err, func(rows *sql.Rows) error {
		var account, gone int64
		var d daily
		var posted Date
		err := rows.Scan(&account, &gone, &d.date, &d.minor, &posted)
		line := lines[account]
		if line == nil {
			line = &worthLine{gone: DateOf(instant(gone)), first: posted}
			lines[account], order = line, append(order, account)
		}
		if posted != 0 && (line.first == 0 || posted < line.first) {
			line.first = posted
		}
		if last := len(line.snapshots) - 1; last >= 0 && line.snapshots[last].date == d.date {
			line.snapshots[last] = d // of two sources, the later answer
		} else {
			line.snapshots = append(line.snapshots, d)
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	for _, line := range lines {
		if last := line.snapshots[len(line.snapshots)-1].date; line.gone != 0 {
			line.gone = min(max(line.gone, last), DateOf(db.now().UTC())) // it was listed then, and has gone by now
		}
	}
	err = db.readPosted(ctx, lines, accountID, currency, from)
	out := make([]*worthLine, len(order))
	for i, account := range order {
		out[i] = lines[account]
	}
	return out, err
}

// readPosted fills in the posted sums of the lines, which are by account.
func (db *DB) readPosted(ctx context.Context, lines map[int64]*worthLine, accountID, currency string, from Date) error {
	rows, err := db.reader.QueryContext(ctx, `
		SELECT coalesce(a.heir, a.row), d.date, CAST(d.posted AS INTEGER)
		FROM accounts a CROSS JOIN days d ON d.account = a.row JOIN words u ON u.row = d.currency
		WHERE (?1 = '' OR `+isAccount("?1")+`) AND u.text = ?2 AND d.entries > 0 AND d.date >= ?3
		ORDER BY d.account, d.date`, accountID, currency, from)
	err = eachRow(rows, err, func(rows *sql.Rows) error {
		var account int64
		var d daily
		err := rows.Scan(&account, &d.date, &d.minor)
		if line := lines[account]; line != nil {
			line.posted = append(line.posted, d)
		}
		return err
	})
	for _, line := range lines {
		slices.SortFunc(line.posted, func(a, b daily) int { return int(a.date - b.date) }) // of two accounts, where one continues the other
	}
	return err
}

// BalanceProof compares what the bank says an account gained between two
// snapshots with the posted transactions of that time. All amounts are minor
// units of Currency.
type BalanceProof struct {
	AccountID   string
	AccountName string
	Institution string
	Currency    string
	From, To    Date // the days of the two snapshots
	Bank        int64
	Posted      int64 // the sum of the rows that posted after From, up to To
	Unexplained int64 // Bank less Posted
}

// ProveBalances gives a proof for every two neighbouring snapshots of every
// account, or of one, oldest first. Snapshots of a wrong clock are left out.
func (db *DB) ProveBalances(ctx context.Context, accountID string) ([]BalanceProof, error) {
	rows, err := db.reader.QueryContext(ctx, `
		WITH daily AS (SELECT coalesce(a.heir, a.row) AS account, day, currency, current,
				row_number() OVER (PARTITION BY coalesce(a.heir, a.row), day ORDER BY fetched_at DESC) AS place
				FROM balances b JOIN accounts a ON a.row = b.account JOIN items i ON i.row = a.item
				WHERE current IS NOT NULL AND `+dated("b", "a", "i", "?2")+`),
			steps AS (SELECT account, day, currency, current,
				lag(day) OVER w AS since, lag(current) OVER w AS had, lag(currency) OVER w AS in_currency
				FROM daily WHERE place = 1 WINDOW w AS (PARTITION BY account ORDER BY day))
		SELECT a.id, a.name, i.institution, s.currency, s.since, s.day, s.current, s.had,
			coalesce((SELECT `+sumOf("d.posted")+` FROM accounts o JOIN days d ON d.account = o.row JOIN words u ON u.row = d.currency
				WHERE s.account IN (o.row, o.heir) AND d.date > s.since AND d.date <= s.day AND u.text = s.currency), 0)
		FROM steps s JOIN accounts a ON a.row = s.account JOIN items i ON i.row = a.item
		WHERE s.since IS NOT NULL AND s.currency = s.in_currency AND (?1 = '' OR `+isAccount("?1")+`)
		ORDER BY i.institution, a.name, a.row, s.day`, accountID, micros(db.now()))
	var proofs []BalanceProof
	err = eachRow(rows, err, func(rows *sql.Rows) error {
		var p BalanceProof
		var now, before int64
		err := rows.Scan(&p.AccountID, &p.AccountName, &p.Institution, &p.Currency, &p.From, &p.To, &now, &before, &p.Posted)
		p.Bank = takeOff(now, before)
		p.Unexplained = takeOff(p.Bank, p.Posted)
		proofs = append(proofs, p)
		return err
	})
	return proofs, explain("prove balances", err)
}
