package ledger

import (
	"fmt"
	"strconv"
	"time"
)

// Date is a calendar day as a bank states it, without a zone: the number
// YYYYMMDD. The zero Date means "none". Dates order as their numbers do.
type Date int32

// Month is a calendar month: the number YYYYMM. Months order as their numbers do.
type Month int32

// DateOf gives the calendar day of t in t's own zone.
func DateOf(t time.Time) Date {
	if t.IsZero() {
		return 0
	}
	y, m, d := t.Date()
	return Date(y*10000 + int(m)*100 + d)
}

// ParseDate reads YYYY-MM-DD. The empty text is the zero Date; any other text is
// an error that quotes it.
func ParseDate(text string) (Date, error) {
	if text == "" {
		return 0, nil
	}
	t, err := time.Parse(time.DateOnly, text)
	if err != nil {
		return 0, fmt.Errorf("read date %.40q: not a day in the form YYYY-MM-DD", text)
	}
	return DateOf(t), nil
}

// Time gives midnight UTC of the day; the zero time for the zero Date.
func (d Date) Time() time.Time {
	if d == 0 {
		return time.Time{}
	}
	return time.Date(int(d)/10000, time.Month(int(d)/100%100), int(d)%100, 0, 0, 0, 0, time.UTC)
}

// AddDays gives the day n days later; the zero Date stays zero.
func (d Date) AddDays(n int) Date {
	if d == 0 {
		return 0
	}
	return DateOf(d.Time().AddDate(0, 0, n))
}

// Month gives the month of the day.
func (d Date) Month() Month { return Month(d / 100) }

// String gives YYYY-MM-DD, and nothing for the zero Date.
func (d Date) String() string {
	if d == 0 {
		return ""
	}
	digits := strconv.Itoa(1_0000_00_00 + int(d)) // with zeros before a short year
	return digits[1:5] + "-" + digits[5:7] + "-" + digits[7:]
}

// First gives the first day of the month.
func (m Month) First() Date { return Date(m)*100 + 1 }

// Add gives the month n months later.
func (m Month) Add(n int) Month { return DateOf(m.First().Time().AddDate(0, n, 0)).Month() }

// Last gives the last day of the month.
func (m Month) Last() Date { return m.Add(1).First().AddDays(-1) }

// YearBefore gives the first of the 365 days that end with d.
func YearBefore(d Date) Date { return d.AddDays(-364) }
