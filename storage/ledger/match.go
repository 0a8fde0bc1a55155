package ledger

import (
	"cmp"
	"slices"
	"time"
)

// How far apart the halves of an internal transfer may be, in days: money may
// be booked where it arrives up to MatchBefore days before and MatchAfter days
// after it is booked where it left.
const (
	MatchBefore = 1
	MatchAfter  = 5
)

// PairRow is a row that may be one half of an internal transfer: it stands, is
// posted, and the person has not said what it is paired with, nor that it is in
// no pair. It is comparable.
type PairRow struct {
	Row               int64 // identifies it
	Account           int64 // of accounts that go on in a successor, the successor
	Kind              AccountKind
	Primary, Category string // effective: see Entry
	Currency          string
	Minor             int64 // positive: money in
	Date              Date
}

// isFiled reports whether the row's category is one of transfers or loans.
func (r *PairRow) isFiled() bool {
	switch cmp.Or(r.Primary, PrimaryCategory(r.Category)) {
	case "TRANSFER_IN", "TRANSFER_OUT", "LOAN_PAYMENTS", "LOAN_DISBURSEMENTS":
		return true
	}
	return false
}

// CanPair reports whether a row of money out and one of money in may be the
// halves of one internal transfer: one currency, opposite amounts, two accounts,
// not too far apart, and a sign that it is a transfer at all. That is a category
// of transfers or loans on either, or a card or loan that the money arrives on:
// money out of a card is a purchase, and a friend who repays it within days is
// no transfer.
func CanPair(out, in PairRow) bool {
	days := daysBetween(out.Date, in.Date)
	return out.Minor < 0 && in.Minor == -out.Minor && out.Currency == in.Currency && out.Account != in.Account &&
		days >= -MatchBefore && days <= MatchAfter &&
		(out.isFiled() || in.isFiled() || in.Kind == Credit || in.Kind == Loan)
}

// Match finds internal transfers: pairs of a row of money out and a row of
// money in, in this order. The nearest days are paired first, and every row at
// most once. Rows of one account, day, amount and category are interchangeable:
// they are taken in order of Row. Where it is not certain which rows belong
// together, none of them is paired, not with one further away either: each tie
// is the rows among which the person has to choose.
//
// What comes out depends on the set of rows alone, not on their order. Rows that
// CanPair does not connect, directly or over others, never change each other's
// outcome, so that what a sync changed can be matched by itself.
func Match(rows []PairRow) (pairs [][2]int64, ties [][]int64) {
	type amount struct {
		currency string
		minor    int64
	}
	groups := map[amount]*matching{}
	for _, r := range rows {
		if r.Minor == 0 {
			continue
		}
		key := amount{r.Currency, min(r.Minor, -r.Minor)}
		if groups[key] == nil {
			groups[key] = &matching{}
		}
		groups[key].rows = append(groups[key].rows, r)
	}
	for _, m := range groups {
		m.match()
		pairs, ties = append(pairs, m.pairs...), append(ties, m.ties...)
	}
	slices.SortFunc(pairs, func(a, b [2]int64) int { return slices.Compare(a[:], b[:]) })
	slices.SortFunc(ties, slices.Compare)
	return pairs, ties
}

// matching is the rows of one amount in one currency while pairs are found.
type matching struct {
	rows  []PairRow
	outs  []*alikes
	ins   map[Date][]*alikes
	pairs [][2]int64
	ties  [][]int64
}

// alikes are interchangeable rows.
type alikes struct {
	like PairRow   // without Row
	free []int64   // sorted
	near []*alikes // with which they can pair at the distance that is looked at
	seen bool
}

func (m *matching) match() {
	isIn := func(r PairRow) bool { return r.Minor > 0 }
	if !slices.ContainsFunc(m.rows, isIn) { // so it is with most amounts
		return
	}
	m.group()
	for distance := range MatchAfter + 1 {
		connected := m.connect(distance)
		for _, a := range connected {
			if !a.seen {
				m.pairUp(component(a))
			}
		}
		for _, a := range connected {
			a.near, a.seen = nil, false
		}
	}
}

func (m *matching) group() {
	groups := map[PairRow]*alikes{}
	m.ins = map[Date][]*alikes{}
	for _, r := range m.rows {
		key := r
		key.Row = 0
		a := groups[key]
		if a == nil {
			a = &alikes{like: key}
			groups[key] = a
			if r.Minor < 0 {
				m.outs = append(m.outs, a)
			} else {
				m.ins[r.Date] = append(m.ins[r.Date], a)
			}
		}
		a.free = append(a.free, r.Row)
	}
	for _, a := range groups {
		slices.Sort(a.free)
	}
}

// connect finds what can pair at a distance and gives all that has anything
// near.
func (m *matching) connect(distance int) (connected []*alikes) {
	shifts := []int{distance}
	if distance > 0 && distance <= MatchBefore {
		shifts = append(shifts, -distance)
	}
	join := func(a, b *alikes) {
		if len(a.near) == 0 {
			connected = append(connected, a)
		}
		a.near = append(a.near, b)
	}
	for _, out := range m.outs {
		for _, shift := range shifts {
			if len(out.free) == 0 {
				break
			}
			for _, in := range m.ins[out.like.Date.AddDays(shift)] {
				if len(in.free) > 0 && CanPair(out.like, in.like) {
					join(out, in)
					join(in, out)
				}
			}
		}
	}
	return connected
}

// component gives all that is connected with a, a included.
func component(a *alikes) []*alikes {
	a.seen = true
	all := []*alikes{a}
	for i := 0; i < len(all); i++ {
		for _, b := range all[i].near {
			if !b.seen {
				b.seen = true
				all = append(all, b)
			}
		}
	}
	return all
}

// pairUp pairs connected rows where it is certain which belong together: one
// group of interchangeable rows has enough for all of the others, which can pair
// with no other group. Otherwise they are a tie and stay open.
func (m *matching) pairUp(all []*alikes) {
	for _, center := range all {
		if len(center.near) != len(all)-1 {
			continue
		}
		var others []int64
		for _, a := range center.near {
			others = append(others, a.free...)
		}
		if len(others) > len(center.free) {
			continue
		}
		slices.Sort(others)
		for i := range others {
			pair := [2]int64{center.free[i], others[i]}
			if center.like.Minor > 0 {
				pair[0], pair[1] = pair[1], pair[0]
			}
			m.pairs = append(m.pairs, pair)
		}
		center.free = center.free[len(others):]
		for _, a := range center.near {
			a.free = nil
		}
		return
	}
	var tie []int64
	for _, a := range all {
		tie = append(tie, a.free...)
		a.free = nil
	}
	slices.Sort(tie)
	m.ties = append(m.ties, tie)
}

// daysBetween is how many days after a day another one is.
func daysBetween(from, to Date) int { return int(to.Time().Sub(from.Time()) / (24 * time.Hour)) }
