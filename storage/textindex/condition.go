package textindex

import (
	"bytes"
	"cmp"
	"slices"
	"strings"

	"passbook/storage/folding"
	"passbook/storage/ledger"
	"passbook/storage/query"
)

// Column is what the rows of a Set are.
type Column int

// The columns.
const (
	Accounts Column = iota
	Categories
	Currencies
	Transactions
)

// Set is what a part of a query stands for in the cache, in rowids.
type Set struct {
	Of   Column
	Rows []int64
}

// Sets are those of the parts of a query that the blocks' columns do not say:
// every query.Named but merchants, and some of query.Is.
type Sets map[query.Node]Set

// row is a row that is looked at.
type row struct {
	*Block
	i             int
	known, starts int // a row up to it, and where its texts begin
}

// at gives where the row's texts begin.
func (r *row) at() int {
	for ; r.known < r.i; r.known++ {
		r.starts += bytes.IndexByte(r.text[r.starts:], endOfRow) + 1
	}
	return r.starts
}

// condition is a part of a query in the terms of the blocks.
type condition interface{ holds(r *row) bool }

// condition turns a part of a query into one. Matcher.texts gets what looks at
// texts.
func (m *Matcher) condition(n query.Node, k *Labels, sets Sets) condition {
	switch n := n.(type) {
	case query.All:
		return allOf(m.conditions(n, k, sets))
	case query.Any:
		return anyOf(m.conditions(n, k, sets))
	case query.Not:
		return not{m.condition(n.Of, k, sets)}
	case query.Word:
		if shown, ok := n.Shown(); ok {
			return anyOf{m.text(n.Text, k), newAmountShown(shown, k.codes())}
		}
		return m.text(n.Text, k)
	case query.Quoted:
		return m.text(n.Text, k)
	case query.Amount:
		return newAmountRange(n, k.codes())
	case query.Days:
		return days(n)
	case query.Named:
		if n.Key == query.KeyMerchant {
			t := &text{needle: folding.Append(nil, n.Value), inTitle: true}
			m.texts = append(m.texts, t)
			return t
		}
	case query.Is:
		switch n.State {
		case query.Pending:
			return flagged(isPending)
		case query.Posted:
			return not{flagged(isPending)}
		case query.Hidden:
			return flagged(isHidden)
		case query.Transfer:
			return flagged(isPaired)
		case query.Removed:
			return removed{}
		}
	}
	return newMember(sets[n], k)
}

// conditions turns parts into conditions: those that look at texts, which takes
// longest, come last.
func (m *Matcher) conditions(nodes []query.Node, k *Labels, sets Sets) (list []condition) {
	var ofTexts []condition
	for _, n := range nodes {
		before := len(m.texts)
		if c := m.condition(n, k, sets); len(m.texts) > before {
			ofTexts = append(ofTexts, c)
		} else {
			list = append(list, c)
		}
	}
	return append(list, ofTexts...)
}

// text makes a condition of a text anywhere in a row.
func (m *Matcher) text(needle string, k *Labels) *text {
	t := &text{needle: folding.Append(nil, needle)}
	t.named = k.holding(t.needle)
	m.texts = append(m.texts, t)
	return t
}

type (
	allOf   []condition
	anyOf   []condition
	not     struct{ of condition }
	days    query.Days
	flagged uint8
	removed struct{}
)

func (c allOf) holds(r *row) bool {
	for _, part := range c {
		if !part.holds(r) {
			return false
		}
	}
	return true
}

func (c anyOf) holds(r *row) bool {
	return slices.ContainsFunc(c, func(part condition) bool { return part.holds(r) })
}

func (c not) holds(r *row) bool { return !c.of.holds(r) }

func (c days) holds(r *row) bool {
	date := r.Date(r.i)
	return date >= c.From && (c.To == 0 || date <= c.To)
}

func (c flagged) holds(r *row) bool { return r.is(r.i, uint8(c)) }

func (removed) holds(r *row) bool { return r.removed }

// text is a text in a row's texts or in the name of its category, or in its title.
// It remembers the row that it found last: rows are looked at in order.
type text struct {
	needle  []byte
	inTitle bool
	named   []bool // categories whose name holds the needle; nil: none

	next, start int // the first row from the last one asked for that has the needle, and where its texts begin
}

func (t *text) holds(r *row) bool {
	t.seek(r)
	return t.next == r.i && (!t.inTitle || bytes.Contains(r.titleOf(r.i, r.at()), t.needle)) || holds(t.named, r.kindOf(r.i).category)
}

