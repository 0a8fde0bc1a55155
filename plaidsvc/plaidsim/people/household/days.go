package household

import (
	"time"

	"passbook/plaidsvc/plaidsim/draw"
	"passbook/plaidsvc/plaidsim/people/shop"
	"passbook/plaidsvc/plaidsim/profile"
)

// workweek is a working day: transit, coffee, lunch.
func (h *household) workweek(c draw.Civil) {
	if !c.Workday() || (c.Month == 12 && c.DayOfMonth >= 24) {
		return
	}
	r := draw.Rand(h.seed, c.Day, "work")
	if draw.Chance(r, 82) {
		s := draw.OneOf(r, shop.Coffee)
		h.buy(c.Day, checkingAccount, s, draw.Between(r, s.Lo, s.Hi))
	}
	if draw.Chance(r, 42) {
		s := draw.OneOf(r, shop.Lunch)
		h.buy(c.Day, travelCard, s, draw.Between(r, s.Lo, s.Hi))
	}
	if c.Weekday == time.Monday && draw.Chance(r, 45) {
		h.buy(c.Day, travelCard, shop.Transit, shop.Transit.Lo)
	}
	if draw.Chance(r, 12) {
		h.buy(c.Day, cashCard, shop.Parking, draw.Between(r, shop.Parking.Lo, shop.Parking.Hi))
	}
}

// errands are purchases on any day at home: large groceries on Saturday,
// dinners out at the weekend, shops in between.
func (h *household) errands(c draw.Civil) {
	h.groceries(c)
	h.evening(c)
	r := draw.Rand(h.seed, c.Day, "errand")
	visit := func(percent int, card int, list ...shop.Shop) {
		if draw.Chance(r, percent) {
			s := draw.OneOf(r, list)
			h.buy(c.Day, card, s, draw.Between(r, s.Lo, s.Hi))
		}
	}
	visit(9, cashCard, shop.FuelStations...)
	if draw.Chance(r, 6) {
		h.hold(c.Day, cashCard, shop.FuelStations[2])
	}
	visit(4, cashCard, shop.Pharmacy)
	if c.Weekday == time.Saturday {
		visit(22, cashCard, shop.Costco)
		visit(14, cashCard, shop.Barber)
	}
	if draw.Chance(r, 11) {
		s := draw.OneOf(r, shop.Stores)
		cents := draw.Between(r, s.Lo, s.Hi)
		h.buy(c.Day, cashCard, s, cents)
		if draw.Chance(r, 12) {
			h.refund(c.Day+draw.Day(draw.Between(r, 5, 12)), cashCard, s, cents)
		}
	}
	if c.Month == 12 && c.DayOfMonth <= 23 {
		visit(28, cashCard, shop.Gifts...)
	}
}

func (h *household) groceries(c draw.Civil) {
	r := draw.Rand(h.seed, c.Day, "groceries")
	s := draw.OneOf(r, shop.Groceries)
	switch {
	case c.Weekday == time.Saturday && draw.Chance(r, 90):
		h.buy(c.Day, cashCard, s, grown(draw.Between(r, s.Lo, s.Hi)*5/2, 25, c.Year))
	case (c.Weekday == time.Tuesday || c.Weekday == time.Thursday) && draw.Chance(r, 55):
		h.buy(c.Day, cashCard, s, grown(draw.Between(r, s.Lo, s.Hi)*4/5, 25, c.Year))
	case draw.Chance(r, 8):
		h.buy(c.Day, cashCard, s, grown(draw.Between(r, s.Lo, s.Hi)/2, 25, c.Year))
	}
}

// evening is dinner out, a delivery, a cinema, a ride home.
func (h *household) evening(c draw.Civil) {
	r := draw.Rand(h.seed, c.Day, "evening")
	out := 5
	if c.Weekday == time.Friday || c.Weekday == time.Saturday {
		out = 48
	}
	if draw.Chance(r, out) {
		s := draw.OneOf(r, shop.Restaurants)
		h.buy(c.Day, travelCard, s, draw.Between(r, s.Lo, s.Hi))
		if draw.Chance(r, 30) {
			h.buy(c.Day, travelCard, shop.Uber, draw.Between(r, shop.Uber.Lo, shop.Uber.Hi))
		}
		return
	}
	if draw.Chance(r, 9) {
		s := draw.OneOf(r, shop.Deliveries)
		h.buy(c.Day, travelCard, s, draw.Between(r, s.Lo, s.Hi))
	}
	if c.Weekday == time.Sunday && draw.Chance(r, 20) {
		s := draw.OneOf(r, shop.Outings)
		h.buy(c.Day, cashCard, s, draw.Between(r, s.Lo, s.Hi))
	}
}

// refund is money back for an earlier purchase, under its category.
func (h *household) refund(d draw.Day, card int, s shop.Shop, cents int64) {
	d = d.Banking()
	x := s.Planned(h.seed, draw.Rand(h.seed, d, "refund"), card, d, d)
	x.Name, x.Original, x.Code = "RETURN "+x.Name, "CREDIT RETURN "+x.Original, "adjustment"
	h.add(x, -cents)
}

// occasional is what comes a few times a year: doctor, dentist, garage, tax
// adviser, donations, the card's cash back.
func (h *household) occasional(c draw.Civil) {
	r := draw.Rand(h.seed, c.Day, "seldom")
	if c.Workday() && draw.Chance(r, 3) {
		h.buy(c.Day, cashCard, shop.Doctor, draw.Between(r, shop.Doctor.Lo, shop.Doctor.Hi))
	}
	if (c.Month == 2 || c.Month == 8) && c.Due(10) {
		h.buy(c.Day, cashCard, shop.Dentist, draw.Between(r, shop.Dentist.Lo, shop.Dentist.Hi))
	}
	year := draw.Rand(h.seed, draw.Day(c.Year), "garage")
	if c.Month == time.Month(3+year.IntN(4)) && c.Due(8+year.IntN(15)) {
		h.buy(c.Day, cashCard, shop.Garage, draw.Between(r, shop.Garage.Lo, shop.Garage.Hi))
	}
	if c.Month == 2 && c.Due(22) {
		h.buy(c.Day, cashCard, shop.Shop{Merchant: "TurboTax", Website: "turbotax.com", Text: "INTUIT *TURBOTAX", Detailed: "GENERAL_SERVICES_ACCOUNTING_AND_FINANCIAL_PLANNING", Channel: "online"}, 12900)
	}
	if c.Month == 11 && c.Due(26) {
		h.buy(c.Day, travelCard, shop.Shop{Merchant: "Oregon Food Bank", Website: "oregonfoodbank.org", Text: "OREGON FOOD BANK", Detailed: "GOVERNMENT_AND_NON_PROFIT_DONATIONS", Channel: "online"}, 15000)
	}
	if (c.Month == 6 || c.Month == 12) && c.Due(2) {
		h.add(profile.Planned{
			Account: cashCard, Date: c.Day, Name: "CASH BACK STATEMENT CREDIT", Original: "REWARDS CASH BACK STATEMENT CREDIT",
			Detailed: "INCOME_OTHER_INCOME", Confidence: "HIGH", Channel: "other", Code: "cashback",
		}, -draw.Between(r, 11800, 16900))
	}
}
