package storage

import (
	"context"
	"slices"
	"strings"

	"passbook/storage/ledger"
)

// eachMatch calls f with every entry of the filter, newest first. Blocks of
// months that skip names are passed over.
func (db *DB) eachMatch(ctx context.Context, f ledger.Filter, skip func(ledger.Month) bool, yield visit) error {
	blocks, err := db.searchBlocks(ctx)
	if err != nil {
		return err
	}
	if f.Removed {
		blocks = []*block{{removed: true}}
	}
	m, none, err := db.matcher(ctx, f)
	if err != nil || none {
		return err
	}
	blocks = slices.DeleteFunc(slices.Clone(blocks), func(b *block) bool {
		return !b.removed && (skip(b.month) || f.From != 0 && b.month < f.From.Month() || f.To != 0 && b.month > f.To.Month())
	})
	for some := range slices.Chunk(blocks, readers) {
		if err := ctx.Err(); err != nil {
			return err
		}
		if err := db.fillAll(ctx, some); err != nil {
			return err
		}
		for _, b := range some {
			if !b.each(m, yield) {
				return nil
			}
		}
	}
	return nil
}

// retryUntilStable runs a search until the revision is the same before and
// after it, ten times at most: blocks are read one after the other, and an
// answer should be of one state of the cache.
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

func (db *DB) matcher(ctx context.Context, f ledger.Filter) (m *matcher, none bool, err error) {
	m = &matcher{needle: folded(nil, f.Text), from: f.From, to: f.To}
	if strings.Trim(f.Text, "0123456789.,-+") == "" && strings.ContainsAny(f.Text, "0123456789") {
		m.number = []byte(strings.ReplaceAll(strings.TrimLeft(f.Text, "+-"), ",", ""))
	}
	k := &db.search.labels
	if f.AccountID != "" || f.ItemID != "" {
		rows, err := db.accountRows(ctx, f)
		if err != nil || len(rows) == 0 {
			return m, true, err
		}
		m.accounts = k.accountSet(rows)
	}
	if f.Category != "" {
		rows, err := db.categoryRows(ctx, f.Category)
		if err != nil || len(rows) == 0 {
			return m, true, err
		}
		m.categories = k.categorySet(rows)
	}
	m.named, m.digits = k.holding(string(m.needle)), k.digits()
	return m, false, nil
}

func comesBefore(a, b ledger.Key) bool { return a.Date > b.Date || a.Date == b.Date && a.Row > b.Row }

func (db *DB) searchEntries(ctx context.Context, q Query) ([]ledger.Entry, error) {
	var rows []int64
	anchored := q.Anchor != (ledger.Key{})
	skip := func(m ledger.Month) bool {
		return anchored && !q.Back && m > q.Anchor.Date.Month() || anchored && q.Back && m < q.Anchor.Date.Month()
	}
	take := func(b *block, i int) bool {
		switch {
		case q.Back && anchored && !comesBefore(b.key(i), q.Anchor):
			return false
		case !q.Back && anchored && !comesBefore(q.Anchor, b.key(i)):
			return true
		}
		rows = append(rows, int64(b.row[i]))
		if q.Back && len(rows) >= 4*q.Limit+100 {
			rows = append(rows[:0], rows[len(rows)-q.Limit:]...)
		}
		return q.Back || len(rows) < q.Limit
	}
	err := db.retryUntilStable(ctx, func() error {
		rows = rows[:0]
		return db.eachMatch(ctx, q.Filter, skip, take)
	})
	if err != nil {
		return nil, err
	}
	return db.entriesAt(ctx, rows[max(0, len(rows)-q.Limit):])
}

func (db *DB) searchSummary(ctx context.Context, f ledger.Filter, t *ledger.Tally) error {
	var sums [][]blockSum // by category and currency
	add := func(b *block, i int) bool {
		k := b.kindOf(i)
		category, currency := int(k.category), int(k.currency)
		if category >= len(sums) {
			sums = append(sums, make([][]blockSum, category+1-len(sums))...)
		}
		if currency >= len(sums[category]) {
			sums[category] = append(sums[category], make([]blockSum, currency+1-len(sums[category]))...)
		}
		sums[category][currency].add(b, i)
		return true
	}
	err := db.retryUntilStable(ctx, func() error {
		sums = nil
		return db.eachMatch(ctx, f, func(ledger.Month) bool { return false }, add)
	})
	for category, byCurrency := range sums {
		for currency, s := range byCurrency {
			name, code := db.search.labels.categoryAndCurrency(category, currency)
			t.Add(name, code, s.count, s.pending, s.in, s.out)
		}
	}
	return err
}

func (db *DB) searchPosition(ctx context.Context, f ledger.Filter, k ledger.Key) (n int, err error) {
	older := func(m ledger.Month) bool { return m < k.Date.Month() }
	err = db.retryUntilStable(ctx, func() error {
		n = 0
		return db.eachMatch(ctx, f, older, func(b *block, i int) bool {
			if !comesBefore(b.key(i), k) {
				return false
			}
			n++
			return true
		})
	})
	return n, err
}
