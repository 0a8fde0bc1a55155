package transfer

import (
	"slices"
	"strings"
	"time"

	"passbook/plaidsvc/plaidsim/bank"
	"passbook/plaidsvc/plaidsim/draw"
	"passbook/plaidsvc/plaidsim/wire"
)

// clockID is the body of endpoints about one test clock.
type clockID struct {
	ID string `json:"test_clock_id"`
}

var errClock = &wire.Error{Status: 404, Type: "INVALID_REQUEST", Code: "NOT_FOUND", Message: "test clock not found"}

// atClock is the call at the time of a test clock; empty: as it is.
func atClock(c *bank.Call, id string) (*bank.Call, *wire.Error) {
	if id == "" {
		return c, nil
	}
	k := c.Collection("test clock").ByID[id]
	if k == nil {
		return nil, errClock
	}
	return at(c, timeOf(k)), nil
}

// at is the call at another instant.
func at(c *bank.Call, now time.Time) *bank.Call {
	return &bank.Call{Client: c.Client, Ledger: c.Ledger, Now: now, Base: c.Base}
}

// timeOf is the virtual time of a test clock.
func timeOf(k wire.Object) time.Time {
	t, _ := time.Parse(time.RFC3339, k["virtual_time"].(string))
	return t
}

// later is the later of two instants.
func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

// CreateClock serves /sandbox/transfer/test_clock/create: a test clock, which
// stands until it is advanced.
func CreateClock(c *bank.Call, in struct {
	Time *time.Time `json:"virtual_time"`
},
) (any, *wire.Error) {
	if in.Time == nil {
		in.Time = &c.Now
	}
	id := draw.NewUUID(c.Next())
	k := wire.Object{"test_clock_id": id, "virtual_time": wire.Timestamp(in.Time.UTC())}
	c.Collection("test clock").Put(id, k)
	return wire.Object{"test_clock": wire.With(k, nil)}, nil
}

// GetClock serves /sandbox/transfer/test_clock/get: one test clock.
func GetClock(c *bank.Call, in clockID) (any, *wire.Error) {
	k := c.Collection("test clock").ByID[in.ID]
	if k == nil {
		return nil, errClock
	}
	return wire.Object{"test_clock": wire.With(k, nil)}, nil
}

// ListClocks serves /sandbox/transfer/test_clock/list: the test clocks between
// two virtual times, the earliest first.
func ListClocks(c *bank.Call, in struct {
	Start  *time.Time `json:"start_virtual_time"`
	End    *time.Time `json:"end_virtual_time"`
	Count  *int       `json:"count"`
	Offset int        `json:"offset"`
},
) (any, *wire.Error) {
	list := c.Collection("test clock").List(func(k wire.Object) bool { return period{in.Start, in.End}.holds(k["virtual_time"]) })
	slices.SortStableFunc(list, func(a, b wire.Object) int {
		return strings.Compare(a["virtual_time"].(string), b["virtual_time"].(string))
	})
	for i, k := range list {
		list[i] = wire.With(k, nil)
	}
	return wire.Object{"test_clocks": wire.Window(list, in.Offset, wire.CountOr(in.Count, 25))}, nil
}
