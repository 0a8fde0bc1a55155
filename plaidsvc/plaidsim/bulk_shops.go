package plaidsim

import (
	"encoding/json"
	"slices"
	"strconv"
	"strings"

	"passbook/plaidsvc/plaidsim/wire"
)

// bulkShop is a merchant of user_bulk with the parts of a transaction's JSON
// that do not change between its transactions.
type bulkShop struct {
	shop
	account int // of bulkAccounts

	afterAuthorized string // up to the date
	beforeCity      string
	afterLocation   string    // up to the bank's text
	afterText       [2]string // up to the transaction's id, in either version of the categories
	afterID         string
}

// bulkCity is where a store stands, with its part of the JSON.
type bulkCity struct {
	name, region, text string
	json               string // from city's value up to the store number's
}

var bulkCities = func() []bulkCity {
	list := []bulkCity{
		{name: "Portland", region: "OR"},
		{name: "Seattle", region: "WA"},
		{name: "Oakland", region: "CA"},
		{name: "Denver", region: "CO"},
		{name: "Austin", region: "TX"},
		{name: "Madison", region: "WI"},
		{name: "Brooklyn", region: "NY"},
		{name: "St. Paul", region: "MN"},
	}
	for i, c := range list {
		list[i].text = " " + strings.ToUpper(c.name) + " " + c.region
		list[i].json = quote(c.name) + `,"country":"US","lat":null,"lon":null,"postal_code":null,"region":` + quote(c.region) + `,"store_number":`
	}
	return list
}()

const bulkNowhere = `null,"country":null,"lat":null,"lon":null,"postal_code":null,"region":null,"store_number":null`

// The local shops of user_bulk are every pair of these words.
var (
	bulkFirst = []string{
		"Maple", "Harbor", "Copper", "Juniper", "Cedar", "Granite", "Willow", "Summit", "Prairie", "Lantern", "Orchard", "Falcon",
		"Meadow", "Anchor", "Velvet", "Quarry", "Saffron", "Birch", "Canyon", "Ember", "Foxglove", "Heron", "Indigo", "Larkspur",
	}
	bulkSecond = []shop{
		{merchant: "Bakery", text: "SQ *% BAKERY #####", detailed: "FOOD_AND_DRINK_COFFEE", lo: 380, hi: 1900},
		{merchant: "Market", text: "% MARKET #####", detailed: "FOOD_AND_DRINK_GROCERIES", lo: 900, hi: 14800},
		{merchant: "Diner", text: "TST* % DINER #####", detailed: "FOOD_AND_DRINK_RESTAURANT", lo: 1400, hi: 8800},
		{merchant: "Hardware", text: "% HARDWARE ######", detailed: "HOME_IMPROVEMENT_HARDWARE", lo: 500, hi: 17500},
		{merchant: "Books", text: "% BOOKS ######", detailed: "GENERAL_MERCHANDISE_BOOKSTORES_AND_NEWSSTANDS", lo: 900, hi: 6400},
		{merchant: "Pharmacy", text: "% PHARMACY #####", detailed: "MEDICAL_PHARMACIES_AND_SUPPLEMENTS", lo: 600, hi: 5200},
		{merchant: "Garage", text: "% GARAGE AUTO #####", detailed: "GENERAL_SERVICES_AUTOMOTIVE", lo: 4500, hi: 68000},
		{merchant: "Yoga", text: "MINDBODY % YOGA", detailed: "PERSONAL_CARE_GYMS_AND_FITNESS_CENTERS", lo: 1800, hi: 12900},
		{merchant: "Outfitters", website: "outfitters.example", text: "% OUTFITTERS ######", detailed: "GENERAL_MERCHANDISE_SPORTING_GOODS", channel: "online", lo: 1900, hi: 22000},
		{merchant: "Records", website: "records.example", text: "% RECORDS ORDER ########", detailed: "ENTERTAINMENT_MUSIC_AND_AUDIO", channel: "online", lo: 999, hi: 7900},
		{merchant: "Fuel", text: "% FUEL #######", detailed: "TRANSPORTATION_GAS", lo: 2400, hi: 7800},
		{merchant: "Clinic", text: "% CLINIC COPAY", detailed: "MEDICAL_PRIMARY_CARE", lo: 2500, hi: 24000},
	}
)

