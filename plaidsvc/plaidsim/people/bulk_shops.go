package people

import (
	"encoding/json"
	"slices"
	"strconv"
	"strings"

	"passbook/plaidsvc/plaidsim/people/shop"
	"passbook/plaidsvc/plaidsim/wire"
)

// bulkShop is a merchant of user_bulk, with the parts of a transaction's JSON
// that are the same for all its transactions.
type bulkShop struct {
	shop.Shop
	account int // of bulkAccounts

	afterAuthorized string // up to the date
	beforeCity      string
	afterLocation   string    // up to the bank's text
	afterText       [2]string // up to the transaction's id, in either version of the categories
	afterID         string
}

// bulkCity is where a store is, with its part of the JSON.
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

// Every pair of these words is a local shop of user_bulk.
var (
	bulkFirst = []string{
		"Maple", "Harbor", "Copper", "Juniper", "Cedar", "Granite", "Willow", "Summit", "Prairie", "Lantern", "Orchard", "Falcon",
		"Meadow", "Anchor", "Velvet", "Quarry", "Saffron", "Birch", "Canyon", "Ember", "Foxglove", "Heron", "Indigo", "Larkspur",
	}
	bulkSecond = []shop.Shop{
		{Merchant: "Bakery", Text: "SQ *% BAKERY #####", Detailed: "FOOD_AND_DRINK_COFFEE", Lo: 380, Hi: 1900},
		{Merchant: "Market", Text: "% MARKET #####", Detailed: "FOOD_AND_DRINK_GROCERIES", Lo: 900, Hi: 14800},
		{Merchant: "Diner", Text: "TST* % DINER #####", Detailed: "FOOD_AND_DRINK_RESTAURANT", Lo: 1400, Hi: 8800},
		{Merchant: "Hardware", Text: "% HARDWARE ######", Detailed: "HOME_IMPROVEMENT_HARDWARE", Lo: 500, Hi: 17500},
		{Merchant: "Books", Text: "% BOOKS ######", Detailed: "GENERAL_MERCHANDISE_BOOKSTORES_AND_NEWSSTANDS", Lo: 900, Hi: 6400},
		{Merchant: "Pharmacy", Text: "% PHARMACY #####", Detailed: "MEDICAL_PHARMACIES_AND_SUPPLEMENTS", Lo: 600, Hi: 5200},
		{Merchant: "Garage", Text: "% GARAGE AUTO #####", Detailed: "GENERAL_SERVICES_AUTOMOTIVE", Lo: 4500, Hi: 68000},
		{Merchant: "Yoga", Text: "MINDBODY % YOGA", Detailed: "PERSONAL_CARE_GYMS_AND_FITNESS_CENTERS", Lo: 1800, Hi: 12900},
		{Merchant: "Outfitters", Website: "outfitters.example", Text: "% OUTFITTERS ######", Detailed: "GENERAL_MERCHANDISE_SPORTING_GOODS", Channel: "online", Lo: 1900, Hi: 22000},
		{Merchant: "Records", Website: "records.example", Text: "% RECORDS ORDER ########", Detailed: "ENTERTAINMENT_MUSIC_AND_AUDIO", Channel: "online", Lo: 999, Hi: 7900},
		{Merchant: "Fuel", Text: "% FUEL #######", Detailed: "TRANSPORTATION_GAS", Lo: 2400, Hi: 7800},
		{Merchant: "Clinic", Text: "% CLINIC COPAY", Detailed: "MEDICAL_PRIMARY_CARE", Lo: 2500, Hi: 24000},
	}
)

// bulkRegular are payments that come again under the same text.
var bulkRegular = []shop.Shop{
	{Merchant: "Cascade Robotics", Text: "CASCADE ROBOTICS PAYROLL PPD", Detailed: "INCOME_WAGES", Channel: "online", Lo: -412000, Hi: -286000, Kind: "income_source"},
	{Merchant: "Netflix", Website: "netflix.com", Text: "NETFLIX.COM", Detailed: "ENTERTAINMENT_TV_AND_MOVIES", Channel: "online", Lo: 1799, Hi: 1799},
	{Merchant: "Spotify", Website: "spotify.com", Text: "SPOTIFY USA", Detailed: "ENTERTAINMENT_MUSIC_AND_AUDIO", Channel: "online", Lo: 1699, Hi: 1699},
	{Merchant: "T-Mobile", Website: "t-mobile.com", Text: "TMOBILE*AUTO PAY", Detailed: "RENT_AND_UTILITIES_TELEPHONE", Channel: "online", Lo: 9050, Hi: 9050},
	{Text: "TRANSFER TO SAVINGS 4088", Detailed: "TRANSFER_OUT_SAVINGS", Channel: "other", Lo: 5000, Hi: 80000},
	{Text: "INTEREST PAYMENT", Detailed: "INCOME_INTEREST_EARNED", Channel: "other", Lo: -4200, Hi: -120},
}

