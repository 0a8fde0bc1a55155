package transfer

import (
	"slices"

	"passbook/plaidsvc/plaidsim/bank"
	"passbook/plaidsvc/plaidsim/draw"
	"passbook/plaidsvc/plaidsim/profile"
	"passbook/plaidsvc/plaidsim/wire"
)

// bankRequest is the body of /bank_transfer/create.
type bankRequest struct {
	Idempotency string      `json:"idempotency_key"`
	AccessToken string      `json:"access_token"`
	AccountID   string      `json:"account_id"`
	Type        string      `json:"type"`
	Network     string      `json:"network"`
	Amount      string      `json:"amount"`
	Currency    string      `json:"iso_currency_code"`
	Description string      `json:"description"`
	Class       string      `json:"ach_class"`
	User        wire.Object `json:"user"`
	Tag         *string     `json:"custom_tag"`
	Metadata    wire.Object `json:"metadata"`
	Origin      string      `json:"origination_account_id"`
}

// BankCreate serves /bank_transfer/create: a pending transfer; the same
// idempotency_key gives the same one.
func BankCreate(c *bank.Call, in bankRequest) (any, *wire.Error) {
	it, err := c.Reach(in.AccessToken, "")
	if err != nil {
		return nil, err
	}
	a, err := it.Account(in.AccountID)
	if err == nil {
		err = checkAmount(in.Amount)
	}
	switch {
	case err != nil:
		return nil, err
	case a.Type != "depository":
		return nil, &wire.Error{Type: "BANK_TRANSFER_ERROR", Code: "BANK_TRANSFER_INVALID_ACCOUNT", Message: "the account cannot take a bank transfer"}
	case in.Network != "wire" && in.Class == "":
		return nil, &wire.Error{Type: "INVALID_REQUEST", Code: "MISSING_FIELDS", Message: "the following required fields are missing: ach_class"}
	}
	made := c.Collection("bank_transfer")
	for _, t := range made.ByID {
		if t["idempotency"] == in.Idempotency {
			return bankTransferAnswer(t), nil
		}
	}
	id := draw.NewUUID(c.Next())
	t := wire.Object{
		"id": id, "ach_class": in.Class, "account_id": a.ID, "type": in.Type, "user": in.User, "amount": in.Amount,
		"iso_currency_code": in.Currency, "description": in.Description, "created": wire.Timestamp(c.Now), "status": "pending", "network": in.Network,
		"cancellable": true, "failure_reason": nil, "custom_tag": in.Tag, "metadata": in.Metadata,
		"origination_account_id": in.Origin, "direction": nil, "idempotency": in.Idempotency,
	}
	if in.Class == "" {
		t["ach_class"] = "ccd"
	}
	made.Put(id, t)
	bankTransferEvent(c, t, "pending", nil)
	return bankTransferAnswer(t), nil
}

// bankTransferAnswer is a transfer as it is shown.
func bankTransferAnswer(t wire.Object) wire.Object {
	out := wire.With(t, nil)
	delete(out, "idempotency")
	return wire.Object{"bank_transfer": out}
}

// bankTransferEvent is change for a transfer of the older Bank
// Transfers.
func bankTransferEvent(c *bank.Call, t wire.Object, what string, why wire.Object) {
	change(c, bankTransferEvents, t, what, why, wire.Object{
		"account_id": t["account_id"], "bank_transfer_id": t["id"], "bank_transfer_type": t["type"], "bank_transfer_amount": t["amount"],
		"bank_transfer_iso_currency_code": t["iso_currency_code"], "origination_account_id": t["origination_account_id"], "direction": t["direction"],
		"receiver_details": nil,
	})
}

// bankTransferID is the body of endpoints about one transfer.
type bankTransferID struct {
	ID string `json:"bank_transfer_id"`
}

// bankTransfer finds a transfer.
func bankTransfer(c *bank.Call, id string) (wire.Object, *wire.Error) {
	if t := c.Collection("bank_transfer").ByID[id]; t != nil {
		return t, nil
	}
	return nil, &wire.Error{Status: 404, Type: "INVALID_REQUEST", Code: "NOT_FOUND", Message: "bank transfer not found"}
}

// BankGet serves /bank_transfer/get: one transfer.
func BankGet(c *bank.Call, in bankTransferID) (any, *wire.Error) {
	t, err := bankTransfer(c, in.ID)
	if err != nil {
		return nil, err
	}
	return bankTransferAnswer(t), nil
}

// BankCancel serves /bank_transfer/cancel: a pending transfer is
// cancelled; others are BANK_TRANSFER_NOT_CANCELLABLE.
func BankCancel(c *bank.Call, in bankTransferID) (any, *wire.Error) {
	t, err := bankTransfer(c, in.ID)
	if err != nil {
		return nil, err
	}
	if t["status"] != "pending" {
		return nil, &wire.Error{Type: "BANK_TRANSFER_ERROR", Code: "BANK_TRANSFER_NOT_CANCELLABLE", Message: "bank transfer is not cancellable"}
	}
	bankTransferEvent(c, t, "cancelled", nil)
	return wire.Object{}, nil
}

