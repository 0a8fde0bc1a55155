package control

import (
	"time"

	"passbook/plaidsvc/plaidsim/wire"
)

// maxAhead is how far the simulated clock may run ahead of the real one.
const maxAhead = 100 * 365 * 24 * time.Hour

// ShowClock serves GET /sim/clock: the simulated instant.
func (p *Pages) ShowClock(struct{}) (any, *wire.Error) { return p.clock(), nil }

// clockMove is where the clock goes: to an instant, or on by a duration such as
// "30d".
type clockMove struct {
	Now     *time.Time `json:"now"`
	Advance string     `json:"advance"`
}

// MoveClock serves POST /sim/clock. The clock never goes back, since what has
// happened cannot be undone.
func (p *Pages) MoveClock(in clockMove) (any, *wire.Error) {
	var by time.Duration
	switch {
	case in.Now != nil && in.Advance == "":
		by = in.Now.Sub(p.ledger.Now())
	case in.Now == nil && in.Advance != "":
		var ok bool
		if by, ok = wire.ParseDuration(in.Advance); !ok {
			return nil, wire.InvalidField(`advance must be a duration such as "90s", "36h" or "30d"`)
		}
	default:
		return nil, wire.InvalidField("either now or advance must be set")
	}
	if by < 0 {
		return nil, wire.InvalidField("the clock does not go back")
	}
	if by > maxAhead-p.ledger.ClockAhead() {
		return nil, wire.InvalidField("the clock does not go more than 100 years ahead")
	}
	p.ledger.MoveClock(by)
	p.ledger.Tick()
	p.wake()
	return p.clock(), nil
}

// clock is the answer of /sim/clock.
func (p *Pages) clock() wire.Object {
	return wire.Object{"now": p.ledger.Now().Format(time.RFC3339Nano), "ahead_seconds": p.ledger.ClockAhead().Seconds()}
}
