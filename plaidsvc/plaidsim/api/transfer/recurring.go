package transfer

import (
	"slices"
	"time"

	"passbook/plaidsvc/plaidsim/bank"
	"passbook/plaidsvc/plaidsim/draw"
	"passbook/plaidsvc/plaidsim/wire"
)

// recurringRequest is the body of /transfer/recurring/create.
type recurringRequest struct {
	request
	Idempotency string   `json:"idempotency_key"`
	Description string   `json:"description"`
	Clock       *string  `json:"test_clock_id"`
	Schedule    schedule `json:"schedule"`
}

// mostOfClock is how many recurring transfers a test clock may have.
const mostOfClock = 5

// check refuses what Plaid refuses beyond its document's types.
func (in recurringRequest) check(c *bank.Call) *wire.Error {
	if err := checkAmount(in.Amount); err != nil {
		return err
	}
	start, _ := draw.ParseDay(in.Schedule.Start)
	switch {
	case in.Class == "" && in.Network != "rtp":
		return &wire.Error{Type: "INVALID_REQUEST", Code: "MISSING_FIELDS", Message: "the following required fields are missing: ach_class"}
	case !in.Schedule.isValid():
		return wire.InvalidField("schedule is invalid: interval_execution_day must be 1 to 5 for weeks, 1 to 28 or -1 to -5 for months, interval_count at least 1, and end_date not before start_date")
	case in.Network == "rtp" && start <= draw.DayOf(c.Now):
		return wire.InvalidField("schedule.start_date must be in the future for rtp")
	case in.Clock == nil:
		return nil
	case c.Collection("test clock").ByID[*in.Clock] == nil:
		return errClock
	case len(ofClock(c, *in.Clock)) >= mostOfClock:
		return wire.InvalidField("test_clock_id: a test clock can have at most %d recurring transfers", mostOfClock)
	}
	return nil
}

// CreateRecurring serves /transfer/recurring/create: a transfer that is made
// again and again by a schedule; the same idempotency_key gives the same one. A
// declined one is not made.
func CreateRecurring(c *bank.Call, in recurringRequest) (any, *wire.Error) {
	it, err := c.Reach(in.AccessToken, "transfer")
	if err != nil {
		return nil, err
	}
	a, err := it.Account(in.AccountID)
	if err == nil {
		err = in.check(c)
	}
	if err != nil {
		return nil, err
	}
	decision, why := decide(a, in.Type, in.Amount)
	r := madeWith(c, "recurring transfer", in.Idempotency)
	if r == nil && decision == "approved" {
		r = in.make(c, it)
	}
	if r == nil {
		return wire.Object{"decision": decision, "decision_rationale": why}, nil
	}
	return wire.Object{"recurring_transfer": shownRecurring(r), "decision": "approved", "decision_rationale": nil}, nil
}

// make makes the recurring transfer. Its first transfer is after today.
func (in recurringRequest) make(c *bank.Call, it *bank.Item) wire.Object {
	id := draw.NewUUID(c.Next())
	r := wire.Object{
		"recurring_transfer_id": id, "created": wire.Timestamp(c.Now), "test_clock_id": in.Clock, "type": in.Type, "amount": in.Amount, "status": "active",
		"network": in.Network, "origination_account_id": "", "account_id": in.AccountID, "funding_account_id": fundingAccount(c), "iso_currency_code": "USD",
		"description": in.Description, "transfer_ids": []string{}, "user": in.User.json(),
		"schedule": wire.Object{
			"interval_unit": in.Schedule.Unit, "interval_count": in.Schedule.Count, "interval_execution_day": in.Schedule.Day,
			"start_date": in.Schedule.Start, "end_date": in.Schedule.End,
		},
		"plan": in.Schedule, "made": 0, "item_id": it.ID,
	}
	if in.Class != "" {
		r["ach_class"] = in.Class
	}
	now := c.Now
	if in.Clock != nil {
		now = timeOf(c.Collection("test clock").ByID[*in.Clock])
	}
	for today := draw.DayOf(now); ; r["made"] = r["made"].(int) + 1 {
		if d, more := in.Schedule.planned(r["made"].(int)); !more || banking(d) > today {
			break
		}
	}
	planNext(r)
	keep(c, "recurring transfer", id, in.Idempotency, r)
	if in.Clock == nil {
		c.When("", func(now time.Time) bool {
			originate(c, r, now)
			return r["status"] != "active"
		})
	}
	return r
}

// planNext says when the next transfer is made; after the last one the recurring
// transfer has expired.
func planNext(r wire.Object) {
	d, more := r["plan"].(schedule).planned(r["made"].(int))
	if !more {
		r["status"], r["next_origination_date"] = "expired", nil
		return
	}
	r["next_origination_date"] = banking(d).String()
}

// dueBy counts the transfers that are still to be made by an instant.
func dueBy(r wire.Object, end time.Time) (n int) {
	if r["status"] != "active" {
		return 0
	}
	for d, more := r["plan"].(schedule).planned(r["made"].(int)); more && !banking(d).Start().After(end); n++ {
		d, more = r["plan"].(schedule).planned(r["made"].(int) + n + 1)
	}
	return n
}

