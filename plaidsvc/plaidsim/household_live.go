package plaidsim

import (
	"passbook/plaidsvc/plaidsim/draw"
	"passbook/plaidsvc/plaidsim/profile"
)

// errand is one step of the day that a live household plays.
type errand struct {
	account int // of the bank's profile
	shop    shop
	share   int64 // of the usual price, percent
}

// liveHome plays a day of small purchases at First Platypus, in the order in
// which a day has them, and begins again.
func liveHome(seed uint64, checking, card int) func(int, draw.Day) profile.Planned {
	return liveDay(seed, []errand{
		{account: checking, shop: coffeeShops[0], share: 100},
		{account: card, shop: parking, share: 100},
		{account: checking, shop: coffeeShops[1], share: 100},
		{account: card, shop: pharmacy, share: 100},
		{account: card, shop: groceryStores[0], share: 140},
		{account: card, shop: fuelStations[0], share: 100},
		{account: card, shop: stores[0], share: 70},
		{account: checking, shop: coffeeShops[2], share: 100},
		{account: card, shop: groceryStores[1], share: 60},
		{account: card, shop: stores[2], share: 60},
		{account: card, shop: outings[0], share: 100},
	})
}

// liveAbroad plays the travel card's day.
func liveAbroad(seed uint64) func(int, draw.Day) profile.Planned {
	return liveDay(seed, []errand{
		{shop: transit, share: 100},
		{shop: lunchPlaces[0], share: 100},
		{shop: uber, share: 80},
		{shop: restaurants[0], share: 90},
		{shop: uber, share: 120},
		{shop: lunchPlaces[3], share: 100},
		{shop: deliveries[0], share: 100},
	})
}

func liveDay(seed uint64, script []errand) func(int, draw.Day) profile.Planned {
	return func(n int, today draw.Day) profile.Planned {
		e := script[n%len(script)]
		r := draw.Rand(seed+uint64(n), today, "live"+e.shop.text)
		x := e.shop.row(seed, r, e.account, today, today)
		x.Primary, x.Pending = primaryOf(x.Detailed), true
		x.Amount = draw.FormatCents(draw.Between(r, e.shop.lo, e.shop.hi) * e.share / 100)
		return x
	}
}
