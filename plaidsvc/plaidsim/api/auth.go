package api

import (
	"slices"

	"passbook/plaidsvc/plaidsim/bank"
	"passbook/plaidsvc/plaidsim/profile"
	"passbook/plaidsvc/plaidsim/wire"
)

// numbersOf are an account's numbers: those of the profile, or made from the
// mask as Plaid's Sandbox does.
func numbersOf(it *bank.Item, account int) profile.BankNumbers {
	if n, ok := it.Profile.Numbers[account]; ok {
		return n
	}
	mask := it.Accounts[account].Mask
	n := profile.BankNumbers{Account: "111122223333" + mask}
	switch it.Institution.Countries[0] {
	case "CA":
		n.Institution, n.Branch = "021", "01140"
	case "GB":
		n.Account, n.SortCode = "3192681"+mask[:min(1, len(mask))], "040004"
		n.IBAN, n.BIC = "GB33PLPY04000431926819", "PLPYGB21"
	default:
		n.Routing, n.Wire = "011401533", "021000021"
	}
	return n
}

// transferable are the subtypes of accounts that have numbers.
var transferable = []string{"checking", "savings", "cash management"}

// AuthGet serves /auth/get: the account numbers of checking, savings and cash
// management accounts, by the payment system of their country. None of those is
// NO_AUTH_ACCOUNTS.
func AuthGet(c *bank.Call, in accountsRequest) (any, *wire.Error) {
	it, list, err := c.ReachAccounts(in.AccessToken, "auth", in.Options.IDs)
	if err != nil {
		return nil, err
	}
	list = slices.DeleteFunc(list, func(a *bank.Account) bool { return a.Type != "depository" || !slices.Contains(transferable, a.Subtype) })
	if len(list) == 0 {
		return nil, wire.ItemError("NO_AUTH_ACCOUNTS", "There are no valid checking or savings account(s) associated with this Item. See https://plaid.com/docs/api/#item-errors for more.", "")
	}
	ach, eft, international, bacs := []wire.Object{}, []wire.Object{}, []wire.Object{}, []wire.Object{}
	for _, a := range list {
		n := numbersOf(it, a.Index)
		if n.Routing != "" {
			ach = append(ach, wire.Object{"account_id": a.ID, "account": n.Account, "routing": n.Routing, "wire_routing": wire.OrNull(n.Wire), "is_tokenized_account_number": a.PersistentID != ""})
		}
		if n.Institution != "" {
			eft = append(eft, wire.Object{"account_id": a.ID, "account": n.Account, "institution": n.Institution, "branch": n.Branch})
		}
		if n.IBAN != "" {
			international = append(international, wire.Object{"account_id": a.ID, "iban": n.IBAN, "bic": n.BIC})
		}
		if n.SortCode != "" {
			bacs = append(bacs, wire.Object{"account_id": a.ID, "account": n.Account, "sort_code": n.SortCode})
		}
	}
	return wire.Object{
		"accounts": bank.AccountsJSON(list), "item": it.JSON(),
		"numbers": wire.Object{"ach": ach, "eft": eft, "international": international, "bacs": bacs},
	}, nil
}