// originate makes the transfers that are due by an instant. One whose account
// cannot be read or has not enough is left out, and with the Item the recurring
// transfer ends.
func originate(c *bank.Call, r wire.Object, end time.Time) {
	for r["status"] == "active" {
		next, _ := draw.ParseDay(r["next_origination_date"].(string))
		if next.Start().After(end) {
			return
		}
		i := slices.IndexFunc(c.Linked, func(it *bank.Item) bool { return it.ID == r["item_id"] && !it.Removed })
		if i < 0 {
			r["status"], r["next_origination_date"] = "cancelled", nil
			return
		}
		a, err := c.Linked[i].Account(r["account_id"].(string))
		if err == nil && c.Linked[i].Error == nil {
			originateOne(at(c, next.Start()), r, a)
		}
		r["made"] = r["made"].(int) + 1
		planNext(r)
	}
}

// originateOne makes one transfer, if the account has enough.
func originateOne(c *bank.Call, r wire.Object, a *bank.Account) {
	p := proposal(a, r["type"].(string), r["amount"].(string), r["network"].(string), r["user"])
	if r["ach_class"] != nil {
		p["ach_class"] = r["ach_class"]
	}
	auth := authorization(c, a, p)
	if auth["decision"] != "approved" {
		return
	}
	t := newTransfer(c, auth, r["description"].(string), nil)
	t["recurring_transfer_id"] = r["recurring_transfer_id"]
	r["transfer_ids"] = append(r["transfer_ids"].([]string), t["id"].(string))
}

// mostOriginations is how many transfers of one recurring transfer a test clock
// may bring at once.
const mostOriginations = 20

// AdvanceClock serves /sandbox/transfer/test_clock/advance: the clock goes on,
// and its recurring transfers make the transfers that are due by then.
func AdvanceClock(c *bank.Call, in struct {
	clockID
	Time time.Time `json:"new_virtual_time"`
},
) (any, *wire.Error) {
	k := c.Collection("test clock").ByID[in.ID]
	switch {
	case k == nil:
		return nil, errClock
	case !in.Time.After(timeOf(k)):
		return nil, wire.InvalidField("new_virtual_time must be after the test clock's virtual_time, %s", k["virtual_time"])
	}
	of := ofClock(c, in.ID)
	for _, r := range of {
		if n := dueBy(r, in.Time); n > mostOriginations {
			return nil, wire.InvalidField("new_virtual_time must bring at most %d transfers of a recurring transfer; %s would make more", mostOriginations, r["recurring_transfer_id"])
		}
	}
	k["virtual_time"] = wire.Timestamp(in.Time.UTC())
	for _, r := range of {
		originate(c, r, in.Time)
	}
	return wire.Object{}, nil
}

// ofClock are the recurring transfers of a test clock, the oldest first.
func ofClock(c *bank.Call, clock string) []wire.Object {
	return slices.DeleteFunc(c.Collection("recurring transfer").All(), func(r wire.Object) bool {
		of := r["test_clock_id"].(*string)
		return of == nil || *of != clock
	})
}

// shownRecurring is a recurring transfer as answers show it.
func shownRecurring(r wire.Object) wire.Object {
	out := wire.With(r, wire.Object{"transfer_ids": slices.Clone(r["transfer_ids"].([]string))})
	for _, inner := range []string{"plan", "made", "item_id"} {
		delete(out, inner)
	}
	return out
}

// recurringID is the body of endpoints about one recurring transfer.
type recurringID struct {
	ID string `json:"recurring_transfer_id"`
}

func findRecurring(c *bank.Call, id string) (wire.Object, *wire.Error) {
	if r := c.Collection("recurring transfer").ByID[id]; r != nil {
		return r, nil
	}
	return nil, &wire.Error{Status: 404, Type: "INVALID_REQUEST", Code: "NOT_FOUND", Message: "recurring transfer not found"}
}

// GetRecurring serves /transfer/recurring/get: one recurring transfer, with the
// transfers that it made.
func GetRecurring(c *bank.Call, in recurringID) (any, *wire.Error) {
	r, err := findRecurring(c, in.ID)
	if err != nil {
		return nil, err
	}
	return wire.Object{"recurring_transfer": shownRecurring(r)}, nil
}

// ListRecurring serves /transfer/recurring/list: the recurring transfers created
// between two instants, newest first.
func ListRecurring(c *bank.Call, in struct {
	Start   *time.Time `json:"start_time"`
	End     *time.Time `json:"end_time"`
	Funding *string    `json:"funding_account_id"`
	Count   *int       `json:"count"`
	Offset  int        `json:"offset"`
},
) (any, *wire.Error) {
	list := c.Collection("recurring transfer").List(func(r wire.Object) bool {
		return period{in.Start, in.End}.holds(r["created"]) && is(in.Funding, r["funding_account_id"])
	})
	for i, r := range list {
		list[i] = shownRecurring(r)
	}
	return wire.Object{"recurring_transfers": wire.Window(list, in.Offset, wire.CountOr(in.Count, 25))}, nil
}

// CancelRecurring serves /transfer/recurring/cancel: no more transfers are made,
// and those that are still pending are cancelled. One that has ended is
// TRANSFER_NOT_CANCELLABLE.
func CancelRecurring(c *bank.Call, in recurringID) (any, *wire.Error) {
	r, err := findRecurring(c, in.ID)
	switch {
	case err != nil:
		return nil, err
	case r["status"] != "active":
		return nil, &wire.Error{Type: "TRANSFER_ERROR", Code: "TRANSFER_NOT_CANCELLABLE", Message: "recurring transfer is not cancellable"}
	}
	r["status"], r["next_origination_date"] = "cancelled", nil
	for _, id := range r["transfer_ids"].([]string) {
		if t := c.Collection("transfer").ByID[id]; t["status"] == "pending" {
			advance(c, t, "cancelled", nil)
		}
	}
	return wire.Object{}, nil
}
