package plaidsim

import (
	"encoding/json"
	"strings"
)

func init() { endpoint("/transactions/enrich", transactionsEnrich) }

// merchantHint is what a bank's text gives away.
type merchantHint struct {
	needle, merchant, website, detailed, kind string
}

// merchantHints are looked for in capitals, in this order.
var merchantHints = []merchantHint{
	{"AMAZON", "Amazon", "amazon.com", "GENERAL_MERCHANDISE_ONLINE_MARKETPLACES", "marketplace"},
	{"FRESHBOOKS", "FreshBooks", "freshbooks.com", "GENERAL_SERVICES_ACCOUNTING_AND_FINANCIAL_PLANNING", "merchant"},
	{"EARNIN", "EarnIn", "earnin.com", "TRANSFER_IN_CASH_ADVANCES_AND_LOANS", "financial_institution"},
	{"BAGEL", "Jetties Bagels", "", "FOOD_AND_DRINK_RESTAURANT", "merchant"},
	{"UBER EATS", "Uber Eats", "ubereats.com", "FOOD_AND_DRINK_RESTAURANT", "marketplace"},
	{"UBER", "Uber", "uber.com", "TRANSPORTATION_TAXIS_AND_RIDE_SHARES", "merchant"},
	{"STARBUCKS", "Starbucks", "starbucks.com", "FOOD_AND_DRINK_COFFEE", "merchant"},
	{"MCDONALD", "McDonald's", "mcdonalds.com", "FOOD_AND_DRINK_FAST_FOOD", "merchant"},
	{"NETFLIX", "Netflix", "netflix.com", "ENTERTAINMENT_TV_AND_MOVIES", "merchant"},
	{"PAYROLL", "", "", "INCOME_WAGES", "income_source"},
}

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
	text := strings.ToUpper(description)
	for _, h := range merchantHints {
		if strings.Contains(text, h.needle) {
			r := row{name: description, merchant: h.merchant, website: h.website, detailed: h.detailed, counterparty: h.kind, confidence: "HIGH", channel: "other"}
			if h.website != "" {
				r.channel = "online"
			}
			if h.merchant != "" {
				r.entity = entityID(h.merchant)
			}
			r.primary = primaryOf(h.detailed)
			return r
		}
	}
	detailed := "GENERAL_MERCHANDISE_OTHER_GENERAL_MERCHANDISE"
	if direction == "INFLOW" {
		detailed = "TRANSFER_IN_OTHER_TRANSFER_IN"
	}
	return row{name: description, detailed: detailed, primary: primaryOf(detailed), confidence: "LOW", channel: "other"}
}
