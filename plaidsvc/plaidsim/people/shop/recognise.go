package shop

import (
	"cmp"
	"slices"
	"strings"

	"passbook/plaidsvc/plaidsim/profile"
)

// meaning is what a word in a bank's text says about the transaction.
type meaning struct {
	words string // in capitals, separated by |
	in    string // detailed category of incoming money; empty: the word does not count for it
	out   string // detailed category of outgoing money
}

// meanings are tried in this order.
var meanings = []meaning{
	{"OVERDRAFT", "", "BANK_FEES_OVERDRAFT_FEES"},
	{"NSF|INSUFFICIENT", "", "BANK_FEES_INSUFFICIENT_FUNDS"},
	{"FOREIGN TRANSACTION", "", "BANK_FEES_FOREIGN_TRANSACTION_FEES"},
	{"ATM FEE", "", "BANK_FEES_ATM_FEES"},
	{"INTEREST|INTRST", "INCOME_INTEREST_EARNED", "BANK_FEES_INTEREST_CHARGE"},
	{"DIVIDEND", "INCOME_DIVIDENDS", ""},
	{"TAX REF|TREAS 310", "INCOME_TAX_REFUND", ""},
	{"UNEMPLOYMENT", "INCOME_UNEMPLOYMENT", ""},
	{"CHILD SUPPORT", "INCOME_CHILD_SUPPORT", ""},
	{"UBER PAY|LYFT PAY|DOORDASH PAY|INSTACART PAY|RIDESHARE", "INCOME_GIG_ECONOMY", ""},
	{"SOCIAL SECURITY|PENSION|RETIREMENT BENEFIT", "INCOME_RETIREMENT_PENSION", ""},
	{"PAYROLL|PAYCHECK|SALARY|DIRECT DEP|DIR DEP|WAGES|GUSTO PAY", "INCOME_WAGES", ""},
	{"EARNIN|CASH ADVANCE", "TRANSFER_IN_CASH_ADVANCES_AND_LOANS", "LOAN_PAYMENTS_OTHER_PAYMENT"},
	{"PAYOUT|INVOICE|BENEFIT", "INCOME_OTHER_INCOME", ""},
	{"MORTGAGE", "LOAN_PAYMENTS_MORTGAGE_PAYMENT", "LOAN_PAYMENTS_MORTGAGE_PAYMENT"},
	{"STUDENT L", "LOAN_PAYMENTS_STUDENT_LOAN_PAYMENT", "LOAN_PAYMENTS_STUDENT_LOAN_PAYMENT"},
	{"AUTO LOAN|CAR LOAN|CAR PAYMENT", "LOAN_PAYMENTS_CAR_PAYMENT", "LOAN_PAYMENTS_CAR_PAYMENT"},
	{"CREDIT CARD|CREDIT CRD|AUTOPAY|AUTOMATIC PAYMENT|PAYMENT THANK YOU", "LOAN_PAYMENTS_CREDIT_CARD_PAYMENT", "LOAN_PAYMENTS_CREDIT_CARD_PAYMENT"},
	{"LOAN", "TRANSFER_IN_CASH_ADVANCES_AND_LOANS", "LOAN_PAYMENTS_OTHER_PAYMENT"},
	{"RENT PAYMENT|RENT PMT|APARTMENT|RENTAL", "", "RENT_AND_UTILITIES_RENT"},
	{"ELECTRIC|POWER|ENERGY", "", "RENT_AND_UTILITIES_GAS_AND_ELECTRICITY"},
	{"WATER", "", "RENT_AND_UTILITIES_WATER"},
	{"INTERNET|CABLE", "", "RENT_AND_UTILITIES_INTERNET_AND_CABLE"},
	{"INSURANCE", "", "GENERAL_SERVICES_INSURANCE"},
	{"ATM|WITHDRAWAL", "", "TRANSFER_OUT_WITHDRAWAL"},
	{"DEPOSIT", "TRANSFER_IN_DEPOSIT", "TRANSFER_OUT_ACCOUNT_TRANSFER"},
	{"SAVINGS", "TRANSFER_IN_SAVINGS", "TRANSFER_OUT_SAVINGS"},
	{"TRANSFER|ZELLE|VENMO", "TRANSFER_IN_ACCOUNT_TRANSFER", "TRANSFER_OUT_ACCOUNT_TRANSFER"},
	{"AIRLINES|AIRWAYS", "TRAVEL_FLIGHTS", "TRAVEL_FLIGHTS"},
	{"HOTEL|INN ", "TRAVEL_LODGING", "TRAVEL_LODGING"},
	{"CLIMBING|GYM|FITNESS", "PERSONAL_CARE_GYMS_AND_FITNESS_CENTERS", "PERSONAL_CARE_GYMS_AND_FITNESS_CENTERS"},
	{"BICYCLE", "GENERAL_MERCHANDISE_SPORTING_GOODS", "GENERAL_MERCHANDISE_SPORTING_GOODS"},
	{"COFFEE|CAFE", "FOOD_AND_DRINK_COFFEE", "FOOD_AND_DRINK_COFFEE"},
	{"GROCER|MARKET", "FOOD_AND_DRINK_GROCERIES", "FOOD_AND_DRINK_GROCERIES"},
	{"RESTAURANT|DINER|BISTRO|PIZZA|BAGEL", "FOOD_AND_DRINK_RESTAURANT", "FOOD_AND_DRINK_RESTAURANT"},
	{"GAS STATION|FUEL", "TRANSPORTATION_GAS", "TRANSPORTATION_GAS"},
	{"PHARMACY", "MEDICAL_PHARMACIES_AND_SUPPLEMENTS", "MEDICAL_PHARMACIES_AND_SUPPLEMENTS"},
}

