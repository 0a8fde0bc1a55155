package recurrence

import (
	"cmp"
	"math/bits"
	"slices"
	"strings"

	"passbook/storage/ledger"
)

// Find gives the series in rows, as they stand today: by account, money out before
// money in, then by name and first day. Rows of a day that is still to come count
// as well; amounts of nothing do not. The order of rows does not matter.
func Find(rows []Row, today ledger.Date) []Series {
	var all []Series
	for _, g := range groupsOf(rows) {
		for _, w := range g.walks() {
			all = append(all, w.series(today))
		}
	}
	slices.SortFunc(all, func(a, b Series) int {
		sign := func(in bool) int {
			if in {
				return 1
			}
			return 0
		}
		return cmp.Or(cmp.Compare(a.Account, b.Account), cmp.Compare(sign(a.Inflow), sign(b.Inflow)), strings.Compare(a.Name, b.Name),
			cmp.Compare(a.First, b.First), strings.Compare(a.Currency, b.Currency), cmp.Compare(a.Rows[0], b.Rows[0]))
	})
	return all
}

// group is the rows of one account, direction, currency and payee, oldest first.
type group struct {
	names  names
	points []*point
	found  []walk
}

func groupsOf(rows []Row) []*group {
	type key struct {
		account  int64
		inflow   bool
		currency string
		payee    payee
	}
	payees, at := payeesOf(rows), map[key]*group{}
	var all []*group
	points := make([]point, len(rows))
	for i := range rows {
		r := &rows[i]
		if r.Minor == 0 || r.Date < 1_01_01 {
			continue
		}
		k := key{r.Account, r.Minor > 0, r.Currency, payees.of(r)}
		g := at[k]
		if g == nil {
			g = &group{names: payees.names}
			at[k], all = g, append(all, g)
		}
		points[i] = *pointOf(r)
		g.points = append(g.points, &points[i])
	}
	for _, g := range all {
		slices.SortFunc(g.points, func(a, b *point) int { return cmp.Or(cmp.Compare(a.day, b.day), cmp.Compare(a.row.ID, b.row.ID)) })
	}
	return all
}

// The parts of rows that a walk has to take up, in percent: one of two of all that
// a merchant was paid, one of four of those of one amount.
const (
	partOfAll, partOfAmount = 40, 25
)

// walks finds the group's: in all of its rows, then in those with one text, then in
// those of one amount. What goes on at another price is put together.
func (g *group) walks() []walk {
	g.peel(g.points, partOfAll, 0)
	if byName := split(g.points, func(p *point) string { return g.names.clean(p.row.Name) }); len(byName) > 1 {
		for _, points := range byName {
			g.peel(points, partOfAll, 4*bits.Len(uint(len(byName)-1)))
		}
	}
	byAmount, free := split(g.points, func(p *point) int64 { return p.minor }), 0
	for _, points := range byAmount {
		free += len(points)
	}
	for _, points := range byAmount {
		if len(points) < len(g.points) {
			g.peel(points, partOfAmount, 4*bits.Len(uint(free)))
		}
	}
	g.join()
	g.fill()
	g.join()
	g.halves()
	return g.found
}

// split gives the points that no walk has taken, by what they have in common, in
// the order in which that comes up first.
func split[K comparable](points []*point, by func(*point) K) [][]*point {
	at := map[K]int{}
	var parts [][]*point
	for _, p := range points {
		if p.taken {
			continue
		}
		k := by(p)
		i, known := at[k]
		if !known {
			i = len(parts)
			at[k], parts = i, append(parts, nil)
		}
		parts[i] = append(parts[i], p)
	}
	return parts
}

// mostPeeled is how many series a merchant may have of the same kind of rows.
const mostPeeled = 8

// peel takes walks out of points until there is none any more.
func (g *group) peel(points []*point, percent, more int) {
	least := (len(points)*percent + 99) / 100
	for range mostPeeled {
		w, ok := best(points, least, more)
		if !ok {
			return
		}
		for _, p := range w.points {
			p.taken = true
		}
		g.found = append(g.found, w)
		points = slices.DeleteFunc(slices.Clone(points), func(p *point) bool { return p.taken })
	}
}

