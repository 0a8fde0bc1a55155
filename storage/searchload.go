package storage

import (
	"cmp"
	"context"
	"database/sql"
	"encoding/json"
	"math"
	"slices"
	"strings"
	"sync"
)

// marks say up to where the cache has been looked at. What happened after them
// is found in the records that every change leaves.
type marks struct{ row, sync, edit, sweeps int64 }

func (db *DB) readMarks(ctx context.Context) (m marks, err error) {
	err = db.reader.QueryRowContext(ctx, `
		SELECT (SELECT coalesce(max(row), 0) FROM transactions), (SELECT coalesce(max(row), 0) FROM syncs),
			(SELECT coalesce(max(row), 0) FROM edits), sweeps FROM state`).Scan(&m.row, &m.sync, &m.edit, &m.sweeps)
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
	if s.marks == (marks{}) || s.marks.sweeps != now.sweeps {
		s.blocks = nil
		months, err = db.numbers(ctx, "SELECT DISTINCT month FROM summaries WHERE entries > 0")
	} else {
		months, err = db.touchedMonths(ctx, s)
	}
	if err == nil {
		err = s.known.learn(ctx, db)
	}
	if err != nil {
		return nil, err
	}
	s.blocks = slices.DeleteFunc(slices.Clone(s.blocks), func(b *block) bool { return slices.Contains(months, int64(b.month)) })
	for _, month := range months {
		s.blocks = append(s.blocks, &block{month: Month(month)})
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
			SELECT entry AS row FROM changes WHERE sync > ?2
			UNION SELECT entry FROM edited WHERE edit IN (SELECT coalesce(undoes, row) FROM edits WHERE row > ?3)),
		touched AS (
			SELECT row FROM told
			UNION SELECT t.was FROM transactions t WHERE t.row > ?1 AND t.was IS NOT NULL
			UNION SELECT t.was FROM told CROSS JOIN transactions t ON t.row = told.row WHERE t.was IS NOT NULL
			UNION SELECT t.row FROM told CROSS JOIN transactions t ON t.was = told.row) `
	args := []any{s.marks.row, s.marks.sync, s.marks.edit}
	months, err := db.numbers(ctx, touched+`
		SELECT date / 100 FROM touched CROSS JOIN transactions t ON t.row = touched.row
		UNION SELECT date / 100 FROM transactions WHERE row > ?1`, args...)
	if err != nil {
		return nil, err
	}
	rows, err := db.numbers(ctx, touched+"SELECT row FROM touched", args...)
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
		if slices.ContainsFunc(b.row, func(row uint32) bool { return moved[row] }) {
			months = append(months, int64(b.month))
		}
	}
	return months, nil
}

// fill reads a block's month, the first time that a search comes to it.
func (db *DB) fill(ctx context.Context, b *block) error {
	b.filling.Lock()
	defer b.filling.Unlock()
	if b.filled {
		return nil
	}
	where, args := "t.removed = 0 AND t.date BETWEEN ? AND ?", []any{b.month.First(), b.month.First() + 99}
	if b.removed {
		where, args = takenBack, nil
	}
	fresh := block{removed: b.removed, month: b.month, large: map[int]int64{}}
	rows, err := db.reader.QueryContext(ctx, `
		SELECT t.row, t.date, t.account, t.category, t.currency, t.amount, t.pending, t.hidden,
			t.original, t.name, m.name, n.note, n.tags
		FROM transactions t CROSS JOIN merchants m ON m.row = t.merchant LEFT JOIN annotations n ON n.entry = t.row
		WHERE `+where+" ORDER BY t.date DESC, t.row DESC", args...)
	err = eachRow(rows, err, func(rows *sql.Rows) error { return fresh.read(rows, &db.search.known) })
	if err != nil {
		return err
	}
	fresh.clip()
	b.text, b.row, b.day, b.account, b.category = fresh.text, fresh.row, fresh.day, fresh.account, fresh.category
	b.currency, b.flags, b.amount, b.large, b.dates = fresh.currency, fresh.flags, fresh.amount, fresh.large, fresh.dates
	b.filled = true
	return nil
}

// read appends one row of the query in fill.
func (b *block) read(rows *sql.Rows, k *known) error {
	var (
		row, account, category, currency, amount int64
		date                                     Date
		pending, hidden                          bool
		original, name, merchant, note, tags     sql.RawBytes
	)
	err := rows.Scan(&row, &date, &account, &category, &currency, &amount, &pending, &hidden, &original, &name, &merchant, &note, &tags)
	if err != nil {
		return err
	}
	parts := append(make([][]byte, 0, 8), original, name, merchant, note)
	if len(tags) > 0 {
		var list []string
		if err := json.Unmarshal(tags, &list); err != nil {
			return err
		}
		for _, tag := range list {
			parts = append(parts, []byte(tag))
		}
	}
	b.appendText(parts...)
	var flags uint8
	if pending {
		flags |= isPending
	}
	if hidden {
		flags |= isHidden
	}
	if amount > math.MaxInt32 || amount < math.MinInt32 {
		flags |= isLarge
		b.large[len(b.row)], amount = amount, 0
	}
	if b.removed {
		b.dates = append(b.dates, date)
	}
	a, c, u := k.places(account, category, currency)
	b.row, b.day = append(b.row, uint32(row)), append(b.day, uint8(date%100))
	b.account, b.category, b.currency = append(b.account, a), append(b.category, c), append(b.currency, u)
	b.flags, b.amount = append(b.flags, flags), append(b.amount, int32(amount))
	return nil
}

// clip gives back what appending took in advance.
func (b *block) clip() {
	b.text, b.row, b.day = slices.Clone(b.text), slices.Clone(b.row), slices.Clone(b.day)
	b.account, b.category, b.currency = slices.Clone(b.account), slices.Clone(b.category), slices.Clone(b.currency)
	b.flags, b.amount = slices.Clone(b.flags), slices.Clone(b.amount)
}

// known gives accounts, categories and currencies short numbers for the
// blocks' columns. Place 0 stands for whatever is not known (yet).
type known struct {
	sync.RWMutex
	accounts, categories, currencies map[int64]uint16
	categoryNames, categoryTexts     []string // by place; the text is what a search sees
	currencyCodes                    []string
}

// learn takes in what the cache has gained.
func (k *known) learn(ctx context.Context, db *DB) error {
	k.Lock()
	defer k.Unlock()
	if k.accounts == nil {
		k.accounts, k.categories, k.currencies = map[int64]uint16{}, map[int64]uint16{}, map[int64]uint16{}
		k.categoryNames, k.categoryTexts, k.currencyCodes = []string{""}, []string{""}, []string{""}
	}
	number := func(places map[int64]uint16, row int64) bool {
		_, has := places[row]
		if has || len(places) == math.MaxUint16 {
			return false
		}
		places[row] = uint16(len(places) + 1)
		return true
	}
	rows, err := db.numbers(ctx, "SELECT row FROM accounts")
	if err != nil {
		return err
	}
	for _, row := range rows {
		number(k.accounts, row)
	}
	result, err := db.reader.QueryContext(ctx, "SELECT row, main, detail FROM categories")
	err = eachRow(result, err, func(rows *sql.Rows) error {
		var row int64
		var main, detail string
		if err := rows.Scan(&row, &main, &detail); err != nil {
			return err
		}
		if number(k.categories, row) {
			text := string(folded(nil, main)) + string(endOfPart) + string(folded(nil, detail))
			k.categoryNames = append(k.categoryNames, cmp.Or(detail, main))
			k.categoryTexts = append(k.categoryTexts, text+string(endOfPart)+strings.ReplaceAll(text, "_", " "))
		}
		return nil
	})
	if err != nil {
		return err
	}
	result, err = db.reader.QueryContext(ctx, "SELECT row, text FROM words WHERE row IN (SELECT currency FROM days)")
	return eachRow(result, err, func(rows *sql.Rows) error {
		var row int64
		var code string
		err := rows.Scan(&row, &code)
		if number(k.currencies, row) {
			k.currencyCodes = append(k.currencyCodes, code)
		}
		return err
	})
}

func (k *known) places(account, category, currency int64) (a, c, u uint16) {
	k.RLock()
	defer k.RUnlock()
	return k.accounts[account], k.categories[category], k.currencies[currency]
}

func (k *known) names(category, currency int) (string, string) {
	k.RLock()
	defer k.RUnlock()
	return k.categoryNames[category], k.currencyCodes[currency]
}

func (k *known) accountSet(rows []int64) []bool {
	k.RLock()
	defer k.RUnlock()
	return placeSet(k.accounts, rows)
}

func (k *known) categorySet(rows []int64) []bool {
	k.RLock()
	defer k.RUnlock()
	return placeSet(k.categories, rows)
}

func placeSet(places map[int64]uint16, rows []int64) []bool {
	set := make([]bool, len(places)+1)
	for _, row := range rows {
		set[places[row]] = true
	}
	set[0] = false
	return set
}

// named gives the categories whose name holds the needle, nil when none does.
func (k *known) named(needle string) (set []bool) {
	k.RLock()
	defer k.RUnlock()
	for place, text := range k.categoryTexts {
		if strings.Contains(text, needle) {
			if set == nil {
				set = make([]bool, len(k.categoryTexts))
			}
			set[place] = true
		}
	}
	return set
}

func (k *known) digits() []int {
	k.RLock()
	defer k.RUnlock()
	digits := make([]int, len(k.currencyCodes))
	for i, code := range k.currencyCodes {
		digits[i] = Digits(code)
	}
	return digits
}
