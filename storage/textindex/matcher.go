package textindex

import (
	"bytes"
	"slices"
	"strings"

	"passbook/storage/folding"
	"passbook/storage/ledger"
)

// Matcher is a filter in the terms of the blocks: places and folded text. A nil
// list allows all.
type Matcher struct {
	needle     []byte
	number     []byte // the needle, where it can be part of an amount
	accounts   []bool
	categories []bool
	named      []bool // categories whose name holds the needle; nil: none
	digits     []int  // decimals by currency
	limits     Limits
	figure     []side // nil: no figure is asked for
	currency   []bool
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
	row := int64(b.row[i])
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
func (k *Labels) Matcher(text string, l Limits) *Matcher {
	m := &Matcher{needle: folding.Append(nil, text), limits: l}
	if strings.Trim(text, "0123456789.,-+") == "" && strings.ContainsAny(text, "0123456789") {
		m.number = []byte(strings.ReplaceAll(strings.TrimLeft(text, "+-"), ",", ""))
	}
	m.accounts, m.categories, m.currency = k.accountSet(l.Accounts), k.categorySet(l.Categories), k.currencySet(l.Currencies)
	if l.Figure != nil {
		m.figure = []side{}
	}
	for _, s := range l.Figure {
		m.figure = append(m.figure, side{s.In, k.currencySet([]int64{s.Currency}), k.accountSet(s.Accounts), k.categorySet(s.Categories)})
	}
	m.named, m.digits = k.holding(string(m.needle)), k.digits()
	return m
}

// textHits finds the rows of a block whose text holds a needle.
type textHits struct {
	text, needle []byte
	at, row      int // the start of the next row to look at, and its number
}

// next gives the next row that matches, or -1.
func (h *textHits) next() int {
	if h.at >= len(h.text) {
		return -1
	}
	hit := bytes.Index(h.text[h.at:], h.needle)
	if hit < 0 {
		h.at = len(h.text)
		return -1
	}
	h.row += bytes.Count(h.text[h.at:h.at+hit], []byte{endOfRow})
	row := h.row
	h.at += hit
	h.at += bytes.IndexByte(h.text[h.at:], endOfRow) + 1
	h.row++
	return row
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
