package plaidsim

import (
	"time"

	"passbook/plaidsvc/plaidsim/draw"
	"passbook/plaidsvc/plaidsim/profile"
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
	flights    = shop{merchant: "TAP Air Portugal", website: "flytap.com", text: "TAP PORTUGAL 047##########", detailed: "TRAVEL_FLIGHTS", channel: "online", lo: 118000, hi: 164000}
	lisbonStay = shop{text: "HOTEL MIRADOURO GRACA", detailed: "TRAVEL_LODGING", lo: 82000, hi: 118000}
	abroadOnce = []shop{
		{merchant: "Hertz", website: "hertz.com", text: "HERTZ PORTUGAL LIS", detailed: "TRAVEL_RENTAL_CARS", lo: 14200, hi: 23800},
		{text: "MUSEU NACIONAL AZULEJO", detailed: "ENTERTAINMENT_SPORTING_EVENTS_AMUSEMENT_PARKS_AND_MUSEUMS", lo: 1600, hi: 3200},
		{text: "LIVRARIA BERTRAND CHIADO", detailed: "GENERAL_MERCHANDISE_BOOKSTORES_AND_NEWSSTANDS", lo: 1490, hi: 4200},
	}
	abroadDaily = []shop{
		{text: "PASTELARIA SAO JORGE", detailed: "FOOD_AND_DRINK_COFFEE", lo: 380, hi: 1150},
		{text: "CERVEJARIA DO CAIS", detailed: "FOOD_AND_DRINK_RESTAURANT", lo: 3400, hi: 8200},
		{text: "TASCA DA ALFAMA", detailed: "FOOD_AND_DRINK_RESTAURANT", lo: 2600, hi: 6100},
		{merchant: "Pingo Doce", website: "pingodoce.pt", text: "PINGO DOCE LISBOA ###", detailed: "FOOD_AND_DRINK_GROCERIES", lo: 890, hi: 3600},
		{merchant: "Bolt", website: "bolt.eu", text: "BOLT.EU/O/##########", detailed: "TRANSPORTATION_TAXIS_AND_RIDE_SHARES", channel: "online", lo: 520, hi: 1680},
		{text: "CARRIS METRO LISBOA", detailed: "TRANSPORTATION_PUBLIC_TRANSIT", lo: 660, hi: 1320},
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
	x.Currency = "EUR"
	x.Original = x.Name + " LISBOA PT EUR " + draw.FormatCents(cents)
	if x.City != "" {
		x.City, x.Region, x.Country = "Lisboa", "", "PT"
	}
	h.add(x, cents)
	if cents >= 6000 {
		h.foreignFee(homeTravelCard, x.Date, d, fromEuro(cents)/100)
	}
}

func (h *home) foreignFee(account int, posted, bought draw.Day, cents int64) {
	h.add(profile.Planned{
		Account: account, Date: posted, Authorized: bought, Name: "FOREIGN TRANSACTION FEE", Original: "FOREIGN TRANSACTION FEE 1%",
		Detailed: "BANK_FEES_FOREIGN_TRANSACTION_FEES", Confidence: "VERY_HIGH", Channel: "other", Code: "bank charge",
	}, cents)
}

func (h *home) abroadATM(d draw.Day) {
	h.add(profile.Planned{
		Account: homeChecking, Date: d + 1, Authorized: d, Name: "ATM WITHDRAWAL MULTIBANCO LISBOA", Original: "INTL ATM WITHDRAWAL MULTIBANCO LISBOA PT",
		Currency: "EUR", Detailed: "TRANSFER_OUT_WITHDRAWAL", Confidence: "VERY_HIGH", Channel: "in store", Code: "atm", City: "Lisboa", Country: "PT",
	}, 20000)
	h.add(profile.Planned{
		Account: homeChecking, Date: d + 1, Authorized: d, Name: "NON-PLATYPUS ATM FEE", Original: "NON-PLATYPUS ATM FEE INTL",
		Detailed: "BANK_FEES_ATM_FEES", Confidence: "VERY_HIGH", Channel: "other", Code: "bank charge",
	}, 500)
}
