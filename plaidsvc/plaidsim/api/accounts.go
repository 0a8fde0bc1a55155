package api

import (
	"slices"
	"time"

	"passbook/plaidsvc/plaidsim/bank"
	"passbook/plaidsvc/plaidsim/wire"
)

// accountFilter are the options of most endpoints.
type accountFilter struct {
	IDs []string `json:"account_ids"`
}

// accountsRequest is the body of endpoints about an Item, or some of its
// accounts.
type accountsRequest struct {
	itemRequest
	Options accountFilter `json:"options"`
}

// AccountsGet serves /accounts/get: the shared accounts with their balances.
func AccountsGet(c *bank.Call, in accountsRequest) (any, *wire.Error) {
	it, list, err := c.ReachAccounts(in.AccessToken, "", in.Options.IDs)
	if err != nil {
		return nil, err
	}
	return wire.Object{"accounts": bank.AccountsJSON(list), "item": it.JSON()}, nil
}

// capitalOne is the id of Capital One, under an invented name: its balances are
// as old as last_updated_datetime says.
const capitalOne = "ins_128026"

// AccountsBalanceGet serves /accounts/balance/get: the balances of now. At
// Capital One, accounts that lend want min_last_updated_datetime, and balances
// older than that are LAST_UPDATED_DATETIME_OUT_OF_RANGE.
func AccountsBalanceGet(c *bank.Call, in struct {
	itemRequest
	Options struct {
		accountFilter
		Oldest *time.Time `json:"min_last_updated_datetime"`
	} `json:"options"`
},
) (any, *wire.Error) {
	it, list, err := c.ReachAccounts(in.AccessToken, "", in.Options.IDs)
	if err != nil {
		return nil, err
	}
	out := bank.AccountsJSON(list)
	if it.Institution.ID == capitalOne {
		updated := c.Now.Truncate(24 * time.Hour)
		lending := slices.ContainsFunc(list, func(a *bank.Account) bool { return a.Type != "depository" })
		switch {
		case lending && in.Options.Oldest == nil:
			return nil, wire.InvalidField("options.min_last_updated_datetime is required for %s", capitalOne)
		case lending && in.Options.Oldest.After(updated):
			return nil, &wire.Error{Type: "INVALID_RESULT", Code: "LAST_UPDATED_DATETIME_OUT_OF_RANGE", Message: "requested datetime out of range, most recently updated balance " + wire.Timestamp(updated)}
		}
		for _, a := range out {
			a["balances"].(wire.Object)["last_updated_datetime"] = wire.Timestamp(updated)
		}
	}
	return wire.Object{"accounts": out, "item": it.JSON()}, nil
}
