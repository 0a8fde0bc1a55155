package draw

import "time"

// Civil is a day with its parts, so that they are computed once.
type Civil struct {
	Day
	Year       int
	Month      time.Month
	DayOfMonth int
	Weekday    time.Weekday
}

// Civil splits the day into its parts.
func (d Day) Civil() Civil {
	t := d.Start()
	y, m, dom := t.Date()
	return Civil{d, y, m, dom, t.Weekday()}
}

// DayIn is a day by year, month and day of the month.
func DayIn(year int, month time.Month, dom int) Day {
	return DayOf(time.Date(year, month, dom, 0, 0, 0, 0, time.UTC))
}

// Workday reports whether the day is Monday to Friday.
func (c Civil) Workday() bool { return c.Weekday != time.Saturday && c.Weekday != time.Sunday }

// Due reports whether a bill that is due on a day of the month (1 to 28) is
// paid today: on that day, or on the Monday after a weekend.
func (c Civil) Due(dom int) bool {
	if !c.Workday() {
		return false
	}
	if c.DayOfMonth == dom {
		return true
	}
	return c.Weekday == time.Monday && ((c.Day-1).Civil().DayOfMonth == dom || (c.Day-2).Civil().DayOfMonth == dom)
}

// LastOfMonth reports whether this is the last day of its month.
func (c Civil) LastOfMonth() bool { return (c.Day + 1).Civil().DayOfMonth == 1 }

// Banking gives the day, or the Monday after a Sunday: cards post six days a
// week.
func (d Day) Banking() Day {
	if d.Civil().Weekday == time.Sunday {
		return d + 1
	}
	return d
}
