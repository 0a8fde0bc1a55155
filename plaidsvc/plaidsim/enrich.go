package plaidsim

import "encoding/json"

func transactionsEnrich(c *call, in struct {
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
) (any, *plaidError) {
	if in.AccountType != "depository" && in.AccountType != "credit" {
		return nil, invalidField("account_type must be depository or credit")
	}
	if len(in.Transactions) > 100 {
		return nil, invalidField("transactions must hold at most 100 transactions")
	}
	out := []object{}
	for _, t := range in.Transactions {
		r := enriched(t.Description, t.Direction)
		r.city, r.region = t.Location.City, t.Location.Region
		x := txn{row: r}
		primary, detailed, version := category(r.primary, r.detailed, in.Options.Version)
		counterparties := x.counterparties()
		for _, p := range counterparties {
			p["phone_number"] = nil
		}
		out = append(out, object{
			"id": t.ID, "description": t.Description, "amount": t.Amount, "direction": t.Direction, "iso_currency_code": t.Currency,
			"enrichments": object{
				"counterparties": counterparties, "entity_id": orNull(r.entity), "location": x.location(), "logo_url": nil,
				"merchant_name": orNull(r.merchant), "payment_channel": r.channel, "phone_number": nil, "website": orNull(r.website),
				"personal_finance_category":          object{"primary": primary, "detailed": detailed, "confidence_level": r.confidence, "version": version},
				"personal_finance_category_icon_url": iconURL(primary),
				"check_number":                       nil, "recurrence": object{"is_recurring": nil},
			},
		})
	}
	return object{"enriched_transactions": out}, nil
}

// enriched is what a text tells of a transaction.
func enriched(description, direction string) row {
	r := row{name: description, amount: "1"}
	if direction == "INFLOW" {
		r.amount = "-1"
	}
	recognise(&r)
	return r
}
