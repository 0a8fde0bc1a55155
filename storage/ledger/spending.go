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

// ComparedDays gives the days that a month is compared with: the whole month
// before it, or up to the same day where the month is not over.
func ComparedDays(month Month, today Date) (first, last Date) {
	before := month.Add(-1)
	first, last = before.First(), before.Last()
	if month == today.Month() && today < month.Last() {
		last = min(last, first+today%100-1)
	}
	return first, last
}
