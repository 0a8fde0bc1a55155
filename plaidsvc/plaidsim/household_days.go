package plaidsim

import "time"

// workweek is the rhythm of a working day at home: transit, coffee, lunch.
func (h *home) workweek(c civil) {
	if !c.workday() || (c.month == 12 && c.dom >= 24) {
		return
	}
	r := dice(h.seed, c.day, "work")
	if chance(r, 82) {
		s := pick(r, coffeeShops)
		h.buy(c.day, homeChecking, s, between(r, s.lo, s.hi))
	}
	if chance(r, 42) {
		s := pick(r, lunchPlaces)
		h.buy(c.day, homeTravelCard, s, between(r, s.lo, s.hi))
	}
	if c.weekday == time.Monday && chance(r, 45) {
		h.buy(c.day, homeTravelCard, transit, transit.lo)
	}
	if chance(r, 12) {
		h.buy(c.day, homeCashCard, parking, between(r, parking.lo, parking.hi))
	}
}

// errands are everything that is bought at home on any day: the large
// groceries on Saturday, dinners out at the weekend, shops in between.
func (h *home) errands(c civil) {
	h.groceries(c)
	h.evening(c)
	r := dice(h.seed, c.day, "errand")
	visit := func(percent int, card int, list ...shop) {
		if chance(r, percent) {
			s := pick(r, list)
			h.buy(c.day, card, s, between(r, s.lo, s.hi))
		}
	}
	visit(9, homeCashCard, fuelStations...)
	if chance(r, 6) {
		h.hold(c.day, homeCashCard, fuelStations[2])
	}
	visit(4, homeCashCard, pharmacy)
	if c.weekday == time.Saturday {
		visit(22, homeCashCard, costco)
		visit(14, homeCashCard, barber)
	}
	if chance(r, 11) {
		s := pick(r, stores)
		cents := between(r, s.lo, s.hi)
		h.buy(c.day, homeCashCard, s, cents)
		if chance(r, 12) {
			h.refund(c.day+day(between(r, 5, 12)), homeCashCard, s, cents)
		}
	}
	if c.month == 12 && c.dom <= 23 {
		visit(28, homeCashCard, giftShops...)
	}
}

func (h *home) groceries(c civil) {
	r := dice(h.seed, c.day, "groceries")
	s := pick(r, groceryStores)
	switch {
	case c.weekday == time.Saturday && chance(r, 90):
		h.buy(c.day, homeCashCard, s, grown(between(r, s.lo, s.hi)*5/2, 25, c.year))
	case (c.weekday == time.Tuesday || c.weekday == time.Thursday) && chance(r, 55):
		h.buy(c.day, homeCashCard, s, grown(between(r, s.lo, s.hi)*4/5, 25, c.year))
	case chance(r, 8):
		h.buy(c.day, homeCashCard, s, grown(between(r, s.lo, s.hi)/2, 25, c.year))
	}
}

// evening is dinner out, a delivery, a cinema, a ride home.
func (h *home) evening(c civil) {
	r := dice(h.seed, c.day, "evening")
	out := 5
	if c.weekday == time.Friday || c.weekday == time.Saturday {
		out = 48
	}
	if chance(r, out) {
		s := pick(r, restaurants)
		h.buy(c.day, homeTravelCard, s, between(r, s.lo, s.hi))
		if chance(r, 30) {
			h.buy(c.day, homeTravelCard, uber, between(r, uber.lo, uber.hi))
		}
		return
	}
	if chance(r, 9) {
		s := pick(r, deliveries)
		h.buy(c.day, homeTravelCard, s, between(r, s.lo, s.hi))
	}
	if c.weekday == time.Sunday && chance(r, 20) {
		s := pick(r, outings)
		h.buy(c.day, homeCashCard, s, between(r, s.lo, s.hi))
	}
}

// refund gives money back for an earlier purchase, under its category.
func (h *home) refund(d day, card int, s shop, cents int64) {
	d = d.banking()
	x := s.row(h.seed, dice(h.seed, d, "refund"), card, d, d)
	x.name, x.original, x.code = "RETURN "+x.name, "CREDIT RETURN "+x.original, "adjustment"
	h.add(x, -cents)
}

// seldom is what comes a few times a year: doctor, dentist, the garage, tax
// adviser, donations, the card's cash back.
func (h *home) seldom(c civil) {
	r := dice(h.seed, c.day, "seldom")
	if c.workday() && chance(r, 3) {
		h.buy(c.day, homeCashCard, doctor, between(r, doctor.lo, doctor.hi))
	}
	if (c.month == 2 || c.month == 8) && c.due(10) {
		h.buy(c.day, homeCashCard, dentist, between(r, dentist.lo, dentist.hi))
	}
	year := dice(h.seed, day(c.year), "garage")
	if c.month == time.Month(3+year.IntN(4)) && c.due(8+year.IntN(15)) {
		h.buy(c.day, homeCashCard, garage, between(r, garage.lo, garage.hi))
	}
	if c.month == 2 && c.due(22) {
		h.buy(c.day, homeCashCard, shop{"TurboTax", "turbotax.com", "INTUIT *TURBOTAX", "GENERAL_SERVICES_ACCOUNTING_AND_FINANCIAL_PLANNING", "online", 0, 0, "", ""}, 12900)
	}
	if c.month == 11 && c.due(26) {
		h.buy(c.day, homeTravelCard, shop{"Oregon Food Bank", "oregonfoodbank.org", "OREGON FOOD BANK", "GOVERNMENT_AND_NON_PROFIT_DONATIONS", "online", 0, 0, "", ""}, 15000)
	}
	if (c.month == 6 || c.month == 12) && c.due(2) {
		h.add(row{
			account: homeCashCard, date: c.day, name: "CASH BACK STATEMENT CREDIT", original: "REWARDS CASH BACK STATEMENT CREDIT",
			detailed: "INCOME_OTHER_INCOME", confidence: "HIGH", channel: "other", code: "cashback",
		}, -between(r, 11800, 16900))
	}
}
