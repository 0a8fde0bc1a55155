package storage

import (
	"cmp"
	"context"
	"database/sql"
	"database/sql/driver"
	"encoding/json"
	"slices"

	"golang.org/x/sync/errgroup"

	"passbook/storage/ledger"
	"passbook/storage/query"
	"passbook/storage/selection"
	"passbook/storage/textindex"
)

// eachMatch calls yield with every entry that is asked for, newest first. Blocks
// of months that skip names are passed over.
func (db *DB) eachMatch(ctx context.Context, q question, skip func(ledger.Month) bool, yield func(b *textindex.Block, i int) bool) error {
	blocks, err := db.searchBlocks(ctx)
	if err != nil {
		return err
	}
	limits, sets, none, err := db.limits(ctx, q)
	if err != nil || none {
		return err
	}
	m := db.search.labels.Matcher(cmp.Or(q.Rest, query.Node(query.All{})), sets, limits)
	blocks = slices.DeleteFunc(slices.Clone(blocks), func(b *textindex.Block) bool {
		month, _ := b.Month()
		return skip(month) || limits.From != 0 && month < limits.From.Month() || limits.To != 0 && month > limits.To.Month()
	})
	rest := func() bool { return true }
	if q.Parts.Removed != selection.None {
		removed := textindex.NewRemovedBlock()
		if err := db.fill(ctx, removed); err != nil {
			return err
		}
		if q.Parts.Removed == selection.Only {
			removed.Each(m, yield)
			return nil
		}
		yield, rest = merged(removed, m, yield)
	}
	for some := range slices.Chunk(blocks, readers) {
		if err := ctx.Err(); err != nil {
			return err
		}
		if err := db.fillAll(ctx, some); err != nil {
			return err
		}
		for _, b := range some {
			if !b.Each(m, yield) {
				return nil
			}
		}
	}
	rest()
	return nil
}

// merged gives a yield that is also given the rows of a block which match, each
// before the first one that it comes before; rest yields those that are left.
func merged(from *textindex.Block, m *textindex.Matcher, yield func(b *textindex.Block, i int) bool) (both func(*textindex.Block, int) bool, rest func() bool) {
	var rows []int
	from.Each(m, func(_ *textindex.Block, i int) bool { rows = append(rows, i); return true })
	until := func(comes func(ledger.Key) bool) bool {
		for len(rows) > 0 && comes(from.Key(rows[0])) {
			if !yield(from, rows[0]) {
				return false
			}
			rows = rows[1:]
		}
		return true
	}
	both = func(b *textindex.Block, i int) bool {
		return until(func(k ledger.Key) bool { return comesBefore(k, b.Key(i)) }) && yield(b, i)
	}
	return both, func() bool { return until(func(ledger.Key) bool { return true }) }
}

// retryUntilStable runs what asks more than once until the revision is the same
// before and after it, ten times at most: an answer should be of one state of the
// cache.
func (db *DB) retryUntilStable(ctx context.Context, run func() error) error {
	for range 10 {
		before, err := db.Revision(ctx)
		if err != nil {
			return err
		}
		if err := run(); err != nil {
			return err
		}
		if after, err := db.Revision(ctx); err != nil || after == before {
			return err
		}
	}
	return nil
}

func comesBefore(a, b ledger.Key) bool { return a.Date > b.Date || a.Date == b.Date && a.Row > b.Row }

func (db *DB) searchEntries(ctx context.Context, q Query, asked question) ([]ledger.Entry, error) {
	var rows []int64
	anchored := q.Anchor != (ledger.Key{})
	skip := func(m ledger.Month) bool {
		return anchored && !q.Back && m > q.Anchor.Date.Month() || anchored && q.Back && m < q.Anchor.Date.Month()
	}
	visit := func(b *textindex.Block, i int) bool {
		switch {
		case q.Back && anchored && !comesBefore(b.Key(i), q.Anchor):
			return false
		case !q.Back && anchored && !comesBefore(q.Anchor, b.Key(i)):
			return true
		}
		rows = append(rows, b.Key(i).Row)
		if q.Back && len(rows) >= 4*q.Limit+100 {
			rows = append(rows[:0], rows[len(rows)-q.Limit:]...)
		}
		return q.Back || len(rows) < q.Limit
	}
	err := db.retryUntilStable(ctx, func() error {
		rows = rows[:0]
		return db.eachMatch(ctx, asked, skip, visit)
	})
	if err != nil {
		return nil, err
	}
	return db.entriesAt(ctx, rows[max(0, len(rows)-q.Limit):])
}

