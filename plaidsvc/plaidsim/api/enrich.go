package api

import (
	"encoding/json"
	"strings"

	"passbook/plaidsvc/plaidsim/bank"
	"passbook/plaidsvc/plaidsim/people/shop"
	"passbook/plaidsvc/plaidsim/profile"
	"passbook/plaidsvc/plaidsim/wire"
)

// TransactionsEnrich serves /transactions/enrich: merchant and category of up
// to 100 texts, found by their words.
func TransactionsEnrich(c *bank.Call, in struct {
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
	out, version := []wire.Object{}, c.Ledger.Taxonomy(in.Options.Version)
	for _, t := range in.Transactions {
		r := enriched(t.Description, t.Direction)
		r.City, r.Region = t.Location.City, t.Location.Region
		x := bank.Transaction{Planned: r}
		primary, detailed := wire.Category(r.Primary, r.Detailed, version)
		counterparties := x.Counterparties()
		for _, p := range counterparties {
			p["phone_number"] = nil
		}
		out = append(out, wire.Object{
			"id": t.ID, "description": t.Description, "amount": t.Amount, "direction": t.Direction, "iso_currency_code": t.Currency,
			"enrichments": wire.Object{
				"counterparties": counterparties, "entity_id": wire.OrNull(r.Entity), "location": x.Location(), "logo_url": wire.OrNull(r.Logo),
				"merchant_name": wire.OrNull(r.Merchant), "payment_channel": r.Channel, "phone_number": nil, "website": wire.OrNull(r.Website),
				"personal_finance_category":          wire.Object{"primary": primary, "detailed": detailed, "confidence_level": r.Confidence, "version": version},
				"personal_finance_category_icon_url": wire.CategoryIcon(primary),
				"check_number":                       nil, "recurrence": wire.Object{"is_recurring": nil},
			},
		})
	}
	return wire.Object{"enriched_transactions": out}, nil
}

// enriched is what a text says about a transaction.
func enriched(description, direction string) profile.Planned {
	r := profile.Planned{Name: description, Amount: "1"}
	if direction == "INFLOW" {
		r.Amount = "-1"
	}
	shop.Recognise(&r)
	return r
}

// CategoriesGet serves /categories/get: a part of the categories before the
// personal finance categories.
func CategoriesGet(*bank.Call, struct{}) (any, *wire.Error) {
	out := []wire.Object{}
	for line := range strings.Lines(strings.TrimSpace(legacyCategories)) {
		f := strings.SplitN(strings.TrimSpace(line), " ", 3)
		out = append(out, wire.Object{"category_id": f[0], "group": f[1], "hierarchy": strings.Split(f[2], "|")})
	}
	return wire.Object{"categories": out}, nil
}

// legacyCategories is a part of the deprecated taxonomy: id, group and
// hierarchy.
const legacyCategories = `
10000000 special Bank Fees
10001000 special Bank Fees|Overdraft
10002000 special Bank Fees|ATM
11000000 special Cash Advance
12000000 special Community
13000000 place Food and Drink
13001000 place Food and Drink|Bar
13005000 place Food and Drink|Restaurants
13005032 place Food and Drink|Restaurants|Fast Food
13005043 place Food and Drink|Restaurants|Coffee Shop
14000000 place Healthcare
15000000 special Interest
15001000 special Interest|Interest Earned
16000000 special Payment
16001000 special Payment|Credit Card
16002000 special Payment|Rent
17000000 place Recreation
17018000 place Recreation|Gyms and Fitness Centers
18000000 place Service
18021000 special Service|Financial
19000000 place Shops
19012000 place Shops|Computers and Electronics
19047000 place Shops|Supermarkets and Groceries
20000000 special Tax
21000000 special Transfer
21001000 special Transfer|Internal Account Transfer
21006000 special Transfer|Debit
21007000 special Transfer|Deposit
21009000 special Transfer|Payroll
22000000 special Travel
22001000 special Travel|Airlines and Aviation Services
22016000 special Travel|Taxi
`
