package storage

import (
	"bytes"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"unicode/utf8"

	"passbook/storage/ledger"
)

// block is one month of entries, newest first, in columns: some 12 bytes a row
// and its text.
type block struct {
	filling sync.Mutex
	filled  atomic.Bool
	removed bool // not a month, but the rows that the bank took back
	month   ledger.Month
	columns
}

// columns are a block's rows. They never change once the block is filled.
type columns struct {
	text   []byte // each row's texts, lower-cased, ended by endOfRow
	row    []uint32
	day    []uint8  // and the flags
	kind   []uint16 // into kinds
	kinds  []kind
	amount []int32
	large  map[int]int64 // amounts that do not fit
	dates  []ledger.Date // of a block that is not a month
}

// kind is what many rows share, as places in a labelIndex.
type kind struct{ account, category, currency uint16 }

// The flags of a row, above the five bits of its day.
const (
	isPending uint8 = 1 << (5 + iota)
	isHidden
	isLarge
	dayBits = isPending - 1
)

// Control characters separate; those of a bank's text become spaces.
const (
	endOfRow  = '\x00'
	endOfPart = '\x1f'
)

func (b *block) date(i int) ledger.Date {
	if b.removed {
		return b.dates[i]
	}
	return ledger.Date(b.month)*100 + ledger.Date(b.day[i]&dayBits)
}

func (b *block) kindOf(i int) kind { return b.kinds[b.kind[i]] }

func (b *block) key(i int) ledger.Key { return ledger.Key{Date: b.date(i), Row: int64(b.row[i])} }

func (b *block) minor(i int) int64 {
	if b.day[i]&isLarge != 0 {
		return b.large[i]
	}
	return int64(b.amount[i])
}

// each calls f with every row that matches, in order. It reports whether f
// wants more.
func (b *block) each(m *matcher, f visit) bool {
	hits := textHits{text: b.text, needle: m.needle}
	next := hits.next()
	if m.named == nil && m.number == nil {
		for ; next >= 0; next = hits.next() {
			if m.allows(b, next) && !f(b, next) {
				return false
			}
		}
		return true
	}
	for i := range b.row {
		hit := i == next
		if hit {
			next = hits.next()
		}
		hit = hit || holds(m.named, b.kindOf(i).category) || m.number != nil && b.amountHolds(i, m)
		if hit && m.allows(b, i) && !f(b, i) {
			return false
		}
	}
	return true
}

func (b *block) amountHolds(i int, m *matcher) bool {
	var buffer [32]byte
	digits := ledger.UnofficialDigits
	if c := int(b.kindOf(i).currency); c < len(m.digits) {
		digits = m.digits[c]
	}
	return bytes.Contains(appendDecimal(buffer[:0], max(b.minor(i), -b.minor(i)), digits), m.number)
}

// appendDecimal writes an amount that is not negative as Money.Decimal does.
func appendDecimal(to []byte, minor int64, digits int) []byte {
	start := len(to)
	to = strconv.AppendInt(to, minor, 10)
	if digits == 0 {
		return to
	}
	for len(to)-start <= digits {
		to = append(to, 0)
		copy(to[start+1:], to[start:])
		to[start] = '0'
	}
	point := len(to) - digits
	to = append(to, 0)
	copy(to[point+1:], to[point:])
	to[point] = '.'
	return to
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

// appendText adds a row's texts: each once, and none that another one holds.
func (b *columns) appendText(parts ...string) {
	start := len(b.text)
	for _, part := range parts {
		if part == "" {
			continue
		}
		at := len(b.text)
		b.text = folded(b.text, part)
		if bytes.Contains(b.text[start:at], b.text[at:]) {
			b.text = b.text[:at]
			continue
		}
		b.text = append(b.text, endOfPart)
	}
	if len(b.text) > start {
		b.text[len(b.text)-1] = endOfRow
		return
	}
	b.text = append(b.text, endOfRow)
}

// folded appends a text as search sees it: lower-cased, without control
// characters.
func folded(to []byte, text string) []byte {
	start := len(to)
	for i := 0; i < len(text); i++ {
		c := text[i]
		switch {
		case c >= utf8.RuneSelf:
			return append(to[:start], strings.Map(visible, strings.ToLower(text))...)
		case 'A' <= c && c <= 'Z':
			c += 'a' - 'A'
		case c < ' ':
			c = ' '
		}
		to = append(to, c)
	}
	return to
}

func visible(r rune) rune {
	if r < ' ' {
		return ' '
	}
	return r
}

// search is all texts of all entries in memory, lower-cased, a block for every
// month, the newest first. Any substring is found by looking at everything:
// 40 bytes a row go by at the speed of memory. A block is read when a search
// first comes to it, and again after its month has changed.
type search struct {
	sync.Mutex
	revision int64 // of the cache when blocks was last in step with it
	marks    marks
	blocks   []*block // newest month first; a block never changes once it is filled
	labels   labelIndex
}

// visit gets a matching entry: its block and its place there. It gives false to
// end the search.
type visit func(b *block, i int) bool

// matcher is a filter in the terms of the blocks. A nil list allows all.
type matcher struct {
	needle     []byte
	number     []byte // the needle, where it can be part of an amount
	accounts   []bool
	categories []bool
	named      []bool // categories whose name holds the needle; nil: none
	digits     []int  // decimals by currency
	from, to   ledger.Date
}

// allows applies what the filter asks beside the text.
func (m *matcher) allows(b *block, i int) bool {
	return (m.accounts == nil || holds(m.accounts, b.kindOf(i).account)) && (m.categories == nil || holds(m.categories, b.kindOf(i).category)) &&
		(m.from == 0 || b.date(i) >= m.from) && (m.to == 0 || b.date(i) <= m.to)
}

func holds(set []bool, i uint16) bool { return int(i) < len(set) && set[i] }

type blockSum struct {
	count, pending int
	in, out        int64
}

func (s *blockSum) add(b *block, i int) {
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

// marks say up to where the cache has been looked at. What happened after them
// is found in the records that every change leaves.
type marks struct{ row, sync, edit, rowidEpoch int64 }