func (db *DB) searchSummary(ctx context.Context, q question, t *ledger.Tally) error {
	var sums textindex.Sums
	var inPart []figurePart
	err := db.retryUntilStable(ctx, func() error {
		sums, inPart = textindex.Sums{}, nil
		parts, err := db.figureParts(ctx, q.Filter)
		if err != nil {
			return err
		}
		return db.eachMatch(ctx, q, func(ledger.Month) bool { return false }, func(b *textindex.Block, i int) bool {
			if part, some := parts[b.Key(i).Row]; some {
				inPart = append(inPart, part)
			} else {
				sums.Add(b, i)
			}
			return true
		})
	})
	sums.Each(&db.search.labels, t.Add)
	for _, p := range inPart {
		t.Add(p.currency, ledger.StatePosted, p.sum)
	}
	return err
}

func (db *DB) searchPosition(ctx context.Context, q question, k ledger.Key) (n int, err error) {
	older := func(m ledger.Month) bool { return m < k.Date.Month() }
	err = db.retryUntilStable(ctx, func() error {
		n = 0
		return db.eachMatch(ctx, q, older, func(b *textindex.Block, i int) bool {
			if !comesBefore(b.Key(i), k) {
				return false
			}
			n++
			return true
		})
	})
	return n, err
}

func (db *DB) readMarks(ctx context.Context) (m marks, err error) {
	err = db.reader.QueryRowContext(ctx, `
		SELECT (SELECT coalesce(max(rowid), 0) FROM transactions), (SELECT coalesce(max(rowid), 0) FROM syncs),
			(SELECT coalesce(max(rowid), 0) FROM edits), rowid_epoch FROM meta`).Scan(&m.row, &m.sync, &m.edit, &m.rowidEpoch)
	return m, err
}

// searchBlocks gives the blocks, in step with the cache. Those of months that
// changed are new and not filled.
func (db *DB) searchBlocks(ctx context.Context) ([]*textindex.Block, error) {
	s := &db.search
	s.Lock()
	defer s.Unlock()
	revision, err := db.Revision(ctx) // first: what changes after this is seen the next time
	if err != nil || s.marks != (marks{}) && revision == s.revision {
		return s.blocks, err
	}
	now, err := db.readMarks(ctx)
	if err != nil {
		return nil, err
	}
	paired, err := db.pairedRows(ctx)
	if err != nil {
		return nil, err
	}
	var months []int64
	anew := s.marks == (marks{}) || s.marks.rowidEpoch != now.rowidEpoch
	if anew {
		s.blocks = nil
		months, err = db.queryIDs(ctx, "SELECT DISTINCT month FROM monthly_totals WHERE entries > 0")
	} else {
		months, err = db.touchedMonths(ctx, s)
		for _, month := range changedMonths(s.paired, paired) {
			if !slices.Contains(months, month) {
				months = append(months, month)
			}
		}
	}
	if err == nil {
		err = db.learn(ctx, anew)
	}
	if err != nil {
		return nil, err
	}
	s.blocks = slices.DeleteFunc(slices.Clone(s.blocks), func(b *textindex.Block) bool { return slices.Contains(months, monthOf(b)) })
	for _, month := range months {
		s.blocks = append(s.blocks, textindex.NewBlock(ledger.Month(month)))
	}
	slices.SortFunc(s.blocks, func(a, b *textindex.Block) int { return cmp.Compare(monthOf(b), monthOf(a)) })
	s.revision, s.marks, s.paired = revision, now, paired
	return s.blocks, nil
}

// pairedRows looks at which rows are in a pair, by month.
func (db *DB) pairedRows(ctx context.Context) (map[int64]pairedRows, error) {
	months := map[int64]pairedRows{}
	rows, err := db.reader.QueryContext(ctx, `
		SELECT date / 100, count(*), sum(rowid), sum(rowid * rowid % 2147483647)
		FROM transactions INDEXED BY transactions_paired WHERE pair IS NOT NULL GROUP BY date / 100`)
	err = eachRow(rows, err, func(rows *sql.Rows) error {
		var month int64
		var r pairedRows
		err := rows.Scan(&month, &r.count, &r.sum, &r.squares)
		months[month] = r
		return err
	})
	return months, err
}

// changedMonths gives the months in which other rows are in a pair than before.
func changedMonths(before, now map[int64]pairedRows) (months []int64) {
	for month := range before {
		if now[month] != before[month] {
			months = append(months, month)
		}
	}
	for month := range now {
		if _, had := before[month]; !had {
			months = append(months, month)
		}
	}
	return months
}

