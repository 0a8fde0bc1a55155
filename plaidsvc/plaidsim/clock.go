package plaidsim

import (
	"time"

	"passbook/plaidsvc/plaidsim/wire"
)

// maxAhead is how far the simulated clock may run ahead of the real one.
const maxAhead = 100 * 365 * 24 * time.Hour

// now is the simulated instant, UTC.
func (s *Server) now() time.Time {
	return s.opt.Now().UTC().Add(time.Duration(s.ahead.Load()))
}

// showClock serves GET /sim/clock: the simulated instant.
func (s *Server) showClock(struct{}) (any, *wire.Error) { return s.clock(), nil }

// clockMove is where the clock is to go: to an instant, or on by a duration such
// as "30d".
type clockMove struct {
	Now     *time.Time `json:"now"`
	Advance string     `json:"advance"`
}

// moveClock serves POST /sim/clock. The clock never goes back: what has
// happened has happened.
func (s *Server) moveClock(in clockMove) (any, *wire.Error) {
	var by time.Duration
	switch {
	case in.Now != nil && in.Advance == "":
		by = in.Now.Sub(s.now())
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
	if by > maxAhead-time.Duration(s.ahead.Load()) {
		return nil, wire.InvalidField("the clock does not go more than 100 years ahead")
	}
	s.ahead.Add(int64(by))
	s.tick()
	s.hooks.poke()
	return s.clock(), nil
}

// clock is the clock for JSON.
func (s *Server) clock() wire.Object {
	return wire.Object{"now": s.now().Format(time.RFC3339Nano), "ahead_seconds": time.Duration(s.ahead.Load()).Seconds()}
}
