package household

import (
	"passbook/plaidsvc/plaidsim/draw"
	"passbook/plaidsvc/plaidsim/people/shop"
	"passbook/plaidsvc/plaidsim/profile"
)

// liveHome is a day of small purchases with the accounts at First Platypus.
func liveHome(seed uint64, checking, card int) func(int, draw.Day) profile.Planned {
	return shop.LiveDay(seed, []shop.Errand{
		{Account: checking, Shop: shop.Coffee[0], Share: 100},
		{Account: card, Shop: shop.Parking, Share: 100},
		{Account: checking, Shop: shop.Coffee[1], Share: 100},
		{Account: card, Shop: shop.Pharmacy, Share: 100},
		{Account: card, Shop: shop.Groceries[0], Share: 140},
		{Account: card, Shop: shop.FuelStations[0], Share: 100},
		{Account: card, Shop: shop.Stores[0], Share: 70},
		{Account: checking, Shop: shop.Coffee[2], Share: 100},
		{Account: card, Shop: shop.Groceries[1], Share: 60},
		{Account: card, Shop: shop.Stores[2], Share: 60},
		{Account: card, Shop: shop.Outings[0], Share: 100},
	})
}

// liveAbroad is a day of small purchases with the travel card.
func liveAbroad(seed uint64) func(int, draw.Day) profile.Planned {
	return shop.LiveDay(seed, []shop.Errand{
		{Shop: shop.Transit, Share: 100},
		{Shop: shop.Lunch[0], Share: 100},
		{Shop: shop.Uber, Share: 80},
		{Shop: shop.Restaurants[0], Share: 90},
		{Shop: shop.Uber, Share: 120},
		{Shop: shop.Lunch[3], Share: 100},
		{Shop: shop.Deliveries[0], Share: 100},
	})
}
