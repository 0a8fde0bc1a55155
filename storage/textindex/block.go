package textindex

import (
	"bytes"
	"math"
	"slices"
	"sync"
	"sync/atomic"

	"passbook/storage/folding"
	"passbook/storage/ledger"
)

// Block is one month of rows, newest first, in columns: some 12 bytes a row and
// its text. Several goroutines may fill and read it.
type Block struct {
	filling sync.Mutex
	filled  atomic.Bool
	removed bool // not a month, but the rows that the bank removed
	month   ledger.Month
	columns
}

// NewBlock gives the block of a month, not filled yet.
func NewBlock(month ledger.Month) *Block { return &Block{month: month} }

// NewRemovedBlock gives the block of the rows that the bank removed, of any day,
// not filled yet.
func NewRemovedBlock() *Block { return &Block{removed: true} }

// Month is the block's month, and whether it is the block of one.
func (b *Block) Month() (month ledger.Month, ok bool) { return b.month, !b.removed }

// Filled reports whether the block has its rows. They never change from then
// on.
func (b *Block) Filled() bool { return b.filled.Load() }

// HoldsAny reports whether a filled block has one of these rows, by rowid.
func (b *Block) HoldsAny(rows map[uint32]bool) bool {
	return slices.ContainsFunc(b.row, func(row uint32) bool { return rows[row] })
}

// Row is what a block keeps of a transaction.
type Row struct {
	ID                          int64 // its rowid
	Date                        ledger.Date
	State                       ledger.State
	Account, Category, Currency int64    // their rowids
	Minor                       int64    // the amount, in minor units
	Texts                       []string // what a search finds it by; kept no longer than the call
}

// Fill gives the block its rows, in the order in which read adds them: newest
// first. One that is filled already is left alone. After an error of read, which
// it gives back, the block is not filled.
func (b *Block) Fill(labels *Labels, read func(add func(Row)) error) error {
	b.filling.Lock()
	defer b.filling.Unlock()
	if b.filled.Load() {
		return nil
	}
	f := filler{
		labels: labels, removed: b.removed,
		places: map[[3]int64]uint16{}, columns: columns{large: map[int]int64{}},
	}
	if err := read(f.add); err != nil {
		return err
	}
	b.columns = f.clipped()
	b.filled.Store(true)
	return nil
}

// filler gathers the rows of a block.
type filler struct {
	columns
	labels  *Labels
	removed bool
	places  map[[3]int64]uint16 // in kinds, by account, category and currency
}

func (f *filler) add(row Row) {
	f.appendText(row.Texts...)
	day, amount := uint8(row.Date%100)|uint8(row.State)<<stateShift, row.Minor
	if amount > math.MaxInt32 || amount < math.MinInt32 {
		day |= isLarge
		f.large[len(f.row)], amount = amount, 0
	}
	if f.removed {
		f.dates = append(f.dates, row.Date)
	}
	f.row, f.day, f.amount = append(f.row, uint32(row.ID)), append(f.day, day), append(f.amount, int32(amount))
	f.kind = append(f.kind, f.place(row.Account, row.Category, row.Currency))
}

// place finds or makes a kind. Beyond what fits, kinds are as good as unknown.
func (f *filler) place(account, category, currency int64) uint16 {
	p, has := f.places[[3]int64{account, category, currency}]
	if has {
		return p
	}
	if len(f.kinds) == 0 {
		f.kinds = append(f.kinds, kind{})
	}
	if len(f.kinds) > math.MaxUint16 {
		return 0
	}
	p = uint16(len(f.kinds))
	f.kinds = append(f.kinds, f.labels.kind(account, category, currency))
	f.places[[3]int64{account, category, currency}] = p
	return p
}

// clipped gives the columns without what appending took in advance.
func (f *filler) clipped() columns {
	return columns{
		text: slices.Clone(f.text), row: slices.Clone(f.row), day: slices.Clone(f.day), amount: slices.Clone(f.amount),
		kind: slices.Clone(f.kind), kinds: slices.Clone(f.kinds), large: f.large, dates: slices.Clone(f.dates),
	}
}

// columns are a block's rows. They never change once the block is filled.
type columns struct {
	text   []byte // each row's texts, folded, ended by endOfRow
	row    []uint32
	day    []uint8  // and the flags
	kind   []uint16 // into kinds
	kinds  []kind
	amount []int32
	large  map[int]int64 // amounts that do not fit
	dates  []ledger.Date // of a block that is not a month
}

// kind is what many rows share, as places in a Labels.
type kind struct{ account, category, currency uint16 }

// Above the five bits of a row's day are two of its state, and a flag.
const (
	stateShift       = 5
	isLarge    uint8 = 1 << 7
	dayBits    uint8 = 1<<stateShift - 1
)

// Control characters separate; those of a bank's text become spaces.
const (
	endOfRow  = '\x00'
	endOfPart = '\x1f'
)

// Date gives the day of row i.
func (b *Block) Date(i int) ledger.Date {
	if b.removed {
		return b.dates[i]
	}
	return ledger.Date(b.month)*100 + ledger.Date(b.day[i]&dayBits)
}

func (b *Block) kindOf(i int) kind { return b.kinds[b.kind[i]] }

// Key gives the place of row i in the order of lists.
func (b *Block) Key(i int) ledger.Key { return ledger.Key{Date: b.Date(i), Row: int64(b.row[i])} }

// State gives the state of row i.
func (b *Block) State(i int) ledger.State { return ledger.State(b.day[i] &^ isLarge >> stateShift) }

func (b *Block) minor(i int) int64 {
	if b.day[i]&isLarge != 0 {
		return b.large[i]
	}
	return int64(b.amount[i])
}

// Each calls visit with every row that matches, in order, until visit gives
// false. It reports whether visit wants more.
func (b *Block) Each(m *Matcher, visit func(b *Block, i int) bool) bool {
	hits := textHits{text: b.text, needle: m.needle}
	next := hits.next()
	if m.named == nil && m.number == nil {
		for ; next >= 0; next = hits.next() {
			if m.allows(b, next) && !visit(b, next) {
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
		if hit && m.allows(b, i) && !visit(b, i) {
			return false
		}
	}
	return true
}

func (b *Block) amountHolds(i int, m *Matcher) bool {
	var buffer [32]byte
	digits := ledger.UnofficialDigits
	if c := int(b.kindOf(i).currency); c < len(m.digits) {
		digits = m.digits[c]
	}
	return bytes.Contains(ledger.AppendDecimal(buffer[:0], max(b.minor(i), -b.minor(i)), digits), m.number)
}

// appendText adds a row's texts: each once, and none that another one holds.
func (b *columns) appendText(parts ...string) {
	start := len(b.text)
	for _, part := range parts {
		if part == "" {
			continue
		}
		at := len(b.text)
		b.text = folding.Append(b.text, part)
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
