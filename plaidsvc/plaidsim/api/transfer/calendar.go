package transfer

import (
	"time"

	"passbook/plaidsvc/plaidsim/draw"
)

// banking gives a day, or the next one on which the Federal Reserve moves money:
// not at a weekend, nor on one of its holidays.
func banking(d draw.Day) draw.Day {
	for !d.Civil().Workday() || isHoliday(d.Civil()) {
		d++
	}
	return d
}

// isHoliday reports whether a working day is a holiday of the Federal Reserve. A
// holiday on a Sunday is kept on the Monday after it, one on a Saturday is not.
func isHoliday(c draw.Civil) bool {
	week := (c.DayOfMonth + 6) / 7 // the first, second … such weekday of the month
	switch {
	case c.Weekday == time.Monday && c.Month == time.January && week == 3, // Martin Luther King
		c.Weekday == time.Monday && c.Month == time.February && week == 3,      // Washington
		c.Weekday == time.Monday && c.Month == time.May && c.DayOfMonth > 31-7, // Memorial Day
		c.Weekday == time.Monday && c.Month == time.September && week == 1,     // Labor Day
		c.Weekday == time.Monday && c.Month == time.October && week == 2,       // Columbus Day
		c.Weekday == time.Thursday && c.Month == time.November && week == 4:    // Thanksgiving
		return true
	}
	return isFixed(c) || c.Weekday == time.Monday && isFixed((c.Day-1).Civil())
}

// isFixed reports whether a day is a holiday by its date.
func isFixed(c draw.Civil) bool {
	switch c.Month {
	case time.January:
		return c.DayOfMonth == 1
	case time.June:
		return c.DayOfMonth == 19
	case time.July:
		return c.DayOfMonth == 4
	case time.November:
		return c.DayOfMonth == 11
	case time.December:
		return c.DayOfMonth == 25
	default:
		return false
	}
}

// schedule says on which days a recurring transfer is made.
type schedule struct {
	Unit  string  `json:"interval_unit"`
	Count int     `json:"interval_count"`
	Day   int     `json:"interval_execution_day"`
	Start string  `json:"start_date"`
	End   *string `json:"end_date"`
}

// isValid reports whether Plaid takes the schedule: Monday to Friday for weeks;
// for months 1 to 28, or -1 to -5 counted from the end.
func (s schedule) isValid() bool {
	day := s.Unit == "week" && s.Day >= 1 && s.Day <= 5 || s.Unit == "month" && (s.Day >= 1 && s.Day <= 28 || s.Day >= -5 && s.Day <= -1)
	return day && s.Count >= 1 && s.Count <= 120 && (s.End == nil || *s.End >= s.Start)
}

// planned is the day on which the schedule has its nth transfer, counted from
// 0; false: it has ended before.
func (s schedule) planned(n int) (draw.Day, bool) {
	start, _ := draw.ParseDay(s.Start) // the body was checked
	var d draw.Day
	if s.Unit == "week" {
		first := start
		for first.Civil().Weekday != time.Weekday(s.Day) {
			first++
		}
		d = first + draw.Day(7*s.Count*n)
	} else {
		c := start.Civil()
		month := c.Month
		if s.inMonth(c.Year, month) < start {
			month++
		}
		d = s.inMonth(c.Year, month+time.Month(s.Count*n))
	}
	return d, s.End == nil || d.String() <= *s.End
}

// inMonth is the schedule's day of a month.
func (s schedule) inMonth(year int, month time.Month) draw.Day {
	if s.Day < 0 {
		return draw.DayIn(year, month+1, 1) + draw.Day(s.Day)
	}
	return draw.DayIn(year, month, s.Day)
}
