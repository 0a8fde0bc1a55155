package transfer

import (
	"slices"
	"strconv"

	"passbook/plaidsvc/plaidsim/bank"
	"passbook/plaidsvc/plaidsim/wire"
)

// The collections of what happened to a client's transfers.
const (
	transferEvents     = "transfer event"
	bankTransferEvents = "bank transfer event"
)

// change changes a transfer's status and logs the change; about is what the
// event says of the transfer.
func change(c *bank.Call, log string, t wire.Object, what string, why, about wire.Object) {
	t["status"], t["cancellable"], t["failure_reason"] = what, what == "pending", wire.OrNil(why)
	record(c, log, what, why, about)
}

// record logs what happened; about says to what. An event's id is its place in
// the log, counted from 1.
func record(c *bank.Call, log, what string, why, about wire.Object) {
	events := c.Collection(log)
	n := len(events.IDs) + 1
	events.Put(strconv.Itoa(n), wire.With(wire.Object{
		"event_id": n, "timestamp": wire.Timestamp(c.Now), "event_type": what, "failure_reason": wire.OrNil(why),
	}, about))
}

// eventSync is the body of both event/sync endpoints.
type eventSync struct {
	After int  `json:"after_id"`
	Count *int `json:"count"`
}

// EventSync serves /transfer/event/sync: the events after an event_id,
// oldest first.
func EventSync(c *bank.Call, in eventSync) (any, *wire.Error) {
	all := c.Collection(transferEvents).All()
	out := wire.Window(all, in.After, wire.CountOr(in.Count, 100))
	return wire.Object{"transfer_events": wire.NonNil(out), "has_more": in.After+len(out) < len(all)}, nil
}

// about are the members of an event of Transfer that say which transfer it is
// about.
func about(t wire.Object) wire.Object {
	return wire.Object{
		"account_id": t["account_id"], "transfer_id": t["id"], "transfer_type": t["type"], "transfer_amount": t["amount"], "funding_account_id": nil,
		"ledger_id": t["ledger_id"], "origination_account_id": nil, "sweep_id": nil, "sweep_amount": nil, "refund_id": nil, "originator_client_id": nil,
	}
}

// EventList serves /transfer/event/list: the events that pass a filter, newest
// first.
func EventList(c *bank.Call, in struct {
	period
	Transfer *string  `json:"transfer_id"`
	Account  *string  `json:"account_id"`
	Funding  *string  `json:"funding_account_id"`
	Origin   *string  `json:"origination_account_id"`
	Type     *string  `json:"transfer_type"`
	Events   []string `json:"event_types"`
	Sweep    string   `json:"sweep_id"`
	Count    *int     `json:"count"`
	Offset   int      `json:"offset"`
},
) (any, *wire.Error) {
	found := []wire.Object{}
	for _, e := range slices.Backward(c.Collection(transferEvents).All()) {
		if in.holds(e["timestamp"]) && is(in.Transfer, e["transfer_id"]) && is(in.Account, e["account_id"]) && is(in.Funding, e["funding_account_id"]) &&
			is(in.Origin, e["origination_account_id"]) && is(in.Type, e["transfer_type"]) && (in.Sweep == "" || e["sweep_id"] == in.Sweep) &&
			(len(in.Events) == 0 || slices.Contains(in.Events, e["event_type"].(string))) {
			found = append(found, e)
		}
	}
	out := wire.Window(found, in.Offset, wire.CountOr(in.Count, 25))
	return wire.Object{"transfer_events": out, "has_more": in.Offset+len(out) < len(found)}, nil
}

// FireWebhook serves /sandbox/transfer/fire_webhook: TRANSFER_EVENTS_UPDATE is
// sent to the given address.
func FireWebhook(c *bank.Call, in struct {
	Webhook string `json:"webhook"`
},
) (any, *wire.Error) {
	if err := wire.CheckWebhook(in.Webhook); err != nil {
		return nil, err
	}
	announce(c, in.Webhook)
	return wire.Object{}, nil
}

// announce sends TRANSFER_EVENTS_UPDATE to an address; empty: to nobody.
func announce(c *bank.Call, webhook string) {
	c.Emit(webhook, "TRANSFER", "TRANSFER_EVENTS_UPDATE", nil)
}
