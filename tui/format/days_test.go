package format

import (
	"testing"
	"time"
)

func TestDays(t *testing.T) {
	now := time.Date(2026, 11, 20, 15, 0, 0, 0, time.UTC)
	for _, c := range []struct {
		got, want string
	}{
		{ShortDay(20261119, 20261120), "Nov 19"},
		{ShortDay(20251109, 20261120), "Nov 9 '25"},
		{ShortDay(0, 20261120), ""},
		{NearDay(20270102, 20261220), "Jan 2"},
		{NearDay(20251220, 20260105), "Dec 20"},
		{NearDay(20250102, 20261220), "Jan 2 '25"},
		{NearDay(0, 20261220), ""},
		{Ahead(20261121, 20261120), "Nov 21  tomorrow"},
		{Ahead(20270115, 20261222), "Jan 15  in 24 d"},
		{Ahead(20271115, 20261120), "Nov 15 '27"},
		{LongDay(20261118), "Wed, Nov 18 2026"},
		{Age(now.Add(-30*time.Second), now), "now"},
		{Age(now.Add(-2*time.Minute), now), "2m ago"},
		{Age(now.Add(-47*time.Hour), now), "47h ago"},
		{Age(now.AddDate(0, 0, -8), now), "Nov 12"},
		{Age(time.Time{}, now), "never"},
	} {
		if c.got != c.want {
			t.Errorf("got %q, want %q", c.got, c.want)
		}
	}
}
