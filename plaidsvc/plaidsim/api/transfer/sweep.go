package transfer

import (
	"math/big"
	"slices"
	"strings"

	"passbook/plaidsvc/plaidsim/bank"
	"passbook/plaidsvc/plaidsim/draw"
	"passbook/plaidsvc/plaidsim/wire"
)

// newSweep makes a pending sweep; amount is signed as on the client's own
// account.
func newSweep(c *bank.Call, amount string, more wire.Object) wire.Object {
	id := draw.NewUUID(c.Next())
	return wire.With(wire.Object{
		"id": id, "funding_account_id": fundingAccount(c), "ledger_id": nil, "created": wire.Timestamp(c.Now), "amount": amount, "iso_currency_code": "USD",
		"settled": nil, "expected_funds_available_date": nil, "status": "pending", "trigger": "automatic_aggregate", "description": "", "network_trace_id": nil,
		"failure_reason": nil,
	}, more)
}

// fundingAccount is the id of the client's own account, which sweeps move money
// to and from.
func fundingAccount(c *bank.Call) string {
	return draw.NewUUID(draw.MixString(c.Seed, "funding account"))
}

// isOfLedger reports whether a sweep moves money of a ledger; the others gather
// transfers.
func isOfLedger(s wire.Object) bool { return s["ledger_id"] != nil }

// isDeposit reports whether a sweep moves money into a ledger.
func isDeposit(s wire.Object) bool {
	return isOfLedger(s) && strings.HasPrefix(s["amount"].(string), "-")
}

// ledgerSweep is the body of deposit and withdraw.
type ledgerSweep struct {
	Ledger      string `json:"ledger_id"`
	Amount      string `json:"amount"`
	Description string `json:"description"`
	Idempotency string `json:"idempotency_key"`
}

// Deposit serves /transfer/ledger/deposit: money comes into a ledger, pending at
// first; the same idempotency_key gives the same sweep.
func Deposit(c *bank.Call, in ledgerSweep) (any, *wire.Error) {
	l, err := ledgerOf(c, in.Ledger)
	if err == nil {
		err = checkAmount(in.Amount)
	}
	switch {
	case err != nil:
		return nil, err
	case draw.Rational(in.Amount).Sign() == 0:
		return nil, wire.InvalidField("amount must be above 0")
	}
	return in.sweep(c, l, "-"+in.Amount, banking(draw.DayOf(c.Now)+5).String())
}

// Withdraw serves /transfer/ledger/withdraw: money leaves what a ledger has
// available; the same idempotency_key gives the same sweep.
func Withdraw(c *bank.Call, in ledgerSweep) (any, *wire.Error) {
	l, err := ledgerOf(c, in.Ledger)
	if err == nil && madeWith(c, "sweep", in.Idempotency) == nil {
		err = checkAvailable(l, in.Amount)
	}
	if err != nil {
		return nil, err
	}
	return in.sweep(c, l, in.Amount, nil)
}

// sweep makes the sweep of a request.
func (in ledgerSweep) sweep(c *bank.Call, l wire.Object, amount string, available any) (any, *wire.Error) {
	s := madeWith(c, "sweep", in.Idempotency)
	if s == nil {
		s = newSweep(c, amount, wire.Object{
			"ledger_id": l["ledger_id"], "trigger": "manual", "description": in.Description, "expected_funds_available_date": available, "status": "",
		})
		keep(c, "sweep", s["id"].(string), in.Idempotency, s)
		moveSweep(c, s, "pending", nil)
	}
	return wire.Object{"sweep": wire.With(s, nil)}, nil
}

// moveSweep changes the status of a ledger's sweep, logs that, and moves its
// money in the ledger.
func moveSweep(c *bank.Call, s wire.Object, status string, why wire.Object) {
	before := s["status"].(string)
	s["status"], s["failure_reason"] = status, wire.OrNil(why)
	if status == "settled" {
		s["settled"] = draw.DayOf(c.Now).String()
	}
	record(c, transferEvents, "sweep."+status, why, wire.Object{
		"transfer_id": "", "funding_account_id": s["funding_account_id"], "ledger_id": s["ledger_id"], "origination_account_id": nil,
		"sweep_id": s["id"], "sweep_amount": s["amount"], "refund_id": nil, "originator_client_id": nil,
	})
	m := outgoing
	if isDeposit(s) {
		m = deposits
	}
	m.move(c, s["ledger_id"].(string), strings.TrimPrefix(s["amount"].(string), "-"), before, status, wire.Object{"sweep_id": s["id"]})
}

// sweepSteps are the statuses that a ledger's sweep can come from, by the status
// that it gets.
var sweepSteps = map[string][]string{
	"posted": {"pending"}, "failed": {"pending"}, "settled": {"posted"}, "returned": {"posted", "settled"},
}

// SimulateDeposit serves /sandbox/transfer/ledger/deposit/simulate: a deposit
// goes on to another status.
func SimulateDeposit(c *bank.Call, in sweepEvent) (any, *wire.Error) { return in.simulate(c, true) }

// SimulateWithdrawal serves /sandbox/transfer/ledger/withdraw/simulate: a
// withdrawal goes on to another status.
func SimulateWithdrawal(c *bank.Call, in sweepEvent) (any, *wire.Error) { return in.simulate(c, false) }

// sweepEvent is the body of both.
type sweepEvent struct {
	ID     string      `json:"sweep_id"`
	Event  string      `json:"event_type"`
	Reason wire.Object `json:"failure_reason"`
}

