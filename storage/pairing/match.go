package pairing

import (
	"cmp"
	"context"
	"database/sql"
	"encoding/json"
	"slices"

	"passbook/storage/ledger"
)

// spot is an amount on a day: the rows of it can have the same other halves.
type spot struct {
	amount int64 // minor units; money in is positive
	date   ledger.Date
}

// opposite gives the days on which a row of the opposite amount may be this
// one's other half.
func (p spot) opposite() (first, last ledger.Date) {
	if p.amount > 0 {
		return p.date.AddDays(-ledger.MatchAfter), p.date.AddDays(ledger.MatchBefore)
	}
	return p.date.AddDays(-ledger.MatchBefore), p.date.AddDays(ledger.MatchAfter)
}

// reach is how many days two halves may lie apart.
const reach = max(ledger.MatchAfter, ledger.MatchBefore)

// Row is a transaction that may be in a pair.
type Row struct {
	ledger.PairRow
	Place  Place
	Hidden bool
	Pair   int64         // the other row; 0: it is in no pair
	said   sql.NullInt64 // what the person said of it, where that holds: its pair, or 0
}

// Place is where a row stands in the cache's tables of these names.
type Place struct{ Account, Category, Currency int64 }

// match matches the rows around spots, which are in order of their absolute
// amount.
func (m *Matching) match(ctx context.Context, starts []spot, changed func(Row) error) error {
	return eachAmount(starts, func(some []spot) error {
		rows, err := m.around(ctx, some)
		if err != nil {
			return err
		}
		return m.matchRows(rows, changed)
	})
}

// eachAmount calls f with the spots of one absolute amount after the other.
func eachAmount(starts []spot, f func([]spot) error) error {
	for len(starts) > 0 {
		n := 1
		for n < len(starts) && max(starts[n].amount, -starts[n].amount) == max(starts[0].amount, -starts[0].amount) {
			n++
		}
		if err := f(starts[:n]); err != nil {
			return err
		}
		starts = starts[n:]
	}
	return nil
}

// matchRows matches rows, among which are all that any of them may be paired with,
// and notes what became different.
func (m *Matching) matchRows(rows []Row, changed func(Row) error) error {
	wanted := map[int64]int64{}
	free := make([]ledger.PairRow, 0, len(rows))
	for _, r := range rows {
		if r.said.Valid {
			wanted[r.Row] = r.said.Int64
		} else {
			free = append(free, r.PairRow)
		}
	}
	pairs, _ := ledger.Match(free)
	for _, p := range pairs {
		wanted[p[0]], wanted[p[1]] = p[1], p[0]
	}
	for _, r := range rows {
		before, now := r.Pair, wanted[r.Row]
		if before == now {
			continue
		}
		m.news = append(m.news, [2]int64{r.Row, now})
		if changed == nil || before != 0 && now != 0 {
			continue
		}
		r.Pair = now
		if err := changed(r); err != nil {
			return err
		}
	}
	return nil
}

// write writes what became different, in the order of the rows in the file: each
// of its pages is written once.
func (m *Matching) write(ctx context.Context) error {
	const portion = 1000
	slices.SortFunc(m.news, func(a, b [2]int64) int { return cmp.Compare(a[0], b[0]) })
	for some := range slices.Chunk(m.news, portion) {
		text, err := json.Marshal(some)
		if err != nil {
			return err
		}
		_, err = m.tx.ExecContext(ctx, `
			WITH news AS MATERIALIZED (SELECT value ->> 0 AS row, value ->> 1 AS pair FROM json_each(?))
			UPDATE transactions SET pair = nullif(news.pair, 0) FROM news WHERE transactions.rowid = news.row`, string(text))
		if err != nil {
			return err
		}
	}
	m.news = nil
	return nil
}

// reader reads rows and what ledger.Match asks of them.
type reader struct {
	q          querier
	read       *sql.Stmt
	accounts   map[int64]account
	categories map[int64]category
	currencies map[int64]string
}

