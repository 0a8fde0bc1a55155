package api

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"passbook/plaidsvc/plaidsim/bank"
	"passbook/plaidsvc/plaidsim/draw"
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
		UserID      *string     `json:"client_user_id"`
		AccountID   *string     `json:"client_account_id"`
		Description string      `json:"description"`
		Amount      json.Number `json:"amount"`
		Direction   string      `json:"direction"`
		Currency    string      `json:"iso_currency_code"`
		Posted      string      `json:"date_posted"`
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
		r := Recognised(t.Description, t.Direction)
		r.City, r.Region = t.Location.City, t.Location.Region
		x := bank.Transaction{Planned: r}
		primary, detailed := wire.Category(r.Primary, r.Detailed, version)
		counterparties := x.Counterparties()
		for _, p := range counterparties {
			p["phone_number"] = nil
		}
		one := wire.Object{
			"id": t.ID, "description": t.Description, "amount": t.Amount, "direction": t.Direction, "iso_currency_code": t.Currency,
			"enrichments": wire.Object{
				"counterparties": counterparties, "entity_id": wire.OrNull(r.Entity), "location": x.Location(), "logo_url": wire.OrNull(r.Logo),
				"merchant_name": wire.OrNull(r.Merchant), "payment_channel": r.Channel, "phone_number": nil, "website": wire.OrNull(r.Website),
				"personal_finance_category":          wire.Object{"primary": primary, "detailed": detailed, "confidence_level": r.Confidence, "version": version},
				"personal_finance_category_icon_url": wire.CategoryIcon(primary),
				"check_number":                       nil, "recurrence": wire.Object{"is_recurring": nil},
			},
		}
		if t.AccountID != nil {
			one["client_account_id"] = t.AccountID
		}
		if t.UserID != nil {
			one["client_user_id"] = t.UserID
			r.Amount, r.Currency = t.Amount.String(), t.Currency
			r.Date, _ = draw.ParseDay(t.Posted) // none: 0
			if t.Direction == "INFLOW" {
				r.Amount = "-" + r.Amount
			}
			c.Collection(enrichedOf+*t.UserID).Put(t.ID, wire.Object{"row": r})
		}
		out = append(out, one)
	}
	return wire.Object{"enriched_transactions": out}, nil
}

// enrichedOf, and a client_user_id, is the collection of what was enriched for a
// person.
const enrichedOf = "enriched of "

// Enriched are the transactions of a person that /transactions/enrich was asked
// about, newest first.
func Enriched(c *bank.Call, clientUserID string) []*bank.Transaction {
	kept := c.Collection(enrichedOf + clientUserID)
	out := []*bank.Transaction{}
	for _, id := range kept.IDs {
		out = append(out, &bank.Transaction{Planned: kept.ByID[id]["row"].(profile.Planned), ID: id})
	}
	slices.SortStableFunc(out, func(a, b *bank.Transaction) int { return int(b.Date - a.Date) })
	return out
}

// Recognised is what a text says about a transaction.
func Recognised(description, direction string) profile.Planned {
	r := profile.Planned{Name: description, Amount: "1"}
	if direction == "INFLOW" {
		r.Amount = "-1"
	}
	shop.Recognise(&r)
	return r
}

// CategoriesGet serves /categories/get: the categories before the personal
// finance categories.
func CategoriesGet(*bank.Call, struct{}) (any, *wire.Error) {
	out := []wire.Object{}
	var number [3]int // of the category at each depth
	var name [3]string
	var group string
	for line := range strings.Lines(legacyCategories) {
		text := strings.TrimSpace(line)
		depth := strings.Index(line, text)
		if depth == 0 {
			f := strings.SplitN(text, " ", 3)
			number[0], _ = strconv.Atoi(f[0])
			group, text = f[1], f[2]
		} else {
			number[depth]++
		}
		clear(number[depth+1:])
		name[depth] = text
		if text != "-" {
			id := fmt.Sprintf("%02d%03d%03d", number[0], number[1], number[2])
			out = append(out, wire.Object{"category_id": id, "group": group, "hierarchy": slices.Clone(name[:depth+1])})
		}
	}
	return wire.Object{"categories": out}, nil
}

// legacyCategories is the taxonomy that Plaid has deprecated. A category is
// indented below the one that it belongs to, and its place there is its number;
// "-" is a number that is not in use.
//
//go:embed categories.txt
var legacyCategories string
