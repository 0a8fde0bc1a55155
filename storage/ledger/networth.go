package ledger

import (
	"maps"
	"slices"
)

// HomeCurrency is the currency of most accounts, of several the first by code.
// Accounts without a balance have none. Empty: no account has one.
func HomeCurrency(accounts []Account) string {
	counts := make(map[string]int)
	home := ""
	for _, a := range accounts {
		c := a.Balance.Currency
		if c == "" {
			continue
		}
		counts[c]++
		if counts[c] > counts[home] || counts[c] == counts[home] && c < home {
			home = c
		}
	}
	return home
}

// NetWorth adds up the accounts that count, one sum for each currency: home
// first, the others by code.
func NetWorth(accounts []Account, home string) []Money {
	return sumsByCurrency(accounts, home, Account.CountsAsWorth)
}

func sumsByCurrency(accounts []Account, home string, counts func(Account) bool) []Money {
	sum := map[string]int64{}
	for _, a := range accounts {
		if counts(a) {
			worth, _, _ := a.Worth()
			sum[worth.Currency] = AddMinor(sum[worth.Currency], worth.Minor)
		}
	}
	var out []Money
	for _, currency := range slices.Sorted(maps.Keys(sum)) {
		out = append(out, Money{Minor: sum[currency], Currency: currency})
	}
	slices.SortStableFunc(out, func(a, b Money) int {
		switch home {
		case a.Currency:
			return -1
		case b.Currency:
			return 1
		}
		return 0
	})
	return out
}

// AccountGroup is the accounts of one kind.
type AccountGroup struct {
	Title    string
	Accounts []Account
	Totals   []Money // of those whose balance is known and that are listed, one for each currency, home first
}

// GroupTitles are the headings of the kinds of accounts that count towards net
// worth.
var GroupTitles = map[AccountKind]string{
	Depository: "Cash",
	Credit:     "Credit",
	Loan:       "Loans",
	Investment: "Investments",
}

// GroupAccounts groups accounts by kind, in the order they come in. Kinds that
// passbook does not know stand together at the end and never count.
func GroupAccounts(accounts []Account, home string) []AccountGroup {
	var out []AccountGroup
	at := map[string]int{}
	for _, a := range accounts {
		title, known := GroupTitles[a.Kind]
		if !known {
			title = "Other, not in net worth"
		}
		i, seen := at[title]
		if !seen {
			i = len(out)
			at[title] = i
			out = append(out, AccountGroup{Title: title})
		}
		out[i].Accounts = append(out[i].Accounts, a)
	}
	listed := func(a Account) bool {
		_, _, known := a.Worth()
		return known && a.GoneAt.IsZero()
	}
	for i := range out {
		out[i].Totals = sumsByCurrency(out[i].Accounts, home, listed)
	}
	return out
}
