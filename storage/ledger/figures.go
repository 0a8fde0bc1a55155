package ledger

import (
	"cmp"
	"maps"
	"math/bits"
	"slices"
	"strconv"
)

// Line is one category of a period's spending or income, in minor units.
// Amounts are as they count: what was spent and what came in are both positive;
// negative is spending that refunds outweigh, or income taken back.
type Line struct {
	Class        Class // of its rows: ClassPeople on either side
	Code         string
	Name         string
	Minor        int64
	Count        int    // of posted rows
	Pending      int64  // beside Minor, never in it
	PendingCount int    // of rows
	Share        string // of what was spent: "12%", "<1%"; empty: it has none
	Unsure       bool   // there are loan payments in it of which nothing tells what paid the loan off

	// Of the accounts and days that are compared: see Comparison.
	Compared    bool
	Now, Before int64
}

// Figure chooses the rows that make the line.
func (l *Line) Figure() Figure { return Figure{Class: l.Class, Code: l.Code} }

// Figures are a period's money in one currency, in minor units. Every row of the
// period is in exactly one of Income, Spent, Moved, Unpaired, Paired, Pending
// and Hidden.
type Figures struct {
	Month         Month // zero: the period is no month
	From, To      Date  // the period, both days included
	Currency      string
	Income, Spent int64  // as they count: both are positive where more came in, and more went out
	Incomes       []Line // their sum is Income; the largest first
	Spends        []Line // their sum is Spent; the largest first

	// What stands beside the figures.
	Moved, Unpaired, Paired, Pending, Hidden Sum
	PendingIncome, PendingSpent              int64 // what of Pending is in the lines, as it would count

	Compared *Comparison // nil: with nothing
}

// Kept is what was left of the income, in minor units; negative where more was
// spent. It is what the posted rows of the period add up to, less Moved,
// Unpaired and Paired.
func (f *Figures) Kept() int64 { return AddMinor(f.Income, -f.Spent) }

// FigureOf chooses the rows of a whole class. Payments between people belong to
// the one that they were netted into.
func (f *Figures) FigureOf(c Class) Figure {
	lines := f.Incomes
	if c == ClassSpending {
		lines = f.Spends
	}
	people := slices.ContainsFunc(lines, func(l Line) bool { return l.Class == ClassPeople })
	return Figure{Class: c, People: people && (c == ClassIncome || c == ClassSpending)}
}

// FiguresOf adds up the flows of one period in one currency. Flows of other
// currencies are left out. The period's days are for the caller to fill in.
func FiguresOf(flows []Flow, currency string, r Rules) Figures {
	out := Figures{Currency: currency}
	lines := map[Figure]*lineSum{}
	for i := range flows {
		f := &flows[i]
		if f.Currency != currency {
			continue
		}
		in, paid := f.sides()
		out.add(f, in, true, r, lines)
		out.add(f, paid, false, r, lines)
	}
	out.fill(slices.Collect(maps.Values(lines)))
	return out
}

// OtherFigures gives the figures of one period in every currency but one, by
// code. Nothing is converted: they stand beside the home currency's.
func OtherFigures(flows []Flow, home string, r Rules) []Figures {
	codes := map[string]bool{}
	for _, f := range flows {
		if f.Currency != home {
			codes[f.Currency] = true
		}
	}
	var out []Figures
	for _, code := range slices.Sorted(maps.Keys(codes)) {
		out = append(out, FiguresOf(flows, code, r))
	}
	return out
}

// lineSum is a line while it is added up.
type lineSum struct {
	class           Class
	code            string
	posted, pending Sum
	unsure          bool
}

// add takes in one side of a flow.
func (f *Figures) add(flow *Flow, s Sum, in bool, r Rules, lines map[Figure]*lineSum) {
	if s == (Sum{}) {
		return
	}
	switch flow.State {
	case StateHidden:
		f.Hidden.Add(s)
		return
	case StatePending:
		f.Pending.Add(s)
	}
	class, code := r.Sort(*flow, in)
	switch class {
	case ClassSpending, ClassIncome, ClassPeople:
		key := Figure{Class: class, Code: code}
		if lines[key] == nil {
			lines[key] = &lineSum{class: class, code: code}
		}
		lines[key].add(flow, s)
		return
	}
	if flow.State == StatePending {
		return
	}
	switch class {
	case ClassMoved:
		f.Moved.Add(s)
	case ClassUnpaired:
		f.Unpaired.Add(s)
	case ClassPaired:
		f.Paired.Add(s)
	}
}

