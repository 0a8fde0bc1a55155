package plaidsim

import (
	"slices"

	"passbook/plaidsvc/plaidsim/draw"
	"passbook/plaidsvc/plaidsim/wire"
)

func liabilitiesGet(c *call, in accountsRequest) (any, *wire.Error) {
	it, list, err := c.reachAccounts(in.AccessToken, "liabilities", in.Options.IDs)
	if err != nil {
		return nil, err
	}
	debts := it.debts(draw.DayOf(c.now))
	if !slices.ContainsFunc(it.accounts, func(a account) bool { return a.shared && debts[a.index].Class != "" }) {
		return nil, wire.ItemError("NO_LIABILITY_ACCOUNTS", "There are no valid liability account(s) associated with this Item. See https://plaid.com/docs/api/#item-errors for more information.", "")
	}
	classes := map[string][]wire.Object{}
	for _, a := range list {
		if d, ok := debts[a.index]; ok {
			classes[d.Class] = append(classes[d.Class], wire.With(d.Fields, wire.Object{"account_id": a.id}))
		}
	}
	liabilities := wire.Object{}
	for _, class := range []string{"credit", "mortgage", "student"} {
		liabilities[class] = nil
		if classes[class] != nil {
			liabilities[class] = classes[class]
		}
	}
	return wire.Object{"accounts": accountsJSON(list), "item": it.json(), "liabilities": liabilities}, nil
}
