package ledger

import (
	"cmp"
	"slices"
)

// MerchantTotal is what was spent at one merchant, in minor units, refunds taken
// off: positive, or negative where more came back.
type MerchantTotal struct {
	Merchant     string // the bank's text where it names no merchant
	Minor        int64
	Count        int
	Pending      int64 // beside Minor
	PendingCount int
}

// MerchantTally adds up what was spent at each merchant in one currency. What it
// adds up to is Figures.Spent of the same rows.
type MerchantTally struct {
	Rules    Rules
	Currency string
	totals   map[string]*lineSum
	people   lineSum
}

// Add takes in rows of one name: the merchant's, or else the bank's text. Payments
// between people have no merchant: where they are netted, they are one total.
func (t *MerchantTally) Add(name string, f Flow) {
	if f.Currency != t.Currency || f.State == StateHidden {
		return
	}
	if t.totals == nil {
		t.totals = map[string]*lineSum{}
	}
	in, out := f.sides()
	t.add(name, &f, in, true)
	t.add(name, &f, out, false)
}

func (t *MerchantTally) add(name string, f *Flow, s Sum, in bool) {
	if s == (Sum{}) {
		return
	}
	switch class, _ := t.Rules.Sort(*f, in); class {
	case ClassSpending:
		if t.totals[name] == nil {
			t.totals[name] = &lineSum{}
		}
		t.totals[name].add(f, s)
	case ClassPeople:
		t.people.class = class
		t.people.add(f, s)
	}
}

// Totals gives all merchants, those that most was spent at first.
func (t *MerchantTally) Totals() []MerchantTotal {
	var all []MerchantTotal
	add := func(name string, s *lineSum) {
		all = append(all, MerchantTotal{
			Merchant: name, Minor: -s.posted.Net(), Count: s.posted.Count,
			Pending: -s.pending.Net(), PendingCount: s.pending.Count,
		})
	}
	for name, s := range t.totals {
		add(name, s)
	}
	if t.people.class == ClassPeople && !t.people.isIncome() {
		add(LineName(CodePeople), &t.people)
	}
	slices.SortFunc(all, func(a, b MerchantTotal) int {
		return cmp.Or(largestFirst(a.Minor, b.Minor), largestFirst(a.Pending, b.Pending), cmp.Compare(a.Merchant, b.Merchant))
	})
	return all
}

// MostSpent gives the merchants that most was spent at, the most first, at most
// limit of them. A merchant that gave back as much as it got is none.
func (t *MerchantTally) MostSpent(limit int) []MerchantTotal {
	all := t.Totals()
	n := 0
	for n < min(limit, len(all)) && (all[n].Minor > 0 || all[n].Minor == TooLarge) {
		n++
	}
	return all[:n]
}
