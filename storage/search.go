package storage

import (
	"context"
	"strings"
)

// search is what a search by text keeps between two letters.
type search struct{}

// matching calls f with every entry of the filter, newest first, until it
// gives false.
func (db *DB) matching(ctx context.Context, f Filter, yield func(Entry) bool) error {
	text := strings.ToLower(f.Text)
	f.Text = ""
	q := Query{Filter: f, Limit: 500}
	for {
		entries, err := db.entries(ctx, q)
		if err != nil {
			return err
		}
		for _, e := range entries {
			all := strings.Join(append([]string{
				e.Name, e.Original, e.Merchant, e.Annotation.Note, e.Category, e.CategoryDetail,
				e.Annotation.Category, e.Amount.Decimal(),
			}, e.Annotation.Tags...), "\x00")
			if strings.Contains(strings.ToLower(all), text) && !yield(e) {
				return nil
			}
		}
		if len(entries) < q.Limit {
			return nil
		}
		q.Anchor = entries[len(entries)-1].Key
	}
}

func before(a, b Key) bool { return a.Date > b.Date || a.Date == b.Date && a.Row > b.Row }

func (db *DB) searchEntries(ctx context.Context, q Query) (out []Entry, err error) {
	err = db.matching(ctx, q.Filter, func(e Entry) bool {
		switch {
		case q.Back && q.Anchor != (Key{}) && !before(e.Key, q.Anchor):
			return false
		case q.Back && len(out) == q.Limit:
			out = append(out[1:], e)
			return true
		case !q.Back && q.Anchor != (Key{}) && !before(q.Anchor, e.Key):
			return true
		}
		out = append(out, e)
		return q.Back || len(out) < q.Limit
	})
	return out, err
}

func (db *DB) searchSummary(ctx context.Context, f Filter, t *tally) error {
	return db.matching(ctx, f, func(e Entry) bool {
		category := e.CategoryDetail
		if e.Annotation.Category != "" {
			category = e.Annotation.Category
		}
		if e.Pending {
			t.add(category, e.Amount.Currency, 1, 1, 0, 0)
		} else if e.Annotation.Hidden {
			t.add(category, e.Amount.Currency, 1, 0, 0, 0)
		} else {
			t.add(category, e.Amount.Currency, 1, 0, max(0, e.Amount.Minor), min(0, e.Amount.Minor))
		}
		return true
	})
}

func (db *DB) searchPosition(ctx context.Context, f Filter, k Key) (n int, err error) {
	err = db.matching(ctx, f, func(e Entry) bool {
		if before(e.Key, k) {
			n++
		}
		return before(e.Key, k)
	})
	return n, err
}