// querier is a *sql.Tx or a *sql.Conn.
type querier interface {
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
	PrepareContext(ctx context.Context, query string) (*sql.Stmt, error)
}

type account struct {
	root int64 // itself or its successor
	kind ledger.AccountKind
}

type category struct{ primary, detailed string }

// around gives every row that can be reached from spots of one amount, over rows
// that may be each other's half. From a spot itself it also goes to rows that
// may have been the half of one there before.
func (r *reader) around(ctx context.Context, starts []spot) (rows []Row, err error) {
	seen := map[spot]bool{}
	for i, start := range starts {
		if i > 0 && starts[i-1] == start {
			continue
		}
		n := neighbourhood{reader: r, days: map[spot]*day{}}
		first, last := start.opposite()
		queue := []spot{start}
		for d := first; d <= last; d = d.AddDays(1) {
			queue = append(queue, spot{-start.amount, d})
		}
		for len(queue) > 0 {
			at := queue[0]
			queue = queue[1:]
			if seen[at] {
				continue
			}
			seen[at] = true
			next, err := n.visit(ctx, at)
			if err != nil {
				return nil, err
			}
			queue = append(queue, next...)
			if here := n.days[at]; here != nil {
				rows = append(rows, here.rows...)
			}
		}
	}
	return rows, nil
}

// neighbourhood is the rows of one amount, of both signs, from one day to
// another.
type neighbourhood struct {
	*reader
	from, to ledger.Date
	days     map[spot]*day
}

// day is the rows of a spot.
type day struct {
	rows  []Row
	kinds map[ledger.PairRow]bool // how those of them are, but for Row, that the person said nothing of
}

func (d *day) add(r Row) {
	d.rows = append(d.rows, r)
	if !r.said.Valid {
		kind := r.PairRow
		kind.Row = 0
		d.kinds[kind] = true
	}
}

// canPair reports whether a row of one day can be the half of one of another.
func (d *day) canPair(other *day) bool {
	for a := range d.kinds {
		for b := range other.kinds {
			if ledger.CanPair(a, b) || ledger.CanPair(b, a) {
				return true
			}
		}
	}
	return false
}

// visit gives the spots at which rows may be the other half of one here.
func (n *neighbourhood) visit(ctx context.Context, at spot) (next []spot, err error) {
	first, last := at.opposite()
	if err := n.load(ctx, at, min(first, at.date), max(last, at.date)); err != nil {
		return nil, err
	}
	here := n.days[at]
	if here == nil {
		return nil, nil
	}
	for d := first; d <= last; d = d.AddDays(1) {
		if there := n.days[spot{-at.amount, d}]; there != nil && here.canPair(there) {
			next = append(next, spot{-at.amount, d})
		}
	}
	return next, nil
}

// load reads the days from first to last where they are not read yet, and some
// around them.
func (n *neighbourhood) load(ctx context.Context, at spot, first, last ledger.Date) error {
	if n.from == 0 {
		n.from, n.to = first.AddDays(-reach), last.AddDays(reach)
		return n.readDays(ctx, at.amount, n.from, n.to)
	}
	if first < n.from {
		to := n.from.AddDays(-1)
		n.from = first.AddDays(-reach)
		if err := n.readDays(ctx, at.amount, n.from, to); err != nil {
			return err
		}
	}
	if last > n.to {
		from := n.to.AddDays(1)
		n.to = last.AddDays(reach)
		return n.readDays(ctx, at.amount, from, n.to)
	}
	return nil
}

func (n *neighbourhood) readDays(ctx context.Context, amount int64, from, to ledger.Date) error {
	rows, err := n.rows(ctx, amount, from, to)
	for _, r := range rows {
		at := spot{r.Minor, r.Date}
		d := n.days[at]
		if d == nil {
			d = &day{kinds: map[ledger.PairRow]bool{}}
			n.days[at] = d
		}
		d.add(r)
	}
	return err
}

