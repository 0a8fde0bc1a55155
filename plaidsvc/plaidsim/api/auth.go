package api

import (
	"regexp"
	"slices"
	"strings"

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

// unproved are the states of accounts whose numbers the person gave in Link, and
// that nothing proves.
var unproved = []string{
	"unsent", "pending_automatic_verification", "pending_manual_verification", "verification_expired", "verification_failed", "database_insights_pending",
}

func isUnproved(a *bank.Account) bool { return slices.Contains(unproved, a.Verification) }

// AuthGet serves /auth/get: the account numbers of checking, savings and cash
// management accounts, by the payment system of their country. None of those is
// NO_AUTH_ACCOUNTS, and none that is proved PRODUCT_NOT_READY.
func AuthGet(c *bank.Call, in accountsRequest) (any, *wire.Error) {
	it, list, err := c.ReachAccounts(in.AccessToken, "auth", in.Options.IDs)
	if err != nil {
		return nil, err
	}
	list = slices.DeleteFunc(list, func(a *bank.Account) bool { return !a.HasNumbers() })
	if len(list) == 0 {
		return nil, wire.ItemError("NO_AUTH_ACCOUNTS", "There are no valid checking or savings account(s) associated with this Item. See https://plaid.com/docs/api/#item-errors for more.", "")
	}
	if list = slices.DeleteFunc(list, isUnproved); len(list) == 0 {
		return nil, wire.ErrNotReady
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

// AuthVerify serves /auth/verify: what Plaid's data say of an account and a
// routing number. A pass is one that an Item of the client's has; well formed
// ones are a pass with caution, and others fail.
func AuthVerify(c *bank.Call, in struct {
	Name    *string `json:"legal_name"`
	Numbers struct {
		ACH struct {
			Account string `json:"account"`
			Routing string `json:"routing"`
		} `json:"ach"`
	} `json:"numbers"`
},
) (any, *wire.Error) {
	account, routing := in.Numbers.ACH.Account, in.Numbers.ACH.Routing
	status, format, match, insights := "database_insights_fail", "invalid", false, wire.Object{}
	if isRoutingNumber(routing) && accountNumber.MatchString(account) {
		status, format = "database_insights_pass_with_caution", "valid"
	}
	var item any
	for _, it := range c.Linked {
		for i := range it.Accounts {
			if n := numbersOf(it, i); !it.Removed && it.Accounts[i].Shared && n.Routing == routing && n.Account == account {
				status, match, item = "database_insights_pass", true, it.ID
				if in.Name != nil {
					insights["name_match_score"] = bestName(*in.Name, ownersOf(it, i))
				}
			}
		}
	}
	insights["network_status"] = wire.Object{"has_numbers_match": match, "is_numbers_match_verified": match}
	insights["previous_returns"] = wire.Object{"has_previous_administrative_return": false}
	insights["account_number_format"] = format
	return wire.Object{"item_id": item, "verification_status": status, "verification_insights": insights}, nil
}

var accountNumber = regexp.MustCompile(`^[0-9]{4,17}$`)

// isRoutingNumber reports whether nine digits have the check digit of the ABA's.
func isRoutingNumber(text string) bool {
	if len(text) != 9 || strings.Trim(text, "0123456789") != "" {
		return false
	}
	sum := 0
	for i, weight := range []int{3, 7, 1, 3, 7, 1, 3, 7, 1} {
		sum += weight * int(text[i]-'0')
	}
	return sum%10 == 0 && text != "000000000"
}
