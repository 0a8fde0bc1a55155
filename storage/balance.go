package storage

import (
	"context"
	"database/sql"
	"maps"
	"slices"
	"strconv"
	"time"

	"passbook/storage/ledger"
)

// BalanceProofs compares every two neighbouring snapshots of every account, or of
// one, with the rows that the syncs between them brought: account by account, the
// oldest step first. Only accounts whose rows explain their balance are proved:
// cash, cards, and loans that have rows. Snapshots of a time when the history of
// the Item was still coming prove nothing, nor do balances that the bank was asked
// for live: these are ahead of the rows. Those of a wrong clock are left out.
func (db *DB) BalanceProofs(ctx context.Context, accountID string) ([]ledger.BalanceProof, error) {
	foreign, err := db.foreignDays(ctx, accountID)
	if err != nil {
		return nil, explain("prove balances", err)
	}
	rows, err := db.reader.QueryContext(ctx, `
		WITH daily AS (SELECT coalesce(a.successor, a.rowid) AS account, b.date AS day, b.currency, b.current, b.posted, b.bank_at,
				row_number() OVER (PARTITION BY coalesce(a.successor, a.rowid), b.date ORDER BY b.fetched_at DESC) AS place
				FROM balances b JOIN accounts a ON a.rowid = b.account JOIN items i ON i.rowid = a.item JOIN accounts h ON h.rowid = coalesce(a.successor, a.rowid)
				WHERE (h.kind IN ('depository', 'credit') OR h.kind = 'loan' AND EXISTS (
						SELECT 1 FROM accounts o CROSS JOIN daily_totals d ON d.account = o.rowid WHERE h.rowid IN (o.rowid, o.successor) AND d.posted <> 0))
					AND (?1 = '' OR `+isAccount("?1")+`) AND b.current IS NOT NULL AND b.complete = 1 AND b.source = 'cached' AND `+dated("b", "a", "i", "?2")+`),
			steps AS (SELECT *, lag(day) OVER w AS since, lag(current) OVER w AS had, lag(posted) OVER w AS knew, lag(bank_at) OVER w AS asked,
				lag(currency) OVER w AS in_currency
				FROM daily WHERE place = 1 WINDOW w AS (PARTITION BY account ORDER BY day))
		SELECT a.id, a.name, i.institution, s.currency, s.since, s.day, s.asked, s.bank_at, s.current, s.had, s.posted, s.knew
		FROM steps s JOIN accounts a ON a.rowid = s.account JOIN items i ON i.rowid = a.item
		WHERE s.since IS NOT NULL AND s.currency = s.in_currency
		ORDER BY i.institution, a.name, a.rowid, s.day`, accountID, Micros(db.now()))
	var proofs []ledger.BalanceProof
	err = eachRow(rows, err, func(rows *sql.Rows) error {
		var p ledger.BalanceProof
		var asked, bank, now, before, knows, knew int64
		err := rows.Scan(&p.AccountID, &p.AccountName, &p.Institution, &p.Currency, &p.From, &p.To, &asked, &bank, &now, &before, &knows, &knew)
		p.FromBank, p.ToBank = Instant(asked), Instant(bank)
		p.Gained, p.Brought = ledger.AddMinor(now, -before), ledger.AddMinor(knows, -knew)
		p.Unexplained = ledger.AddMinor(p.Gained, -p.Brought)
		p.ForeignAmounts = foreign[p.AccountID].between(p.From, p.To)
		proofs = append(proofs, p)
		return err
	})
	return proofs, explain("prove balances", err)
}

// foreignDays are sums of posted rows, each of a day and a currency.
type foreignDays []struct {
	date ledger.Date
	ledger.Money
}

