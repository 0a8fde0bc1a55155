package query

import (
	"strconv"
	"strings"

	"passbook/storage/ledger"
)

func (n Days) String() string { return string(KeyDate) + ":" + n.value() }

func (n Days) value() string {
	month, year := n.From.Month(), n.From/10000
	switch {
	case n.From == n.To:
		return n.From.String()
	case n.From == 0 || n.To == 0:
	case year >= 1900 && n.From == year*10000+101 && n.To == year*10000+1231:
		return strconv.Itoa(int(year))
	case n.From == month.First() && n.To == month.Last():
		return n.From.String()[:len("2026-03")]
	}
	return n.From.String() + ".." + n.To.String()
}

// days reads days: a period, or two with .. between of which one may be missing.
func (p *parser) days(t token) (Node, error) {
	first, last, isRange := strings.Cut(t.text, "..")
	var n Days
	for i, part := range []string{first, last} {
		part = strings.ToLower(strings.Join(strings.Fields(part), " "))
		if part == "" {
			continue
		}
		from, to, err := p.period(part)
		if err != nil {
			return nil, wrong(t.value, t.end, "%s is no day: %v", said(t.text), err)
		}
		if i == 0 {
			n.From = from
		}
		if i == 1 || !isRange {
			n.To = to
		}
	}
	switch {
	case n == Days{}:
		return nil, wrong(t.value, t.end, "%s names no day", said(t.text))
	case n.To != 0 && n.From > n.To:
		return nil, wrong(t.value, t.end, "%s is no range: it ends before it begins", said(t.text))
	}
	return n, nil
}

// dayError says what days can be written as.
type dayError string

func (e dayError) Error() string { return string(e) }

const (
	errDay     dayError = `write 2026, 2026-03, 2026-03-07, today, "last month", ytd or 30d`
	errNoToday dayError = "which day is today is not known here"
	errTooFar  dayError = "it is too long ago"
)

// period reads a day or several, in lower case: fixed ones, or those that today
// is the last of or lies in. Weeks begin on Monday.
func (p *parser) period(text string) (from, to ledger.Date, err error) {
	if from, to, err := ledger.ParseRange(text); err == nil && !strings.Contains(text, "..") {
		return from, to, nil
	}
	n, unit, counted := back(text)
	_, _, known := named(text, 2000_01_01) // whatever the day
	switch {
	case !counted && !known:
		return 0, 0, errDay
	case counted && n > farthest[unit]:
		return 0, 0, errTooFar
	case p.today == 0:
		return 0, 0, errNoToday
	case counted:
		return n.before(p.today, unit), p.today, nil
	}
	from, to, _ = named(text, p.today)
	return from, to, nil
}

// namedDays are the names of days, in the order in which they are explained.
var namedDays = []string{"today", "yesterday", "this week", "last week", "this month", "last month", "this year", "last year", "mtd", "ytd"}

// named gives the days that a name stands for.
func named(text string, today ledger.Date) (from, to ledger.Date, ok bool) {
	month := today.Month()
	year := today / 10000
	monday := today.AddDays(-((int(today.Time().Weekday()) + 6) % 7))
	switch text {
	case "today":
		return today, today, true
	case "yesterday":
		return today.AddDays(-1), today.AddDays(-1), true
	case "this week":
		return monday, monday.AddDays(6), true
	case "last week":
		return monday.AddDays(-7), monday.AddDays(-1), true
	case "this month":
		return month.First(), month.Last(), true
	case "last month":
		return month.Add(-1).First(), month.Add(-1).Last(), true
	case "mtd":
		return month.First(), today, true
	case "this year":
		return year*10000 + 101, year*10000 + 1231, true
	case "last year":
		return (year-1)*10000 + 101, (year-1)*10000 + 1231, true
	case "ytd":
		return year*10000 + 101, today, true
	}
	return 0, 0, false
}

// count is how many days, weeks, months or years back something goes.
type count int

// farthest is how far back queries can go: no bank has rows of before.
var farthest = map[byte]count{'d': 9999, 'w': 9999, 'm': 9999, 'y': 999}

// back reads 30d, 6w, 3m and 1y.
func back(text string) (n count, unit byte, ok bool) {
	if len(text) < 2 || len(text) > 9 {
		return 0, 0, false
	}
	unit = text[len(text)-1]
	number, err := strconv.ParseUint(text[:len(text)-1], 10, 31)
	return count(number), unit, err == nil && number > 0 && farthest[unit] > 0
}

// before gives the first of the days that end with today.
func (n count) before(today ledger.Date, unit byte) ledger.Date {
	switch unit {
	case 'd':
		return today.AddDays(1 - int(n))
	case 'w':
		return today.AddDays(1 - 7*int(n))
	case 'y':
		n *= 12
	}
	month := today.Month().Add(-int(n))
	day := min(month.First()+today%100-1, month.Last())
	return day.AddDays(1)
}
