package beta

import (
	"slices"

	"passbook/plaidsvc/plaidsim/bank"
	"passbook/plaidsvc/plaidsim/draw"
	"passbook/plaidsvc/plaidsim/wire"
)

// itemRequest is the body of endpoints about an Item's rules.
type itemRequest struct {
	AccessToken string `json:"access_token"`
}

// CreateRule serves /beta/transactions/rules/v1/create: from now on
// /transactions/get gives the Item's transactions that match this category.
func CreateRule(c *bank.Call, in struct {
	itemRequest
	Category string    `json:"personal_finance_category"`
	Match    bank.Rule `json:"rule_details"`
},
) (any, *wire.Error) {
	it, err := c.Reach(in.AccessToken, "transactions")
	if err != nil {
		return nil, err
	}
	switch {
	case wire.PrimaryCategory(in.Category) == "":
		return nil, wire.InvalidField("personal_finance_category must be a detailed personal finance category, such as FOOD_AND_DRINK_FAST_FOOD")
	case in.Match.Query == "":
		return nil, wire.InvalidField("rule_details.query must be a non-empty string")
	case in.Match.Field == "TRANSACTION_ID" && in.Match.Type != "EXACT_MATCH":
		return nil, wire.InvalidField("rule_details.type must be EXACT_MATCH for the field TRANSACTION_ID")
	}
	in.Match.ID, in.Match.Created, in.Match.Category = draw.NewID(c.Next(), draw.KindStream, 0), c.Now, in.Category
	it.Rules = append(it.Rules, in.Match)
	return wire.Object{"rule": shown(it, in.Match)}, nil
}

// shown is a rule as answers show it.
func shown(it *bank.Item, r bank.Rule) wire.Object {
	return wire.Object{
		"id": r.ID, "item_id": it.ID, "created_at": wire.Timestamp(r.Created), "personal_finance_category": r.Category,
		"rule_details": wire.Object{"field": r.Field, "type": r.Type, "query": r.Query},
	}
}

// ListRules serves /beta/transactions/rules/v1/list: the Item's rules, newest
// first.
func ListRules(c *bank.Call, in itemRequest) (any, *wire.Error) {
	it, err := c.Reach(in.AccessToken, "transactions")
	if err != nil {
		return nil, err
	}
	list := []wire.Object{}
	for _, r := range slices.Backward(it.Rules) {
		list = append(list, shown(it, r))
	}
	return wire.Object{"rules": list}, nil
}

// RemoveRule serves /beta/transactions/rules/v1/remove: the transactions that
// matched have their own categories again.
func RemoveRule(c *bank.Call, in struct {
	itemRequest
	ID string `json:"rule_id"`
},
) (any, *wire.Error) {
	it, err := c.Reach(in.AccessToken, "transactions")
	if err != nil {
		return nil, err
	}
	before := len(it.Rules)
	it.Rules = slices.DeleteFunc(it.Rules, func(r bank.Rule) bool { return r.ID == in.ID })
	if len(it.Rules) == before {
		return nil, wire.InvalidField("rule_id is not the id of one of the Item's rules")
	}
	return wire.Object{}, nil
}
