package transactions

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"passbook/storage/ledger"
	"passbook/tui/format"
)

// dateRange is a stretch of days, both included; zero: open.
type dateRange struct {
	name     string
	from, to ledger.Date
}

// ranges are the stretches that are worth a name.
func ranges(today ledger.Date) []dateRange {
	month, year := today.Month(), today/10000
	last := month.Add(-1)
	return []dateRange{
		{"any time", 0, 0},
		{"this month", month.First(), month.Last()},
		{"last month", last.First(), last.Last()},
		{"last 30 days", today.AddDays(-29), today},
		{"last 90 days", today.AddDays(-89), today},
		{"this year", year*10000 + 101, year*10000 + 1231},
		{"last year", (year-1)*10000 + 101, (year-1)*10000 + 1231},
	}
}

// words names the range: by its name where it has one, else by its days.
func (r dateRange) words(today ledger.Date) string {
	for _, named := range ranges(today) {
		if named.from == r.from && named.to == r.to {
			return named.name
		}
	}
	switch {
	case r.from == r.to:
		return format.LongDay(r.from)
	case r.from == 0:
		return "to " + format.ShortDay(r.to, today)
	case r.to == 0:
		return "from " + format.ShortDay(r.from, today)
	case r.from == r.from.Month().First() && r.to == r.from.Month().Last():
		return r.from.Time().Format("January 2006")
	}
	return format.ShortDay(r.from, today) + " – " + format.ShortDay(r.to, today)
}

// key writes the range so that parseRange reads it.
func (r dateRange) key() string {
	if r.from == 0 && r.to == 0 {
		return ""
	}
	return r.from.String() + ".." + r.to.String()
}

var errRange = errors.New("not a day, a month, a year or two of them with .. between")

// parseRange reads 2026, 2026-03, 2026-03-07, or two of them with .. between,
// either of which may be missing. The empty text is the open range.
func parseRange(s string) (dateRange, error) {
	first, last, two := strings.Cut(strings.ReplaceAll(s, " ", ""), "..")
	if first == "" && last == "" {
		return dateRange{}, nil
	}
	r, err := parsePeriod(first)
	if err != nil || !two {
		return r, err
	}
	end, err := parsePeriod(last)
	r.to = end.to
	if err == nil && r.to != 0 && r.from > r.to {
		err = errRange
	}
	return r, err
}

// parsePeriod reads a day, a month or a year.
func parsePeriod(s string) (dateRange, error) {
	for _, layout := range []string{time.DateOnly, "2006-1-2", "2006-01", "2006-1"} {
		t, err := time.Parse(layout, s)
		if err != nil {
			continue
		}
		d := ledger.DateOf(t)
		if strings.Count(layout, "-") == 1 {
			return dateRange{from: d, to: d.Month().Last()}, nil
		}
		return dateRange{from: d, to: d}, nil
	}
	if year, err := strconv.Atoi(s); err == nil && year >= 1900 && year <= 9999 {
		return dateRange{from: ledger.Date(year*10000 + 101), to: ledger.Date(year*10000 + 1231)}, nil
	}
	if s == "" {
		return dateRange{}, nil
	}
	return dateRange{}, fmt.Errorf("read dates %.40q: %w", s, errRange)
}
