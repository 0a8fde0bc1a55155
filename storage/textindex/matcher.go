package textindex

import (
	"bytes"
	"strings"

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
	from, to   ledger.Date
}

// allows applies what the filter asks beside the text.
func (m *Matcher) allows(b *Block, i int) bool {
	return (m.accounts == nil || holds(m.accounts, b.kindOf(i).account)) && (m.categories == nil || holds(m.categories, b.kindOf(i).category)) &&
		(m.from == 0 || b.Date(i) >= m.from) && (m.to == 0 || b.Date(i) <= m.to)
}

func holds(set []bool, i uint16) bool { return int(i) < len(set) && set[i] }

// Matcher gives a filter in the terms of the blocks. accounts and categories
// are the rowids that the filter allows; nil allows all.
func (k *Labels) Matcher(f ledger.Filter, accounts, categories []int64) *Matcher {
	m := &Matcher{needle: folded(nil, f.Text), from: f.From, to: f.To}
	if strings.Trim(f.Text, "0123456789.,-+") == "" && strings.ContainsAny(f.Text, "0123456789") {
		m.number = []byte(strings.ReplaceAll(strings.TrimLeft(f.Text, "+-"), ",", ""))
	}
	if accounts != nil {
		m.accounts = k.accountSet(accounts)
	}
	if categories != nil {
		m.categories = k.categorySet(categories)
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

// Sums adds rows up by category and currency. Its zero value is empty.
type Sums struct {
	byCategory [][]sum // and currency, as places in the labels
}

type sum struct {
	count, pending int
	in, out        int64
}

// Add counts row i of a block. Pending and hidden rows are counted but not
// added up.
func (s *Sums) Add(b *Block, i int) {
	k := b.kindOf(i)
	category, currency := int(k.category), int(k.currency)
	if category >= len(s.byCategory) {
		s.byCategory = append(s.byCategory, make([][]sum, category+1-len(s.byCategory))...)
	}
	if currency >= len(s.byCategory[category]) {
		s.byCategory[category] = append(s.byCategory[category], make([]sum, currency+1-len(s.byCategory[category]))...)
	}
	s.byCategory[category][currency].add(b, i)
}

// Each calls f with every sum: in and out in minor units, out negative. Some are
// of no rows.
func (s *Sums) Each(labels *Labels, f func(category, currency string, count, pending int, in, out int64)) {
	for category, byCurrency := range s.byCategory {
		for currency, s := range byCurrency {
			name, code := labels.categoryAndCurrency(category, currency)
			f(name, code, s.count, s.pending, s.in, s.out)
		}
	}
}

func (s *sum) add(b *Block, i int) {
	s.count++
	switch amount := b.minor(i); {
	case b.day[i]&isPending != 0:
		s.pending++
	case b.day[i]&isHidden != 0:
	case amount > 0:
		s.in = ledger.AddUp(s.in, amount)
	default:
		s.out = ledger.AddUp(s.out, amount)
	}
}