func (l *lineSum) add(flow *Flow, s Sum) {
	l.unsure = l.unsure || flow.Unsure
	if flow.State == StatePending {
		l.pending.Add(s)
		return
	}
	l.posted.Add(s)
}

// isIncome reports on which side a line counts. Payments between people are
// where their posted rows lead; without any, where the pending ones do.
func (l *lineSum) isIncome() bool {
	if l.class != ClassPeople {
		return l.class == ClassIncome
	}
	s := l.posted
	if s.Count == 0 {
		s = l.pending
	}
	net := s.Net()
	return net > 0 || net == TooLarge && !isEnd(s.Out)
}

// fill makes lines and totals of what was added up. Totals are worked out from
// money in and money out and not from the lines, so that a sum beyond 64 bits
// is the same in whatever order it came about.
func (f *Figures) fill(sums []*lineSum) {
	var income, spent, pendingIncome, pendingSpent Sum
	for _, s := range sums {
		line := Line{
			Class: s.class, Code: s.code, Name: LineName(s.code), Unsure: s.unsure,
			Minor: s.posted.Net(), Count: s.posted.Count, Pending: s.pending.Net(), PendingCount: s.pending.Count,
		}
		if s.isIncome() {
			f.Incomes = append(f.Incomes, line)
			income.Add(s.posted)
			pendingIncome.Add(s.pending)
			continue
		}
		line.Minor, line.Pending = -line.Minor, -line.Pending
		f.Spends = append(f.Spends, line)
		spent.Add(s.posted)
		pendingSpent.Add(s.pending)
	}
	f.Income, f.Spent = income.Net(), -spent.Net()
	f.PendingIncome, f.PendingSpent = pendingIncome.Net(), -pendingSpent.Net()
	sortLines(f.Incomes)
	sortLines(f.Spends)
	share(f.Spends)
}

// sortLines orders lines: the largest first.
func sortLines(lines []Line) {
	slices.SortFunc(lines, func(a, b Line) int {
		return cmp.Or(largestFirst(a.Minor, b.Minor), largestFirst(a.Pending, b.Pending), largestFirst(a.Before, b.Before),
			cmp.Compare(a.Name, b.Name), cmp.Compare(a.Class, b.Class), cmp.Compare(a.Code, b.Code))
	})
}

// largestFirst orders minor units: those beyond 64 bits stand before all.
func largestFirst(a, b int64) int {
	switch {
	case a == b:
		return 0
	case a == TooLarge:
		return -1
	case b == TooLarge:
		return 1
	}
	return cmp.Compare(b, a)
}

// share fills the lines' shares of what was spent, of all lines that are
// spending: a line that refunds outweigh has none. See Shares.
func share(lines []Line) {
	amounts := make([]int64, len(lines))
	for i := range lines {
		amounts[i] = lines[i].Minor
	}
	for i, s := range Shares(amounts) {
		lines[i].Share = s
	}
}

// Shares gives the shares of amounts in whole percent of all that are above
// nothing; the others have none, and where an amount is too large none has.
//
// Each share is its exact value rounded up or down so that they add up to 100:
// those with the largest remainders go up (Hamilton's method). Below half a
// percent a share reads "<1%", takes none of the 100 points and is the only one
// that may leave a point over. A share of 0 points reads "<1%" too.
func Shares(amounts []int64) []string {
	shares := make([]string, len(amounts))
	var total int64
	for _, minor := range amounts {
		if minor > 0 || minor == TooLarge {
			total = AddMinor(total, minor)
		}
	}
	if total <= 0 {
		return shares
	}
	type part struct {
		at     int
		points uint64
		rest   uint64
	}
	var parts []part
	left := uint64(100)
	for i, minor := range amounts {
		if minor <= 0 {
			continue
		}
		high, low := bits.Mul64(uint64(minor), 100)
		points, rest := bits.Div64(high, low, uint64(total))
		if points == 0 && 2*rest < uint64(total) {
			shares[i] = "<1%"
			continue
		}
		left -= points
		parts = append(parts, part{i, points, rest})
	}
	slices.SortStableFunc(parts, func(a, b part) int { return cmp.Compare(b.rest, a.rest) })
	for _, p := range parts {
		if left > 0 && p.rest > 0 {
			p.points++
			left--
		}
		shares[p.at] = "<1%"
		if p.points > 0 {
			shares[p.at] = strconv.FormatUint(p.points, 10) + "%"
		}
	}
	return shares
}
