package textindex

import (
	"slices"

	"passbook/storage/ledger"
	"passbook/storage/query"
)

// Matcher is a filter in the terms of the blocks: places and folded text. A nil
// list allows all. Only one goroutine may use it.
type Matcher struct {
	accounts   []bool
	categories []bool
	currency   []bool
	limits     Limits
	figure     []side // nil: no figure is asked for
	where      condition
	texts      []*text // all in where
	needed     []*text // those without which no row matches, the longest first
}

// Limits are what a filter asks beside its text, in rowids. A nil list allows
// all.
type Limits struct {
	From, To                         ledger.Date // inclusive; zero: open
	Accounts, Categories, Currencies []int64
	States                           []ledger.State
	Figure                           []Side         // one of them
	Also, Never                      map[int64]bool // rows of the figure, and rows that are not of it, whatever Figure says
}

// Side is rows of some categories on some accounts with one sign, in one
// currency.
type Side struct {
	In                   bool // amounts of 0 or more; else money out
	Currency             int64
	Accounts, Categories []int64 // nil: all
}

type side struct {
	in                             bool
	currency, accounts, categories []bool
}

// allows applies what the filter asks beside the text.
func (m *Matcher) allows(b *Block, i int) bool {
	k, l := b.kindOf(i), &m.limits
	return allowed(m.accounts, k.account) && allowed(m.categories, k.category) && allowed(m.currency, k.currency) &&
		(l.From == 0 || b.Date(i) >= l.From) && (l.To == 0 || b.Date(i) <= l.To) &&
		(l.States == nil || slices.Contains(l.States, b.State(i))) && m.makesFigure(b, i)
}

func (m *Matcher) makesFigure(b *Block, i int) bool {
	row := int64(b.rowid[i])
	switch {
	case m.figure == nil || m.limits.Also[row]:
		return true
	case m.limits.Never[row]:
		return false
	}
	k, in := b.kindOf(i), b.minor(i) >= 0
	return slices.ContainsFunc(m.figure, func(s side) bool {
		return s.in == in && allowed(s.currency, k.currency) && allowed(s.accounts, k.account) && allowed(s.categories, k.category)
	})
}

func allowed(set []bool, place uint16) bool { return set == nil || holds(set, place) }

func holds(set []bool, i uint16) bool { return int(i) < len(set) && set[i] }

// Matcher gives a search in the terms of the blocks.
func (k *Labels) Matcher(n query.Node, sets Sets, l Limits) *Matcher {
	m := &Matcher{limits: l}
	m.accounts, m.categories, m.currency = k.places(Accounts, l.Accounts), k.places(Categories, l.Categories), k.places(Currencies, l.Currencies)
	if l.Figure != nil {
		m.figure = []side{}
	}
	for _, s := range l.Figure {
		m.figure = append(m.figure, side{s.In, k.places(Currencies, []int64{s.Currency}), k.places(Accounts, s.Accounts), k.places(Categories, s.Categories)})
	}
	m.where = m.condition(n, k, sets)
	parts, joined := m.where.(allOf)
	if !joined {
		parts = allOf{m.where}
	}
	for _, part := range parts {
		if t, ok := part.(*text); ok && t.named == nil {
			m.needed = append(m.needed, t)
		}
	}
	slices.SortStableFunc(m.needed, func(a, b *text) int { return len(b.needle) - len(a.needle) })
	return m
}

// Each calls visit with every row that matches, in order, until visit gives
// false. It reports whether visit wants more.
func (b *Block) Each(m *Matcher, visit func(b *Block, i int) bool) bool {
	for _, t := range m.texts {
		t.next = -1
	}
	r := row{Block: b}
	for ; m.jump(&r); r.i++ {
		if m.allows(b, r.i) && m.where.holds(&r) && !visit(b, r.i) {
			return false
		}
	}
	return true
}

// jump brings r to the first row from it on that has all texts which are needed,
// and reports whether there is one.
func (m *Matcher) jump(r *row) bool {
	for i := 0; i < len(m.needed) && r.i < len(r.rowid); {
		t := m.needed[i]
		if t.seek(r); t.next == r.i {
			i++
			continue
		}
		r.i, r.known, r.starts, i = t.next, t.next, t.start, 0
	}
	return r.i < len(r.rowid)
}

// Sums adds rows up by currency and state. Its zero value is empty.
type Sums struct {
	byCurrency [][4]ledger.Sum // as places in the labels; by state
}

// Add counts row i of a block.
func (s *Sums) Add(b *Block, i int) {
	currency, amount := int(b.kindOf(i).currency), b.minor(i)
	if currency >= len(s.byCurrency) {
		s.byCurrency = append(s.byCurrency, make([][4]ledger.Sum, currency+1-len(s.byCurrency))...)
	}
	s.byCurrency[currency][b.State(i)].Add(ledger.Sum{In: max(amount, 0), Out: min(amount, 0), Count: 1})
}

// Each calls f with every sum. Some are of no rows.
func (s *Sums) Each(labels *Labels, f func(currency string, state ledger.State, rows ledger.Sum)) {
	for currency, byState := range s.byCurrency {
		for state, sum := range byState {
			f(labels.currencyCode(currency), ledger.State(state), sum)
		}
	}
}
