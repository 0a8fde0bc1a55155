package plaidsim

import (
	"encoding/json"

	"passbook/plaidsvc/plaidsim/bank"
	"passbook/plaidsvc/plaidsim/people/shop"
	"passbook/plaidsvc/plaidsim/profile"
	"passbook/plaidsvc/plaidsim/wire"
)

func transactionsEnrich(c *bank.Call, in struct {
	AccountType  string `json:"account_type"`
	Transactions []struct {
		ID          string      `json:"id"`
		Description string      `json:"description"`
		Amount      json.Number `json:"amount"`
		Direction   string      `json:"direction"`
		Currency    string      `json:"iso_currency_code"`
		Location    struct {
			City   string `json:"city"`
			Region string `json:"region"`
		} `json:"location"`
	} `json:"transactions"`
	Options syncOptions `json:"options"`
},
) (any, *wire.Error) {
	if in.AccountType != "depository" && in.AccountType != "credit" {
		return nil, wire.InvalidField("account_type must be depository or credit")
	}
	if len(in.Transactions) > 100 {
		return nil, wire.InvalidField("transactions must hold at most 100 transactions")
	}
	out := []wire.Object{}
	for _, t := range in.Transactions {
		r := enriched(t.Description, t.Direction)
		r.City, r.Region = t.Location.City, t.Location.Region
		x := bank.Transaction{Planned: r}
		primary, detailed, version := wire.Category(r.Primary, r.Detailed, in.Options.Version)
		counterparties := x.Counterparties()
		for _, p := range counterparties {
			p["phone_number"] = nil
		}
		out = append(out, wire.Object{
			"id": t.ID, "description": t.Description, "amount": t.Amount, "direction": t.Direction, "iso_currency_code": t.Currency,
			"enrichments": wire.Object{
				"counterparties": counterparties, "entity_id": wire.OrNull(r.Entity), "location": x.Location(), "logo_url": nil,
				"merchant_name": wire.OrNull(r.Merchant), "payment_channel": r.Channel, "phone_number": nil, "website": wire.OrNull(r.Website),
				"personal_finance_category":          wire.Object{"primary": primary, "detailed": detailed, "confidence_level": r.Confidence, "version": version},
				"personal_finance_category_icon_url": wire.CategoryIcon(primary),
				"check_number":                       nil, "recurrence": wire.Object{"is_recurring": nil},
			},
		})
	}
	return wire.Object{"enriched_transactions": out}, nil
}

// enriched is what a text tells of a transaction.
func enriched(description, direction string) profile.Planned {
	r := profile.Planned{Name: description, Amount: "1"}
	if direction == "INFLOW" {
		r.Amount = "-1"
	}
	shop.Recognise(&r)
	return r
}
