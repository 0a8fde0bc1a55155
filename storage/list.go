package storage

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"slices"
	"strings"

	"passbook/storage/ledger"
	"passbook/storage/selection"
	"passbook/storage/textindex"
)

// entryColumns reads an entry from transactions t; entryTables joins what
// stands around it. Both are written once and used by every list.
const entryColumns = `t.rowid, t.id, a.id, t.amount, u.code, t.date, t.authorized, t.pending, t.name, t.original,
	m.name, m.entity_id, c.primary_name, c.detailed_name, f.text, h.text, t.pending_id, a.name, a.mask, i.institution, t.hidden,
	n.note, n.tags, coalesce(nullif(nc.detailed_name, ''), nc.primary_name), s.at,
	w.id, w.amount, wu.code, w.date, w.authorized, w.name, x.id, xa.name`

const entryTables = `
	CROSS JOIN accounts o ON o.rowid = t.account
	CROSS JOIN accounts a ON a.rowid = coalesce(o.successor, o.rowid)
	CROSS JOIN items i ON i.rowid = a.item
	CROSS JOIN currencies u ON u.rowid = t.currency
	CROSS JOIN labels f ON f.rowid = t.confidence
	CROSS JOIN labels h ON h.rowid = t.channel
	CROSS JOIN merchants m ON m.rowid = t.merchant
	CROSS JOIN categories c ON c.rowid = t.bank_category
	LEFT JOIN annotations n ON n.transaction_row = t.rowid
	LEFT JOIN categories nc ON nc.rowid = n.category
	LEFT JOIN syncs s ON s.rowid = t.removed AND t.removed <> 0
	LEFT JOIN transactions w ON w.rowid = t.replaces_row AND w.pending > t.pending
	LEFT JOIN currencies wu ON wu.rowid = w.currency
	LEFT JOIN transactions x ON x.rowid = t.pair
	LEFT JOIN accounts xo ON xo.rowid = x.account
	LEFT JOIN accounts xa ON xa.rowid = coalesce(xo.successor, xo.rowid)`

// scanEntry reads what entryColumns gave. Numbers go through int64, which
// database/sql assigns as they are; any smaller type it prints and parses.
func scanEntry(row scanner, more ...any) (ledger.Entry, error) {
	var (
		e                                                                         ledger.Entry
		id, pending, versionID, pair                                              packedID
		date, authorized, isPending, hidden                                       int64
		original, note, tags, category, versionCurrency, versionName, pairAccount sql.NullString
		removed, versionAmount                                                    sql.NullInt64
		versionDate, versionAuthorized                                            sql.NullInt64
	)
	err := row.Scan(append([]any{
		&e.Key.Row, &id, &e.AccountID, &e.Amount.Minor, &e.Amount.Currency, &date, &authorized,
		&isPending, &e.Name, &original, &e.Merchant, &e.MerchantID, &e.Category, &e.CategoryDetail,
		&e.CategoryConfidence, &e.Channel, &pending, &e.AccountName, &e.AccountMask, &e.Institution, &hidden,
		&note, &tags, &category, &removed, &versionID, &versionAmount, &versionCurrency, &versionDate, &versionAuthorized, &versionName,
		&pair, &pairAccount,
	}, more...)...)
	if err != nil {
		return ledger.Entry{}, err
	}
	e.Date, e.AuthorizedDate = ledger.Date(date), ledger.Date(authorized)
	e.Pending, e.Annotation.Hidden = isPending != 0, hidden != 0
	e.ID, e.PendingID, e.Key.Date = string(id), string(pending), e.Date
	e.Original = original.String
	if !original.Valid {
		e.Original = e.Name
	}
	e.Annotation.Note, e.Annotation.Category = note.String, category.String
	e.RemovedAt = Instant(removed.Int64)
	e.PairID, e.PairAccount = string(pair), pairAccount.String
	if versionID != "" {
		e.PendingVersion = &ledger.PendingVersion{
			ID: string(versionID), Amount: ledger.Money{Minor: versionAmount.Int64, Currency: versionCurrency.String}, Date: ledger.Date(versionDate.Int64),
			AuthorizedDate: ledger.Date(versionAuthorized.Int64), Name: versionName.String,
		}
	}
	if tags.String != "" && tags.String != "[]" {
		err = json.Unmarshal([]byte(tags.String), &e.Annotation.Tags)
	}
	return e, err
}

