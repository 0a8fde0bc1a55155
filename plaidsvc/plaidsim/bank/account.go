package bank

import (
	"encoding/json"
	"slices"

	"passbook/plaidsvc/plaidsim/profile"
	"passbook/plaidsvc/plaidsim/wire"
)

// Account is one of an Item's accounts.
type Account struct {
	profile.Account
	ID     string
	Index  int  // in the profile
	Shared bool // chosen in Link
	told   bool // its balances are a test's

	Verification string // verification_status; empty: none
	WrongCodes   int    // of its small deposit that were typed in
}

// shown reports whether clients see the account: it is shared, and it is one. A
// custom user's payroll is listed among the accounts, but has none.
func (a *Account) shown() bool { return a.Shared && !a.IsPayroll() }

// withNumbers are the subtypes of accounts that have numbers.
var withNumbers = []string{"checking", "savings", "cash management"}

// HasNumbers reports whether Auth has the account.
func (a *Account) HasNumbers() bool {
	return a.Type == "depository" && slices.Contains(withNumbers, a.Subtype)
}

// IsPayroll reports whether this is an employer's payroll and no account.
func (a *Account) IsPayroll() bool { return a.Type == "payroll" }

// JSON is the account as /accounts/get shows it.
func (a *Account) JSON() wire.Object {
	iso, unofficial := wire.Currencies(a.Currency)
	out := wire.Object{
		"account_id": a.ID, "name": a.Name, "official_name": wire.OrNull(a.OfficialName), "mask": wire.OrNull(a.Mask),
		"type": a.Type, "subtype": wire.OrNull(a.Subtype), "holder_category": "personal",
		"balances": wire.Object{
			"available": wire.Number(a.Available), "current": wire.Number(a.Current), "limit": wire.Number(a.Limit),
			"iso_currency_code": iso, "unofficial_currency_code": unofficial,
		},
	}
	if a.Verification != "" {
		out["verification_status"] = a.Verification
	}
	if a.PersistentID != "" {
		out["persistent_account_id"] = a.PersistentID
	}
	return out
}

// AccountsJSON is a list of accounts for JSON.
func AccountsJSON(list []*Account) []wire.Object {
	out := make([]wire.Object, len(list))
	for i, a := range list {
		out[i] = a.JSON()
	}
	return out
}

func (a *Account) setBalances(given wire.Object) {
	a.told = true
	for key, to := range map[string]*string{"current": &a.Current, "available": &a.Available, "limit": &a.Limit} {
		if value, ok := given[key]; ok {
			n, _ := value.(json.Number) // null: empty
			*to = n.String()
		}
	}
	if code, ok := given["iso_currency_code"].(string); ok {
		a.Currency = code
	}
}
