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