// Entries gives a window of a list, without Details.
func (db *DB) Entries(ctx context.Context, q Query) ([]ledger.Entry, error) {
	entries, err := db.entries(ctx, q)
	return entries, explain("list transactions", err)
}

func (db *DB) entries(ctx context.Context, q Query) ([]ledger.Entry, error) {
	asked, err := ask(q.Filter)
	if err != nil {
		return nil, err
	}
	if asked.isSearch() {
		return db.searchEntries(ctx, q, asked)
	}
	l, _, none, err := db.limits(ctx, asked)
	if err != nil || none {
		return nil, err
	}
	// SQLite walks an index from the filter's day, not from the anchor's, if
	// both bound it.
	switch {
	case q.Anchor == (ledger.Key{}):
	case q.Back:
		l.From = max(l.From, q.Anchor.Date)
	case l.To == 0 || l.To > q.Anchor.Date:
		l.To = q.Anchor.Date
	}
	c := newCondition(l, asked.Parts.Removed == selection.Only)
	direction, compare := "DESC", "<"
	if q.Back {
		direction, compare = "ASC", ">"
	}
	anchored, more := "", []any{q.Limit}
	if q.Anchor != (ledger.Key{}) {
		anchored, more = " AND (t.date, t.rowid) "+compare+" (?, ?)", []any{q.Anchor.Date, q.Anchor.Row, q.Limit}
	}
	order := " ORDER BY date " + direction + ", rowid " + direction + " LIMIT ?"
	query, args := c.union(func(where string) string {
		return "SELECT * FROM (SELECT t.date AS date, t.rowid AS rowid FROM transactions t WHERE " + where + anchored + order + ")"
	}, more...)
	query = "WITH k AS (" + query + order + ") SELECT " + entryColumns + " FROM k CROSS JOIN transactions t ON t.rowid = k.rowid" +
		entryTables + " ORDER BY k.date " + direction + ", k.rowid " + direction
	entries := make([]ledger.Entry, 0, max(0, min(q.Limit, 1000)))
	rows, err := db.query(ctx, query, append(args, q.Limit)...)
	err = eachRow(rows, err, func(rows *sql.Rows) error {
		e, err := scanEntry(rows)
		entries = append(entries, e)
		return err
	})
	if q.Back {
		slices.Reverse(entries)
	}
	return entries, err
}

// entriesAt gives the entries of these rows of the table, in this order.
func (db *DB) entriesAt(ctx context.Context, at []int64) ([]ledger.Entry, error) {
	if len(at) == 0 {
		return nil, nil
	}
	args := make([]any, len(at))
	place := make(map[int64]int, len(at))
	for i, row := range at {
		args[i], place[row] = row, i
	}
	entries := make([]ledger.Entry, len(at))
	rows, err := db.reader.QueryContext(ctx, "SELECT "+entryColumns+" FROM transactions t"+entryTables+
		" WHERE t.rowid IN (?"+strings.Repeat(", ?", len(at)-1)+")", args...)
	err = eachRow(rows, err, func(rows *sql.Rows) error {
		e, err := scanEntry(rows)
		entries[place[e.Key.Row]] = e
		return err
	})
	return slices.DeleteFunc(entries, func(e ledger.Entry) bool { return e.Key.Row == 0 }), err
}

// Entry gives one entry whole (with Details), also one that the bank removed;
// ErrNotFound.
func (db *DB) Entry(ctx context.Context, id string) (ledger.Entry, error) {
	var own, shared sql.NullString
	e, err := scanEntry(db.reader.QueryRowContext(ctx, "SELECT "+entryColumns+", t.details, m.shared_details FROM transactions t"+
		entryTables+" WHERE t.id = ?", packedID(id)), &own, &shared)
	if errors.Is(err, sql.ErrNoRows) {
		err = ErrNotFound
	}
	if err == nil {
		e.Details, err = joinDetails(own.String, shared.String)
	}
	return e, explain("read transaction", err)
}

// All is the limit of EachEntry that is none.
const All = -1

