package transfer

import (
	"passbook/plaidsvc/plaidsim/bank"
	"passbook/plaidsvc/plaidsim/draw"
	"passbook/plaidsvc/plaidsim/wire"
)

// CreateIntent serves /transfer/intent/create: what Link is to transfer. It is
// pending until a person goes through Link with it.
func CreateIntent(c *bank.Call, in struct {
	AccountID   *string     `json:"account_id"`
	Mode        string      `json:"mode"`
	Network     string      `json:"network"`
	Amount      string      `json:"amount"`
	Description string      `json:"description"`
	Class       string      `json:"ach_class"`
	User        person      `json:"user"`
	Metadata    wire.Object `json:"metadata"`
	Guarantee   *bool       `json:"require_guarantee"`
},
) (any, *wire.Error) {
	if err := checkAmount(in.Amount); err != nil {
		return nil, err
	}
	if in.Network == "" {
		in.Network = "same-day-ach"
	}
	if in.Class == "" && in.Network != "rtp" {
		return nil, &wire.Error{Type: "INVALID_REQUEST", Code: "MISSING_FIELDS", Message: "the following required fields are missing: ach_class"}
	}
	id := draw.NewUUID(c.Next())
	i := wire.Object{
		"id": id, "created": wire.Timestamp(c.Now), "status": "PENDING", "origination_account_id": "", "funding_account_id": fundingAccount(c),
		"amount": in.Amount, "mode": in.Mode, "network": in.Network, "user": in.User.json(), "description": in.Description, "metadata": wire.OrNil(in.Metadata),
		"iso_currency_code": "USD", "require_guarantee": in.Guarantee,
	}
	if in.AccountID != nil {
		i["account_id"] = in.AccountID
	}
	if in.Class != "" {
		i["ach_class"] = in.Class
	}
	c.Collection("transfer intent").Put(id, i)
	return wire.Object{"transfer_intent": wire.With(i, nil)}, nil
}

// GetIntent serves /transfer/intent/get: an intent, and what became of it.
func GetIntent(c *bank.Call, in struct {
	ID string `json:"transfer_intent_id"`
},
) (any, *wire.Error) {
	i := c.Collection("transfer intent").ByID[in.ID]
	if i == nil {
		return nil, &wire.Error{Status: 404, Type: "INVALID_REQUEST", Code: "NOT_FOUND", Message: "transfer intent not found"}
	}
	return wire.Object{"transfer_intent": wire.With(wire.Object{
		"transfer_id": nil, "failure_reason": nil, "authorization_decision": nil, "authorization_decision_rationale": nil,
		"guarantee_decision": nil, "guarantee_decision_rationale": nil,
	}, i)}, nil
}

// IsFor reports whether an intent can be fulfilled with an account: any, unless
// it names one.
func IsFor(c *bank.Call, id string, a *bank.Account) bool {
	i := c.Collection("transfer intent").ByID[id]
	return i != nil && (i["account_id"] == nil || *i["account_id"].(*string) == a.ID)
}

// Fulfil does at the end of Link what an intent says, with an account that the
// person shared: it makes the transfer, unless that is declined. It gives the
// transfer_status of Link's onSuccess.
func Fulfil(c *bank.Call, id string, a *bank.Account) (status string) {
	i := c.Collection("transfer intent").ByID[id]
	if i["status"] != "PENDING" {
		return "COMPLETE"
	}
	kind := "debit"
	if i["mode"] == "DISBURSEMENT" {
		kind = "credit"
	}
	p := proposal(a, kind, i["amount"].(string), i["network"].(string), i["user"])
	if i["ach_class"] != nil {
		p["ach_class"] = i["ach_class"]
	}
	auth := authorization(c, a, p)
	if why, declined := auth["decision_rationale"].(wire.Object); declined {
		i["status"], i["authorization_decision"], i["authorization_decision_rationale"] = "FAILED", "DECLINED", why
		i["failure_reason"] = wire.Object{"error_type": "TRANSFER_ERROR", "error_code": why["code"], "error_message": why["description"]}
		return "INCOMPLETE"
	}
	metadata, _ := i["metadata"].(wire.Object)
	t := newTransfer(c, auth, i["description"].(string), metadata)
	i["status"], i["authorization_decision"], i["transfer_id"] = "SUCCEEDED", "APPROVED", t["id"]
	return "COMPLETE"
}