// seek finds the first row from r on whose texts hold the needle; behind the last
// row where none does.
func (t *text) seek(r *row) {
	if t.next >= r.i {
		return
	}
	t.next, t.start = len(r.rowid), len(r.text)
	at := r.at()
	hit := bytes.Index(r.text[at:], t.needle)
	if hit < 0 {
		return
	}
	before := r.text[at : at+hit]
	end := bytes.LastIndexByte(before, endOfRow)
	if end < 0 { // in this very row
		t.next, t.start = r.i, at
		return
	}
	t.next, t.start = r.i+bytes.Count(before, []byte{endOfRow}), at+end+1
}

// member is a row that belongs to some accounts, categories or currencies, or is
// one of some.
type member struct {
	of     Column
	places []bool
	rows   map[uint32]bool
}

func newMember(s Set, k *Labels) member {
	c := member{of: s.Of}
	if s.Of != Transactions {
		c.places = k.places(s.Of, slices.Concat([]int64{}, s.Rows)) // nil would be all of them
		return c
	}
	c.rows = make(map[uint32]bool, len(s.Rows))
	for _, rowid := range s.Rows {
		c.rows[uint32(rowid)] = true
	}
	return c
}

func (c member) holds(r *row) bool {
	switch kind := r.kindOf(r.i); c.of {
	case Accounts:
		return holds(c.places, kind.account)
	case Categories:
		return holds(c.places, kind.category)
	case Currencies:
		return holds(c.places, kind.currency)
	}
	return c.rows[r.rowid[r.i]]
}

// amountRange is the size of an amount, between bounds by the currencies' places.
type amountRange struct {
	side   query.Side
	bounds [][2]int64
}

func newAmountRange(n query.Amount, codes []string) amountRange {
	c := amountRange{n.Side, make([][2]int64, len(codes))}
	for i, code := range codes {
		c.bounds[i][0], c.bounds[i][1] = n.Minor(ledger.Digits(code))
	}
	return c
}

func (c amountRange) holds(r *row) bool {
	minor, currency := r.minor(r.i), int(r.kindOf(r.i).currency)
	if !onSide(minor, c.side) || currency >= len(c.bounds) {
		return false
	}
	size := max(minor, -minor)
	return c.bounds[currency][0] <= size && size <= c.bounds[currency][1]
}

func onSide(minor int64, side query.Side) bool {
	return side == query.Either || side == query.In && minor > 0 || side == query.Out && minor < 0
}

// amountShown is an amount that is shown with some digits.
type amountShown struct {
	side       query.Side
	part       []byte // the digits of a part of an amount
	whole      []byte // or of a whole one
	currencies []shownCurrency
}

// shownCurrency is how amounts of a currency are looked at.
type shownCurrency struct {
	asked   bool
	isWhole bool // the digits are a whole amount
	digits  int
}

func newAmountShown(shown query.Shown, codes []string) amountShown {
	whole, fraction, _ := strings.Cut(shown.Digits, ".")
	c := amountShown{side: shown.Side, part: []byte(shown.Digits), whole: []byte(cmp.Or(strings.TrimLeft(whole, "0"), "0") + "." + fraction)}
	for _, code := range codes {
		digits := ledger.Digits(code)
		asked := shown.Symbol == "" || ledger.Symbol(code) == shown.Symbol
		c.currencies = append(c.currencies, shownCurrency{asked, shown.IsWhole(digits), digits})
	}
	return c
}

func (c amountShown) holds(r *row) bool {
	minor, place := r.minor(r.i), int(r.kindOf(r.i).currency)
	if place >= len(c.currencies) || !c.currencies[place].asked || !onSide(minor, c.side) {
		return false
	}
	var buffer [32]byte
	shown := decimal(&buffer, max(minor, -minor), c.currencies[place].digits)
	if c.currencies[place].isWhole {
		return bytes.Equal(shown, c.whole)
	}
	return bytes.Contains(shown, c.part)
}

// decimal writes the size of an amount: ledger.AppendDecimal in a quarter of the
// time, which a search takes for every row.
func decimal(into *[32]byte, minor int64, digits int) []byte {
	at := len(into)
	for n := 0; minor > 0 || n <= digits; n++ {
		if n == digits && n > 0 {
			at--
			into[at] = '.'
		}
		at--
		into[at] = byte('0' + minor%10)
		minor /= 10
	}
	return into[at:]
}
