package household

import (
	"time"

	"passbook/plaidsvc/plaidsim/draw"
	"passbook/plaidsvc/plaidsim/people/shop"
	"passbook/plaidsvc/plaidsim/profile"
)

// trip is the year's holiday: ten days in Portugal, paid in euros.
type trip struct{ from, to, booked draw.Day }

const tripDays = 10

// planTrip sets the holiday between June and August, and its flights ten weeks
// earlier.
func planTrip(seed uint64, year int) trip {
	from := draw.DayIn(year, time.June, 10) + draw.Day(draw.Rand(seed, draw.Day(year), "trip").IntN(60))
	return trip{from, from + tripDays - 1, from - 70}
}

func (t trip) abroad(d draw.Day) bool { return d >= t.from && d <= t.to }

// fromEuro converts cents of a euro to cents of a dollar, at the rate of the
// cards: 1.0875.
func fromEuro(cents int64) int64 {
	if cents < 0 {
		return -fromEuro(-cents)
	}
	return (cents*10875 + 5000) / 10000
}

var (
	flights    = shop.Shop{Merchant: "TAP Air Portugal", Website: "flytap.com", Text: "TAP PORTUGAL 047##########", Detailed: "TRAVEL_FLIGHTS", Channel: "online", Lo: 118000, Hi: 164000}
	lisbonStay = shop.Shop{Text: "HOTEL MIRADOURO GRACA", Detailed: "TRAVEL_LODGING", Lo: 82000, Hi: 118000}
	abroadOnce = []shop.Shop{
		{Merchant: "Hertz", Website: "hertz.com", Text: "HERTZ PORTUGAL LIS", Detailed: "TRAVEL_RENTAL_CARS", Lo: 14200, Hi: 23800},
		{Text: "MUSEU NACIONAL AZULEJO", Detailed: "ENTERTAINMENT_SPORTING_EVENTS_AMUSEMENT_PARKS_AND_MUSEUMS", Lo: 1600, Hi: 3200},
		{Text: "LIVRARIA BERTRAND CHIADO", Trust: "MEDIUM", Detailed: "GENERAL_MERCHANDISE_BOOKSTORES_AND_NEWSSTANDS", Lo: 1490, Hi: 4200},
	}
	abroadDaily = []shop.Shop{
		{Text: "PASTELARIA SAO JORGE", Detailed: "FOOD_AND_DRINK_COFFEE", Lo: 380, Hi: 1150},
		{Text: "CERVEJARIA DO CAIS", Trust: "MEDIUM", Detailed: "FOOD_AND_DRINK_RESTAURANT", Lo: 3400, Hi: 8200},
		{Text: "TASCA DA ALFAMA", Trust: "UNKNOWN", Detailed: "FOOD_AND_DRINK_RESTAURANT", Lo: 2600, Hi: 6100},
		{Merchant: "Pingo Doce", Website: "pingodoce.pt", Text: "PINGO DOCE LISBOA ###", Detailed: "FOOD_AND_DRINK_GROCERIES", Lo: 890, Hi: 3600},
		{Merchant: "Bolt", Website: "bolt.eu", Text: "BOLT.EU/O/##########", Detailed: "TRANSPORTATION_TAXIS_AND_RIDE_SHARES", Channel: "online", Lo: 520, Hi: 1680},
		{Text: "CARRIS METRO LISBOA", Detailed: "TRANSPORTATION_PUBLIC_TRANSIT", Lo: 660, Hi: 1320},
	}
)

// travel books and pays for the holiday. Purchases abroad are in euros and paid
// with the travel card, large ones with a foreign transaction fee. Cash is
// drawn from checking, which books it in dollars.
func (h *household) travel(c draw.Civil) {
	r := draw.Rand(h.seed, c.Day, "travel")
	if c.Day == h.trip.booked {
		h.buy(c.Day, travelCard, flights, draw.Between(r, flights.Lo, flights.Hi))
	}
	if !h.trip.abroad(c.Day) {
		return
	}
	switch c.Day - h.trip.from {
	case 1:
		h.abroadATM(c.Day)
	case 2, 5, 8:
		s := abroadOnce[(c.Day-h.trip.from)/3]
		h.euro(c.Day, s, draw.Between(r, s.Lo, s.Hi))
	case tripDays - 1:
		h.euro(c.Day, lisbonStay, draw.Between(r, lisbonStay.Lo, lisbonStay.Hi))
	}
	for _, i := range r.Perm(len(abroadDaily))[:2+r.IntN(3)] {
		h.euro(c.Day, abroadDaily[i], draw.Between(r, abroadDaily[i].Lo, abroadDaily[i].Hi))
	}
}

func (h *household) euro(d draw.Day, s shop.Shop, cents int64) {
	r := draw.Rand(h.seed, d, s.Text)
	x := s.Planned(h.seed, r, travelCard, (d + 2).Banking(), d)
	x.Currency = "EUR"
	x.Original = x.Name + " LISBOA PT EUR " + draw.FormatCents(cents)
	if x.City != "" {
		x.City, x.Region, x.Country = "Lisboa", "", "PT"
		x.Address, x.Postal, x.Lat, x.Lon, x.Store = "", "", "", "", ""
	}
	h.add(x, cents)
	if cents >= 6000 {
		h.foreignFee(travelCard, x.Date, d, fromEuro(cents)/100)
	}
}

func (h *household) foreignFee(account int, posted, bought draw.Day, cents int64) {
	h.add(profile.Planned{
		Account: account, Date: posted, Authorized: bought, Name: "FOREIGN TRANSACTION FEE", Original: "FOREIGN TRANSACTION FEE 1%",
		Detailed: "BANK_FEES_FOREIGN_TRANSACTION_FEES", Confidence: "VERY_HIGH", Channel: "other", Code: "bank charge",
	}, cents)
}

func (h *household) abroadATM(d draw.Day) {
	h.add(profile.Planned{
		Account: checkingAccount, Date: d + 1, Authorized: d, Name: "ATM WITHDRAWAL MULTIBANCO LISBOA", Original: "INTL ATM WITHDRAWAL MULTIBANCO LISBOA PT",
		Detailed: "TRANSFER_OUT_WITHDRAWAL", Confidence: "VERY_HIGH", Channel: "in store", Code: "atm", City: "Lisboa", Country: "PT",
	}, fromEuro(20000))
	h.add(profile.Planned{
		Account: checkingAccount, Date: d + 1, Authorized: d, Name: "NON-PLATYPUS ATM FEE", Original: "NON-PLATYPUS ATM FEE INTL",
		Detailed: "BANK_FEES_ATM_FEES", Confidence: "VERY_HIGH", Channel: "other", Code: "bank charge",
	}, 500)
}