// foreignDays gives, by id, the days of the accounts, or of one, that have rows in
// a currency that the account never had a balance in.
func (db *DB) foreignDays(ctx context.Context, accountID string) (map[string]foreignDays, error) {
	days := map[string]foreignDays{}
	rows, err := db.reader.QueryContext(ctx, `
		WITH held AS MATERIALIZED (SELECT DISTINCT account, currency FROM balances)
		SELECT h.id, d.date, u.code, CAST(d.posted AS INTEGER)
		FROM accounts a JOIN accounts h ON h.rowid = coalesce(a.successor, a.rowid)
			CROSS JOIN daily_totals d ON d.account = a.rowid JOIN currencies u ON u.rowid = d.currency
		WHERE (?1 = '' OR `+isAccount("?1")+`) AND d.posted <> 0
			AND NOT EXISTS (SELECT 1 FROM held WHERE held.account IN (a.rowid, h.rowid) AND held.currency = u.code)`, accountID)
	err = eachRow(rows, err, func(rows *sql.Rows) error {
		var id string
		var d struct {
			date ledger.Date
			ledger.Money
		}
		err := rows.Scan(&id, &d.date, &d.Currency, &d.Minor)
		days[id] = append(days[id], d)
		return err
	})
	return days, err
}

// between adds up the days after one day up to another, by currency.
func (f foreignDays) between(after, to ledger.Date) (sums []ledger.Money) {
	minor := map[string]int64{}
	for _, d := range f {
		if d.date > after && d.date <= to {
			minor[d.Currency] = ledger.AddMinor(minor[d.Currency], d.Minor)
		}
	}
	for _, currency := range slices.Sorted(maps.Keys(minor)) {
		sums = append(sums, ledger.Money{Minor: minor[currency], Currency: currency})
	}
	return sums
}

// Accounts gives every account with its latest balance, by kind (depository,
// credit, loan, investment, others), institution and name. An account that has
// a successor is left out: the successor stands for both. A balance that was
// fetched under a wrong clock is the latest only where there is no other.
func (db *DB) Accounts(ctx context.Context) ([]ledger.Account, error) {
	rows, err := db.reader.QueryContext(ctx, `
		SELECT a.id, i.id, i.institution, a.name, a.official_name, a.mask, a.kind, a.subtype, a.persistent_id, a.holder,
			a.gone_at, coalesce(b.currency, ''), b.current, b.available, b.credit_limit,
			coalesce(b.fetched_at, 0), coalesce(b.bank_at, 0), coalesce(b.source, '')
		FROM accounts a JOIN items i ON i.rowid = a.item
		LEFT JOIN balances b ON b.account = a.rowid AND (b.date, b.source) =
			(SELECT s.date, s.source FROM balances s WHERE s.account = a.rowid
				ORDER BY `+dated("s", "a", "i", "?1")+` DESC, s.fetched_at DESC, s.source DESC LIMIT 1)
		WHERE a.listed = 1 AND a.successor IS NULL
		ORDER BY `+byKindAndName("a", "i")+", a.rowid", Micros(db.now()))
	var accounts []ledger.Account
	err = eachRow(rows, err, func(rows *sql.Rows) error {
		var a ledger.Account
		var gone, fetched, bank int64
		b := &a.Balance
		err := rows.Scan(&a.ID, &a.ItemID, &a.Institution, &a.Name, &a.OfficialName, &a.Mask, &a.Kind, &a.Subtype,
			&a.PersistentID, &a.Holder, &gone, &b.Currency, &b.Current, &b.Available, &b.Limit, &fetched, &bank, &b.Source)
		a.GoneAt, b.FetchedAt, b.BankAt = Instant(gone), Instant(fetched), Instant(bank)
		accounts = append(accounts, a)
		return err
	})
	return accounts, explain("list accounts", err)
}

// saveBalances stores the balances of accounts that are stored, with what their
// posted rows add up to: after the rows that came with them.
func (db *DB) saveBalances(ctx context.Context, tx *sql.Tx, accounts []ledger.Account) error {
	for _, a := range accounts {
		if err := db.saveBalance(ctx, tx, a.ID, a.Balance); err != nil {
			return err
		}
	}
	return nil
}