// rows reads the rows of an amount, of both signs, from one day to another.
func (r *reader) rows(ctx context.Context, amount int64, from, to ledger.Date) (found []Row, err error) {
	if err := r.prepare(ctx); err != nil {
		return nil, err
	}
	rows, err := r.read.QueryContext(ctx, amount, from, to)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var row Row
		var date, hidden int64
		p := &row.Place
		if err := rows.Scan(&row.Row, &p.Account, &row.Minor, &p.Currency, &date, &p.Category, &hidden, &row.Pair, &row.said); err != nil {
			return nil, err
		}
		row.Date, row.Hidden, row.Currency = ledger.Date(date), hidden != 0, r.currencies[p.Currency]
		a, c := r.accounts[p.Account], r.categories[p.Category]
		row.Account, row.Kind = a.root, a.kind
		row.Primary, row.Category = c.primary, cmp.Or(c.detailed, c.primary)
		found = append(found, row)
	}
	return found, rows.Err()
}

// prepare reads accounts and categories, which are few, the first time. What the
// person said of a pair holds while both rows stand and are posted.
func (r *reader) prepare(ctx context.Context) (err error) {
	if r.read != nil {
		return nil
	}
	r.accounts, r.categories, r.currencies = map[int64]account{}, map[int64]category{}, map[int64]string{}
	err = r.each(ctx, "SELECT a.rowid, s.rowid, s.kind FROM accounts a JOIN accounts s ON s.rowid = coalesce(a.successor, a.rowid)", func(rows *sql.Rows) error {
		var id int64
		var a account
		err := rows.Scan(&id, &a.root, &a.kind)
		r.accounts[id] = a
		return err
	})
	if err != nil {
		return err
	}
	err = r.each(ctx, "SELECT rowid, primary_name, detailed_name FROM categories", func(rows *sql.Rows) error {
		var id int64
		var c category
		err := rows.Scan(&id, &c.primary, &c.detailed)
		r.categories[id] = c
		return err
	})
	if err != nil {
		return err
	}
	err = r.each(ctx, "SELECT rowid, code FROM currencies", func(rows *sql.Rows) error {
		var id int64
		var code string
		err := rows.Scan(&id, &code)
		r.currencies[id] = code
		return err
	})
	if err != nil {
		return err
	}
	r.read, err = r.q.PrepareContext(ctx, `
		SELECT t.rowid, t.account, t.amount, t.currency, t.date, t.category, t.hidden, coalesce(t.pair, 0),
			CASE WHEN s.pair = 0 THEN 0 WHEN b.pair = t.rowid AND (p.amount < 0) <> (t.amount < 0) AND `+canPair("p")+` THEN s.pair END
		FROM transactions t INDEXED BY transactions_by_amount
			LEFT JOIN annotations s ON s.transaction_row = t.rowid
			LEFT JOIN transactions p ON p.rowid = s.pair
			LEFT JOIN annotations b ON b.transaction_row = s.pair
		WHERE t.removed = 0 AND t.pending = 0 AND t.amount IN (?1, -?1) AND t.date BETWEEN ?2 AND ?3`)
	return err
}

// spots reads spots.
func (r *reader) spots(ctx context.Context, query string, args ...any) (found []spot, err error) {
	err = r.each(ctx, query, func(rows *sql.Rows) error {
		var amount, date int64
		err := rows.Scan(&amount, &date)
		found = append(found, spot{amount, ledger.Date(date)})
		return err
	}, args...)
	return found, err
}

func (r *reader) each(ctx context.Context, query string, f func(*sql.Rows) error, args ...any) error {
	rows, err := r.q.QueryContext(ctx, query, args...)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		if err := f(rows); err != nil {
			return err
		}
	}
	return rows.Err()
}

func (r *reader) close() error {
	if r.read == nil {
		return nil
	}
	err := r.read.Close()
	r.read = nil
	return err
}
