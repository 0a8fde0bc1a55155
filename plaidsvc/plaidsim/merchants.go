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
		{"Starbucks", "starbucks.com", "STARBUCKS STORE #####", "FOOD_AND_DRINK_COFFEE", "", 425, 895, "", ""},
		{"Stumptown Coffee Roasters", "stumptowncoffee.com", "SQ *STUMPTOWN COFFEE ####", "FOOD_AND_DRINK_COFFEE", "", 450, 1150, "", ""},
		{"", "", "SQ *CORNER PRESS CAFE", "FOOD_AND_DRINK_COFFEE", "", 375, 780, "", ""},
	}
	lunchPlaces = []shop{
		{"Chipotle", "chipotle.com", "CHIPOTLE ####", "FOOD_AND_DRINK_FAST_FOOD", "", 1085, 1690, "", ""},
		{"Panera Bread", "panerabread.com", "PANERA BREAD #6####", "FOOD_AND_DRINK_FAST_FOOD", "", 1120, 1795, "", ""},
		{"McDonald's", "mcdonalds.com", "MCDONALD'S F#####", "FOOD_AND_DRINK_FAST_FOOD", "", 725, 1390, "", ""},
		{"", "", "TST* NOODLE YARD", "FOOD_AND_DRINK_RESTAURANT", "", 1250, 2150, "", ""},
	}
	groceryStores = []shop{
		{"Safeway", "safeway.com", "SAFEWAY #####", "FOOD_AND_DRINK_GROCERIES", "", 2600, 5200, "", ""},
		{"Trader Joe's", "traderjoes.com", "TRADER JOE S #### QPS", "FOOD_AND_DRINK_GROCERIES", "", 2100, 4300, "", ""},
		{"Fred Meyer", "fredmeyer.com", "FRED-MEYER ####", "FOOD_AND_DRINK_GROCERIES", "", 2300, 5400, "", ""},
		{"Whole Foods", "wholefoodsmarket.com", "WHOLEFDS PRL #####", "FOOD_AND_DRINK_GROCERIES", "", 2800, 5600, "", ""},
	}
	costco      = shop{"Costco", "costco.com", "COSTCO WHSE #0###", "GENERAL_MERCHANDISE_SUPERSTORES", "", 9800, 24600, "", ""}
	restaurants = []shop{
		{"", "", "TST* ALDER & ASH", "FOOD_AND_DRINK_RESTAURANT", "", 4800, 10400, "", ""},
		{"", "", "TST* PHO KING LANE", "FOOD_AND_DRINK_RESTAURANT", "", 3100, 5600, "", ""},
		{"Olive Garden", "olivegarden.com", "OLIVE GARDEN ####", "FOOD_AND_DRINK_RESTAURANT", "", 4200, 7900, "", ""},
		{"The Cheesecake Factory", "thecheesecakefactory.com", "CHEESECAKE PORTLAND ###", "FOOD_AND_DRINK_RESTAURANT", "", 5200, 9800, "", ""},
		{"", "", "SQ *RIVERSIDE TAPROOM", "FOOD_AND_DRINK_BEER_WINE_AND_LIQUOR", "", 1800, 4600, "", ""},
	}
	deliveries = []shop{
		{"Burger King", "bk.com", "DD *DOORDASH BURGERKIN", "FOOD_AND_DRINK_FAST_FOOD", "online", 2100, 3600, "DoorDash", ""},
		{"", "", "DD *DOORDASH THAIBASIL", "FOOD_AND_DRINK_RESTAURANT", "online", 2900, 5200, "DoorDash", ""},
		{"Panda Express", "pandaexpress.com", "UBER EATS PANDA EXPRESS", "FOOD_AND_DRINK_FAST_FOOD", "online", 2200, 4100, "Uber Eats", ""},
	}
	fuelStations = []shop{
		{"Chevron", "chevron.com", "CHEVRON 0######", "TRANSPORTATION_GAS", "", 3100, 5200, "", ""},
		{"Shell", "shell.com", "SHELL OIL #########", "TRANSPORTATION_GAS", "", 2900, 5400, "", ""},
		{"76", "76.com", "76 - CASCADE FUEL ####", "TRANSPORTATION_GAS", "", 3000, 4900, "", ""},
	}
	transit = shop{"TriMet", "trimet.org", "TRIMET HOP FASTPASS", "TRANSPORTATION_PUBLIC_TRANSIT", "online", 2000, 2000, "", ""}
	parking = shop{"Parking Kitty", "parkingkitty.com", "PORTLAND PRKG KITTY ####", "TRANSPORTATION_PARKING", "online", 220, 960, "", ""}
	uber    = shop{"Uber", "uber.com", "UBER *TRIP HELP.UBER.COM", "TRANSPORTATION_TAXIS_AND_RIDE_SHARES", "online", 940, 3480, "", ""}
	stores  = []shop{
		{"Amazon", "amazon.com", "AMZN MKTP US*##A##B##", "GENERAL_MERCHANDISE_ONLINE_MARKETPLACES", "online", 1199, 8999, "", "marketplace"},
		{"Target", "target.com", "TARGET 0000####", "GENERAL_MERCHANDISE_SUPERSTORES", "", 1800, 9600, "", ""},
		{"Powell's Books", "powells.com", "POWELLS BOOKS ###", "GENERAL_MERCHANDISE_BOOKSTORES_AND_NEWSSTANDS", "", 1495, 5400, "", ""},
		{"REI", "rei.com", "REI #### PORTLAND", "GENERAL_MERCHANDISE_SPORTING_GOODS", "", 2495, 14900, "", ""},
		{"Uniqlo", "uniqlo.com", "UNIQLO USA ####", "GENERAL_MERCHANDISE_CLOTHING_AND_ACCESSORIES", "", 1990, 10980, "", ""},
		{"The Home Depot", "homedepot.com", "THE HOME DEPOT #####", "HOME_IMPROVEMENT_HARDWARE", "", 1240, 11800, "", ""},
		{"PetSmart", "petsmart.com", "PETSMART # ####", "GENERAL_MERCHANDISE_PET_SUPPLIES", "", 2200, 6400, "", ""},
		{"Etsy", "etsy.com", "ETSY.COM*PAPERMOON", "GENERAL_MERCHANDISE_ONLINE_MARKETPLACES", "online", 1450, 4900, "Etsy", ""},
	}
	outings = []shop{
		{"AMC Theatres", "amctheatres.com", "AMC #### ONLINE", "ENTERTAINMENT_TV_AND_MOVIES", "online", 1649, 4180, "", ""},
		{"", "", "OREGON MUSEUM SCI IND", "ENTERTAINMENT_SPORTING_EVENTS_AMUSEMENT_PARKS_AND_MUSEUMS", "", 1900, 5700, "", ""},
		{"Ticketmaster", "ticketmaster.com", "TM *PROVIDENCE PARK", "ENTERTAINMENT_SPORTING_EVENTS_AMUSEMENT_PARKS_AND_MUSEUMS", "online", 4400, 12800, "", ""},
	}
	pharmacy  = shop{"Walgreens", "walgreens.com", "WALGREENS #####", "MEDICAL_PHARMACIES_AND_SUPPLEMENTS", "", 890, 4200, "", ""}
	doctor    = shop{"", "", "NORTHWEST FAMILY CLINIC", "MEDICAL_PRIMARY_CARE", "", 2500, 4500, "", ""}
	dentist   = shop{"", "", "HAWTHORNE DENTAL GROUP", "MEDICAL_DENTAL_CARE", "", 8500, 21500, "", ""}
	barber    = shop{"", "", "SQ *SALT & SHEARS", "PERSONAL_CARE_HAIR_AND_BEAUTY", "", 4200, 6800, "", ""}
	garage    = shop{"Les Schwab", "lesschwab.com", "LES SCHWAB TIRES ####", "GENERAL_SERVICES_AUTOMOTIVE", "", 48000, 92000, "", ""}
	giftShops = []shop{
		{"Amazon", "amazon.com", "AMZN MKTP US*##C##D##", "GENERAL_MERCHANDISE_ONLINE_MARKETPLACES", "online", 2400, 11900, "", "marketplace"},
		{"", "", "PAPER ZONE GIFTS", "GENERAL_MERCHANDISE_GIFTS_AND_NOVELTIES", "", 1800, 7600, "", ""},
		{"Lego", "lego.com", "LEGO BRAND RETAIL ###", "GENERAL_MERCHANDISE_GIFTS_AND_NOVELTIES", "", 2999, 14999, "", ""},
		{"Nordstrom", "nordstrom.com", "NORDSTROM #0###", "GENERAL_MERCHANDISE_DEPARTMENT_STORES", "", 4900, 16800, "", ""},
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
