package ledger

import (
	"maps"
	"slices"
)

// Summary is what a list shows, counted and added up: every row of it is in one
// of the sums.
type Summary struct {
	Count int    // of all rows
	Sums  []Sums // one for each currency, by code
}

// Sums are the rows of one currency, in minor units. Posted, Pending and Hidden
// together are all of them.
type Sums struct {
	Currency string
	Posted   Sum // transfers included
	Paired   Sum // of Posted: rows in pairs
	Pending  Sum
	Hidden   Sum
}

// All is every row of the currency.
func (s *Sums) All() Sum {
	all := s.Posted
	all.Add(s.Pending)
	all.Add(s.Hidden)
	return all
}

// Pending is how many rows are pending.
func (s *Summary) Pending() int {
	n := 0
	for i := range s.Sums {
		n += s.Sums[i].Pending.Count
	}
	return n
}

// Tally adds groups of rows up to a Summary. Its zero value is empty.
type Tally struct{ sums map[string]*Sums }

// Add takes in rows of one currency and one state.
func (t *Tally) Add(currency string, state State, rows Sum) {
	if t.sums == nil {
		t.sums = map[string]*Sums{}
	}
	s := t.sums[currency]
	if s == nil {
		s = &Sums{Currency: currency}
		t.sums[currency] = s
	}
	switch state {
	case StatePending:
		s.Pending.Add(rows)
	case StateHidden:
		s.Hidden.Add(rows)
	case StatePaired:
		s.Paired.Add(rows)
		s.Posted.Add(rows)
	case StatePosted:
		s.Posted.Add(rows)
	}
}

// Summary gives what was added so far. A currency without rows is left out.
func (t *Tally) Summary() Summary {
	var out Summary
	for _, currency := range slices.Sorted(maps.Keys(t.sums)) {
		if s := t.sums[currency]; s.All().Count > 0 {
			out.Count += s.All().Count
			out.Sums = append(out.Sums, *s)
		}
	}
	return out
}
