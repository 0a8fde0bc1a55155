package api

import (
	"time"

	"passbook/plaidsvc/plaidsim/bank"
	"passbook/plaidsvc/plaidsim/draw"
	"passbook/plaidsvc/plaidsim/wire"
)

// RecipientCreate serves /payment_initiation/recipient/create: a recipient, who
// has an IBAN or British bank numbers.
func RecipientCreate(c *bank.Call, in struct {
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

// RecipientGet serves /payment_initiation/recipient/get: one recipient.
func RecipientGet(c *bank.Call, in recipientID) (any, *wire.Error) {
	r := c.Collection("recipient").ByID[in.ID]
	if r == nil {
		return nil, &wire.Error{Type: "PAYMENT_ERROR", Code: "PAYMENT_INVALID_RECIPIENT", Message: "payment recipient invalid"}
	}
	return wire.With(r, nil), nil
}

// RecipientList serves /payment_initiation/recipient/list: the recipients,
// newest first.
func RecipientList(c *bank.Call, in struct {
	Count *int `json:"count"`
},
) (any, *wire.Error) {
	all := c.Collection("recipient").List(func(wire.Object) bool { return true })
	return wire.Object{"recipients": wire.Window(all, 0, wire.CountOr(in.Count, 100))}, nil
}

// PaymentCreate serves /payment_initiation/payment/create: a payment that waits
// for its person.
func PaymentCreate(c *bank.Call, in struct {
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
	if _, err := RecipientGet(c, in.recipientID); err != nil {
		return nil, err
	}
	id := "payment-id-sandbox-" + draw.NewUUID(c.Next())
	p := wire.Object{
		"payment_id": id, "recipient_id": in.ID, "reference": in.Reference, "amount": in.Amount, "status": "PAYMENT_STATUS_INPUT_NEEDED",
		"last_status_update": wire.Timestamp(c.Now), "iban": in.Options.IBAN, "bacs": nil,
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

// PaymentGet serves /payment_initiation/payment/get: one payment.
func PaymentGet(c *bank.Call, in paymentID) (any, *wire.Error) {
	p := c.Collection("payment").ByID[in.ID]
	if p == nil {
		return nil, wire.InvalidField("payment_id does not exist")
	}
	return wire.With(p, nil), nil
}

// PaymentTokenCreate serves /payment_initiation/payment/token/create: a token
// that lives fifteen minutes.
func PaymentTokenCreate(c *bank.Call, in paymentID) (any, *wire.Error) {
	if _, err := PaymentGet(c, in); err != nil {
		return nil, err
	}
	return wire.Object{"payment_token": c.NewToken("payment"), "payment_token_expiration_time": wire.Timestamp(c.Now.Add(15 * time.Minute))}, nil
}
