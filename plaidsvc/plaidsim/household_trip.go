package plaidsim

import (
	"time"

	"passbook/plaidsvc/plaidsim/draw"
)

// trip is the year's holiday abroad: ten days in Portugal, paid in euros.
type trip struct{ from, to, booked draw.Day }

const tripDays = 10

// planTrip puts the holiday between June and August and its flights ten weeks
// earlier.
func planTrip(seed uint64, year int) trip {
	from := draw.DayIn(year, time.June, 10) + draw.Day(draw.Rand(seed, draw.Day(year), "trip").IntN(60))
	return trip{from, from + tripDays - 1, from - 70}
}

func (t trip) abroad(d draw.Day) bool { return d >= t.from && d <= t.to }

// fromEuro is the rate that the cards settle at: 1.0875 dollars, rounded to a
// cent.
func fromEuro(cents int64) int64 {
	if cents < 0 {
		return -fromEuro(-cents)
	}
	return (cents*10875 + 5000) / 10000
}

var (
	flights    = shop{"TAP Air Portugal", "flytap.com", "TAP PORTUGAL 047##########", "TRAVEL_FLIGHTS", "online", 118000, 164000, "", ""}
	lisbonStay = shop{"", "", "HOTEL MIRADOURO GRACA", "TRAVEL_LODGING", "", 82000, 118000, "", ""}
	abroadOnce = []shop{
		{"Hertz", "hertz.com", "HERTZ PORTUGAL LIS", "TRAVEL_RENTAL_CARS", "", 14200, 23800, "", ""},
		{"", "", "MUSEU NACIONAL AZULEJO", "ENTERTAINMENT_SPORTING_EVENTS_AMUSEMENT_PARKS_AND_MUSEUMS", "", 1600, 3200, "", ""},
		{"", "", "LIVRARIA BERTRAND CHIADO", "GENERAL_MERCHANDISE_BOOKSTORES_AND_NEWSSTANDS", "", 1490, 4200, "", ""},
	}
	abroadDaily = []shop{
		{"", "", "PASTELARIA SAO JORGE", "FOOD_AND_DRINK_COFFEE", "", 380, 1150, "", ""},
		{"", "", "CERVEJARIA DO CAIS", "FOOD_AND_DRINK_RESTAURANT", "", 3400, 8200, "", ""},
		{"", "", "TASCA DA ALFAMA", "FOOD_AND_DRINK_RESTAURANT", "", 2600, 6100, "", ""},
		{"Pingo Doce", "pingodoce.pt", "PINGO DOCE LISBOA ###", "FOOD_AND_DRINK_GROCERIES", "", 890, 3600, "", ""},
		{"Bolt", "bolt.eu", "BOLT.EU/O/##########", "TRANSPORTATION_TAXIS_AND_RIDE_SHARES", "online", 520, 1680, "", ""},
		{"", "", "CARRIS METRO LISBOA", "TRANSPORTATION_PUBLIC_TRANSIT", "", 660, 1320, "", ""},
	}
)

// travel books and lives the holiday. Everything in euros goes on the travel
// card except one cash machine; large amounts carry a foreign transaction fee.
func (h *home) travel(c draw.Civil) {
	r := draw.Rand(h.seed, c.Day, "travel")
	if c.Day == h.trip.booked {
		h.buy(c.Day, homeTravelCard, flights, draw.Between(r, flights.lo, flights.hi))
	}
	if !h.trip.abroad(c.Day) {
		return
	}
	switch c.Day - h.trip.from {
	case 1:
		h.abroadATM(c.Day)
	case 2, 5, 8:
		s := abroadOnce[(c.Day-h.trip.from)/3]
		h.euro(c.Day, s, draw.Between(r, s.lo, s.hi))
	case tripDays - 1:
		h.euro(c.Day, lisbonStay, draw.Between(r, lisbonStay.lo, lisbonStay.hi))
	}
	for _, i := range r.Perm(len(abroadDaily))[:2+r.IntN(3)] {
		h.euro(c.Day, abroadDaily[i], draw.Between(r, abroadDaily[i].lo, abroadDaily[i].hi))
	}
}

func (h *home) euro(d draw.Day, s shop, cents int64) {
	r := draw.Rand(h.seed, d, s.text)
	x := s.row(h.seed, r, homeTravelCard, (d + 2).Banking(), d)
	x.currency = "EUR"
	x.original = x.name + " LISBOA PT EUR " + draw.FormatCents(cents)
	if x.city != "" {
		x.city, x.region, x.country = "Lisboa", "", "PT"
	}
	h.add(x, cents)
	if cents >= 6000 {
		h.foreignFee(homeTravelCard, x.date, d, fromEuro(cents)/100)
	}
}

func (h *home) foreignFee(account int, posted, bought draw.Day, cents int64) {
	h.add(row{
		account: account, date: posted, authorized: bought, name: "FOREIGN TRANSACTION FEE", original: "FOREIGN TRANSACTION FEE 1%",
		detailed: "BANK_FEES_FOREIGN_TRANSACTION_FEES", confidence: "VERY_HIGH", channel: "other", code: "bank charge",
	}, cents)
}

func (h *home) abroadATM(d draw.Day) {
	h.add(row{
		account: homeChecking, date: d + 1, authorized: d, name: "ATM WITHDRAWAL MULTIBANCO LISBOA", original: "INTL ATM WITHDRAWAL MULTIBANCO LISBOA PT",
		currency: "EUR", detailed: "TRANSFER_OUT_WITHDRAWAL", confidence: "VERY_HIGH", channel: "in store", code: "atm", city: "Lisboa", country: "PT",
	}, 20000)
	h.add(row{
		account: homeChecking, date: d + 1, authorized: d, name: "NON-PLATYPUS ATM FEE", original: "NON-PLATYPUS ATM FEE INTL",
		detailed: "BANK_FEES_ATM_FEES", confidence: "VERY_HIGH", channel: "other", code: "bank charge",
	}, 500)
}