// bulkRegular are what comes back under the same text.
var bulkRegular = []shop{
	{merchant: "Cascade Robotics", text: "CASCADE ROBOTICS PAYROLL PPD", detailed: "INCOME_WAGES", channel: "online", lo: -412000, hi: -286000, kind: "income_source"},
	{merchant: "Netflix", website: "netflix.com", text: "NETFLIX.COM", detailed: "ENTERTAINMENT_TV_AND_MOVIES", channel: "online", lo: 1799, hi: 1799},
	{merchant: "Spotify", website: "spotify.com", text: "SPOTIFY USA", detailed: "ENTERTAINMENT_MUSIC_AND_AUDIO", channel: "online", lo: 1699, hi: 1699},
	{merchant: "T-Mobile", website: "t-mobile.com", text: "TMOBILE*AUTO PAY", detailed: "RENT_AND_UTILITIES_TELEPHONE", channel: "online", lo: 9050, hi: 9050},
	{text: "TRANSFER TO SAVINGS 4088", detailed: "TRANSFER_OUT_SAVINGS", channel: "other", lo: 5000, hi: 80000},
	{text: "INTEREST PAYMENT", detailed: "INCOME_INTEREST_EARNED", channel: "other", lo: -4200, hi: -120},
}

// newBulkShops is the merchants of user_bulk, each ready to be written.
func newBulkShops() []bulkShop {
	known := slices.Concat(coffeeShops, lunchPlaces, groceryStores, restaurants, deliveries, fuelStations, stores, giftShops,
		[]shop{costco, transit, parking, uber, pharmacy})
	var list []shop
	for _, s := range bulkSecond {
		for _, first := range bulkFirst {
			local := s
			local.merchant = first + " " + s.merchant
			local.text = strings.Replace(s.text, "%", strings.ToUpper(first), 1)
			if s.website != "" {
				local.website = strings.ToLower(first) + "-" + s.website
			}
			list = append(list, local)
		}
	}
	for range 4 {
		list = append(list, known...)
		list = append(list, bulkRegular...)
	}
	shops := make([]bulkShop, len(list))
	for i, s := range list {
		shops[i] = newBulkShop(s, i)
	}
	return shops
}

func newBulkShop(s shop, n int) bulkShop {
	b := bulkShop{shop: s, account: []int{0, 2, 3, 2}[n%4]}
	if s.channel == "other" || s.lo < 0 {
		b.account = n % 2
	}
	if b.channel == "" {
		b.channel = "in store"
	}
	id, logo, counterparties := "null", "null", "[]"
	if s.merchant != "" {
		id, logo = quote(entityID(s.merchant)), quote(logoURL(s.merchant))
		counterparties = "[" + b.party() + "]"
	}
	b.afterAuthorized = `","authorized_datetime":null,"category":null,"category_id":null,"check_number":null,"counterparties":` + counterparties + `,"date":"`
	b.beforeCity = `","datetime":null,"iso_currency_code":"USD","location":{"address":null,"city":`
	b.afterLocation = `},"logo_url":` + logo + `,"merchant_entity_id":` + id + `,"merchant_name":` + quoteOrNull(s.merchant) + `,"name":"`
	for i := range b.afterText {
		b.afterText[i] = b.between("v" + strconv.Itoa(i+1))
	}
	b.afterID = `","transaction_type":` + quote(wire.TransactionType(b.channel)) + `,"unofficial_currency_code":null,"website":` + quoteOrNull(s.website) + `}`
	return b
}

// between is the JSON from the bank's text to the transaction's id.
func (b *bulkShop) between(version string) string {
	primary, detailed, version := wire.Category(primaryOf(b.detailed), b.detailed, version)
	return `","payment_channel":` + quote(b.channel) +
		`,"payment_meta":{"by_order_of":null,"payee":null,"payer":null,"payment_method":null,"payment_processor":null,"ppd_id":null,"reason":null,"reference_number":null}` +
		`,"pending":false,"pending_transaction_id":null,"personal_finance_category":{"confidence_level":"VERY_HIGH","detailed":` + quote(detailed) +
		`,"primary":` + quote(primary) + `,"version":` + quote(version) + `},"personal_finance_category_icon_url":` + quote(wire.CategoryIcon(primary)) +
		`,"transaction_code":null,"transaction_id":"`
}

// party is the merchant as a counterparty.
func (b bulkShop) party() string {
	kind := b.kind
	if kind == "" {
		kind = "merchant"
	}
	return `{"confidence_level":"VERY_HIGH","entity_id":` + quote(entityID(b.merchant)) + `,"logo_url":` + quote(logoURL(b.merchant)) +
		`,"name":` + quote(b.merchant) + `,"phone_number":null,"type":` + quote(kind) + `,"website":` + quoteOrNull(b.website) + `}`
}

// logoURL is where Plaid would keep a merchant's logo.
func logoURL(merchant string) string {
	var b strings.Builder
	for _, c := range strings.ToLower(merchant) {
		switch {
		case c >= 'a' && c <= 'z' || c >= '0' && c <= '9':
			b.WriteRune(c)
		case c == ' ':
			b.WriteByte('_')
		}
	}
	return "https://plaid-merchant-logos.plaid.com/" + b.String() + ".png"
}

func quote(s string) string {
	b, err := json.Marshal(s)
	if err != nil {
		return `""`
	}
	return string(b)
}

func quoteOrNull(s string) string {
	if s == "" {
		return "null"
	}
	return quote(s)
}
