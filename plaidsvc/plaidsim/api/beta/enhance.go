package beta

import (
	"encoding/json"
	"strings"

	"passbook/plaidsvc/plaidsim/api"
	"passbook/plaidsvc/plaidsim/bank"
	"passbook/plaidsvc/plaidsim/wire"
)

// Enhance serves /beta/transactions/v1/enhance: merchant and category of texts,
// as /transactions/enrich finds them. Amounts have Plaid's sign here. The
// categories of before the personal finance categories are left out.
func Enhance(c *bank.Call, in struct {
	AccountType  string `json:"account_type"`
	Transactions []struct {
		ID          string      `json:"id"`
		Description string      `json:"description"`
		Amount      json.Number `json:"amount"`
		Currency    string      `json:"iso_currency_code"`
	} `json:"transactions"`
},
) (any, *wire.Error) {
	if in.AccountType != "depository" && in.AccountType != "credit" {
		return nil, wire.InvalidField("account_type must be depository or credit")
	}
	out := []wire.Object{}
	for _, t := range in.Transactions {
		direction := "OUTFLOW"
		if strings.HasPrefix(t.Amount.String(), "-") {
			direction = "INFLOW"
		}
		x := bank.Transaction{Planned: api.Recognised(t.Description, direction)}
		version := c.Ledger.Taxonomy("")
		primary, detailed := wire.Category(x.Primary, x.Detailed, version)
		counterparties := x.Counterparties()
		for _, p := range counterparties {
			p["phone_number"] = nil
		}
		out = append(out, wire.Object{
			"id": t.ID, "description": t.Description, "amount": t.Amount, "iso_currency_code": t.Currency,
			"enhancements": wire.Object{
				"merchant_name": wire.OrNull(x.Merchant), "website": wire.OrNull(x.Website), "logo_url": wire.OrNull(x.Logo), "check_number": nil,
				"payment_channel": x.Channel, "category_id": nil, "category": []string{}, "location": x.Location(), "counterparties": counterparties,
				"personal_finance_category":          wire.Object{"primary": primary, "detailed": detailed, "confidence_level": x.Confidence, "version": version},
				"personal_finance_category_icon_url": wire.CategoryIcon(primary),
			},
		})
	}
	return wire.Object{"enhanced_transactions": out}, nil
}
