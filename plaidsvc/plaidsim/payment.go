package plaidsim

import (
	"time"

	"passbook/plaidsvc/plaidsim/draw"
)

func recipientCreate(c *call, in struct {
	Name    string  `json:"name"`
	IBAN    *string `json:"iban"`
	BACS    object  `json:"bacs"`
	Address object  `json:"address"`
},
) (any, *plaidError) {
	if in.IBAN == nil && in.BACS == nil {
		return nil, invalidField("one of iban and bacs must be set")
	}
	id := "recipient-id-sandbox-" + draw.NewUUID(c.next())
	r := object{"recipient_id": id, "name": in.Name, "iban": in.IBAN, "bacs": nil, "address": nil}
	if in.BACS != nil {
		r["bacs"] = in.BACS
	}
	if in.Address != nil {
		r["address"] = in.Address
	}
	c.shelf("recipient").put(id, r)
	return object{"recipient_id": id}, nil
}

// recipientID is the body of endpoints that want one recipient.
type recipientID struct {
	ID string `json:"recipient_id"`
}

func recipientGet(c *call, in recipientID) (any, *plaidError) {
	r := c.shelf("recipient").byID[in.ID]
	if r == nil {
		return nil, &plaidError{typ: "PAYMENT_ERROR", code: "PAYMENT_INVALID_RECIPIENT", message: "payment recipient invalid"}
	}
	return with(r, nil), nil
}

func recipientList(c *call, in struct {
	Count *int `json:"count"`
},
) (any, *plaidError) {
	all := c.shelf("recipient").list(func(object) bool { return true })
	return object{"recipients": window(all, 0, countOr(in.Count, 100))}, nil
}

func paymentCreate(c *call, in struct {
	recipientID
	Reference string `json:"reference"`
	Amount    object `json:"amount"`
	Schedule  object `json:"schedule"`
	Options   struct {
		Refund bool    `json:"request_refund_details"`
		IBAN   *string `json:"iban"`
		BACS   object  `json:"bacs"`
	} `json:"options"`
},
) (any, *plaidError) {
	if _, err := recipientGet(c, in.recipientID); err != nil {
		return nil, err
	}
	id := "payment-id-sandbox-" + draw.NewUUID(c.next())
	p := object{
		"payment_id": id, "recipient_id": in.ID, "reference": in.Reference, "amount": in.Amount, "status": "PAYMENT_STATUS_INPUT_NEEDED",
		"last_status_update": timestamp(c.now), "iban": in.Options.IBAN, "bacs": nil,
	}
	if in.Options.BACS != nil {
		p["bacs"] = in.Options.BACS
	}
	if in.Schedule != nil {
		p["schedule"] = in.Schedule
	}
	c.shelf("payment").put(id, p)
	return object{"payment_id": id, "status": p["status"]}, nil
}

// paymentID is the body of endpoints that want one payment.
type paymentID struct {
	ID string `json:"payment_id"`
}

func paymentGet(c *call, in paymentID) (any, *plaidError) {
	p := c.shelf("payment").byID[in.ID]
	if p == nil {
		return nil, invalidField("payment_id does not exist")
	}
	return with(p, nil), nil
}

func paymentTokenCreate(c *call, in paymentID) (any, *plaidError) {
	if _, err := paymentGet(c, in); err != nil {
		return nil, err
	}
	return object{"payment_token": c.uuidToken("payment"), "payment_token_expiration_time": timestamp(c.now.Add(15 * time.Minute))}, nil
}