// goesOn is how many periods after a walk a point comes, 0 for one that is not of
// its days or costs more than twice, or less than half.
func (w *walk) goesOn(p *point) int {
	last := w.last()
	if a, b := size(last.minor), size(p.minor); a/2 > b || b/2 > a {
		return 0
	}
	for periods := 1; periods <= w.rhythm.maxSkips()+1; periods++ {
		if abs(w.rhythm.after(last, periods)-p.day) <= day(w.rhythm.slack) {
			return periods
		}
	}
	return 0
}

// join puts walks together that go on in another one: the price changed.
func (g *group) join() {
	slices.SortStableFunc(g.found, func(a, b walk) int { return cmp.Compare(a.first().day, b.first().day) })
	var joined []walk
	for _, w := range g.found {
		at, near := -1, int64(0)
		for i := range joined {
			before := &joined[i]
			if before.rhythm == w.rhythm && before.goesOn(w.first()) > 0 {
				if d := distance(before.last().minor, w.first().minor); at < 0 || d < near {
					at, near = i, d
				}
			}
		}
		if at < 0 {
			joined = append(joined, w)
			continue
		}
		before := &joined[at]
		before.skipped += w.skipped + before.goesOn(w.first()) - 1
		before.points = append(before.points, w.points...)
	}
	g.found = joined
}

// fill gives walks the rows that come where they are missing one, and after their
// end, though at another amount.
func (g *group) fill() {
	free := slices.DeleteFunc(slices.Clone(g.points), func(p *point) bool { return p.taken })
	for i := range g.found {
		w := &g.found[i]
		filled := walk{rhythm: w.rhythm, points: w.points[:1:1]}
		next, from := 1, 0
		for {
			var known *point
			if next < len(w.points) {
				known = w.points[next]
			}
			for from < len(free) && free[from].day <= filled.last().day {
				from++
			}
			var p *point
			for j := from; j < len(free) && (known == nil || free[j].day < known.day-day(w.rhythm.slack)); j++ {
				if free[j].day > filled.last().day+day((w.rhythm.maxSkips()+1)*(w.rhythm.about+w.rhythm.slack)) {
					break
				}
				if !free[j].taken && filled.goesOn(free[j]) > 0 {
					p = free[j]
					break
				}
			}
			if p == nil {
				p = known
				next++
			}
			if p == nil {
				break
			}
			p.taken = true
			filled.skipped += max(0, filled.goesOn(p)-1)
			filled.points = append(filled.points, p)
		}
		*w = filled
	}
}

// halves puts two monthly walks together that pay about the same half a month
// apart, over the same time: they are one that comes twice a month.
func (g *group) halves() {
	for i := 0; i < len(g.found); i++ {
		for j := i + 1; j < len(g.found); j++ {
			a, b := &g.found[i], &g.found[j]
			if !areHalves(a, b) {
				continue
			}
			both := slices.Concat(a.points, b.points)
			slices.SortStableFunc(both, func(a, b *point) int { return cmp.Compare(a.day, b.day) })
			g.found[i] = walk{rhythm: &twiceAMonth, points: both, skipped: a.skipped + b.skipped}
			g.found = slices.Delete(g.found, j, j+1)
			break
		}
	}
}

// twiceAMonth is the rhythm of what halves puts together.
var twiceAMonth = rhythm{cadence: TwiceAMonth, about: 15, slack: 4, least: 4, grace: 36}

func areHalves(a, b *walk) bool {
	if a.rhythm.cadence != Monthly || b.rhythm.cadence != Monthly {
		return false
	}
	within := func(d day, about, slack day) bool { return abs(d-about) <= slack }
	apart := ((b.next()-a.next())%30 + 30) % 30
	m, n := a.median(), b.median()
	return within(apart, 15, 4) && within(a.first().day, b.first().day, 80) && within(a.last().day, b.last().day, 80) && distance(m, n) <= min(size(m), size(n))/5
}

// median is the middle one of the walk's amounts.
func (w *walk) median() int64 {
	amounts := make([]int64, len(w.points))
	for i, p := range w.points {
		amounts[i] = p.minor
	}
	slices.Sort(amounts)
	return amounts[len(amounts)/2]
}