// EachEntry streams the first entries of a filter, newest first, without Details:
// at most limit, or All. It stops at the first error of yield and gives it back.
func (db *DB) EachEntry(ctx context.Context, f ledger.Filter, limit int, yield func(ledger.Entry) error) error {
	const portion = 1000
	q := Query{Filter: f, Limit: portion}
	for left := limit; ; {
		if limit != All {
			q.Limit = min(portion, left)
		}
		entries, err := db.Entries(ctx, q)
		if err != nil {
			return err
		}
		for _, e := range entries {
			if err := yield(e); err != nil {
				return err
			}
		}
		left -= len(entries)
		if len(entries) < q.Limit || left == 0 {
			return nil
		}
		q.Anchor = entries[len(entries)-1].Key
	}
}

// Query asks for a window of a filtered list. It is comparable, so that an
// answer can carry its question.
type Query struct {
	Filter ledger.Filter
	Anchor ledger.Key // exclusive; zero: the start of the list, or its end when Back is set
	Back   bool       // the rows before the anchor instead of those after it
	Limit  int        // the most entries; 0: none
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
	asked, err := ask(f)
	switch {
	case err != nil:
		return err
	case asked.isSearch(), f.Query != "" && f.Figure != ledger.Figure{}:
		return db.searchSummary(ctx, asked, t)
	case f.Figure != ledger.Figure{} && asked.Parts.Removed == selection.None:
		return db.sumFigure(ctx, f, t)
	}
	l, _, none, err := db.limits(ctx, asked)
	if err != nil || none {
		return err
	}
	if asked.Parts.Removed == selection.Only {
		return db.sumRows(ctx, newCondition(l, true), t)
	}
	return db.sumLimits(ctx, l, t)
}

// sumLimits adds up all rows within limits that the bank did not remove.
func (db *DB) sumLimits(ctx context.Context, l textindex.Limits, t *ledger.Tally) error {
	whole, ends := wholeMonths(days{l.From, l.To})
	for _, end := range ends {
		l.From, l.To = end.from, end.to
		if err := db.sumRows(ctx, newCondition(l, false), t); err != nil {
			return err
		}
	}
	if whole == nil {
		return nil
	}
	c := condition{rest: []string{"s.entries > 0"}}
	if whole.from != 0 {
		c.rest, c.args = append(c.rest, "s.month >= ?"), append(c.args, whole.from.Month())
	}
	if whole.to != 0 {
		c.rest, c.args = append(c.rest, "s.month <= ?"), append(c.args, whole.to.Month())
	}
	c.restrict("s.account", l.Accounts)
	c.restrict("s.category", l.Categories)
	c.restrict("s.currency", l.Currencies)
	rows, err := db.reader.QueryContext(ctx, `
		SELECT u.code, s.state, `+sumOf("s.money_in")+", "+sumOf("s.money_out")+`, sum(s.entries)
		FROM monthly_totals s JOIN currencies u ON u.rowid = s.currency
		WHERE `+strings.Join(c.rest, " AND ")+" GROUP BY s.currency, s.state", c.args...)
	return scanTally(t, rows, err)
}

// sumRows adds up row by row.
func (db *DB) sumRows(ctx context.Context, c condition, t *ledger.Tally) error {
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
	asked, err := ask(f)
	if err != nil {
		return 0, err
	}
	if asked.isSearch() {
		return db.searchPosition(ctx, asked, k)
	}
	l, _, none, err := db.limits(ctx, asked)
	if err != nil || none {
		return 0, err
	}
	before := 0
	removed := asked.Parts.Removed == selection.Only
	if !removed && f.Figure == (ledger.Figure{}) && (l.To == 0 || l.To > k.Date.Month().Last()) {
		later := l // the months after the key's
		later.From = max(l.From, k.Date.Month().Last().AddDays(1))
		var t ledger.Tally
		if err := db.sumLimits(ctx, later, &t); err != nil {
			return 0, err
		}
		sum := t.Summary()
		before, l.To = sum.Count, k.Date.Month().Last()
	}
	l.From = max(l.From, k.Date)
	c := newCondition(l, removed)
	query, args := c.union(func(where string) string {
		return "SELECT count(*) AS n FROM transactions t WHERE " + where + " AND (t.date, t.rowid) > (?, ?)"
	}, k.Date, k.Row)
	var n int
	err = db.reader.QueryRowContext(ctx, "SELECT sum(n) FROM ("+query+")", args...).Scan(&n)
	return before + n, err
}
