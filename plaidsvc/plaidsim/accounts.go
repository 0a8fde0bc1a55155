package plaidsim

import (
	"slices"
	"time"
)

// accountFilter is the options of most endpoints.
type accountFilter struct {
	IDs []string `json:"account_ids"`
}

// accountsRequest is the body of endpoints that want an Item or some of its
// accounts.
type accountsRequest struct {
	accessOnly
	Options accountFilter `json:"options"`
}

func accountsGet(c *call, in accountsRequest) (any, *plaidError) {
	it, list, err := c.reachAccounts(in.AccessToken, "", in.Options.IDs)
	if err != nil {
		return nil, err
	}
	return object{"accounts": accountsJSON(list), "item": it.json()}, nil
}

// capitalOne is the bank whose live balances are as old as it says.
const capitalOne = "ins_128026"

func accountsBalanceGet(c *call, in struct {
	accessOnly
	Options struct {
		accountFilter
		Oldest *time.Time `json:"min_last_updated_datetime"`
	} `json:"options"`
},
) (any, *plaidError) {
	it, list, err := c.reachAccounts(in.AccessToken, "", in.Options.IDs)
	if err != nil {
		return nil, err
	}
	out := accountsJSON(list)
	if it.institution.id == capitalOne {
		updated := c.now.Truncate(24 * time.Hour)
		lending := slices.ContainsFunc(list, func(a *account) bool { return a.typ != "depository" })
		switch {
		case lending && in.Options.Oldest == nil:
			return nil, invalidField("options.min_last_updated_datetime is required for %s", capitalOne)
		case lending && in.Options.Oldest.After(updated):
			return nil, &plaidError{typ: "INVALID_RESULT", code: "LAST_UPDATED_DATETIME_OUT_OF_RANGE", message: "requested datetime out of range, most recently updated balance " + timestamp(updated)}
		}
		for _, a := range out {
			a["balances"].(object)["last_updated_datetime"] = timestamp(updated)
		}
	}
	return object{"accounts": out, "item": it.json()}, nil
}
