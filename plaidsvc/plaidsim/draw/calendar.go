package draw

import "time"

// Civil is a day with its parts, so that a rule about months need not parse.
type Civil struct {
	Day
	Year       int
	Month      time.Month
	DayOfMonth int
	Weekday    time.Weekday
}

// Civil is the day with its parts.
func (d Day) Civil() Civil {
	t := d.Start()
	y, m, dom := t.Date()
	return Civil{d, y, m, dom, t.Weekday()}
}

// DayIn gives the day of a year.
func DayIn(year int, month time.Month, dom int) Day {
	return DayOf(time.Date(year, month, dom, 0, 0, 0, 0, time.UTC))
}

// Workday reports whether the day is Monday to Friday.
func (c Civil) Workday() bool { return c.Weekday != time.Saturday && c.Weekday != time.Sunday }

// Due reports whether a bill of day dom (1 to 28) is moved today: on that day,
// or on the Monday after a weekend.
func (c Civil) Due(dom int) bool {
	if !c.Workday() {
		return false
	}
	if c.DayOfMonth == dom {
		return true
	}
	return c.Weekday == time.Monday && ((c.Day-1).Civil().DayOfMonth == dom || (c.Day-2).Civil().DayOfMonth == dom)
}

// LastOfMonth reports whether tomorrow is another month.
func (c Civil) LastOfMonth() bool { return (c.Day + 1).Civil().DayOfMonth == 1 }

// Banking gives d, or the Monday after it when d is a Sunday: cards post six
// days a week.
func (d Day) Banking() Day {
	if d.Civil().Weekday == time.Sunday {
		return d + 1
	}
	return d
}
