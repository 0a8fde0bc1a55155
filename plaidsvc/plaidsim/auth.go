package plaidsim

import (
	"slices"

	"passbook/plaidsvc/plaidsim/wire"
)

// bankNumbers are the numbers that money can be sent to. Which are filled
// depends on the country: account, routing and wire in the US; account,
// institution and branch in Canada; account and sortCode in Britain; iban and
// bic elsewhere.
type bankNumbers struct {
	account, routing, wire string
	institution, branch    string
	sortCode               string
	iban, bic              string
}

// numbers are those of an account: its profile's, or made from its mask as
// Plaid's Sandbox does.
func (it *item) numbers(account int) bankNumbers {
	if n, ok := it.profile.numbers[account]; ok {
		return n
	}
	mask := it.accounts[account].mask
	n := bankNumbers{account: "111122223333" + mask}
	switch it.institution.countries[0] {
	case "CA":
		n.institution, n.branch = "021", "01140"
	case "GB":
		n.account, n.sortCode = "3192681"+mask[:min(1, len(mask))], "040004"
		n.iban, n.bic = "GB33PLPY04000431926819", "PLPYGB21"
	default:
		n.routing, n.wire = "011401533", "021000021"
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
	list = slices.DeleteFunc(list, func(a *account) bool { return a.typ != "depository" || !slices.Contains(debitable, a.subtype) })
	if len(list) == 0 {
		return nil, wire.ItemError("NO_AUTH_ACCOUNTS", "There are no valid checking or savings account(s) associated with this Item. See https://plaid.com/docs/api/#item-errors for more.", "")
	}
	ach, eft, international, bacs := []wire.Object{}, []wire.Object{}, []wire.Object{}, []wire.Object{}
	for _, a := range list {
		n := it.numbers(a.index)
		if n.routing != "" {
			ach = append(ach, wire.Object{"account_id": a.id, "account": n.account, "routing": n.routing, "wire_routing": wire.OrNull(n.wire), "is_tokenized_account_number": a.persistent != ""})
		}
		if n.institution != "" {
			eft = append(eft, wire.Object{"account_id": a.id, "account": n.account, "institution": n.institution, "branch": n.branch})
		}
		if n.iban != "" {
			international = append(international, wire.Object{"account_id": a.id, "iban": n.iban, "bic": n.bic})
		}
		if n.sortCode != "" {
			bacs = append(bacs, wire.Object{"account_id": a.id, "account": n.account, "sort_code": n.sortCode})
		}
	}
	return wire.Object{
		"accounts": accountsJSON(list), "item": it.json(),
		"numbers": wire.Object{"ach": ach, "eft": eft, "international": international, "bacs": bacs},
	}, nil
}