// BankList serves /bank_transfer/list: the transfers created between
// two instants, newest first.
func BankList(c *bank.Call, in struct {
	Start  string `json:"start_date"`
	End    string `json:"end_date"`
	Count  *int   `json:"count"`
	Offset int    `json:"offset"`
},
) (any, *wire.Error) {
	list := c.Collection("bank_transfer").List(func(t wire.Object) bool {
		at := t["created"].(string)
		return at >= in.Start && (in.End == "" || at <= in.End)
	})
	for i, t := range list {
		list[i] = bankTransferAnswer(t)["bank_transfer"].(wire.Object)
	}
	return wire.Object{"bank_transfers": wire.Window(list, in.Offset, wire.CountOr(in.Count, 25))}, nil
}

// BankBalance serves /bank_transfer/balance/get: a balance that never
// changes.
func BankBalance(c *bank.Call, in struct {
	Origin *string `json:"origination_account_id"`
},
) (any, *wire.Error) {
	return wire.Object{"balance": wire.Object{"available": "1721.70", "transactable": "721.70"}, "origination_account_id": in.Origin}, nil
}

// BankMigrate serves /bank_transfer/migrate_account and
// /transfer/migrate_account: an Item with one account of the given numbers.
func BankMigrate(c *bank.Call, in struct {
	Account string `json:"account_number"`
	Routing string `json:"routing_number"`
	Wire    string `json:"wire_routing_number"`
	Type    string `json:"account_type"`
},
) (any, *wire.Error) {
	if in.Type != "checking" && in.Type != "savings" {
		return nil, wire.InvalidField("account_type must be checking or savings")
	}
	it := c.NewItemOf(bank.InstitutionByID("ins_109508"), profile.Login{User: "user_migrated"}, profile.Profile{
		Accounts: []profile.Account{{Name: "Plaid " + in.Type, Mask: in.Account[max(0, len(in.Account)-4):], Type: "depository", Subtype: in.Type}},
		Numbers:  map[int]profile.BankNumbers{0: {Account: in.Account, Routing: in.Routing, Wire: in.Wire}},
	}, []string{"auth"})
	c.OpenItem(it)
	return wire.Object{"access_token": it.AccessToken, "account_id": it.Accounts[0].ID}, nil
}

// BankEventList serves /bank_transfer/event/list: the events that pass
// a filter, newest first.
func BankEventList(c *bank.Call, in struct {
	ID      string   `json:"bank_transfer_id"`
	Account string   `json:"account_id"`
	Type    string   `json:"bank_transfer_type"`
	Events  []string `json:"event_types"`
	Count   *int     `json:"count"`
	Offset  int      `json:"offset"`
},
) (any, *wire.Error) {
	found := []wire.Object{}
	for _, e := range slices.Backward(c.Collection(bankTransferEvents).All()) {
		is := func(key, want string) bool { return want == "" || e[key] == want }
		if is("bank_transfer_id", in.ID) && is("account_id", in.Account) && is("bank_transfer_type", in.Type) &&
			(len(in.Events) == 0 || slices.Contains(in.Events, e["event_type"].(string))) {
			found = append(found, e)
		}
	}
	return wire.Object{"bank_transfer_events": wire.Window(found, in.Offset, wire.CountOr(in.Count, 25))}, nil
}

// BankEventSync serves /bank_transfer/event/sync: the events after an
// event_id, oldest first.
func BankEventSync(c *bank.Call, in eventSync) (any, *wire.Error) {
	return wire.Object{"bank_transfer_events": wire.NonNil(wire.Window(c.Collection(bankTransferEvents).All(), in.After, wire.CountOr(in.Count, 25)))}, nil
}

// BankSimulate serves /sandbox/bank_transfer/simulate: a
// transfer goes on to another status.
func BankSimulate(c *bank.Call, in struct {
	bankTransferID
	Event  string      `json:"event_type"`
	Reason wire.Object `json:"failure_reason"`
},
) (any, *wire.Error) {
	t, err := bankTransfer(c, in.ID)
	if err != nil {
		return nil, err
	}
	from := map[string]string{"posted": "pending", "failed": "pending", "reversed": "posted"}
	if from[in.Event] == "" || t["status"] != from[in.Event] {
		return nil, &wire.Error{Type: "SANDBOX_ERROR", Code: "SANDBOX_BANK_TRANSFER_EVENT_TRANSITION_INVALID", Message: "the requested event transition is invalid"}
	}
	bankTransferEvent(c, t, in.Event, in.Reason)
	return wire.Object{}, nil
}
