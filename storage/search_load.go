package storage

import (
	"cmp"
	"context"
	"database/sql/driver"
	"encoding/json"
	"math"
	"slices"
	"strings"

	"golang.org/x/sync/errgroup"

	"passbook/storage/ledger"
)

func (db *DB) readMarks(ctx context.Context) (m marks, err error) {
	err = db.reader.QueryRowContext(ctx, `
		SELECT (SELECT coalesce(max(rowid), 0) FROM transactions), (SELECT coalesce(max(rowid), 0) FROM syncs),
			(SELECT coalesce(max(rowid), 0) FROM edits), rowid_epoch FROM meta`).Scan(&m.row, &m.sync, &m.edit, &m.rowidEpoch)
	return m, err
}

// searchBlocks gives the blocks, in step with the cache. Those of months that
// changed are new and not filled.
func (db *DB) searchBlocks(ctx context.Context) ([]*block, error) {
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
	var months []int64
	anew := s.marks == (marks{}) || s.marks.rowidEpoch != now.rowidEpoch
	if anew {
		s.blocks = nil
		months, err = db.queryIDs(ctx, "SELECT DISTINCT month FROM monthly_totals WHERE entries > 0")
	} else {
		months, err = db.touchedMonths(ctx, s)
	}
	if err == nil {
		err = s.labels.learn(ctx, db, anew)
	}
	if err != nil {
		return nil, err
	}
	s.blocks = slices.DeleteFunc(slices.Clone(s.blocks), func(b *block) bool { return slices.Contains(months, int64(b.month)) })
	for _, month := range months {
		s.blocks = append(s.blocks, &block{month: ledger.Month(month)})
	}
	slices.SortFunc(s.blocks, func(a, b *block) int { return cmp.Compare(b.month, a.month) })
	s.revision, s.marks = revision, now
	return s.blocks, nil
}

// touchedMonths gives the months with an entry that changed since the marks:
// the months where such entries are, and those where they were.
func (db *DB) touchedMonths(ctx context.Context, s *search) ([]int64, error) {
	const touched = `
		WITH told AS (
			SELECT transaction_row AS rowid FROM sync_changes WHERE sync > ?2
			UNION SELECT transaction_row FROM edit_rows WHERE edit IN (SELECT coalesce(undoes, rowid) FROM edits WHERE rowid > ?3)),
		touched AS (
			SELECT rowid FROM told
			UNION SELECT t.replaces_row FROM transactions t WHERE t.rowid > ?1 AND t.replaces_row IS NOT NULL
			UNION SELECT t.replaces_row FROM told CROSS JOIN transactions t ON t.rowid = told.rowid WHERE t.replaces_row IS NOT NULL
			UNION SELECT t.rowid FROM told CROSS JOIN transactions t ON t.replaces_row = told.rowid) `
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
		if slices.Contains(months, int64(b.month)) || len(moved) == 0 {
			continue
		}
		// One that is being read may already hold what moved away.
		if !b.filled.Load() || slices.ContainsFunc(b.row, func(row uint32) bool { return moved[row] }) {
			months = append(months, int64(b.month))
		}
	}
	return months, nil
}

// fillAll reads blocks at the same time.
func (db *DB) fillAll(ctx context.Context, blocks []*block) error {
	var group errgroup.Group
	for _, b := range blocks {
		if !b.filled.Load() {
			group.Go(func() error { return db.fill(ctx, b) })
		}
	}
	return group.Wait()
}

// fill reads a block's month, the first time that a search comes to it.
func (db *DB) fill(ctx context.Context, b *block) error {
	b.filling.Lock()
	defer b.filling.Unlock()
	if b.filled.Load() {
		return nil
	}
	where, args := "t.removed = 0 AND t.date BETWEEN ? AND ?", []any{int64(b.month.First()), int64(b.month.First() + 99)}
	if b.removed {
		where, args = takenBack, nil
	}
	r := rowReader{
		labels: &db.search.labels, removed: b.removed,
		places: map[[3]int64]uint16{}, columns: columns{large: map[int]int64{}},
	}
	err := db.eachValue(ctx, `
		SELECT t.rowid, t.date * 4 + t.hidden * 2 + t.pending, t.account, t.category, t.currency, t.amount,
			t.original, t.name, t.merchant, n.note, n.tags
		FROM transactions t LEFT JOIN annotations n ON n.transaction_row = t.rowid
		WHERE `+where+" ORDER BY t.date DESC, t.rowid DESC", args, r.read)
	if err != nil {
		return err
	}
	b.columns = r.clipped()
	b.filled.Store(true)
	return nil
}

// rowReader reads the rows of the query in fill into columns.
type rowReader struct {
	columns
	labels  *labelIndex
	removed bool
	places  map[[3]int64]uint16 // in kinds, by account, category and currency
}

