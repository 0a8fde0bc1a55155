package plaidsim

import (
	"math/rand/v2"
	"strings"

	"passbook/plaidsvc/plaidsim/draw"
)

// shop is a merchant as the bank's text and Plaid's enrichment show it.
type shop struct {
	merchant string // empty: Plaid did not recognise it
	website  string
	text     string // of the bank: every # is a digit
	detailed string // personal finance category, version 1
	channel  string // payment_channel; empty: in store
	lo, hi   int64  // usual price, cents
	via      string // the marketplace that sold it
	kind     string // counterparty type; empty: merchant
}

var (
	coffeeShops = []shop{
		{merchant: "Starbucks", website: "starbucks.com", text: "STARBUCKS STORE #####", detailed: "FOOD_AND_DRINK_COFFEE", lo: 425, hi: 895},
		{merchant: "Stumptown Coffee Roasters", website: "stumptowncoffee.com", text: "SQ *STUMPTOWN COFFEE ####", detailed: "FOOD_AND_DRINK_COFFEE", lo: 450, hi: 1150},
		{text: "SQ *CORNER PRESS CAFE", detailed: "FOOD_AND_DRINK_COFFEE", lo: 375, hi: 780},
	}
	lunchPlaces = []shop{
		{merchant: "Chipotle", website: "chipotle.com", text: "CHIPOTLE ####", detailed: "FOOD_AND_DRINK_FAST_FOOD", lo: 1085, hi: 1690},
		{merchant: "Panera Bread", website: "panerabread.com", text: "PANERA BREAD #6####", detailed: "FOOD_AND_DRINK_FAST_FOOD", lo: 1120, hi: 1795},
		{merchant: "McDonald's", website: "mcdonalds.com", text: "MCDONALD'S F#####", detailed: "FOOD_AND_DRINK_FAST_FOOD", lo: 725, hi: 1390},
		{text: "TST* NOODLE YARD", detailed: "FOOD_AND_DRINK_RESTAURANT", lo: 1250, hi: 2150},
	}
	groceryStores = []shop{
		{merchant: "Safeway", website: "safeway.com", text: "SAFEWAY #####", detailed: "FOOD_AND_DRINK_GROCERIES", lo: 2600, hi: 5200},
		{merchant: "Trader Joe's", website: "traderjoes.com", text: "TRADER JOE S #### QPS", detailed: "FOOD_AND_DRINK_GROCERIES", lo: 2100, hi: 4300},
		{merchant: "Fred Meyer", website: "fredmeyer.com", text: "FRED-MEYER ####", detailed: "FOOD_AND_DRINK_GROCERIES", lo: 2300, hi: 5400},
		{merchant: "Whole Foods", website: "wholefoodsmarket.com", text: "WHOLEFDS PRL #####", detailed: "FOOD_AND_DRINK_GROCERIES", lo: 2800, hi: 5600},
	}
	costco      = shop{merchant: "Costco", website: "costco.com", text: "COSTCO WHSE #0###", detailed: "GENERAL_MERCHANDISE_SUPERSTORES", lo: 9800, hi: 24600}
	restaurants = []shop{
		{text: "TST* ALDER & ASH", detailed: "FOOD_AND_DRINK_RESTAURANT", lo: 4800, hi: 10400},
		{text: "TST* PHO KING LANE", detailed: "FOOD_AND_DRINK_RESTAURANT", lo: 3100, hi: 5600},
		{merchant: "Olive Garden", website: "olivegarden.com", text: "OLIVE GARDEN ####", detailed: "FOOD_AND_DRINK_RESTAURANT", lo: 4200, hi: 7900},
		{merchant: "The Cheesecake Factory", website: "thecheesecakefactory.com", text: "CHEESECAKE PORTLAND ###", detailed: "FOOD_AND_DRINK_RESTAURANT", lo: 5200, hi: 9800},
		{text: "SQ *RIVERSIDE TAPROOM", detailed: "FOOD_AND_DRINK_BEER_WINE_AND_LIQUOR", lo: 1800, hi: 4600},
	}
	deliveries = []shop{
		{merchant: "Burger King", website: "bk.com", text: "DD *DOORDASH BURGERKIN", detailed: "FOOD_AND_DRINK_FAST_FOOD", channel: "online", lo: 2100, hi: 3600, via: "DoorDash"},
		{text: "DD *DOORDASH THAIBASIL", detailed: "FOOD_AND_DRINK_RESTAURANT", channel: "online", lo: 2900, hi: 5200, via: "DoorDash"},
		{merchant: "Panda Express", website: "pandaexpress.com", text: "UBER EATS PANDA EXPRESS", detailed: "FOOD_AND_DRINK_FAST_FOOD", channel: "online", lo: 2200, hi: 4100, via: "Uber Eats"},
	}
	fuelStations = []shop{
		{merchant: "Chevron", website: "chevron.com", text: "CHEVRON 0######", detailed: "TRANSPORTATION_GAS", lo: 3100, hi: 5200},
		{merchant: "Shell", website: "shell.com", text: "SHELL OIL #########", detailed: "TRANSPORTATION_GAS", lo: 2900, hi: 5400},
		{merchant: "76", website: "76.com", text: "76 - CASCADE FUEL ####", detailed: "TRANSPORTATION_GAS", lo: 3000, hi: 4900},
	}
	transit = shop{merchant: "TriMet", website: "trimet.org", text: "TRIMET HOP FASTPASS", detailed: "TRANSPORTATION_PUBLIC_TRANSIT", channel: "online", lo: 2000, hi: 2000}
	parking = shop{merchant: "Parking Kitty", website: "parkingkitty.com", text: "PORTLAND PRKG KITTY ####", detailed: "TRANSPORTATION_PARKING", channel: "online", lo: 220, hi: 960}
	uber    = shop{merchant: "Uber", website: "uber.com", text: "UBER *TRIP HELP.UBER.COM", detailed: "TRANSPORTATION_TAXIS_AND_RIDE_SHARES", channel: "online", lo: 940, hi: 3480}
	stores  = []shop{
		{merchant: "Amazon", website: "amazon.com", text: "AMZN MKTP US*##A##B##", detailed: "GENERAL_MERCHANDISE_ONLINE_MARKETPLACES", channel: "online", lo: 1199, hi: 8999, kind: "marketplace"},
		{merchant: "Target", website: "target.com", text: "TARGET 0000####", detailed: "GENERAL_MERCHANDISE_SUPERSTORES", lo: 1800, hi: 9600},
		{merchant: "Powell's Books", website: "powells.com", text: "POWELLS BOOKS ###", detailed: "GENERAL_MERCHANDISE_BOOKSTORES_AND_NEWSSTANDS", lo: 1495, hi: 5400},
		{merchant: "REI", website: "rei.com", text: "REI #### PORTLAND", detailed: "GENERAL_MERCHANDISE_SPORTING_GOODS", lo: 2495, hi: 14900},
		{merchant: "Uniqlo", website: "uniqlo.com", text: "UNIQLO USA ####", detailed: "GENERAL_MERCHANDISE_CLOTHING_AND_ACCESSORIES", lo: 1990, hi: 10980},
		{merchant: "The Home Depot", website: "homedepot.com", text: "THE HOME DEPOT #####", detailed: "HOME_IMPROVEMENT_HARDWARE", lo: 1240, hi: 11800},
		{merchant: "PetSmart", website: "petsmart.com", text: "PETSMART # ####", detailed: "GENERAL_MERCHANDISE_PET_SUPPLIES", lo: 2200, hi: 6400},
		{merchant: "Etsy", website: "etsy.com", text: "ETSY.COM*PAPERMOON", detailed: "GENERAL_MERCHANDISE_ONLINE_MARKETPLACES", channel: "online", lo: 1450, hi: 4900, via: "Etsy"},
	}
	outings = []shop{
		{merchant: "AMC Theatres", website: "amctheatres.com", text: "AMC #### ONLINE", detailed: "ENTERTAINMENT_TV_AND_MOVIES", channel: "online", lo: 1649, hi: 4180},
		{text: "OREGON MUSEUM SCI IND", detailed: "ENTERTAINMENT_SPORTING_EVENTS_AMUSEMENT_PARKS_AND_MUSEUMS", lo: 1900, hi: 5700},
		{merchant: "Ticketmaster", website: "ticketmaster.com", text: "TM *PROVIDENCE PARK", detailed: "ENTERTAINMENT_SPORTING_EVENTS_AMUSEMENT_PARKS_AND_MUSEUMS", channel: "online", lo: 4400, hi: 12800},
	}
	pharmacy  = shop{merchant: "Walgreens", website: "walgreens.com", text: "WALGREENS #####", detailed: "MEDICAL_PHARMACIES_AND_SUPPLEMENTS", lo: 890, hi: 4200}
	doctor    = shop{text: "NORTHWEST FAMILY CLINIC", detailed: "MEDICAL_PRIMARY_CARE", lo: 2500, hi: 4500}
	dentist   = shop{text: "HAWTHORNE DENTAL GROUP", detailed: "MEDICAL_DENTAL_CARE", lo: 8500, hi: 21500}
	barber    = shop{text: "SQ *SALT & SHEARS", detailed: "PERSONAL_CARE_HAIR_AND_BEAUTY", lo: 4200, hi: 6800}
	garage    = shop{merchant: "Les Schwab", website: "lesschwab.com", text: "LES SCHWAB TIRES ####", detailed: "GENERAL_SERVICES_AUTOMOTIVE", lo: 48000, hi: 92000}
	giftShops = []shop{
		{merchant: "Amazon", website: "amazon.com", text: "AMZN MKTP US*##C##D##", detailed: "GENERAL_MERCHANDISE_ONLINE_MARKETPLACES", channel: "online", lo: 2400, hi: 11900, kind: "marketplace"},
		{text: "PAPER ZONE GIFTS", detailed: "GENERAL_MERCHANDISE_GIFTS_AND_NOVELTIES", lo: 1800, hi: 7600},
		{merchant: "Lego", website: "lego.com", text: "LEGO BRAND RETAIL ###", detailed: "GENERAL_MERCHANDISE_GIFTS_AND_NOVELTIES", lo: 2999, hi: 14999},
		{merchant: "Nordstrom", website: "nordstrom.com", text: "NORDSTROM #0###", detailed: "GENERAL_MERCHANDISE_DEPARTMENT_STORES", lo: 4900, hi: 16800},
	}
)

