package transfer

import (
	"regexp"
	"time"

	"passbook/plaidsvc/plaidsim/bank"
	"passbook/plaidsvc/plaidsim/wire"
)

// decimalAmount is the form of amounts in the transfer endpoints.
var decimalAmount = regexp.MustCompile(`^[0-9]{1,10}\.[0-9]{2}$`)

// checkAmount refuses with INVALID_FIELD what has not two decimals.
func checkAmount(amount string) *wire.Error {
	if !decimalAmount.MatchString(amount) {
		return wire.InvalidField(`amount must be a decimal string with two digits after the point, such as "12.34"`)
	}
	return nil
}

// madeWith is what an idempotency_key made before; nil: it is new.
func madeWith(c *bank.Call, kind, key string) wire.Object {
	made := c.Collection(kind + " key").ByID[key]
	if made == nil {
		return nil
	}
	return c.Collection(kind).ByID[made["id"].(string)]
}

// keep keeps what an idempotency_key makes.
func keep(c *bank.Call, kind, id, key string, o wire.Object) {
	c.Collection(kind).Put(id, o)
	c.Collection(kind+" key").Put(key, wire.Object{"id": id})
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

// simulation is what the endpoints have in common that simulate an event: the
// test clock whose time it has, and where the webhook goes.
type simulation struct {
	Clock   string `json:"test_clock_id"`
	Webhook string `json:"webhook"`
}

var errTransition = &wire.Error{Type: "SANDBOX_ERROR", Code: "SANDBOX_TRANSFER_EVENT_TRANSITION_INVALID", Message: "the requested event transition is invalid"}
