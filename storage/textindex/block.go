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
	return slices.ContainsFunc(b.rowid, func(row uint32) bool { return rows[row] })
}

// Row is what a block keeps of a transaction.
type Row struct {
	ID                          int64 // its rowid
	Date                        ledger.Date
	Pending, Hidden, Paired     bool
	Account, Category, Currency int64    // their rowids
	Minor                       int64    // the amount, in minor units
	Title                       string   // what it is called, which is one of its texts too
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
		places: map[[3]int64]uint16{}, columns: columns{large: map[int]int64{}, longTitles: map[int][2]int{}},
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
	f.appendText(row)
	day := uint8(row.Date%100) | flag(isPending, row.Pending) | flag(isHidden, row.Hidden) | flag(isPaired, row.Paired)
	amount := int32(row.Minor)
	if int64(amount) != row.Minor || amount == isLarge {
		f.large[len(f.rowid)], amount = row.Minor, isLarge
	}
	if f.removed {
		f.dates = append(f.dates, row.Date)
	}
	f.rowid, f.day, f.amount = append(f.rowid, uint32(row.ID)), append(f.day, day), append(f.amount, amount)
	f.kind = append(f.kind, f.place(row.Account, row.Category, row.Currency))
}

func flag(bit uint8, set bool) uint8 {
	if set {
		return bit
	}
	return 0
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
		text: slices.Clone(f.text), title: slices.Clone(f.title), rowid: slices.Clone(f.rowid), day: slices.Clone(f.day), amount: slices.Clone(f.amount),
		kind: slices.Clone(f.kind), kinds: slices.Clone(f.kinds), large: f.large, longTitles: f.longTitles, dates: slices.Clone(f.dates),
	}
}

// columns are a block's rows. They never change once the block is filled.
type columns struct {
	text       []byte         // each row's texts, folded, ended by endOfRow
	title      [][2]uint8     // where in a row's texts its title begins, and how long it is
	longTitles map[int][2]int // where that does not fit
	rowid      []uint32
	day        []uint8  // and the flags
	kind       []uint16 // into kinds
	kinds      []kind
	amount     []int32
	large      map[int]int64 // amounts that do not fit
	dates      []ledger.Date // of a block that is not a month
}

// kind is what many rows share, as places in a Labels.
type kind struct{ account, category, currency uint16 }

// Above the five bits of a row's day are its flags.
const (
	isPending uint8 = 1 << (5 + iota)
	isHidden
	isPaired
	dayBits uint8 = 1<<5 - 1
)

// isLarge stands for an amount in large, and isLong for a title in longTitles.
const (
	isLarge = math.MinInt32
	isLong  = math.MaxUint8
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
func (b *Block) Key(i int) ledger.Key { return ledger.Key{Date: b.Date(i), Row: int64(b.rowid[i])} }

func (b *Block) is(i int, flag uint8) bool { return b.day[i]&flag != 0 }

// State gives the state of row i.
func (b *Block) State(i int) ledger.State {
	return ledger.StateOf(b.is(i, isPending), b.is(i, isHidden), b.is(i, isPaired))
}

func (b *Block) minor(i int) int64 {
	if b.amount[i] == isLarge {
		return b.large[i]
	}
	return int64(b.amount[i])
}

// titleOf gives the title of row i, whose texts begin at a byte.
func (b *Block) titleOf(i, at int) []byte {
	start, length := int(b.title[i][0]), int(b.title[i][1])
	if length == isLong {
		start, length = b.longTitles[i][0], b.longTitles[i][1]
	}
	return b.text[at+start : at+start+length]
}

// appendText adds a row's texts, each once and none that another one holds, and
// finds its title in them.
func (f *filler) appendText(row Row) {
	start := len(f.text)
	for _, part := range row.Texts {
		f.appendPart(start, part)
	}
	at, length := f.appendPart(start, row.Title)
	if at-start >= isLong || length >= isLong {
		f.longTitles[len(f.title)] = [2]int{at - start, length}
		at, length = start, isLong
	}
	f.title = append(f.title, [2]uint8{uint8(at - start), uint8(length)})
	if len(f.text) > start {
		f.text[len(f.text)-1] = endOfRow
		return
	}
	f.text = append(f.text, endOfRow)
}

// appendPart adds a text to the row that begins at a byte, unless it is there, and
// gives where it is and how long.
func (f *filler) appendPart(start int, part string) (at, length int) {
	at = len(f.text)
	f.text = folding.Append(f.text, part)
	length = len(f.text) - at
	if before := bytes.Index(f.text[start:at], f.text[at:]); before >= 0 {
		f.text = f.text[:at]
		return start + before, length
	}
	if length > 0 {
		f.text = append(f.text, endOfPart)
	}
	return at, length
}
