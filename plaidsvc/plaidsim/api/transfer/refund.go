package transfer

import (
	"math/big"
	"slices"
	"strings"

	"passbook/plaidsvc/plaidsim/bank"
	"passbook/plaidsvc/plaidsim/draw"
	"passbook/plaidsvc/plaidsim/wire"
)

// refundable are the statuses of a debit that can be given back.
var refundable = []string{"posted", "settled", "funds_available"}

// Refund serves /transfer/refund/create: a part of a debit goes back, or all of
// it; the same idempotency_key gives the same refund.
func Refund(c *bank.Call, in struct {
	transferID
	Amount      string `json:"amount"`
	Idempotency string `json:"idempotency_key"`
},
) (any, *wire.Error) {
	t, err := find(c, in.ID)
	if err == nil {
		err = checkAmount(in.Amount)
	}
	if err != nil {
		return nil, err
	}
	if made := madeWith(c, "refund", in.Idempotency); made != nil {
		return wire.Object{"refund": wire.With(made, nil)}, nil
	}
	left := draw.Rational(t["amount"].(string))
	for _, r := range t["refunds"].([]wire.Object) {
		if status := r["status"]; status != "cancelled" && status != "failed" && status != "returned" {
			left.Sub(left, draw.Rational(r["amount"].(string)))
		}
	}
	switch {
	case t["type"] != "debit" || !slices.Contains(refundable, t["status"].(string)):
		return nil, wire.InvalidField("transfer_id: only a debit that is posted can be refunded")
	case draw.Rational(in.Amount).Cmp(left) > 0 || draw.Rational(in.Amount).Cmp(new(big.Rat)) == 0:
		return nil, wire.InvalidField("amount must be above 0, and at most what is left of the transfer: %s", left.FloatString(2))
	}
	id := draw.NewUUID(c.Next())
	r := wire.Object{
		"id": id, "transfer_id": in.ID, "amount": in.Amount, "status": "", "failure_reason": nil, "created": wire.Timestamp(c.Now),
		"network_trace_id": nil,
	}
	keep(c, "refund", id, in.Idempotency, r)
	moveRefund(c, t, r, "pending", nil)
	return wire.Object{"refund": wire.With(r, nil)}, nil
}

// moveRefund changes a refund's status, also in its transfer, and logs it.
func moveRefund(c *bank.Call, t, r wire.Object, status string, why wire.Object) {
	before := r["status"].(string)
	r["status"], r["failure_reason"] = status, wire.OrNil(why)
	others := slices.DeleteFunc(slices.Clone(t["refunds"].([]wire.Object)), func(old wire.Object) bool { return old["id"] == r["id"] })
	t["refunds"] = append(others, wire.With(r, nil))
	record(c, transferEvents, "refund."+status, why, wire.With(about(t), wire.Object{"refund_id": r["id"]}))
	refunds.move(c, t["ledger_id"].(string), r["amount"].(string), before, status, wire.Object{"refund_id": r["id"]})
}

// refundID is the body of endpoints about one refund.
type refundID struct {
	ID string `json:"refund_id"`
}

// findRefund finds a refund with its transfer.
func findRefund(c *bank.Call, id string) (t, r wire.Object, err *wire.Error) {
	if r = c.Collection("refund").ByID[id]; r == nil {
		return nil, nil, &wire.Error{Status: 404, Type: "INVALID_REQUEST", Code: "NOT_FOUND", Message: "refund not found"}
	}
	t, err = find(c, r["transfer_id"].(string))
	return t, r, err
}

// GetRefund serves /transfer/refund/get: one refund.
func GetRefund(c *bank.Call, in refundID) (any, *wire.Error) {
	_, r, err := findRefund(c, in.ID)
	if err != nil {
		return nil, err
	}
	return wire.Object{"refund": wire.With(r, nil)}, nil
}

// CancelRefund serves /transfer/refund/cancel: a pending refund is cancelled;
// others are TRANSFER_NOT_CANCELLABLE.
func CancelRefund(c *bank.Call, in refundID) (any, *wire.Error) {
	t, r, err := findRefund(c, in.ID)
	if err != nil {
		return nil, err
	}
	if r["status"] != "pending" {
		return nil, &wire.Error{Type: "TRANSFER_ERROR", Code: "TRANSFER_NOT_CANCELLABLE", Message: "refund is not cancellable"}
	}
	moveRefund(c, t, r, "cancelled", nil)
	return wire.Object{}, nil
}

// refundSteps are the statuses that a refund can come from, by the status that
// it gets.
var refundSteps = map[string][]string{
	"posted": {"pending"}, "failed": {"pending"}, "settled": {"posted"}, "returned": {"posted", "settled"},
}

// SimulateRefund serves /sandbox/transfer/refund/simulate: a refund goes on to
// another status.
func SimulateRefund(c *bank.Call, in struct {
	refundID
	simulation
	Event  string      `json:"event_type"`
	Reason wire.Object `json:"failure_reason"`
},
) (any, *wire.Error) {
	t, r, err := findRefund(c, in.ID)
	if err != nil {
		return nil, err
	}
	at, err := atClock(c, in.Clock)
	status := strings.TrimPrefix(in.Event, "refund.")
	switch {
	case err != nil:
		return nil, err
	case !slices.Contains(refundSteps[status], r["status"].(string)):
		return nil, errTransition
	}
	moveRefund(at, t, r, status, in.Reason)
	announce(c, in.Webhook)
	return wire.Object{}, nil
}
