package ledger

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
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

// ErrRange says that a text names no days.
var ErrRange = errors.New("not a day, a month, a year or two of them with .. between")

// ParseRange reads 2026, 2026-03, 2026-03-07, or two of them with .. between,
// either of which may be missing: the first and the last day, both included. The
// empty text is the open range, zero at both ends. Errors: ErrRange, which quotes
// the text.
func ParseRange(s string) (from, to Date, err error) {
	first, last, two := strings.Cut(strings.ReplaceAll(s, " ", ""), "..")
	if from, to, err = parsePeriod(first); err != nil || !two {
		return from, to, err
	}
	if _, to, err = parsePeriod(last); err == nil && to != 0 && from > to {
		err = fmt.Errorf("read dates %.40q: %w", s, ErrRange)
	}
	return from, to, err
}

// parsePeriod reads a day, a month or a year.
func parsePeriod(s string) (from, to Date, err error) {
	for _, layout := range []string{time.DateOnly, "2006-1-2", "2006-01", "2006-1"} {
		t, err := time.Parse(layout, s)
		if err != nil {
			continue
		}
		d := DateOf(t)
		if strings.Count(layout, "-") == 1 {
			return d, d.Month().Last(), nil
		}
		return d, d, nil
	}
	if year, err := strconv.Atoi(s); err == nil && year >= 1900 && year <= 9999 {
		return Date(year*10000 + 101), Date(year*10000 + 1231), nil
	}
	if s == "" {
		return 0, 0, nil
	}
	return 0, 0, fmt.Errorf("read dates %.40q: %w", s, ErrRange)
}
