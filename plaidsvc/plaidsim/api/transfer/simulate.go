package transfer

import (
	"slices"

	"passbook/plaidsvc/plaidsim/bank"
	"passbook/plaidsvc/plaidsim/draw"
	"passbook/plaidsvc/plaidsim/wire"
)

// steps are the statuses that a transfer can come from, by the status
// that it gets.
var steps = map[string][]string{
	"posted": {"pending"}, "failed": {"pending"}, "settled": {"posted"}, "funds_available": {"settled"}, "returned": {"posted", "settled", "funds_available"},
}

// Simulate serves /sandbox/transfer/simulate: a transfer goes on
// to another status.
func Simulate(c *bank.Call, in struct {
	transferID
	simulation
	Event  string      `json:"event_type"`
	Reason wire.Object `json:"failure_reason"`
},
) (any, *wire.Error) {
	t, err := find(c, in.ID)
	if err != nil {
		return nil, err
	}
	at, err := atClock(c, in.Clock)
	switch {
	case err != nil:
		return nil, err
	case !slices.Contains(steps[in.Event], t["status"].(string)):
		return nil, errTransition
	}
	advance(at, t, in.Event, in.Reason)
	announce(c, in.Webhook)
	return wire.Object{}, nil
}

// MakeAvailable serves /sandbox/transfer/ledger/simulate_available: what is
// pending in a ledger becomes available; with a test clock, what is due by its
// time.
func MakeAvailable(c *bank.Call, in struct {
	simulation
	ID string `json:"ledger_id"`
},
) (any, *wire.Error) {
	l, err := ledgerOf(c, in.ID)
	if err != nil {
		return nil, err
	}
	at, err := atClock(c, in.Clock)
	if err != nil {
		return nil, err
	}
	id, today := l["ledger_id"], draw.DayOf(at.Now).String()
	due := func(o wire.Object, m movement) bool {
		expected, _ := o["expected_funds_available_date"].(string)
		return o["ledger_id"] == id && m.at[o["status"].(string)] == "pending" && (in.Clock == "" || expected <= today)
	}
	for _, t := range c.Collection("transfer").All() {
		if due(t, flow(t["type"].(string))) {
			advance(at, t, "funds_available", nil)
		}
	}
	for _, s := range c.Collection("sweep").All() {
		if isDeposit(s) && due(s, deposits) {
			moveSweep(at, s, "funds_available", nil)
		}
	}
	announce(c, in.Webhook)
	return wire.Object{}, nil
}