// branch is the bank's text of one of the three branches of a shop that a
// household goes to: the same store numbers come back.
func (s shop) branch(seed uint64, r *rand.Rand) string {
	return draw.Digits(draw.Rand(seed, draw.Day(r.IntN(3)), s.text), s.text)
}

// entityID is a merchant's own identifier: the same for every user.
func entityID(merchant string) string {
	if merchant == "" {
		return ""
	}
	return string(draw.AppendBase62(nil, draw.MixString(0, merchant), 37))
}

var primaries = []string{
	"INCOME", "LOAN_DISBURSEMENTS", "LOAN_PAYMENTS", "TRANSFER_IN", "TRANSFER_OUT", "BANK_FEES", "ENTERTAINMENT",
	"FOOD_AND_DRINK", "GENERAL_MERCHANDISE", "HOME_IMPROVEMENT", "MEDICAL", "PERSONAL_CARE", "GENERAL_SERVICES",
	"GOVERNMENT_AND_NON_PROFIT", "TRANSPORTATION", "TRAVEL", "RENT_AND_UTILITIES", "OTHER",
}

// primaryOf gives the primary category that a detailed one belongs to.
func primaryOf(detailed string) string {
	for _, p := range primaries {
		if strings.HasPrefix(detailed, p+"_") {
			return p
		}
	}
	return "OTHER"
}
