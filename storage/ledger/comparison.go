package ledger

import "slices"

// Days are the days from From to To, both included.
type Days struct{ From, To Date }

// Comparison is what a period is compared with: the same days of the month
// before, over the accounts that are known at both ends. Amounts are minor
// units, as they count.
type Comparison struct {
	Now, Before               Days
	NowIncome, NowSpent       int64    // of the accounts that are compared, in the days of Now
	BeforeIncome, BeforeSpent int64    // of the same accounts, in the days of Before
	LeftOut                   []string // the names of the accounts that are not compared
}

// ComparedDays gives the days of a month that are compared, and those of the
// month before that they are compared with. A month that is over compares whole
// with whole. One that is not, and today's is not before today is, compares up
// to today with the same days of the month before it; where that month is too
// short for them, both end with its last day.
func (s Settings) ComparedDays(month Month, today Date) (now, before Days) {
	now = Days{s.First(month), s.Last(month)}
	before = Days{s.First(month.Add(-1)), s.Last(month.Add(-1))}
	if today < now.From || today > now.To {
		return now, before
	}
	now.To = today
	calendar := today.Month().Add(-1)
	before.To = min(calendar.First()+today%100-1, calendar.Last())
	if before.To%100 < today%100 {
		now.To = now.To.Month().First() + before.To%100 - 1
	}
	return now, before
}

// KnownAccount is an account with the days that it is known of.
type KnownAccount struct {
	ID, Name string
	Since    Date // the first day that anything is known of
	Gone     Date // the first day on which its bank listed it no more; zero: it does
}

// ComparedAccounts gives the ids of the accounts that are known at both ends of
// a comparison, and the names of the others, sorted: their rows would make a
// difference that no money made.
func ComparedAccounts(accounts []KnownAccount, now, before Days) (ids map[string]bool, leftOut []string) {
	ids = map[string]bool{}
	for _, a := range accounts {
		if a.Since == 0 || a.Since > now.To || a.Gone != 0 && a.Gone <= before.From {
			continue // it has no part in either
		}
		if a.Since <= before.From && (a.Gone == 0 || a.Gone > now.To) {
			ids[a.ID] = true
		} else {
			leftOut = append(leftOut, a.Name)
		}
	}
	slices.Sort(leftOut)
	return ids, slices.Compact(leftOut)
}

// Compare fills in what a period is compared with: the figures of the days and
// accounts that are compared, now and before. A line that only they have is
// added, so that the lines' changes add up to the change of the whole.
func (f *Figures) Compare(now, before Figures, leftOut []string) {
	f.Compared = &Comparison{
		Now: Days{now.From, now.To}, Before: Days{before.From, before.To},
		NowIncome: now.Income, NowSpent: now.Spent, BeforeIncome: before.Income, BeforeSpent: before.Spent,
		LeftOut: leftOut,
	}
	f.Incomes = compareLines(f.Incomes, now.Incomes, before.Incomes)
	f.Spends = compareLines(f.Spends, now.Spends, before.Spends)
}

func compareLines(lines, now, before []Line) []Line {
	at := func(of Line) *Line {
		i := slices.IndexFunc(lines, func(l Line) bool { return l.Class == of.Class && l.Code == of.Code })
		if i < 0 {
			i = len(lines)
			lines = append(lines, Line{Class: of.Class, Code: of.Code, Name: of.Name})
		}
		return &lines[i]
	}
	for _, l := range now {
		if l.Minor != 0 {
			at(l).Now = l.Minor
		}
	}
	for _, l := range before {
		if l.Minor != 0 {
			at(l).Before = l.Minor
		}
	}
	for i := range lines {
		lines[i].Compared = true
	}
	sortLines(lines)
	return lines
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

// BiggestRise gives the line of spending that is most above what it is compared
// with, if one is.
func (f *Figures) BiggestRise() (rise Line, rose bool) {
	most := int64(0)
	for _, l := range f.Spends {
		if by := AddMinor(l.Now, -l.Before); by > most {
			rise, rose, most = l, true, by
		}
	}
	return rise, rose
}