func (in sweepEvent) simulate(c *bank.Call, deposit bool) (any, *wire.Error) {
	s, err := findSweep(c, in.ID)
	if err != nil {
		return nil, err
	}
	status := strings.TrimPrefix(in.Event, "sweep.")
	switch {
	case !isOfLedger(s) || isDeposit(s) != deposit:
		return nil, errSweep
	case !slices.Contains(sweepSteps[status], s["status"].(string)):
		return nil, errTransition
	}
	moveSweep(c, s, status, in.Reason)
	return wire.Object{}, nil
}

var errSweep = &wire.Error{Status: 404, Type: "INVALID_REQUEST", Code: "NOT_FOUND", Message: "sweep not found"}

// findSweep finds a sweep by its id, or by the first eight characters of it.
func findSweep(c *bank.Call, id string) (wire.Object, *wire.Error) {
	all := c.Collection("sweep")
	if s := all.ByID[id]; s != nil {
		return s, nil
	}
	i := slices.IndexFunc(all.IDs, func(full string) bool { return len(id) == 8 && strings.HasPrefix(full, id) })
	if i < 0 {
		return nil, errSweep
	}
	return all.ByID[all.IDs[i]], nil
}

// GetSweep serves /transfer/sweep/get: one sweep.
func GetSweep(c *bank.Call, in struct {
	ID string `json:"sweep_id"`
},
) (any, *wire.Error) {
	s, err := findSweep(c, in.ID)
	if err != nil {
		return nil, err
	}
	return wire.Object{"sweep": wire.With(s, nil)}, nil
}

// ListSweeps serves /transfer/sweep/list: the sweeps that pass a filter, newest
// first.
func ListSweeps(c *bank.Call, in struct {
	period
	Amount   *string `json:"amount"`
	Status   *string `json:"status"`
	Funding  *string `json:"funding_account_id"`
	Trigger  *string `json:"trigger"`
	Transfer string  `json:"transfer_id"`
	Count    *int    `json:"count"`
	Offset   int     `json:"offset"`
},
) (any, *wire.Error) {
	list := c.Collection("sweep").List(func(s wire.Object) bool {
		return in.holds(s["created"]) && is(in.Amount, s["amount"]) && is(in.Status, s["status"]) && is(in.Funding, s["funding_account_id"]) &&
			is(in.Trigger, s["trigger"]) && (in.Transfer == "" || gathers(c, s["id"], in.Transfer))
	})
	for i, s := range list {
		list[i] = wire.With(s, nil)
	}
	return wire.Object{"sweeps": wire.Window(list, in.Offset, wire.CountOr(in.Count, 25))}, nil
}

// gathers reports whether a transfer is in a sweep, by the log.
func gathers(c *bank.Call, sweep any, transfer string) bool {
	return slices.ContainsFunc(c.Collection(transferEvents).All(), func(e wire.Object) bool {
		return e["sweep_id"] == sweep && e["transfer_id"] == transfer
	})
}

// SimulateSweep serves /sandbox/transfer/sweep/simulate: the last sweep settles,
// and a new one gathers the transfers that are not swept yet, and takes back
// what was returned since. Without any there is no sweep.
func SimulateSweep(c *bank.Call, in simulation) (any, *wire.Error) {
	at, err := atClock(c, in.Clock)
	if err != nil {
		return nil, err
	}
	at.Now = later(at.Now, banking(draw.DayOf(at.Now)).Start())
	settleSweeps(at)
	total := new(big.Rat)
	gathered, s := 0, newSweep(at, "", nil)
	for _, t := range c.Collection("transfer").All() {
		into := draw.Rational(t["amount"].(string))
		if t["type"] == "credit" {
			into.Neg(into)
		}
		switch status, swept := t["status"], t["sweep_status"]; {
		case swept == "unswept" && (status == "pending" || status == "posted"):
			t["sweep_status"] = "swept"
		case status == "returned" && (swept == "swept" || swept == "swept_settled"):
			t["sweep_status"] = "return_swept"
			into.Neg(into)
		default:
			continue
		}
		total.Add(total, into)
		gathered++
		record(at, transferEvents, t["sweep_status"].(string), nil, wire.With(about(t), wire.Object{"sweep_id": s["id"], "sweep_amount": into.FloatString(2)}))
	}
	announce(c, in.Webhook)
	if gathered == 0 {
		return wire.Object{}, nil
	}
	s["amount"] = total.FloatString(2)
	c.Collection("sweep").Put(s["id"].(string), s)
	return wire.Object{"sweep": wire.With(s, nil)}, nil
}

// settleSweeps settles the sweeps that gathered transfers, and those transfers.
func settleSweeps(c *bank.Call) {
	for _, s := range c.Collection("sweep").All() {
		if isOfLedger(s) || s["status"] != "pending" {
			continue
		}
		s["status"], s["settled"] = "settled", draw.DayOf(c.Now).String()
		for _, e := range c.Collection(transferEvents).All() {
			t := c.Collection("transfer").ByID[e["transfer_id"].(string)]
			if e["sweep_id"] == s["id"] && e["event_type"] == "swept" && t["sweep_status"] == "swept" && t["status"] != "returned" {
				t["sweep_status"] = "swept_settled"
				record(c, transferEvents, "swept_settled", nil, wire.With(about(t), wire.Object{"sweep_id": s["id"], "sweep_amount": e["sweep_amount"]}))
			}
		}
	}
}