// saveBalance keeps the last figure of each local day and source; one of a clock
// that was ahead gives way. A bank that gives no figure at all leaves the last
// one standing. One of an account that goes on in another login is that one's to
// tell.
func (db *DB) saveBalance(ctx context.Context, tx *sql.Tx, accountID string, b ledger.Balance) error {
	if b.Current == nil && b.Available == nil && b.Limit == nil {
		return nil
	}
	fetched := b.FetchedAt
	if fetched.IsZero() {
		fetched = db.now()
	}
	source := b.Source
	if source == "" {
		source = ledger.Cached
	}
	currency, err := InternCurrency(ctx, tx, b.Currency)
	if err != nil {
		return err
	}
	_, err = exec(ctx, tx, `
		INSERT INTO balances (account, date, source, currency, current, available, credit_limit, fetched_at, bank_at, posted, complete)
		SELECT a.rowid, ?, ?, ?, ?, ?, ?, ?, ?,
			coalesce((SELECT `+sumOf("d.posted")+` FROM accounts o CROSS JOIN daily_totals d ON d.account = o.rowid
				WHERE a.rowid IN (o.rowid, o.successor) AND d.currency = ?), 0),
			i.completeness = ?
		FROM accounts a JOIN items i ON i.rowid = a.item
		WHERE a.id = ? AND NOT EXISTS (SELECT 1 FROM accounts s WHERE s.rowid = a.successor AND s.item <> a.item)
		ON CONFLICT DO UPDATE SET currency = excluded.currency, current = excluded.current, available = excluded.available,
			credit_limit = excluded.credit_limit, fetched_at = excluded.fetched_at, bank_at = excluded.bank_at,
			posted = excluded.posted, complete = excluded.complete
		WHERE excluded.fetched_at >= fetched_at OR fetched_at > ?`,
		db.day(fetched), source, b.Currency, b.Current, b.Available, b.Limit, Micros(fetched), Micros(b.BankAt),
		currency, ledger.HistoryFull, accountID, Micros(db.now()))
	return err
}

// byKindAndName is the order of accounts in SQL. The arguments name the tables
// accounts and items.
func byKindAndName(account, item string) string {
	return "CASE " + account + ".kind WHEN 'depository' THEN 1 WHEN 'credit' THEN 2 WHEN 'loan' THEN 3 WHEN 'investment' THEN 4 ELSE 5 END, " +
		item + ".institution COLLATE NOCASE, " + account + ".name COLLATE NOCASE, " + account + ".mask"
}

// A snapshot of a balance is dated by the clock of the computer. When that was
// wrong, the snapshot would be carried over the years in between or hide every
// later one, so that it must not count. Nothing is deleted: what counts is
// decided when it is read.

// oldestClock is an instant before which there was no passbook. A clock that
// starts anew after it lost its power is far earlier.
var oldestClock = time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC)

// clockLeeway is by how much clocks that are right may differ, for instance
// after one was set by the network.
const clockLeeway = 5 * time.Minute

// dated is an SQL condition: the clock can have been right when a snapshot was
// fetched. That was not after now (a parameter, in microseconds), and neither
// before the instant that the bank gives the figure nor before the Item was
// linked by more than a day, for zones. What the bank says lies ahead proves
// nothing; nor does an Item that was linked ahead, or the link of an Item to
// accounts of the one that it replaced. The arguments name the tables balances,
// accounts and items.
func dated(balance, account, item, now string) string {
	const day = "86400000000"
	oldest := strconv.FormatInt(oldestClock.UnixMicro(), 10)
	leeway := strconv.FormatInt(clockLeeway.Microseconds(), 10)
	fetched, bank, linked := balance+".fetched_at", balance+".bank_at", item+".linked_at"
	return "(" + fetched + " BETWEEN " + oldest + " AND " + now + " + " + leeway +
		" AND (" + bank + " <= " + fetched + " + " + day + " OR " + bank + " > " + now + ")" +
		" AND (" + linked + " <= " + fetched + " + " + day + " OR " + linked + " > " + now + " OR " + account + ".retired = 1))"
}
