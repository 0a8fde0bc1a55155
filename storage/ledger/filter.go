package ledger

import (
	"slices"
	"strings"
)

// Filter chooses entries. It is comparable; the zero Filter chooses all rows
// that are not removed.
type Filter struct {
	Text      string // a substring of merchant, name, original text, note, tag, category or amount, in any case
	AccountID string
	ItemID    string
	Category  string // a primary or a detailed category, the person's override included
	From, To  Date   // inclusive; zero: open
	Removed   bool   // the rows that the bank removed and never posted, instead of those that it did not remove
}

// Summary is what a filter chooses, counted and added up: one Money for each
// currency, in the order of the currencies' codes. Pending, hidden and transfer
// rows are counted but not added up.
type Summary struct {
	Count   int // of all rows
	Pending int // of them
	In      []Money
	Out     []Money // negative
}

// Tally adds groups of rows up to a Summary. Its zero value is empty.
type Tally struct {
	Count, pending int
	sums           map[string]*[2]int64
}

// Add takes in count rows of one category and one currency, pending of which are
// pending. in and out, which is negative, are what the others add up to, in minor
// units. Of transfers only the count is taken.
func (t *Tally) Add(category, currency string, count, pending int, in, out int64) {
	t.Count += count
	t.pending += pending
	if IsTransfer(category) || in == 0 && out == 0 {
		return
	}
	if t.sums == nil {
		t.sums = map[string]*[2]int64{}
	}
	sum := t.sums[currency]
	if sum == nil {
		sum = new([2]int64)
		t.sums[currency] = sum
	}
	sum[0], sum[1] = AddUp(sum[0], in), AddUp(sum[1], out)
}

// Summary gives what was added so far. Currencies whose sum is zero are left out.
func (t *Tally) Summary() Summary {
	s := Summary{Count: t.Count, Pending: t.pending}
	for currency, sum := range t.sums {
		if sum[0] != 0 {
			s.In = append(s.In, Money{sum[0], currency})
		}
		if sum[1] != 0 {
			s.Out = append(s.Out, Money{sum[1], currency})
		}
	}
	byCode := func(a, b Money) int { return strings.Compare(a.Currency, b.Currency) }
	slices.SortFunc(s.In, byCode)
	slices.SortFunc(s.Out, byCode)
	return s
}
