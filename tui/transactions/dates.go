package transactions

import (
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

// key writes the range so that ledger.ParseRange reads it.
func (r dateRange) key() string {
	if r.from == 0 && r.to == 0 {
		return ""
	}
	return r.from.String() + ".." + r.to.String()
}
