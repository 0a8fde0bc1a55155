package format

import (
	"fmt"
	"time"

	"passbook/storage/ledger"
)

// ShortDay writes a day for a column: Nov 19, and Nov 19 '24 where it is not
// in the year of today.
func ShortDay(d, today ledger.Date) string {
	switch {
	case d == 0:
		return ""
	case d/10000 == today/10000:
		return d.Time().Format("Jan 2")
	}
	return d.Time().Format("Jan 2 '06")
}

// NearDay is ShortDay without the year where the day is less than 300 days off, so
// that no other year can be meant.
func NearDay(d, today ledger.Date) string {
	if d != 0 && isNear(d, today) {
		return d.Time().Format("Jan 2")
	}
	return ShortDay(d, today)
}

func isNear(d, today ledger.Date) bool {
	off := daysOff(d, today)
	return off > -300 && off < 300
}

func daysOff(d, today ledger.Date) int { return int(d.Time().Sub(today.Time()).Hours() / 24) }

// AheadWidth is the cells of the longest words of Ahead.
const AheadWidth = 16

// Ahead writes a day to come and how far it is off: Nov 23  tomorrow, or where it
// is far the day alone: Sep 30 '27.
func Ahead(d, today ledger.Date) string {
	if !isNear(d, today) {
		return ShortDay(d, today)
	}
	return NearDay(d, today) + "  " + InDays(d, today)
}

// InDays says how far a day is off: today, tomorrow, in 25 d, 17 d ago.
func InDays(d, today ledger.Date) string {
	switch days := daysOff(d, today); {
	case days == 0:
		return "today"
	case days == 1:
		return "tomorrow"
	case days > 0:
		return fmt.Sprintf("in %d d", days)
	default:
		return fmt.Sprintf("%d d ago", -days)
	}
}

// LongDay writes a day in full: Tue, Nov 18 2026.
func LongDay(d ledger.Date) string {
	if d == 0 {
		return ""
	}
	return d.Time().Format("Mon, Jan 2 2006")
}

// Age writes how long ago t was: now, 2m ago, 3h ago, and from two days on the
// day.
func Age(t, now time.Time) string {
	switch d := now.Sub(t); {
	case t.IsZero():
		return "never"
	case d < time.Minute:
		return "now"
	case d < time.Hour:
		return fmt.Sprintf("%dm ago", int(d.Minutes()))
	case d < 48*time.Hour:
		return fmt.Sprintf("%dh ago", int(d.Hours()))
	}
	return ShortDay(ledger.DateOf(t), ledger.DateOf(now))
}

// AsOf is the day of an Item's data.
func AsOf(it ledger.Item, today ledger.Date) string {
	if it.SyncedAt.IsZero() {
		return "never"
	}
	return ShortDay(ledger.DateOf(it.SyncedAt), today)
}
