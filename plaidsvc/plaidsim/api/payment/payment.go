package payment

import (
	"time"

	"passbook/plaidsvc/plaidsim/bank"
	"passbook/plaidsvc/plaidsim/draw"
	"passbook/plaidsvc/plaidsim/wire"
)

// CreateRecipient serves /payment_initiation/recipient/create: a recipient, who
// has an IBAN or British bank numbers.
func CreateRecipient(c *bank.Call, in struct {
	Name    string      `json:"name"`
	IBAN    *string     `json:"iban"`
	BACS    wire.Object `json:"bacs"`
	Address wire.Object `json:"address"`
},
) (any, *wire.Error) {
	if in.IBAN == nil && in.BACS == nil {
		return nil, wire.InvalidField("one of iban and bacs must be set")
	}
	id := "recipient-id-sandbox-" + draw.NewUUID(c.Next())
	r := wire.Object{"recipient_id": id, "name": in.Name, "iban": in.IBAN, "bacs": nil, "address": nil}
	if in.BACS != nil {
		r["bacs"] = in.BACS
	}
	if in.Address != nil {
		r["address"] = in.Address
	}
	c.Collection("recipient").Put(id, r)
	return wire.Object{"recipient_id": id}, nil
}

// recipientID is the body of endpoints about one recipient.
type recipientID struct {
	ID string `json:"recipient_id"`
}

// GetRecipient serves /payment_initiation/recipient/get: one recipient.
func GetRecipient(c *bank.Call, in recipientID) (any, *wire.Error) {
	r := c.Collection("recipient").ByID[in.ID]
	if r == nil {
		return nil, &wire.Error{Type: "PAYMENT_ERROR", Code: "PAYMENT_INVALID_RECIPIENT", Message: "payment recipient invalid"}
	}
	return wire.With(r, nil), nil
}

// ListRecipients serves /payment_initiation/recipient/list: the recipients,
// newest first.
func ListRecipients(c *bank.Call, in struct {
	Count *int `json:"count"`
},
) (any, *wire.Error) {
	all := c.Collection("recipient").List(func(wire.Object) bool { return true })
	return wire.Object{"recipients": wire.Window(all, 0, wire.CountOr(in.Count, 100))}, nil
}

// Create serves /payment_initiation/payment/create: a payment that waits
// for its person.
func Create(c *bank.Call, in struct {
	recipientID
	Reference string      `json:"reference"`
	Amount    wire.Object `json:"amount"`
	Schedule  wire.Object `json:"schedule"`
	Options   struct {
		Refund bool        `json:"request_refund_details"`
		IBAN   *string     `json:"iban"`
		BACS   wire.Object `json:"bacs"`
	} `json:"options"`
},
) (any, *wire.Error) {
	if _, err := GetRecipient(c, in.recipientID); err != nil {
		return nil, err
	}
	id := "payment-id-sandbox-" + draw.NewUUID(c.Next())
	p := wire.Object{
		"payment_id": id, "recipient_id": in.ID, "reference": in.Reference, "amount": in.Amount, "status": "PAYMENT_STATUS_INPUT_NEEDED",
		"last_status_update": wire.Timestamp(c.Now), "iban": in.Options.IBAN, "bacs": nil, "created_at": c.Now,
	}
	if in.Options.BACS != nil {
		p["bacs"] = in.Options.BACS
	}
	if in.Schedule != nil {
		p["schedule"] = in.Schedule
	}
	c.Collection("payment").Put(id, p)
	return wire.Object{"payment_id": id, "status": p["status"]}, nil
}

// paymentID is the body of endpoints about one payment.
type paymentID struct {
	ID string `json:"payment_id"`
}

// Get serves /payment_initiation/payment/get: one payment.
func Get(c *bank.Call, in paymentID) (any, *wire.Error) {
	p := c.Collection("payment").ByID[in.ID]
	if p == nil {
		return nil, wire.InvalidField("payment_id does not exist")
	}
	return shown(p), nil
}

// shown is a payment as answers show it.
func shown(p wire.Object) wire.Object {
	out := wire.With(p, nil)
	delete(out, "created_at")
	return out
}

// List serves /payment_initiation/payment/list: the payments, newest first, in
// pages; the cursor is the instant that the next page is older than.
func List(c *bank.Call, in struct {
	Count  *int       `json:"count"`
	Cursor *time.Time `json:"cursor"`
},
) (any, *wire.Error) {
	older := c.Collection("payment").List(func(p wire.Object) bool {
		return in.Cursor == nil || p["created_at"].(time.Time).Before(*in.Cursor)
	})
	page := []wire.Object{}
	var next any
	for i, p := range older {
		// Payments of one instant share a page: the cursor cannot part them.
		if i >= wire.CountOr(in.Count, 10) && !p["created_at"].(time.Time).Equal(older[i-1]["created_at"].(time.Time)) {
			next = older[i-1]["created_at"].(time.Time).Format(time.RFC3339Nano)
			break
		}
		page = append(page, shown(p))
	}
	return wire.Object{"payments": page, "next_cursor": next}, nil
}

// CreateToken serves /payment_initiation/payment/token/create: a token
// that lives fifteen minutes.
func CreateToken(c *bank.Call, in paymentID) (any, *wire.Error) {
	if _, err := Get(c, in); err != nil {
		return nil, err
	}
	return wire.Object{"payment_token": c.NewToken("payment"), "payment_token_expiration_time": wire.Timestamp(c.Now.Add(15 * time.Minute))}, nil
}
