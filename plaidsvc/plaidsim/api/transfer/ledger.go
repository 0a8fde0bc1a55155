package transfer

import (
	"math/big"
	"regexp"
	"slices"
	"strings"

	"passbook/plaidsvc/plaidsim/bank"
	"passbook/plaidsvc/plaidsim/draw"
	"passbook/plaidsvc/plaidsim/wire"
)

// opening is what a client's default ledger has at first.
const opening = "1721.70"

var uuid = regexp.MustCompile(`^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$`)

// defaultLedger is the id of the client's default ledger.
func defaultLedger(c *bank.Call) string { return draw.NewUUID(draw.MixString(c.Seed, "ledger")) }

// ledgerOf finds a ledger by its id; empty: the default one. As there is no
// Dashboard to make others in, any UUID is the id of one, empty at first.
func ledgerOf(c *bank.Call, id string) (wire.Object, *wire.Error) {
	first := defaultLedger(c)
	if id == "" {
		id = first
	}
	all := c.Collection("ledger")
	if l := all.ByID[id]; l != nil {
		return l, nil
	}
	if !uuid.MatchString(id) {
		return nil, wire.InvalidField("ledger_id must be the id of a ledger, a UUID")
	}
	l := wire.Object{"ledger_id": id, "name": "Ledger " + id[:8], "is_default": false, "available": "0.00", "pending": "0.00"}
	if id == first {
		l["name"], l["is_default"], l["available"] = "Default", true, opening
	}
	all.Put(id, l)
	return l, nil
}

// Ledger serves /transfer/ledger/get: the balances of a ledger.
func Ledger(c *bank.Call, in struct {
	ID string `json:"ledger_id"`
},
) (any, *wire.Error) {
	l, err := ledgerOf(c, in.ID)
	if err != nil {
		return nil, err
	}
	return wire.Object{
		"ledger_id": l["ledger_id"], "name": l["name"], "is_default": l["is_default"],
		"balance": wire.Object{"available": l["available"], "pending": l["pending"]},
	}, nil
}

// book changes one balance of a ledger and logs the change; source says what
// moved the money.
func book(c *bank.Call, l wire.Object, balance string, by *big.Rat, source wire.Object) {
	l[balance] = new(big.Rat).Add(draw.Rational(l[balance].(string)), by).FloatString(2)
	description := "Moved between ledgers"
	for kind, text := range map[string]string{"transfer_id": "Transfer", "refund_id": "Refund", "sweep_id": "Sweep"} {
		if source[kind] != nil {
			description = text + " " + source[kind].(string)
		}
	}
	id := draw.NewUUID(c.Next())
	c.Collection("ledger event").Put(id, wire.With(wire.Object{
		"ledger_event_id": id, "ledger_id": l["ledger_id"], "amount": by.FloatString(2), "type": balance, "description": description,
		"transfer_id": nil, "refund_id": nil, "sweep_id": nil,
		"pending_balance": l["pending"], "available_balance": l["available"], "timestamp": wire.Timestamp(c.Now),
	}, source))
}

// movement is how money of one kind moves in a ledger: which balance has it
// while it is in a status. Out of a ledger it is taken from that balance.
type movement struct {
	out bool
	at  map[string]string
}

var (
	incoming = movement{at: map[string]string{"posted": "pending", "settled": "pending", "funds_available": "available"}}
	outgoing = movement{out: true, at: map[string]string{"pending": "available", "posted": "available", "settled": "available", "funds_available": "available"}}
	deposits = movement{at: map[string]string{"pending": "pending", "posted": "pending", "settled": "pending", "funds_available": "available"}}
	refunds  = outgoing
)

// flow is how the money of a transfer moves: that of a debit comes in.
func flow(transferType string) movement {
	if transferType == "debit" {
		return incoming
	}
	return outgoing
}

// move books what a change of status does to a ledger.
func (m movement) move(c *bank.Call, ledger, amount, from, to string, source wire.Object) {
	before, after := m.at[from], m.at[to]
	if before == after {
		return
	}
	l, err := ledgerOf(c, ledger)
	if err != nil {
		return // it was found before
	}
	by := draw.Rational(amount)
	if m.out {
		by.Neg(by)
	}
	if before != "" {
		book(c, l, before, new(big.Rat).Neg(by), source)
	}
	if after != "" {
		book(c, l, after, by, source)
	}
}

// Distribute serves /transfer/ledger/distribute: available money goes from one
// ledger to another.
func Distribute(c *bank.Call, in struct {
	From        string `json:"from_ledger_id"`
	To          string `json:"to_ledger_id"`
	Amount      string `json:"amount"`
	Idempotency string `json:"idempotency_key"`
},
) (any, *wire.Error) {
	from, err := ledgerOf(c, in.From)
	if err != nil {
		return nil, err
	}
	to, err := ledgerOf(c, in.To)
	if err == nil {
		err = checkAvailable(from, in.Amount)
	}
	switch done := c.Collection("distribution"); {
	case err != nil && done.ByID[in.Idempotency] == nil:
		return nil, err
	case in.From == in.To:
		return nil, wire.InvalidField("to_ledger_id must be another ledger than from_ledger_id")
	case done.ByID[in.Idempotency] == nil:
		done.Put(in.Idempotency, wire.Object{})
		by := draw.Rational(in.Amount)
		book(c, from, "available", new(big.Rat).Neg(by), nil)
		book(c, to, "available", by, nil)
	}
	return wire.Object{}, nil
}

// checkAvailable refuses with INVALID_FIELD what is no amount above zero, or
// more than a ledger has available.
func checkAvailable(l wire.Object, amount string) *wire.Error {
	if err := checkAmount(amount); err != nil {
		return err
	}
	if n := draw.Rational(amount); n.Sign() == 0 || n.Cmp(draw.Rational(l["available"].(string))) > 0 {
		return wire.InvalidField("amount must be above 0, and at most what the ledger has available: %s", l["available"])
	}
	return nil
}

// LedgerEvents serves /transfer/ledger/event/list: the changes of balances that
// pass a filter, newest first.
func LedgerEvents(c *bank.Call, in struct {
	period
	Ledger *string `json:"ledger_id"`
	Event  *string `json:"ledger_event_id"`
	Kind   string  `json:"source_type"`
	Source *string `json:"source_id"`
	Count  *int    `json:"count"`
	Offset int     `json:"offset"`
},
) (any, *wire.Error) {
	found := c.Collection("ledger event").List(func(e wire.Object) bool {
		ids := []any{e["transfer_id"], e["refund_id"], e["sweep_id"]}
		return in.holds(e["timestamp"]) && is(in.Ledger, e["ledger_id"]) && is(in.Event, e["ledger_event_id"]) &&
			(in.Kind == "" || e[strings.ToLower(in.Kind)+"_id"] != nil) && (in.Source == nil || slices.Contains(ids, any(*in.Source)))
	})
	out := wire.Window(found, in.Offset, wire.CountOr(in.Count, 25))
	return wire.Object{"ledger_events": out, "has_more": in.Offset+len(out) < len(found)}, nil
}
