package people

import (
	"math/rand/v2"
	"slices"
	"strconv"

	"passbook/plaidsvc/plaidsim/draw"
	"passbook/plaidsvc/plaidsim/people/shop"
	"passbook/plaidsvc/plaidsim/profile"
	"passbook/plaidsvc/plaidsim/wire"
)

// What user_transactions_dynamic was observed to have: how many transactions,
// over how many days, and how many of them pending.
const (
	dynamicRows    = 108
	dynamicDays    = 29
	dynamicPending = 4
)

var dynamicAccounts = []profile.Account{
	{Name: "Plaid Checking", Mask: "0000", Type: "depository", Subtype: "checking", Available: "342.099285", Current: "411.2021", OfficialName: "Plaid Gold Standard 0% Interest Checking"},
	{Name: "Plaid Credit Card", Mask: "3333", Type: "credit", Subtype: "credit card", Current: "1178.3601275", Limit: "5000", OfficialName: "Plaid Diamond 12.5% APR Interest Credit Card"},
}

// dynamicShops are the shops of user_transactions_dynamic.
var dynamicShops = slices.Concat(shop.Coffee, shop.Lunch, shop.Groceries, shop.Restaurants, shop.Deliveries, shop.FuelStations, shop.Stores[:5], []shop.Shop{shop.Transit, shop.Uber, shop.Parking})

// userDynamic generates user_transactions_dynamic. An empty password is
// INVALID_FIELD.
func userDynamic(l profile.Login) (profile.Profile, *wire.Error) {
	if l.Password == "" {
		return profile.Profile{}, wire.InvalidField("password must be a non-empty string")
	}
	return dynamic(l.Seed, l.Today), nil
}

// dynamic makes what Plaid was observed to give: a few pending transactions,
// most with another day of purchase, a third with more decimals than a dollar
// has, and a card payment categorised as a salary.
func dynamic(seed uint64, today draw.Day) profile.Profile {
	p := profile.Profile{Accounts: dynamicAccounts}
	for n := range dynamicRows {
		r := draw.Rand(seed, draw.Day(n), "dynamic")
		d := today - draw.Day(n*dynamicDays/dynamicRows)
		x := dynamicRow(seed, r, d, n%3/2)
		switch {
		case n < dynamicPending:
			x.Pending, x.Authorized = true, d
		case n%13 == 0:
			x.Authorized = d
		}
		if n == dynamicRows/2 {
			x = profile.Planned{
				Account: 1, Date: d, Authorized: d - 1, Amount: "-387.25", Name: "Payment Thank You-Mobile", Original: "Payment Thank You-Mobile",
				Detailed: "INCOME_WAGES", Confidence: "LOW", Channel: "other",
			}
		}
		x.Primary = shop.PrimaryOf(x.Detailed)
		p.Planned = append(p.Planned, x)
	}
	slices.Reverse(p.Planned)
	p.Live = func(n int, today draw.Day) profile.Planned {
		r := draw.Rand(seed+uint64(n), today, "dynamic live")
		x := dynamicRow(seed, r, today, n%2)
		x.Authorized, x.Pending, x.Primary = today, true, shop.PrimaryOf(x.Detailed)
		return x
	}
	return p
}

func dynamicRow(seed uint64, r *rand.Rand, d draw.Day, account int) profile.Planned {
	s := draw.OneOf(r, dynamicShops)
	x := s.Planned(seed, r, account, d, d-draw.Day(draw.Between(r, 1, 3)))
	cents := draw.Between(r, s.Lo, s.Hi)
	x.Amount = draw.FormatCents(cents)
	if draw.Chance(r, 32) {
		odd := strconv.Itoa(1_000_000 + r.IntN(9_000_000))[:3+r.IntN(4)]
		x.Amount = strconv.FormatInt(cents/100, 10) + "." + odd + strconv.Itoa(1+r.IntN(9))
	}
	return x
}
