package storage

import (
	"context"
	"slices"

	"passbook/storage/ledger"
	"passbook/storage/textindex"
)

// eachMatch calls f with every entry of the filter, newest first. Blocks of
// months that skip names are passed over.
func (db *DB) eachMatch(ctx context.Context, f ledger.Filter, skip func(ledger.Month) bool, yield func(b *textindex.Block, i int) bool) error {
	blocks, err := db.searchBlocks(ctx)
	if err != nil {
		return err
	}
	if f.Removed {
		blocks = []*textindex.Block{textindex.NewRemovedBlock()}
	}
	m, none, err := db.matcher(ctx, f)
	if err != nil || none {
		return err
	}
	blocks = slices.DeleteFunc(slices.Clone(blocks), func(b *textindex.Block) bool {
		month, ok := b.Month()
		return ok && (skip(month) || f.From != 0 && month < f.From.Month() || f.To != 0 && month > f.To.Month())
	})
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

func (db *DB) matcher(ctx context.Context, f ledger.Filter) (m *textindex.Matcher, none bool, err error) {
	var accounts, categories []int64
	if f.AccountID != "" || f.ItemID != "" {
		if accounts, err = db.accountRows(ctx, f); err != nil || len(accounts) == 0 {
			return nil, true, err
		}
	}
	if f.Category != "" {
		if categories, err = db.categoryRows(ctx, f.Category); err != nil || len(categories) == 0 {
			return nil, true, err
		}
	}
	return db.search.labels.Matcher(f, accounts, categories), false, nil
}

func comesBefore(a, b ledger.Key) bool { return a.Date > b.Date || a.Date == b.Date && a.Row > b.Row }

func (db *DB) searchEntries(ctx context.Context, q Query) ([]ledger.Entry, error) {
	var rows []int64
	anchored := q.Anchor != (ledger.Key{})
	skip := func(m ledger.Month) bool {
		return anchored && !q.Back && m > q.Anchor.Date.Month() || anchored && q.Back && m < q.Anchor.Date.Month()
	}
	take := func(b *textindex.Block, i int) bool {
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
		return db.eachMatch(ctx, q.Filter, skip, take)
	})
	if err != nil {
		return nil, err
	}
	return db.entriesAt(ctx, rows[max(0, len(rows)-q.Limit):])
}

func (db *DB) searchSummary(ctx context.Context, f ledger.Filter, t *ledger.Tally) error {
	var sums textindex.Sums
	err := db.retryUntilStable(ctx, func() error {
		sums = textindex.Sums{}
		return db.eachMatch(ctx, f, func(ledger.Month) bool { return false }, func(b *textindex.Block, i int) bool {
			sums.Add(b, i)
			return true
		})
	})
	sums.Each(&db.search.labels, t.Add)
	return err
}

func (db *DB) searchPosition(ctx context.Context, f ledger.Filter, k ledger.Key) (n int, err error) {
	older := func(m ledger.Month) bool { return m < k.Date.Month() }
	err = db.retryUntilStable(ctx, func() error {
		n = 0
		return db.eachMatch(ctx, f, older, func(b *textindex.Block, i int) bool {
			if !comesBefore(b.Key(i), k) {
				return false
			}
			n++
			return true
		})
	})
	return n, err
}
