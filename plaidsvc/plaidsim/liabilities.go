package plaidsim

import (
	"slices"

	"passbook/plaidsvc/plaidsim/bank"
	"passbook/plaidsvc/plaidsim/draw"
	"passbook/plaidsvc/plaidsim/wire"
)

func liabilitiesGet(c *bank.Call, in accountsRequest) (any, *wire.Error) {
	it, list, err := c.ReachAccounts(in.AccessToken, "liabilities", in.Options.IDs)
	if err != nil {
		return nil, err
	}
	debts := debtsOf(it, draw.DayOf(c.Now))
	if !slices.ContainsFunc(it.Accounts, func(a bank.Account) bool { return a.Shared && debts[a.Index].Class != "" }) {
		return nil, wire.ItemError("NO_LIABILITY_ACCOUNTS", "There are no valid liability account(s) associated with this Item. See https://plaid.com/docs/api/#item-errors for more information.", "")
	}
	classes := map[string][]wire.Object{}
	for _, a := range list {
		if d, ok := debts[a.Index]; ok {
			classes[d.Class] = append(classes[d.Class], wire.With(d.Fields, wire.Object{"account_id": a.ID}))
		}
	}
	liabilities := wire.Object{}
	for _, class := range []string{"credit", "mortgage", "student"} {
		liabilities[class] = nil
		if classes[class] != nil {
			liabilities[class] = classes[class]
		}
	}
	return wire.Object{"accounts": bank.AccountsJSON(list), "item": it.JSON(), "liabilities": liabilities}, nil
}
