package recurrence

import (
	"cmp"
	"slices"
)

// walk is rows of one rhythm, oldest first.
type walk struct {
	rhythm   *rhythm
	points   []*point
	skipped  int // expected days without a row
	evidence int // in quarter bits
}

func (w *walk) first() *point { return w.points[0] }

func (w *walk) last() *point { return w.points[len(w.points)-1] }

// maxSkips is how many expected days in a row may be without one.
func (r *rhythm) maxSkips() int {
	if r.about <= 31 {
		return 2
	}
	return 1
}

// follow walks from a point on through points, by day. Of several near the
// expected day it takes the one whose amount is nearest to the last.
//
// Weeks are counted from the first row, so that two days a month are never taken
// for every second week. Months are counted from the last one: a day of the month
// drifts.
func (r *rhythm) follow(points []*point) walk {
	w := walk{rhythm: r, points: points[:1:1]}
	slot, from := points[0].day, 1
	var errs []day
	for periods := 1; periods <= r.maxSkips()+1; {
		expected := r.after(w.last(), periods)
		if r.days > 0 {
			expected = slot + day(r.days*periods)
		}
		for from < len(points) && points[from].day < expected-day(r.slack) {
			from++
		}
		if from == len(points) {
			break
		}
		best := -1
		for i := from; i < len(points) && points[i].day <= expected+day(r.slack); i++ {
			if best < 0 || w.nearer(points[i], points[best], expected) {
				best = i
			}
		}
		if best < 0 {
			periods++
			continue
		}
		w.points = append(w.points, points[best])
		errs = append(errs, abs(points[best].day-expected))
		w.skipped += periods - 1
		slot, from, periods = expected, best+1, 1
	}
	w.weigh(points, errs)
	return w
}

// nearer reports whether a is a better next row than b.
func (w *walk) nearer(a, b *point, expected day) bool {
	last := w.last().minor
	return cmp.Or(cmp.Compare(distance(a.minor, last), distance(b.minor, last)), cmp.Compare(abs(a.day-expected), abs(b.day-expected))) < 0
}

// skipCost is what an expected day without a row takes from the evidence, in
// quarter bits: a payment is left out about once in eight.
const skipCost = 12

// strayCost is what a row between the first and the last takes that comes on no
// expected day, in quarter bits.
const strayCost = 3

// weigh sets the evidence: for each row how unlikely it is that one of so many
// comes as near to its expected day as this did, or nearer.
func (w *walk) weigh(points []*point, errs []day) {
	to, _ := slices.BinarySearchFunc(points, w.last().day+1, func(p *point, d day) int { return cmp.Compare(p.day, d) })
	span := min(int(w.last().day-w.first().day), 1<<16-1)
	for _, e := range errs {
		w.evidence += quarterBits(span, (2*int(e)+2)*(to-1))
	}
	w.evidence -= skipCost*w.skipped + strayCost*(to-len(w.points))
}

// asked is the evidence that rows need, in quarter bits: the more, the less their
// amounts are alike.
func (w *walk) asked() int {
	equal, lo, hi := 0, size(w.first().minor), size(w.first().minor)
	for i, p := range w.points[1:] {
		if p.minor == w.points[i].minor {
			equal++
		}
		lo, hi = min(lo, size(p.minor)), max(hi, size(p.minor))
	}
	switch {
	case equal*4 >= (len(w.points)-1)*3:
		return 20
	case hi-lo <= lo/10:
		return 24
	}
	return 44
}

// needs is how many rows the walk must have.
func (w *walk) needs() int {
	if w.asked() == 44 && w.rhythm.about <= 31 {
		return w.rhythm.least + 1
	}
	return w.rhythm.least
}

// starts is how many rows a walk may begin at: the first ones may be none of it.
const starts = 4

// best is the walk with the most evidence through points that no series has, and
// whether that is enough. It has at least so many rows; more is asked of it where
// it is one of many that are tried.
func best(points []*point, least, more int) (found walk, ok bool) {
	if len(points) < 2 {
		return found, false
	}
	span := int(points[len(points)-1].day - points[0].day)
	if len(points)*2 > span {
		return found, false // every day is as good as any other
	}
	for i := range rhythms {
		r := &rhythms[i]
		if (span+r.slack)/(r.about-1)+1 < max(least, r.least) {
			continue // it has not so many days
		}
		for at := 0; at < min(starts, len(points)-1); at++ {
			w := r.follow(points[at:])
			if len(w.points) < max(least, w.needs()) || w.evidence < w.asked()+more {
				continue
			}
			if !ok || w.evidence > found.evidence {
				found, ok = w, true
			}
			if len(w.points) == len(points) {
				break
			}
		}
	}
	return found, ok
}

// size is an amount without its sign, at most the largest number.
func size(minor int64) int64 {
	if minor < 0 {
		return max(-minor, -(minor + 1))
	}
	return minor
}

// distance is how far two amounts of one sign are apart.
func distance(a, b int64) int64 {
	a, b = size(a), size(b)
	return max(a, b) - min(a, b)
}

func abs(d day) day { return max(d, -d) }
