package plaidsim

import (
	"encoding/json"
	"time"

	"passbook/plaidsvc/plaidsim/wire"
)

// showLimits serves GET /sim/limits: whether the limits are on.
func (c *control) showLimits(struct{}) (any, *wire.Error) {
	return wire.Object{"on": c.ledger.isLimited()}, nil
}

// limitSwitch is the body of POST /sim/limits.
type limitSwitch struct {
	On *bool `json:"on"`
}

// setLimits serves POST /sim/limits, which switches them on or off.
func (c *control) setLimits(in limitSwitch) (any, *wire.Error) {
	if in.On == nil {
		return nil, wire.InvalidField("on must be true or false")
	}
	c.ledger.setLimited(*in.On)
	return c.showLimits(struct{}{})
}

// tally counts the calls of a window of time.
type tally struct {
	began time.Time
	calls int
}

// count counts a call towards a limit, and tells whether it is within it. No
// window is a minute.
func (c *client) count(key string, most int, window time.Duration, now time.Time) bool {
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

// limit refuses a call too many, while calls are limited.
func (c *call) limit(path string, fields map[string]json.RawMessage) *wire.Error {
	if !c.ledger.isLimited() {
		return nil
	}
	l := wire.Limits[path]
	if !c.count(path, l.Client, l.Window, c.now) {
		return wire.ErrRateLimit(l.ClientCode)
	}
	var token string
	json.Unmarshal(fields["access_token"], &token)
	if it := c.items[token]; it != nil && !c.count(path+" "+it.id, l.Item, l.ItemWindow, c.now) {
		return wire.ErrRateLimit(l.ItemCode)
	}
	return nil
}
