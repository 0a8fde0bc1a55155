package transfer

import (
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
	p := proposal(a, in.Type, in.Amount, in.Network, in.User.json())
	if in.Class != "" {
		p["ach_class"] = in.Class
	}
	return wire.Object{"authorization": wire.With(authorization(c, a, p), nil)}, nil
}

// proposal is a transfer that is not authorized yet.
func proposal(a *bank.Account, kind, amount, network string, user any) wire.Object {
	return wire.Object{
		"account_id": a.ID, "funding_account_id": nil, "type": kind, "user": user, "amount": amount, "requested_amount": amount, "network": network,
		"origination_account_id": "", "iso_currency_code": "USD", "originator_client_id": nil, "credit_funds_source": nil,
	}
}

// decide decides on a transfer, and says why one is declined: a debit above the
// available balance is.
func decide(a *bank.Account, kind, amount string) (decision string, why any) {
	if kind == "debit" && draw.Rational(amount).Cmp(draw.Rational(a.Available)) > 0 {
		return "declined", wire.Object{"code": "NSF", "description": "Transaction likely to result in a return due to insufficient funds."}
	}
	return "approved", nil
}

// authorization is a decision on a transfer.
func authorization(c *bank.Call, a *bank.Account, proposed wire.Object) wire.Object {
	id := draw.NewUUID(c.Next())
	auth := wire.Object{
		"id": id, "created": wire.Timestamp(c.Now), "guarantee_decision": nil, "guarantee_decision_rationale": nil, "payment_risk": nil,
		"proposed_transfer": proposed,
	}
	auth["decision"], auth["decision_rationale"] = decide(a, proposed["type"].(string), proposed["amount"].(string))
	c.Collection("transfer authorization").Put(id, auth)
	return auth
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
	for _, t := range c.Collection("transfer").ByID {
		if t["authorization_id"] == in.Authorization { // authorizations are spent once
			return shown(t), nil
		}
	}
	return shown(newTransfer(c, auth, in.Description, in.Metadata)), nil
}

// newTransfer makes a pending transfer of an approved authorization.
func newTransfer(c *bank.Call, auth wire.Object, description string, metadata wire.Object) wire.Object {
	settles := (draw.DayOf(c.Now) + 2).String()
	id := draw.NewUUID(c.Next())
	t := wire.With(auth["proposed_transfer"].(wire.Object), wire.Object{
		"id": id, "authorization_id": auth["id"], "description": description, "created": wire.Timestamp(c.Now), "ledger_id": defaultLedger(c),
		"sweep_status": "unswept", "failure_reason": nil, "metadata": wire.OrNil(metadata), "guarantee_decision": nil, "guarantee_decision_rationale": nil,
		"standard_return_window": settles, "unauthorized_return_window": (draw.DayOf(c.Now) + 60).String(), "expected_settlement_date": settles,
		"refunds": []wire.Object{}, "recurring_transfer_id": nil,
	})
	if t["type"] == "debit" {
		t["expected_funds_available_date"] = banking(draw.DayOf(c.Now) + 5).String()
	}
	c.Collection("transfer").Put(id, t)
	advance(c, t, "pending", nil)
	return t
}

// advance is change for a transfer of Transfer: its money moves in the Ledger
// too.
func advance(c *bank.Call, t wire.Object, what string, why wire.Object) {
	before, _ := t["status"].(string)
	change(c, transferEvents, t, what, why, about(t))
	if what == "cancelled" || what == "failed" || what == "returned" && t["sweep_status"] == "unswept" {
		t["sweep_status"] = nil // it will never be swept
	}
	flow(t["type"].(string)).move(c, t["ledger_id"].(string), t["amount"].(string), before, what, wire.Object{"transfer_id": t["id"]})
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