func (r *rowReader) read(v []driver.Value) error {
	number := func(i int) int64 { n, _ := v[i].(int64); return n }
	text := func(i int) string { s, _ := v[i].(string); return s }
	tags := text(10)
	if tags == "" || tags == "[]" {
		r.appendText(text(6), text(7), r.labels.merchant(number(8)), text(9))
	} else {
		var list []string
		if err := json.Unmarshal([]byte(tags), &list); err != nil {
			return err
		}
		r.appendText(append([]string{text(6), text(7), r.labels.merchant(number(8)), text(9)}, list...)...)
	}
	date, amount := ledger.Date(number(1)>>2), number(5)
	day := uint8(date%100) | uint8(number(1)&3)<<5
	if amount > math.MaxInt32 || amount < math.MinInt32 {
		day |= isLarge
		r.large[len(r.row)], amount = amount, 0
	}
	if r.removed {
		r.dates = append(r.dates, date)
	}
	r.row, r.day, r.amount = append(r.row, uint32(number(0))), append(r.day, day), append(r.amount, int32(amount))
	r.kind = append(r.kind, r.place(number(2), number(3), number(4)))
	return nil
}

// place finds or makes a kind. Beyond what fits, kinds are as good as unknown.
func (r *rowReader) place(account, category, currency int64) uint16 {
	p, has := r.places[[3]int64{account, category, currency}]
	if has {
		return p
	}
	if len(r.kinds) == 0 {
		r.kinds = append(r.kinds, kind{})
	}
	if len(r.kinds) > math.MaxUint16 {
		return 0
	}
	p = uint16(len(r.kinds))
	r.kinds = append(r.kinds, r.labels.kind(account, category, currency))
	r.places[[3]int64{account, category, currency}] = p
	return p
}

// clipped gives the columns without what appending took in advance.
func (r *rowReader) clipped() columns {
	return columns{
		text: slices.Clone(r.text), row: slices.Clone(r.row), day: slices.Clone(r.day), amount: slices.Clone(r.amount),
		kind: slices.Clone(r.kind), kinds: slices.Clone(r.kinds), large: r.large, dates: slices.Clone(r.dates),
	}
}

// learn loads new accounts, categories, merchants and currencies; with anew it
// reloads merchants, whose rowids may have been reused. It queries before
// locking: a goroutine that fills a block holds a connection while it waits for
// this lock, and the pool could run dry.
func (k *labelIndex) learn(ctx context.Context, db *DB, anew bool) error {
	if anew {
		k.lastMerchant = 0
	}
	accounts, err := db.queryIDs(ctx, "SELECT rowid FROM accounts")
	if err != nil {
		return err
	}
	categories, err := db.queryNames(ctx, "SELECT rowid, primary_name, detailed_name FROM categories")
	if err != nil {
		return err
	}
	merchants, err := db.queryNames(ctx, "SELECT rowid, name, '' FROM merchants WHERE rowid > ? ORDER BY rowid", k.lastMerchant)
	if err != nil {
		return err
	}
	currencies, err := db.queryNames(ctx, "SELECT rowid, code, '' FROM currencies")
	if err != nil {
		return err
	}
	k.Lock()
	defer k.Unlock()
	if k.accounts == nil {
		k.accounts, k.categories, k.currencies = map[int64]uint16{}, map[int64]uint16{}, map[int64]uint16{}
		k.categoryNames, k.categoryTexts, k.currencyCodes = []string{""}, []string{""}, []string{""}
	}
	if anew {
		k.merchants = map[int64]string{}
	}
	for _, row := range accounts {
		assignPlace(k.accounts, row)
	}
	for _, c := range categories {
		if assignPlace(k.categories, c.row) {
			text := string(folded(nil, c.name)) + string(endOfPart) + string(folded(nil, c.detail))
			k.categoryNames = append(k.categoryNames, cmp.Or(c.detail, c.name))
			k.categoryTexts = append(k.categoryTexts, text+string(endOfPart)+strings.ReplaceAll(text, "_", " "))
		}
	}
	for _, m := range merchants {
		k.lastMerchant, k.merchants[m.row] = m.row, m.name
	}
	for _, c := range currencies {
		if assignPlace(k.currencies, c.row) {
			k.currencyCodes = append(k.currencyCodes, c.name)
		}
	}
	return nil
}

// nameRow is a row of a table of names.
type nameRow struct {
	row          int64
	name, detail string
}

// queryNames gives the rows of a query for a row number and two texts.
func (db *DB) queryNames(ctx context.Context, query string, args ...any) (all []nameRow, err error) {
	err = db.eachValue(ctx, query, args, func(v []driver.Value) error {
		all = append(all, nameRow{v[0].(int64), v[1].(string), v[2].(string)})
		return nil
	})
	return all, err
}
