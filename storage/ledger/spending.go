package ledger

import (
	"cmp"
	"maps"
	"slices"
)

// Flow is one month's money of one category in one currency: of posted rows that
// the person did not hide.
type Flow struct {
	Month    Month  // zero: of days that are no month
	Category string // detailed, or the primary where the bank gives no more; the person's override included
	Currency string
	In, Out  int64 // minor units; Out is negative
	Count    int   // of rows
}

// MerchantTotal is what went to one merchant, refunds taken off.
type MerchantTotal struct {
	Merchant string // the bank's text where it names no merchant
	Out      Money  // negative
	Count    int
}

// MerchantTally adds up what went to each merchant in one currency. Its zero
// value is empty.
type MerchantTally struct{ totals map[string]MerchantTotal }

// Add takes in a merchant's rows of one category. Transfers are left out.
func (t *MerchantTally) Add(category string, rows MerchantTotal) {
	if IsTransfer(category) {
		return
	}
	if t.totals == nil {
		t.totals = map[string]MerchantTotal{}
	}
	if before, seen := t.totals[rows.Merchant]; seen {
		rows.Out.Minor = AddMinor(rows.Out.Minor, before.Out.Minor)
		rows.Count += before.Count
	}
	t.totals[rows.Merchant] = rows
}

// MostSpent gives the merchants that most was spent at, the most first, at most
// limit of them. A merchant that gave back as much as it got is none.
func (t *MerchantTally) MostSpent(limit int) []MerchantTotal {
	var all []MerchantTotal
	for _, m := range t.totals {
		if m.Out.Minor < 0 {
			all = append(all, m)
		}
	}
	slices.SortFunc(all, func(a, b MerchantTotal) int {
		return cmp.Or(cmp.Compare(a.Out.Minor, b.Out.Minor), cmp.Compare(a.Merchant, b.Merchant))
	})
	return all[:min(limit, len(all))]
}

// ComparedDays gives the days that a month is compared with: those of the month
// before it, up to the same day where the month is not over.
func ComparedDays(month Month, today Date) (first, last Date) {
	before := month.Add(-1)
	first, last = before.First(), before.Last()
	if month == today.Month() && today < month.Last() {
		last = min(last, first+today%100-1)
	}
	return first, last
}

// CategorySpending is what went out in one category, refunds taken off, in minor
// units.
type CategorySpending struct {
	Name     string // as shown
	Category string // as filtered by: a detailed category
	Amount   int64  // positive
	Before   int64  // the same in the period it is compared with
}

// MonthFigures is one month's money in one currency, in minor units. Transfers
// between own accounts are in none of it.
type MonthFigures struct {
	Month         Month
	Income, Spent int64              // both positive
	Before        int64              // what had gone out in the period it is compared with
	Spends        []CategorySpending // the most first
}

// Kept is what was left of the income, in minor units; negative where more was
// spent.
func (m MonthFigures) Kept() int64 { return AddMinor(m.Income, -m.Spent) }

// Compare fills what each category had in the period before.
func (m *MonthFigures) Compare(before MonthFigures) {
	m.Before = before.Spent
	amounts := map[string]int64{}
	for _, s := range before.Spends {
		amounts[s.Name] = s.Amount
	}
	for i := range m.Spends {
		m.Spends[i].Before = amounts[m.Spends[i].Name]
	}
}

// FiguresOf adds up flows of one period in one currency. A category counts
// with what is left of it: a refund lowers its category, and a category that
// gained is money in.
func FiguresOf(flows []Flow, currency string) MonthFigures {
	type sum struct {
		net, largest int64
		category     string
	}
	byName := map[string]*sum{}
	for _, f := range flows {
		if f.Currency != currency || IsTransfer(f.Category) {
			continue
		}
		name := CategoryName(f.Category)
		s := byName[name]
		if s == nil {
			s = &sum{}
			byName[name] = s
		}
		s.net = AddMinor(s.net, AddMinor(f.In, f.Out))
		if -f.Out >= s.largest { // the name opens the category that made most of it
			s.largest, s.category = -f.Out, f.Category
		}
	}
	var out MonthFigures
	for name, s := range byName {
		if s.net >= 0 {
			out.Income = AddMinor(out.Income, s.net)
			continue
		}
		out.Spent = AddMinor(out.Spent, -s.net)
		out.Spends = append(out.Spends, CategorySpending{Name: name, Category: s.category, Amount: -s.net})
	}
	slices.SortFunc(out.Spends, func(a, b CategorySpending) int {
		return cmp.Or(cmp.Compare(b.Amount, a.Amount), cmp.Compare(a.Name, b.Name))
	})
	return out
}

// FiguresByMonth gives the figures of every month from first to last, also of those
// without any flow.
func FiguresByMonth(flows []Flow, currency string, first, last Month) []MonthFigures {
	grouped := map[Month][]Flow{}
	for _, f := range flows {
		grouped[f.Month] = append(grouped[f.Month], f)
	}
	var out []MonthFigures
	for m := first; m <= last; m = m.Add(1) {
		figures := FiguresOf(grouped[m], currency)
		figures.Month = m
		out = append(out, figures)
	}
	return out
}

// SpentInOtherCurrencies gives what was spent in a month in currencies other than
// home, by code: it stands beside the home currency's sum, never in it.
func SpentInOtherCurrencies(flows []Flow, month Month, home string) []Money {
	currencies := map[string][]Flow{}
	for _, f := range flows {
		if f.Month == month && f.Currency != home {
			currencies[f.Currency] = append(currencies[f.Currency], f)
		}
	}
	var out []Money
	for _, code := range slices.Sorted(maps.Keys(currencies)) {
		if spent := FiguresOf(currencies[code], code).Spent; spent > 0 {
			out = append(out, Money{Minor: spent, Currency: code})
		}
	}
	return out
}

// CompareRoughly compares two amounts of a currency, in minor units: 1 where the
// first is larger, -1 where it is smaller, 0 where they are less than one whole
// unit apart.
func CompareRoughly(now, before int64, currency string) int {
	switch unit, delta := Unit(currency), AddMinor(now, -before); {
	case delta >= unit:
		return 1
	case delta <= -unit:
		return -1
	}
	return 0
}
