package api

import (
	"slices"
	"strconv"

	"passbook/plaidsvc/plaidsim/bank"
	"passbook/plaidsvc/plaidsim/draw"
	"passbook/plaidsvc/plaidsim/wire"
)

// The collections of what happened to a client's transfers.
const (
	transferEvents     = "transfer event"
	bankTransferEvents = "bank transfer event"
)

// transferEvent changes a transfer's status and logs the change. An event's id
// is its place in the log, counted from 1. more are the members that only this
// kind of event has.
func transferEvent(c *bank.Call, log string, t wire.Object, what string, why wire.Object, more wire.Object) {
	t["status"], t["cancellable"], t["failure_reason"] = what, what == "pending", wire.OrNil(why)
	events := c.Collection(log)
	n := len(events.IDs) + 1
	events.Put(strconv.Itoa(n), wire.With(wire.Object{
		"event_id": n, "timestamp": wire.Timestamp(c.Now), "event_type": what, "account_id": t["account_id"], "failure_reason": wire.OrNil(why),
	}, more))
}

// eventSync is the body of both event/sync endpoints.
type eventSync struct {
	After int  `json:"after_id"`
	Count *int `json:"count"`
}

// TransferEventSync serves /transfer/event/sync: the events after an event_id,
// oldest first.
func TransferEventSync(c *bank.Call, in eventSync) (any, *wire.Error) {
	all := c.Collection(transferEvents).All()
	out := wire.Window(all, in.After, wire.CountOr(in.Count, 100))
	return wire.Object{"transfer_events": wire.NonNil(out), "has_more": in.After+len(out) < len(all)}, nil
}

// transferRequest is the body of /transfer/authorization/create.
type transferRequest struct {
	itemRequest
	AccountID string `json:"account_id"`
	Type      string `json:"type"`
	Network   string `json:"network"`
	Amount    string `json:"amount"`
	Class     string `json:"ach_class"`
	User      struct {
		Name    string      `json:"legal_name"`
		Phone   string      `json:"phone_number"`
		Email   string      `json:"email_address"`
		Address wire.Object `json:"address"`
	} `json:"user"`
}

// TransferAuthorizationCreate serves /transfer/authorization/create: a decision
// on a transfer: declined for a debit above the available balance.
func TransferAuthorizationCreate(c *bank.Call, in transferRequest) (any, *wire.Error) {
	it, err := c.Reach(in.AccessToken, "transfer")
	if err != nil {
		return nil, err
	}
	a, err := it.Account(in.AccountID)
	if err != nil {
		return nil, err
	}
	if !decimalAmount.MatchString(in.Amount) {
		return nil, wire.InvalidField(`amount must be a decimal string with two digits after the point, such as "12.34"`)
	}
	user := wire.Object{"legal_name": in.User.Name, "phone_number": wire.OrNull(in.User.Phone), "email_address": wire.OrNull(in.User.Email), "address": nil}
	if in.User.Address != nil {
		user["address"] = in.User.Address
	}
	proposed := wire.Object{
		"account_id": a.ID, "funding_account_id": nil, "type": in.Type, "user": user, "amount": in.Amount, "network": in.Network,
		"origination_account_id": "", "iso_currency_code": "USD", "originator_client_id": nil, "credit_funds_source": nil,
	}
	if in.Class != "" {
		proposed["ach_class"] = in.Class
	}
	id := draw.NewUUID(c.Next())
	auth := wire.Object{
		"id": id, "created": wire.Timestamp(c.Now), "decision": "approved", "decision_rationale": nil, "guarantee_decision": nil,
		"guarantee_decision_rationale": nil, "payment_risk": nil, "proposed_transfer": proposed,
	}
	if in.Type == "debit" && draw.Rational(in.Amount).Cmp(draw.Rational(a.Available)) > 0 {
		auth["decision"] = "declined"
		auth["decision_rationale"] = wire.Object{"code": "NSF", "description": "Transaction likely to result in a return due to insufficient funds."}
	}
	c.Collection("transfer authorization").Put(id, auth)
	return wire.Object{"authorization": auth}, nil
}

