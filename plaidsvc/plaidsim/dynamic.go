package plaidsim

import (
	"math/rand/v2"
	"slices"
	"strconv"

	"passbook/plaidsvc/plaidsim/draw"
	"passbook/plaidsvc/plaidsim/wire"
)

// dynamicRows and dynamicDays are what user_transactions_dynamic was seen to
// have, with dynamicPending of them pending.
const (
	dynamicRows    = 108
	dynamicDays    = 29
	dynamicPending = 4
)

var dynamicAccounts = []accountSeed{
	{name: "Plaid Checking", mask: "0000", typ: "depository", subtype: "checking", available: "342.099285", current: "411.2021", official: "Plaid Gold Standard 0% Interest Checking"},
	{name: "Plaid Credit Card", mask: "3333", typ: "credit", subtype: "credit card", current: "1178.3601275", limit: "5000", official: "Plaid Diamond 12.5% APR Interest Credit Card"},
}

// dynamicShops are where the dynamic user buys.
var dynamicShops = slices.Concat(coffeeShops, lunchPlaces, groceryStores, restaurants, deliveries, fuelStations, stores[:5], []shop{transit, uber, parking})

// userDynamic has transactions that move; it needs a password.
func userDynamic(l login) (profile, *wire.Error) {
	if l.password == "" {
		return profile{}, wire.InvalidField("password must be a non-empty string")
	}
	return dynamic(l.seed, l.today), nil
}

// dynamic is the user whose transactions move: some pending, most with another
// day of purchase, a third with more decimals than a dollar has, and one card
// payment that Plaid takes for a salary.
func dynamic(seed uint64, today draw.Day) profile {
	p := profile{accounts: dynamicAccounts}
	for n := range dynamicRows {
		r := draw.Rand(seed, draw.Day(n), "dynamic")
		d := today - draw.Day(n*dynamicDays/dynamicRows)
		x := dynamicRow(seed, r, d, n%3/2)
		switch {
		case n < dynamicPending:
			x.pending, x.authorized = true, d
		case n%13 == 0:
			x.authorized = d
		}
		if n == dynamicRows/2 {
			x = row{
				account: 1, date: d, authorized: d - 1, amount: "-387.25", name: "Payment Thank You-Mobile", original: "Payment Thank You-Mobile",
				detailed: "INCOME_WAGES", confidence: "LOW", channel: "other",
			}
		}
		x.primary = primaryOf(x.detailed)
		p.rows = append(p.rows, x)
	}
	slices.Reverse(p.rows)
	p.live = func(n int, today draw.Day) row {
		r := draw.Rand(seed+uint64(n), today, "dynamic live")
		x := dynamicRow(seed, r, today, n%2)
		x.authorized, x.pending, x.primary = today, true, primaryOf(x.detailed)
		return x
	}
	return p
}

func dynamicRow(seed uint64, r *rand.Rand, d draw.Day, account int) row {
	s := draw.OneOf(r, dynamicShops)
	x := s.row(seed, r, account, d, d-draw.Day(draw.Between(r, 1, 3)))
	cents := draw.Between(r, s.lo, s.hi)
	x.amount = draw.FormatCents(cents)
	if draw.Chance(r, 32) {
		odd := strconv.Itoa(1_000_000 + r.IntN(9_000_000))[:3+r.IntN(4)]
		x.amount = strconv.FormatInt(cents/100, 10) + "." + odd + strconv.Itoa(1+r.IntN(9))
	}
	return x
}
