package household

import (
	"slices"

	"passbook/plaidsvc/plaidsim/people/shop"
	"passbook/plaidsvc/plaidsim/profile"
)

// Where the household lives, and the house that it lets.
var (
	homeAddress  = profile.Address{Street: "1919 N Rosalind Ave Apt 304", City: shop.City, Region: shop.Region, Postal: "97227", Country: shop.Country, Primary: true}
	houseAddress = profile.Address{Street: "6114 SE Larkspur St", City: shop.City, Region: shop.Region, Postal: "97206", Country: shop.Country}
)

// The two of the household. Nora works at Cascade Robotics, Tomas for himself.
var (
	nora = profile.Owner{
		Names:     []string{"Nora Ellen Castellan"},
		Phones:    []profile.Contact{{Data: "5035550142", Type: "mobile", Primary: true}, {Data: "5035550199", Type: "work"}},
		Emails:    []profile.Contact{{Data: "nora.castellan@example.com", Type: "primary", Primary: true}},
		Addresses: []profile.Address{homeAddress},
	}
	tomas = profile.Owner{
		Names:     []string{"Tomas Castellan"},
		Phones:    []profile.Contact{{Data: "5035550167", Type: "mobile", Primary: true}},
		Emails:    []profile.Contact{{Data: "tomas@papermoon.example", Type: "primary", Primary: true}},
		Addresses: []profile.Address{homeAddress},
	}
)

// Whose an account is. What is in neither list is both's.
var (
	norasAccounts = []int{cashCard, retirement}
	tomasAccounts = []int{travelCard, studentLoan}
)

// routings are the routing numbers of the credit unions. First Platypus has the
// Sandbox's.
var routings = map[int]string{jointChecking: "323098414", vacationGoal: "323098414", houseChecking: "323097538"}

// numbers are those of a bank's accounts that are not as in the Sandbox.
func numbers(held []int) map[int]profile.BankNumbers {
	of := map[int]profile.BankNumbers{}
	for i, a := range held {
		if r := routings[a]; r != "" {
			of[i] = profile.BankNumbers{Account: r[4:8] + "0000" + accountSeeds[a].Mask, Routing: r, Wire: r}
		}
	}
	return of
}

// owners are the owners of a bank's accounts.
func owners(held []int) map[int][]profile.Owner {
	of := map[int][]profile.Owner{}
	for i, a := range held {
		switch {
		case slices.Contains(norasAccounts, a):
			of[i] = []profile.Owner{nora}
		case slices.Contains(tomasAccounts, a):
			of[i] = []profile.Owner{tomas}
		default:
			of[i] = []profile.Owner{nora, tomas}
		}
	}
	return of
}
