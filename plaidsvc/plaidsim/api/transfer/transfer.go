package transfer

import (
	"time"

	"passbook/plaidsvc/plaidsim/bank"
	"passbook/plaidsvc/plaidsim/draw"
	"passbook/plaidsvc/plaidsim/wire"
)

// request is the body of /transfer/authorization/create.
type request struct {
	AccessToken string `json:"access_token"`
	AccountID   string `json:"account_id"`
	Type        string `json:"type"`
	Network     string `json:"network"`
	Amount      string `json:"amount"`
	Class       string `json:"ach_class"`
	User        person `json:"user"`
}

// person is whom a transfer is with.
type person struct {
	Name    string      `json:"legal_name"`
	Phone   string      `json:"phone_number"`
	Email   string      `json:"email_address"`
	Address wire.Object `json:"address"`
}

// json is the person as transfers show them.
func (p person) json() wire.Object {
	return wire.Object{
		"legal_name": p.Name, "phone_number": wire.OrNull(p.Phone), "email_address": wire.OrNull(p.Email), "address": wire.OrNil(p.Address),
	}
}

// Authorize serves /transfer/authorization/create: a decision on a transfer:
// declined for a debit above the available balance.
func Authorize(c *bank.Call, in request) (any, *wire.Error) {
	it, err := c.Reach(in.AccessToken, "transfer")
	if err != nil {
		return nil, err
	}
	a, err := it.Account(in.AccountID)
	if err != nil {
		return nil, err
	}
	if err := checkAmount(in.Amount); err != nil {
		return nil, err
	}
	proposed := wire.Object{
		"account_id": a.ID, "funding_account_id": nil, "type": in.Type, "user": in.User.json(), "amount": in.Amount, "requested_amount": in.Amount, "network": in.Network,
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
	return wire.Object{"authorization": wire.With(auth, nil)}, nil
}

// CancelAuthorization serves /transfer/authorization/cancel: no transfer can be
// made of the authorization any more.
func CancelAuthorization(c *bank.Call, in struct {
	ID string `json:"authorization_id"`
},
) (any, *wire.Error) {
	auth := c.Collection("transfer authorization")
	if auth.ByID[in.ID] == nil {
		return nil, errAuthorization
	}
	auth.Remove(in.ID)
	return wire.Object{}, nil
}

var errAuthorization = &wire.Error{Type: "TRANSFER_ERROR", Code: "TRANSFER_INVALID_AUTHORIZATION", Message: "the authorization is not approved or does not exist"}

// Create serves /transfer/create: a pending transfer of an approved
// authorization; the same authorization gives the same one.
func Create(c *bank.Call, in struct {
	Authorization string      `json:"authorization_id"`
	Description   string      `json:"description"`
	Metadata      wire.Object `json:"metadata"`
},
) (any, *wire.Error) {
	auth := c.Collection("transfer authorization").ByID[in.Authorization]
	if auth == nil || auth["decision"] != "approved" {
		return nil, errAuthorization
	}
	made := c.Collection("transfer")
	for _, t := range made.ByID {
		if t["authorization_id"] == in.Authorization { // authorizations are spent once
			return shown(t), nil
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
	advance(c, t, "pending", nil)
	return shown(t), nil
}

// transferID is the body of endpoints about one transfer.
type transferID struct {
	ID string `json:"transfer_id"`
}

// find finds a transfer.
func find(c *bank.Call, id string) (wire.Object, *wire.Error) {
	if t := c.Collection("transfer").ByID[id]; t != nil {
		return t, nil
	}
	return nil, &wire.Error{Status: 404, Type: "INVALID_REQUEST", Code: "NOT_FOUND", Message: "transfer not found"}
}

// shown is a transfer as answers show it: a copy, as later calls change it.
func shown(t wire.Object) wire.Object { return wire.Object{"transfer": wire.With(t, nil)} }

// Get serves /transfer/get: one transfer.
func Get(c *bank.Call, in transferID) (any, *wire.Error) {
	t, err := find(c, in.ID)
	if err != nil {
		return nil, err
	}
	return shown(t), nil
}

// Cancel serves /transfer/cancel: a pending transfer is cancelled; others are
// TRANSFER_NOT_CANCELLABLE.
func Cancel(c *bank.Call, in transferID) (any, *wire.Error) {
	t, err := find(c, in.ID)
	if err != nil {
		return nil, err
	}
	if t["status"] != "pending" {
		return nil, &wire.Error{Type: "TRANSFER_ERROR", Code: "TRANSFER_NOT_CANCELLABLE", Message: "transfer is not cancellable"}
	}
	advance(c, t, "cancelled", nil)
	return wire.Object{}, nil
}

// List serves /transfer/list: the transfers created between two instants,
// newest first.
func List(c *bank.Call, in struct {
	period
	Origin  *string `json:"origination_account_id"`
	Funding *string `json:"funding_account_id"`
	Count   *int    `json:"count"`
	Offset  int     `json:"offset"`
},
) (any, *wire.Error) {
	list := c.Collection("transfer").List(func(t wire.Object) bool {
		return in.holds(t["created"]) && is(in.Origin, t["origination_account_id"]) && is(in.Funding, t["funding_account_id"])
	})
	for i, t := range list {
		list[i] = wire.With(t, nil)
	}
	return wire.Object{"transfers": wire.Window(list, in.Offset, wire.CountOr(in.Count, 25))}, nil
}

// period is from an instant to another; nil: without an end.
type period struct {
	Start *time.Time `json:"start_date"`
	End   *time.Time `json:"end_date"`
}

// holds reports whether an instant of an answer is in the period.
func (p period) holds(timestamp any) bool {
	text, _ := timestamp.(string)
	at, err := time.Parse(time.RFC3339, text)
	return err == nil && (p.Start == nil || !at.Before(*p.Start)) && (p.End == nil || !at.After(*p.End))
}

// is reports whether a value is the one that a filter wants; nil: any.
func is(want *string, value any) bool { return want == nil || value == *want }
