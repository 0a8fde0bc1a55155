package household

import (
	"strings"

	"passbook/plaidsvc/plaidsim/draw"
	"passbook/plaidsvc/plaidsim/profile"
)

// The names of accounts at banks where the household has none of its own.
var (
	elsewhereChecking = []string{"Household Checking", "Bills Checking", "Everyday Account", "Second Checking", "Shared Spending"}
	elsewhereSavings  = []string{"Emergency Fund", "Holiday Club", "Car Fund", "Home Savings", "Sunny Day Savings"}
)

// elsewhere is what user_household has at any other bank: a checking account and
// savings, with names, numbers and transactions that are the bank's own. Nothing
// is transferred to or from the banks of the household.
func elsewhere(seed uint64, institution string, today draw.Day, days int) profile.Profile {
	r := draw.Rand(seed, 0, institution)
	checking, savings := draw.OneOf(r, elsewhereChecking), draw.OneOf(r, elsewhereSavings)
	names := []profile.Account{
		{Name: checking, OfficialName: checking + " Account", Mask: draw.Digits(r, "####")},
		{Name: savings, OfficialName: savings + " Account", Mask: draw.Digits(r, "####")},
	}
	seed = draw.MixString(seed, institution)
	h := open(seed, today)
	for d := h.opened; d <= today+profile.Future; d++ {
		h.joint(d.Civil(), strings.ToUpper(savings))
	}
	p := h.profile(accountsAt["ins_109509"], today, days)
	for i, n := range names {
		p.Accounts[i].Name, p.Accounts[i].OfficialName, p.Accounts[i].Mask = n.Name, n.OfficialName, n.Mask
	}
	p.Numbers = nil
	p.Live = liveHome(seed, 0, 0)
	return p
}