// newBulkShops makes the merchants of user_bulk.
func newBulkShops() []bulkShop {
	named := slices.Concat(shop.Coffee, shop.Lunch, shop.Groceries, shop.Restaurants, shop.Deliveries, shop.FuelStations, shop.Stores, shop.Gifts,
		[]shop.Shop{shop.Costco, shop.Transit, shop.Parking, shop.Uber, shop.Pharmacy})
	var list []shop.Shop
	for _, s := range bulkSecond {
		for _, first := range bulkFirst {
			local := s
			local.Merchant = first + " " + s.Merchant
			local.Text = strings.Replace(s.Text, "%", strings.ToUpper(first), 1)
			if s.Website != "" {
				local.Website = strings.ToLower(first) + "-" + s.Website
			}
			list = append(list, local)
		}
	}
	for range 4 {
		list = append(list, named...)
		list = append(list, bulkRegular...)
	}
	shops := make([]bulkShop, len(list))
	for i, s := range list {
		shops[i] = newBulkShop(s, i)
	}
	return shops
}

func newBulkShop(s shop.Shop, n int) bulkShop {
	b := bulkShop{Shop: s, account: []int{0, 2, 3, 2}[n%4]}
	if s.Channel == "other" || s.Lo < 0 {
		b.account = n % 2
	}
	if b.Channel == "" {
		b.Channel = "in store"
	}
	id, logo, counterparties := "null", "null", "[]"
	if s.Merchant != "" {
		id, logo = quote(shop.EntityID(s.Merchant)), quote(logoURL(s.Merchant))
		counterparties = "[" + b.party() + "]"
	}
	b.afterAuthorized = `","authorized_datetime":null,"category":null,"category_id":null,"check_number":null,"counterparties":` + counterparties + `,"date":"`
	b.beforeCity = `","datetime":null,"iso_currency_code":"USD","location":{"address":null,"city":`
	b.afterLocation = `},"logo_url":` + logo + `,"merchant_entity_id":` + id + `,"merchant_name":` + quoteOrNull(s.Merchant) + `,"name":"`
	for i := range b.afterText {
		b.afterText[i] = b.between("v" + strconv.Itoa(i+1))
	}
	b.afterID = `","transaction_type":` + quote(wire.TransactionType(b.Channel)) + `,"unofficial_currency_code":null,"website":` + quoteOrNull(s.Website) + `}`
	return b
}

// between is the JSON between the bank's text and the transaction's id.
func (b *bulkShop) between(version string) string {
	primary, detailed := wire.Category(shop.PrimaryOf(b.Detailed), b.Detailed, version)
	return `","payment_channel":` + quote(b.Channel) +
		`,"payment_meta":{"by_order_of":null,"payee":null,"payer":null,"payment_method":null,"payment_processor":null,"ppd_id":null,"reason":null,"reference_number":null}` +
		`,"pending":false,"pending_transaction_id":null,"personal_finance_category":{"confidence_level":"VERY_HIGH","detailed":` + quote(detailed) +
		`,"primary":` + quote(primary) + `,"version":` + quote(version) + `},"personal_finance_category_icon_url":` + quote(wire.CategoryIcon(primary)) +
		`,"transaction_code":null,"transaction_id":"`
}

// party is the merchant as a counterparty.
func (b bulkShop) party() string {
	kind := b.Kind
	if kind == "" {
		kind = "merchant"
	}
	return `{"confidence_level":"VERY_HIGH","entity_id":` + quote(shop.EntityID(b.Merchant)) + `,"logo_url":` + quote(logoURL(b.Merchant)) +
		`,"name":` + quote(b.Merchant) + `,"phone_number":null,"type":` + quote(kind) + `,"website":` + quoteOrNull(b.Website) + `}`
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
