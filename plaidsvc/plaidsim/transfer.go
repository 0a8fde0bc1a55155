package plaidsim

import (
	"slices"
	"strconv"

	"passbook/plaidsvc/plaidsim/draw"
)

// The shelves of what happened to a client's transfers.
const (
	transferEvents     = "transfer event"
	bankTransferEvents = "bank transfer event"
)

// transferEvent changes a transfer and logs the change; an event's id is its
// place in the log, counted from 1. more is what only this kind of event has.
func (c *call) transferEvent(log string, t object, what string, why object, more object) {
	t["status"], t["cancellable"], t["failure_reason"] = what, what == "pending", orNil(why)
	events := c.shelf(log)
	n := len(events.ids) + 1
	events.put(strconv.Itoa(n), with(object{
		"event_id": n, "timestamp": timestamp(c.now), "event_type": what, "account_id": t["account_id"], "failure_reason": orNil(why),
	}, more))
}

// orNil is an object for JSON; nil is null.
func orNil(o object) any {
	if o == nil {
		return nil
	}
	return o
}

// eventSync is the body of both event/sync endpoints.
type eventSync struct {
	After int  `json:"after_id"`
	Count *int `json:"count"`
}

func transferEventSync(c *call, in eventSync) (any, *plaidError) {
	all := c.shelf(transferEvents).all()
	out := window(all, in.After, countOr(in.Count, 100))
	return object{"transfer_events": nonNil(out), "has_more": in.After+len(out) < len(all)}, nil
}

// transferRequest is what /transfer/authorization/create proposes.
type transferRequest struct {
	accessOnly
	AccountID string `json:"account_id"`
	Type      string `json:"type"`
	Network   string `json:"network"`
	Amount    string `json:"amount"`
	Class     string `json:"ach_class"`
	User      struct {
		Name    string `json:"legal_name"`
		Phone   string `json:"phone_number"`
		Email   string `json:"email_address"`
		Address object `json:"address"`
	} `json:"user"`
}

func transferAuthorizationCreate(c *call, in transferRequest) (any, *plaidError) {
	it, err := c.reach(in.AccessToken, "transfer")
	if err != nil {
		return nil, err
	}
	a, err := it.account(in.AccountID)
	if err != nil {
		return nil, err
	}
	if !decimalAmount.MatchString(in.Amount) {
		return nil, invalidField(`amount must be a decimal string with two digits after the point, such as "12.34"`)
	}
	user := object{"legal_name": in.User.Name, "phone_number": orNull(in.User.Phone), "email_address": orNull(in.User.Email), "address": nil}
	if in.User.Address != nil {
		user["address"] = in.User.Address
	}
	proposed := object{
		"account_id": a.id, "funding_account_id": nil, "type": in.Type, "user": user, "amount": in.Amount, "network": in.Network,
		"origination_account_id": "", "iso_currency_code": "USD", "originator_client_id": nil, "credit_funds_source": nil,
	}
	if in.Class != "" {
		proposed["ach_class"] = in.Class
	}
	id := draw.NewUUID(c.next())
	auth := object{
		"id": id, "created": timestamp(c.now), "decision": "approved", "decision_rationale": nil, "guarantee_decision": nil,
		"guarantee_decision_rationale": nil, "payment_risk": nil, "proposed_transfer": proposed,
	}
	if in.Type == "debit" && draw.Rational(in.Amount).Cmp(draw.Rational(a.available)) > 0 {
		auth["decision"] = "declined"
		auth["decision_rationale"] = object{"code": "NSF", "description": "Transaction likely to result in a return due to insufficient funds."}
	}
	c.shelf("transfer authorization").put(id, auth)
	return object{"authorization": auth}, nil
}

func transferCreate(c *call, in struct {
	Authorization string `json:"authorization_id"`
	Description   string `json:"description"`
	Metadata      object `json:"metadata"`
},
) (any, *plaidError) {
	auth := c.shelf("transfer authorization").byID[in.Authorization]
	if auth == nil || auth["decision"] != "approved" {
		return nil, &plaidError{typ: "TRANSFER_ERROR", code: "TRANSFER_INVALID_AUTHORIZATION", message: "the authorization is not approved or does not exist"}
	}
	made := c.shelf("transfer")
	for _, t := range made.byID {
		if t["authorization_id"] == in.Authorization { // authorizations are spent once
			return object{"transfer": t}, nil
		}
	}
	settles := (draw.DayOf(c.now) + 2).String()
	id := draw.NewUUID(c.next())
	t := with(auth["proposed_transfer"].(object), object{
		"id": id, "authorization_id": in.Authorization, "description": in.Description, "created": timestamp(c.now), "status": "pending",
		"cancellable": true, "failure_reason": nil, "metadata": in.Metadata, "guarantee_decision": nil, "guarantee_decision_rationale": nil,
		"standard_return_window": settles, "unauthorized_return_window": (draw.DayOf(c.now) + 60).String(), "expected_settlement_date": settles,
		"refunds": []object{}, "recurring_transfer_id": nil,
	})
	made.put(id, t)
	c.newTransferEvent(t, "pending", nil)
	return object{"transfer": t}, nil
}

// newTransferEvent is transferEvent for a transfer of Plaid's Transfer.
func (c *call) newTransferEvent(t object, what string, why object) {
	c.transferEvent(transferEvents, t, what, why, object{
		"transfer_id": t["id"], "transfer_type": t["type"], "transfer_amount": t["amount"], "funding_account_id": nil, "origination_account_id": nil,
		"sweep_id": nil, "sweep_amount": nil, "refund_id": nil, "originator_client_id": nil,
	})
}

// transferID is the body of endpoints that want one transfer.
type transferID struct {
	ID string `json:"transfer_id"`
}

// transfer finds a transfer.
func (c *call) transfer(id string) (object, *plaidError) {
	if t := c.shelf("transfer").byID[id]; t != nil {
		return t, nil
	}
	return nil, &plaidError{status: 404, typ: "INVALID_REQUEST", code: "NOT_FOUND", message: "transfer not found"}
}

func transferGet(c *call, in transferID) (any, *plaidError) {
	t, err := c.transfer(in.ID)
	if err != nil {
		return nil, err
	}
	return object{"transfer": t}, nil
}

func transferCancel(c *call, in transferID) (any, *plaidError) {
	t, err := c.transfer(in.ID)
	if err != nil {
		return nil, err
	}
	if t["status"] != "pending" {
		return nil, &plaidError{typ: "TRANSFER_ERROR", code: "TRANSFER_NOT_CANCELLABLE", message: "transfer is not cancellable"}
	}
	c.newTransferEvent(t, "cancelled", nil)
	return object{}, nil
}

// transferSteps are the states that a transfer can be driven from, by where to.
var transferSteps = map[string][]string{
	"posted": {"pending"}, "failed": {"pending"}, "settled": {"posted"}, "funds_available": {"settled"}, "returned": {"posted", "settled", "funds_available"},
}

func sandboxTransferSimulate(c *call, in struct {
	transferID
	Event  string `json:"event_type"`
	Reason object `json:"failure_reason"`
},
) (any, *plaidError) {
	t, err := c.transfer(in.ID)
	if err != nil {
		return nil, err
	}
	if !slices.Contains(transferSteps[in.Event], t["status"].(string)) {
		return nil, &plaidError{typ: "SANDBOX_ERROR", code: "SANDBOX_TRANSFER_EVENT_TRANSITION_INVALID", message: "the requested event transition is invalid"}
	}
	c.newTransferEvent(t, in.Event, in.Reason)
	return object{}, nil
}