// TransferCreate serves /transfer/create: a pending transfer of an approved
// authorization; the same authorization gives the same one.
func TransferCreate(c *bank.Call, in struct {
	Authorization string      `json:"authorization_id"`
	Description   string      `json:"description"`
	Metadata      wire.Object `json:"metadata"`
},
) (any, *wire.Error) {
	auth := c.Collection("transfer authorization").ByID[in.Authorization]
	if auth == nil || auth["decision"] != "approved" {
		return nil, &wire.Error{Type: "TRANSFER_ERROR", Code: "TRANSFER_INVALID_AUTHORIZATION", Message: "the authorization is not approved or does not exist"}
	}
	made := c.Collection("transfer")
	for _, t := range made.ByID {
		if t["authorization_id"] == in.Authorization { // authorizations are spent once
			return wire.Object{"transfer": t}, nil
		}
	}
	settles := (draw.DayOf(c.Now) + 2).String()
	id := draw.NewUUID(c.Next())
	t := wire.With(auth["proposed_transfer"].(wire.Object), wire.Object{
		"id": id, "authorization_id": in.Authorization, "description": in.Description, "created": wire.Timestamp(c.Now), "status": "pending",
		"cancellable": true, "failure_reason": nil, "metadata": in.Metadata, "guarantee_decision": nil, "guarantee_decision_rationale": nil,
		"standard_return_window": settles, "unauthorized_return_window": (draw.DayOf(c.Now) + 60).String(), "expected_settlement_date": settles,
		"refunds": []wire.Object{}, "recurring_transfer_id": nil,
	})
	made.Put(id, t)
	newTransferEvent(c, t, "pending", nil)
	return wire.Object{"transfer": t}, nil
}

// newTransferEvent is transferEvent for a transfer of Plaid's Transfer.
func newTransferEvent(c *bank.Call, t wire.Object, what string, why wire.Object) {
	transferEvent(c, transferEvents, t, what, why, wire.Object{
		"transfer_id": t["id"], "transfer_type": t["type"], "transfer_amount": t["amount"], "funding_account_id": nil, "origination_account_id": nil,
		"sweep_id": nil, "sweep_amount": nil, "refund_id": nil, "originator_client_id": nil,
	})
}

// transferID is the body of endpoints about one transfer.
type transferID struct {
	ID string `json:"transfer_id"`
}

// transfer finds a transfer.
func transfer(c *bank.Call, id string) (wire.Object, *wire.Error) {
	if t := c.Collection("transfer").ByID[id]; t != nil {
		return t, nil
	}
	return nil, &wire.Error{Status: 404, Type: "INVALID_REQUEST", Code: "NOT_FOUND", Message: "transfer not found"}
}

// TransferGet serves /transfer/get: one transfer.
func TransferGet(c *bank.Call, in transferID) (any, *wire.Error) {
	t, err := transfer(c, in.ID)
	if err != nil {
		return nil, err
	}
	return wire.Object{"transfer": t}, nil
}

// TransferCancel serves /transfer/cancel: a pending transfer is cancelled;
// others are TRANSFER_NOT_CANCELLABLE.
func TransferCancel(c *bank.Call, in transferID) (any, *wire.Error) {
	t, err := transfer(c, in.ID)
	if err != nil {
		return nil, err
	}
	if t["status"] != "pending" {
		return nil, &wire.Error{Type: "TRANSFER_ERROR", Code: "TRANSFER_NOT_CANCELLABLE", Message: "transfer is not cancellable"}
	}
	newTransferEvent(c, t, "cancelled", nil)
	return wire.Object{}, nil
}

// transferSteps are the statuses that a transfer can come from, by the status
// that it gets.
var transferSteps = map[string][]string{
	"posted": {"pending"}, "failed": {"pending"}, "settled": {"posted"}, "funds_available": {"settled"}, "returned": {"posted", "settled", "funds_available"},
}

// SandboxTransferSimulate serves /sandbox/transfer/simulate: a transfer goes on
// to another status.
func SandboxTransferSimulate(c *bank.Call, in struct {
	transferID
	Event  string      `json:"event_type"`
	Reason wire.Object `json:"failure_reason"`
},
) (any, *wire.Error) {
	t, err := transfer(c, in.ID)
	if err != nil {
		return nil, err
	}
	if !slices.Contains(transferSteps[in.Event], t["status"].(string)) {
		return nil, &wire.Error{Type: "SANDBOX_ERROR", Code: "SANDBOX_TRANSFER_EVENT_TRANSITION_INVALID", Message: "the requested event transition is invalid"}
	}
	newTransferEvent(c, t, in.Event, in.Reason)
	return wire.Object{}, nil
}
