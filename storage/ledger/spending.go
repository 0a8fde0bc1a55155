package ledger

import (
	"cmp"
	"slices"
)

// Flow is one month's money of one category in one currency, posted rows
// only, hidden rows left out.
type Flow struct {
	Month    Month
	Category string // detailed, or the primary where the bank gives no more; the person's override included
	Currency string
	In, Out  int64 // minor units; Out is negative
	Count    int
}

// MerchantTotal is what went to one merchant, refunds taken off.
type MerchantTotal struct {
	Merchant string // the bank's text where it names no merchant
	Out      Money  // negative
	Count    int
}

// MostSpent gives the merchants that most was spent at, the most first, at most
// limit of them.
func MostSpent(all []MerchantTotal, limit int) []MerchantTotal {
	all = slices.DeleteFunc(all, func(m MerchantTotal) bool { return m.Out.Minor >= 0 })
	slices.SortStableFunc(all, func(a, b MerchantTotal) int { return cmp.Compare(a.Out.Minor, b.Out.Minor) })
	return all[:min(limit, len(all))]
}
