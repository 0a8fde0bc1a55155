package plaidsim

import "passbook/plaidsvc/plaidsim/draw"

// errand is one step of the day that a live household plays.
type errand struct {
	account int // of the bank's profile
	shop    shop
	share   int64 // of the usual price, percent
}

// liveHome plays a day of small purchases at First Platypus, in the order in
// which a day has them, and begins again.
func liveHome(seed uint64, checking, card int) func(int, draw.Day) row {
	return liveDay(seed, []errand{
		{checking, coffeeShops[0], 100},
		{card, parking, 100},
		{checking, coffeeShops[1], 100},
		{card, pharmacy, 100},
		{card, groceryStores[0], 140},
		{card, fuelStations[0], 100},
		{card, stores[0], 70},
		{checking, coffeeShops[2], 100},
		{card, groceryStores[1], 60},
		{card, stores[2], 60},
		{card, outings[0], 100},
	})
}

// liveAbroad plays the travel card's day.
func liveAbroad(seed uint64) func(int, draw.Day) row {
	return liveDay(seed, []errand{
		{0, transit, 100},
		{0, lunchPlaces[0], 100},
		{0, uber, 80},
		{0, restaurants[0], 90},
		{0, uber, 120},
		{0, lunchPlaces[3], 100},
		{0, deliveries[0], 100},
	})
}

func liveDay(seed uint64, script []errand) func(int, draw.Day) row {
	return func(n int, today draw.Day) row {
		e := script[n%len(script)]
		r := draw.Rand(seed+uint64(n), today, "live"+e.shop.text)
		x := e.shop.row(seed, r, e.account, today, today)
		x.primary, x.pending = primaryOf(x.detailed), true
		x.amount = draw.FormatCents(draw.Between(r, e.shop.lo, e.shop.hi) * e.share / 100)
		return x
	}
}
