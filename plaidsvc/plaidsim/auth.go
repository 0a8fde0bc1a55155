package plaidsim

import (
	"slices"

	"passbook/plaidsvc/plaidsim/profile"
	"passbook/plaidsvc/plaidsim/wire"
)

// numbers are those of an account: its profile's, or made from its mask as
// Plaid's Sandbox does.
func (it *item) numbers(account int) profile.BankNumbers {
	if n, ok := it.profile.Numbers[account]; ok {
		return n
	}
	mask := it.accounts[account].Mask
	n := profile.BankNumbers{Account: "111122223333" + mask}
	switch it.institution.countries[0] {
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

// debitable are the subtypes that have numbers.
var debitable = []string{"checking", "savings", "cash management"}

func authGet(c *call, in accountsRequest) (any, *wire.Error) {
	it, list, err := c.reachAccounts(in.AccessToken, "auth", in.Options.IDs)
	if err != nil {
		return nil, err
	}
	list = slices.DeleteFunc(list, func(a *account) bool { return a.Type != "depository" || !slices.Contains(debitable, a.Subtype) })
	if len(list) == 0 {
		return nil, wire.ItemError("NO_AUTH_ACCOUNTS", "There are no valid checking or savings account(s) associated with this Item. See https://plaid.com/docs/api/#item-errors for more.", "")
	}
	ach, eft, international, bacs := []wire.Object{}, []wire.Object{}, []wire.Object{}, []wire.Object{}
	for _, a := range list {
		n := it.numbers(a.index)
		if n.Routing != "" {
			ach = append(ach, wire.Object{"account_id": a.id, "account": n.Account, "routing": n.Routing, "wire_routing": wire.OrNull(n.Wire), "is_tokenized_account_number": a.PersistentID != ""})
		}
		if n.Institution != "" {
			eft = append(eft, wire.Object{"account_id": a.id, "account": n.Account, "institution": n.Institution, "branch": n.Branch})
		}
		if n.IBAN != "" {
			international = append(international, wire.Object{"account_id": a.id, "iban": n.IBAN, "bic": n.BIC})
		}
		if n.SortCode != "" {
			bacs = append(bacs, wire.Object{"account_id": a.id, "account": n.Account, "sort_code": n.SortCode})
		}
	}
	return wire.Object{
		"accounts": accountsJSON(list), "item": it.json(),
		"numbers": wire.Object{"ach": ach, "eft": eft, "international": international, "bacs": bacs},
	}, nil
}