// touchedMonths gives the months with an entry that changed since the marks:
// the months where such entries are, and those where they were.
func (db *DB) touchedMonths(ctx context.Context, s *search) ([]int64, error) {
	const touched = `
		WITH recorded AS (
			SELECT transaction_row AS rowid FROM sync_changes WHERE sync > ?2
			UNION SELECT transaction_row FROM edit_rows WHERE edit IN (SELECT coalesce(undoes, rowid) FROM edits WHERE rowid > ?3)),
		touched AS (
			SELECT rowid FROM recorded
			UNION SELECT t.replaces_row FROM transactions t WHERE t.rowid > ?1 AND t.replaces_row IS NOT NULL
			UNION SELECT t.replaces_row FROM recorded CROSS JOIN transactions t ON t.rowid = recorded.rowid WHERE t.replaces_row IS NOT NULL
			UNION SELECT t.rowid FROM recorded CROSS JOIN transactions t ON t.replaces_row = recorded.rowid) `
	args := []any{s.marks.row, s.marks.sync, s.marks.edit}
	months, err := db.queryIDs(ctx, touched+`
		SELECT date / 100 FROM touched CROSS JOIN transactions t ON t.rowid = touched.rowid
		UNION SELECT date / 100 FROM transactions WHERE rowid > ?1`, args...)
	if err != nil {
		return nil, err
	}
	rows, err := db.queryIDs(ctx, touched+"SELECT rowid FROM touched", args...)
	if err != nil {
		return nil, err
	}
	moved := make(map[uint32]bool, len(rows))
	for _, row := range rows {
		moved[uint32(row)] = true
	}
	for _, b := range s.blocks {
		if slices.Contains(months, monthOf(b)) || len(moved) == 0 {
			continue
		}
		// One that is being read may already hold what moved away.
		if !b.Filled() || b.HoldsAny(moved) {
			months = append(months, monthOf(b))
		}
	}
	return months, nil
}

// fillAll reads blocks at the same time.
func (db *DB) fillAll(ctx context.Context, blocks []*textindex.Block) error {
	var group errgroup.Group
	for _, b := range blocks {
		if !b.Filled() {
			group.Go(func() error { return db.fill(ctx, b) })
		}
	}
	return group.Wait()
}

// fill reads a block's rows, the first time that a search comes to it.
func (db *DB) fill(ctx context.Context, b *textindex.Block) error {
	where, args := takenBack, []any(nil)
	if month, ok := b.Month(); ok {
		where, args = notRemoved+" AND t.date BETWEEN ? AND ?", []any{int64(month.First()), int64(month.First() + 99)}
	}
	labels := &db.search.labels
	return b.Fill(labels, func(add func(textindex.Row)) error {
		var texts []string
		return db.eachValue(ctx, `
			SELECT t.rowid, t.date * 8 + t.pending * 4 + t.hidden * 2 + (t.pair IS NOT NULL), t.account, t.category, t.currency, t.amount,
				t.original, t.name, t.merchant, n.note, n.tags
			FROM transactions t LEFT JOIN annotations n ON n.transaction_row = t.rowid
			WHERE `+where+" ORDER BY t.date DESC, t.rowid DESC", args, func(v []driver.Value) error {
			number := func(i int) int64 { n, _ := v[i].(int64); return n }
			text := func(i int) string { s, _ := v[i].(string); return s }
			e := ledger.Entry{Transaction: ledger.Transaction{Original: text(6), Name: text(7), Merchant: labels.Merchant(number(8))}}
			texts = append(texts[:0], e.Original, e.Name, e.Merchant, text(9))
			if tags := text(10); tags != "" && tags != "[]" {
				var list []string
				if err := json.Unmarshal([]byte(tags), &list); err != nil {
					return err
				}
				texts = append(texts, list...)
			}
			add(textindex.Row{
				ID: number(0), Date: ledger.Date(number(1) >> 3), Pending: number(1)&4 != 0, Hidden: number(1)&2 != 0, Paired: number(1)&1 != 0,
				Account: number(2), Category: number(3), Currency: number(4), Minor: number(5), Title: e.Title(), Texts: texts,
			})
			return nil
		})
	})
}

// learn loads new accounts, categories, merchants and currencies; with anew it
// reloads merchants, whose rowids may have been reused. It queries before
// locking: a goroutine that fills a block holds a connection while it waits for
// this lock, and the pool could run dry.
func (db *DB) learn(ctx context.Context, anew bool) error {
	s := &db.search
	if anew {
		s.lastMerchant = 0
	}
	accounts, err := db.queryIDs(ctx, "SELECT rowid FROM accounts")
	if err != nil {
		return err
	}
	categories, err := db.queryNames(ctx, "SELECT rowid, primary_name, detailed_name FROM categories")
	if err != nil {
		return err
	}
	merchants, err := db.queryNames(ctx, "SELECT rowid, name, '' FROM merchants WHERE rowid > ? ORDER BY rowid", s.lastMerchant)
	if err != nil {
		return err
	}
	currencies, err := db.queryNames(ctx, "SELECT rowid, code, '' FROM currencies")
	if err != nil {
		return err
	}
	s.labels.Learn(accounts, categories, currencies, merchants, anew)
	if len(merchants) > 0 {
		s.lastMerchant = merchants[len(merchants)-1].ID
	}
	return nil
}

func monthOf(b *textindex.Block) int64 {
	month, _ := b.Month()
	return int64(month)
}
