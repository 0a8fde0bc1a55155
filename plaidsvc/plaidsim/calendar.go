package plaidsim

import (
	"math/rand/v2"
	"time"
)

// civil is a day with its parts, so that a rule about months need not parse.
type civil struct {
	day
	year    int
	month   time.Month
	dom     int // day of the month
	weekday time.Weekday
}

func (d day) civil() civil {
	t := d.time()
	y, m, dom := t.Date()
	return civil{d, y, m, dom, t.Weekday()}
}

// dayIn gives the day of a year.
func dayIn(year int, month time.Month, dom int) day {
	return dayOf(time.Date(year, month, dom, 0, 0, 0, 0, time.UTC))
}

func (c civil) workday() bool { return c.weekday != time.Saturday && c.weekday != time.Sunday }

// due reports whether a bill of day dom (1 to 28) is moved today: on that day,
// or on the Monday after a weekend.
func (c civil) due(dom int) bool {
	if !c.workday() {
		return false
	}
	if c.dom == dom {
		return true
	}
	return c.weekday == time.Monday && ((c.day-1).civil().dom == dom || (c.day-2).civil().dom == dom)
}

// lastOfMonth reports whether tomorrow is another month.
func (c civil) lastOfMonth() bool { return (c.day + 1).civil().dom == 1 }

// banking gives d, or the Monday after it when d is a Sunday: cards post six
// days a week.
func (d day) banking() day {
	if d.civil().weekday == time.Sunday {
		return d + 1
	}
	return d
}

// dice gives the generator of one kind of event on one day. All chance is
// drawn this way, so that a day's events are the same from whichever later
// day they are looked at.
func dice(seed uint64, d day, kind string) *rand.Rand {
	return rand.New(rand.NewPCG(mixString(seed, kind), mix(uint64(d))))
}

// chance is true in percent of the cases.
func chance(r *rand.Rand, percent int) bool { return r.IntN(100) < percent }

// between gives lo to hi, both included.
func between(r *rand.Rand, lo, hi int64) int64 { return lo + r.Int64N(hi-lo+1) }
