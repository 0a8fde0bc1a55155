package plaidsim

import (
	"time"

	"passbook/plaidsvc/plaidsim/draw"
	"passbook/plaidsvc/plaidsim/profile"
)

// workweek is the rhythm of a working day at home: transit, coffee, lunch.
func (h *home) workweek(c draw.Civil) {
	if !c.Workday() || (c.Month == 12 && c.DayOfMonth >= 24) {
		return
	}
	r := draw.Rand(h.seed, c.Day, "work")
	if draw.Chance(r, 82) {
		s := draw.OneOf(r, coffeeShops)
		h.buy(c.Day, homeChecking, s, draw.Between(r, s.lo, s.hi))
	}
	if draw.Chance(r, 42) {
		s := draw.OneOf(r, lunchPlaces)
		h.buy(c.Day, homeTravelCard, s, draw.Between(r, s.lo, s.hi))
	}
	if c.Weekday == time.Monday && draw.Chance(r, 45) {
		h.buy(c.Day, homeTravelCard, transit, transit.lo)
	}
	if draw.Chance(r, 12) {
		h.buy(c.Day, homeCashCard, parking, draw.Between(r, parking.lo, parking.hi))
	}
}

// errands are everything that is bought at home on any day: the large
// groceries on Saturday, dinners out at the weekend, shops in between.
func (h *home) errands(c draw.Civil) {
	h.groceries(c)
	h.evening(c)
	r := draw.Rand(h.seed, c.Day, "errand")
	visit := func(percent int, card int, list ...shop) {
		if draw.Chance(r, percent) {
			s := draw.OneOf(r, list)
			h.buy(c.Day, card, s, draw.Between(r, s.lo, s.hi))
		}
	}
	visit(9, homeCashCard, fuelStations...)
	if draw.Chance(r, 6) {
		h.hold(c.Day, homeCashCard, fuelStations[2])
	}
	visit(4, homeCashCard, pharmacy)
	if c.Weekday == time.Saturday {
		visit(22, homeCashCard, costco)
		visit(14, homeCashCard, barber)
	}
	if draw.Chance(r, 11) {
		s := draw.OneOf(r, stores)
		cents := draw.Between(r, s.lo, s.hi)
		h.buy(c.Day, homeCashCard, s, cents)
		if draw.Chance(r, 12) {
			h.refund(c.Day+draw.Day(draw.Between(r, 5, 12)), homeCashCard, s, cents)
		}
	}
	if c.Month == 12 && c.DayOfMonth <= 23 {
		visit(28, homeCashCard, giftShops...)
	}
}

func (h *home) groceries(c draw.Civil) {
	r := draw.Rand(h.seed, c.Day, "groceries")
	s := draw.OneOf(r, groceryStores)
	switch {
	case c.Weekday == time.Saturday && draw.Chance(r, 90):
		h.buy(c.Day, homeCashCard, s, grown(draw.Between(r, s.lo, s.hi)*5/2, 25, c.Year))
	case (c.Weekday == time.Tuesday || c.Weekday == time.Thursday) && draw.Chance(r, 55):
		h.buy(c.Day, homeCashCard, s, grown(draw.Between(r, s.lo, s.hi)*4/5, 25, c.Year))
	case draw.Chance(r, 8):
		h.buy(c.Day, homeCashCard, s, grown(draw.Between(r, s.lo, s.hi)/2, 25, c.Year))
	}
}

// evening is dinner out, a delivery, a cinema, a ride home.
func (h *home) evening(c draw.Civil) {
	r := draw.Rand(h.seed, c.Day, "evening")
	out := 5
	if c.Weekday == time.Friday || c.Weekday == time.Saturday {
		out = 48
	}
	if draw.Chance(r, out) {
		s := draw.OneOf(r, restaurants)
		h.buy(c.Day, homeTravelCard, s, draw.Between(r, s.lo, s.hi))
		if draw.Chance(r, 30) {
			h.buy(c.Day, homeTravelCard, uber, draw.Between(r, uber.lo, uber.hi))
		}
		return
	}
	if draw.Chance(r, 9) {
		s := draw.OneOf(r, deliveries)
		h.buy(c.Day, homeTravelCard, s, draw.Between(r, s.lo, s.hi))
	}
	if c.Weekday == time.Sunday && draw.Chance(r, 20) {
		s := draw.OneOf(r, outings)
		h.buy(c.Day, homeCashCard, s, draw.Between(r, s.lo, s.hi))
	}
}

// refund gives money back for an earlier purchase, under its category.
func (h *home) refund(d draw.Day, card int, s shop, cents int64) {
	d = d.Banking()
	x := s.row(h.seed, draw.Rand(h.seed, d, "refund"), card, d, d)
	x.Name, x.Original, x.Code = "RETURN "+x.Name, "CREDIT RETURN "+x.Original, "adjustment"
	h.add(x, -cents)
}

// seldom is what comes a few times a year: doctor, dentist, the garage, tax
// adviser, donations, the card's cash back.
func (h *home) seldom(c draw.Civil) {
	r := draw.Rand(h.seed, c.Day, "seldom")
	if c.Workday() && draw.Chance(r, 3) {
		h.buy(c.Day, homeCashCard, doctor, draw.Between(r, doctor.lo, doctor.hi))
	}
	if (c.Month == 2 || c.Month == 8) && c.Due(10) {
		h.buy(c.Day, homeCashCard, dentist, draw.Between(r, dentist.lo, dentist.hi))
	}
	year := draw.Rand(h.seed, draw.Day(c.Year), "garage")
	if c.Month == time.Month(3+year.IntN(4)) && c.Due(8+year.IntN(15)) {
		h.buy(c.Day, homeCashCard, garage, draw.Between(r, garage.lo, garage.hi))
	}
	if c.Month == 2 && c.Due(22) {
		h.buy(c.Day, homeCashCard, shop{merchant: "TurboTax", website: "turbotax.com", text: "INTUIT *TURBOTAX", detailed: "GENERAL_SERVICES_ACCOUNTING_AND_FINANCIAL_PLANNING", channel: "online"}, 12900)
	}
	if c.Month == 11 && c.Due(26) {
		h.buy(c.Day, homeTravelCard, shop{merchant: "Oregon Food Bank", website: "oregonfoodbank.org", text: "OREGON FOOD BANK", detailed: "GOVERNMENT_AND_NON_PROFIT_DONATIONS", channel: "online"}, 15000)
	}
	if (c.Month == 6 || c.Month == 12) && c.Due(2) {
		h.add(profile.Planned{
			Account: homeCashCard, Date: c.Day, Name: "CASH BACK STATEMENT CREDIT", Original: "REWARDS CASH BACK STATEMENT CREDIT",
			Detailed: "INCOME_OTHER_INCOME", Confidence: "HIGH", Channel: "other", Code: "cashback",
		}, -draw.Between(r, 11800, 16900))
	}
}
