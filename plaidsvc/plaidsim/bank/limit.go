package bank

import "time"

// tally counts calls within one window of time.
type tally struct {
	began time.Time
	calls int
}

// count counts a call and reports whether it is within the limit of most calls
// per window. Without a window that is a minute.
func (c *Client) count(key string, most int, window time.Duration, now time.Time) bool {
	if most == 0 {
		return true
	}
	if window == 0 {
		window = time.Minute
	}
	t := c.tallies[key]
	if began := now.Truncate(window); !t.began.Equal(began) {
		t = tally{began: began}
	}
	t.calls++
	c.tallies[key] = t
	return t.calls <= most
}