// merchants are those whose names are recognised in a text.
var merchants = slices.DeleteFunc(slices.Concat(
	[]Shop{
		{Merchant: "Walmart", Website: "walmart.com", Detailed: "GENERAL_MERCHANDISE_SUPERSTORES", Short: "WM SUPERCENTER"},
		{Merchant: "Burger King", Website: "burgerking.com", Detailed: "FOOD_AND_DRINK_FAST_FOOD", Via: "DoorDash", Short: "DOORDASH BURGERKIN"},
		{Merchant: "United Airlines", Website: "united.com", Detailed: "TRAVEL_FLIGHTS"},
		{Merchant: "Uber Eats", Website: "ubereats.com", Detailed: "FOOD_AND_DRINK_RESTAURANT", Channel: "online", Kind: "marketplace"},
		{Merchant: "FreshBooks", Website: "freshbooks.com", Detailed: "GENERAL_SERVICES_ACCOUNTING_AND_FINANCIAL_PLANNING", Channel: "online"},
		{Merchant: "KFC", Website: "kfc.com", Detailed: "FOOD_AND_DRINK_FAST_FOOD"},
		{Merchant: "McDonalds", Website: "mcdonalds.com", Detailed: "FOOD_AND_DRINK_FAST_FOOD"},
		{Merchant: "Netflix", Website: "netflix.com", Detailed: "ENTERTAINMENT_TV_AND_MOVIES", Channel: "online"},
		{Merchant: "Spotify", Website: "spotify.com", Detailed: "ENTERTAINMENT_MUSIC_AND_AUDIO", Channel: "online"},
		Costco, Transit, Uber, Pharmacy,
	},
	Coffee, Lunch, Groceries, Restaurants, FuelStations, Stores, Outings, Gifts),
	func(s Shop) bool { return len(s.Merchant) < 3 })

// Recognise sets what Plaid would make of a transaction's text: merchant,
// category, channel. For incoming money the words are tried before the
// merchants.
func Recognise(r *profile.Planned) {
	text := strings.ToUpper(r.Name)
	in := strings.HasPrefix(r.Amount, "-")
	r.Original = r.Name
	if in && findCategory(r, text, in) || findMerchant(r, text) {
		return
	}
	findCategory(r, text, in)
}

// findMerchant looks for the name of a merchant.
func findMerchant(r *profile.Planned, text string) bool {
	for _, s := range merchants {
		if !mentions(text, strings.ToUpper(s.Merchant)) && (s.Short == "" || !mentions(text, s.Short)) {
			continue
		}
		r.Merchant, r.Website, r.Entity, r.Counterparty = s.Merchant, s.Website, EntityID(s.Merchant), cmp.Or(s.Kind, "merchant")
		r.Logo = Logo(s.Merchant)
		r.Detailed, r.Primary, r.Confidence, r.Channel = s.Detailed, PrimaryOf(s.Detailed), "VERY_HIGH", s.Channel
		if r.Channel == "" {
			r.Channel = "in store"
		}
		if s.Via != "" && mentions(text, strings.ToUpper(s.Via)) {
			r.Via, r.Channel = marketplaces[s.Via], "online"
		}
		return true
	}
	return false
}

// findCategory looks for a word that says what the transaction is. If there is
// none it gives false, and the category is a guess.
func findCategory(r *profile.Planned, text string, in bool) bool {
	r.Channel, r.Confidence = "other", "HIGH"
	for _, m := range meanings {
		detailed := m.out
		if in {
			detailed = m.in
		}
		if detailed != "" && slices.ContainsFunc(strings.Split(m.words, "|"), func(w string) bool { return mentions(text, w) }) {
			r.Detailed, r.Primary = detailed, PrimaryOf(detailed)
			if detailed == "INCOME_WAGES" {
				r.Counterparty = "income_source"
			}
			return true
		}
	}
	r.Detailed, r.Confidence = "GENERAL_MERCHANDISE_OTHER_GENERAL_MERCHANDISE", "LOW"
	if in {
		r.Detailed = "TRANSFER_IN_OTHER_TRANSFER_IN"
	}
	r.Primary = PrimaryOf(r.Detailed)
	return false
}

// mentions reports whether a text has a word that does not begin inside another
// one.
func mentions(text, word string) bool {
	for from := 0; ; {
		i := strings.Index(text[from:], word)
		if i < 0 {
			return false
		}
		i += from
		if i == 0 || text[i-1] < 'A' || text[i-1] > 'Z' {
			return true
		}
		from = i + 1
	}
}
