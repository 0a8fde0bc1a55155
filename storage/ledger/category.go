package ledger

import (
	"slices"
	"strings"
	"unicode"
)

// Primaries are Plaid's primary categories of both versions of its taxonomy.
// They find the primary of a detailed category that the person chose; the set of
// what a bank may send is open.
var Primaries = []string{
	"BANK_FEES", "ENTERTAINMENT", "FOOD_AND_DRINK", "GENERAL_MERCHANDISE", "GENERAL_SERVICES", "GOVERNMENT_AND_NON_PROFIT",
	"HOME_IMPROVEMENT", "INCOME", "LOAN_DISBURSEMENTS", "LOAN_PAYMENTS", "MEDICAL", "OTHER", "PERSONAL_CARE",
	"RENT_AND_UTILITIES", "TRANSFER_IN", "TRANSFER_OUT", "TRANSPORTATION", "TRAVEL",
}

// PrimaryCategory gives the primary category that a detailed one belongs to,
// and itself where it belongs to none: a primary one, or a name of the
// person's own.
func PrimaryCategory(category string) string {
	for _, primary := range Primaries {
		if category == primary || strings.HasPrefix(category, primary+"_") {
			return primary
		}
	}
	return category
}

// CurrentCategory gives a category of the first version of Plaid's taxonomy as
// the second one has it, where that is one to one (Plaid's migration guide), and
// any other as it is. TRANSFER_IN_CASH_ADVANCES_AND_LOANS became several and
// stays.
func CurrentCategory(primary, detailed string) (newPrimary, newDetailed string) {
	switch detailed {
	case "INCOME_WAGES":
		return "INCOME", "INCOME_SALARY"
	case "INCOME_OTHER_INCOME":
		return "INCOME", "INCOME_OTHER"
	}
	return primary, detailed
}

// LineName is what a line of figures is called: the name of its category, or of
// what no category of a bank is.
func LineName(code string) string {
	if name, ok := lineNames[code]; ok {
		return name
	}
	return CategoryName(code)
}

var lineNames = map[string]string{
	CodePeople:                "People and other transfers",
	CodeUncategorisedIn:       "Uncategorised in",
	CodeUncategorisedOut:      "Uncategorised out",
	"TRANSFER_IN_DEPOSIT":     "Deposits",
	"TRANSFER_OUT_WITHDRAWAL": "Cash",
	cardPayment:               "Card that is not linked",
}

// CategoryName writes a category in words: FOOD_AND_DRINK_COFFEE is Coffee, and
// no category is Uncategorised. The person's own names stay as they were typed.
func CategoryName(category string) string {
	if name, ok := shortNames[category]; ok {
		return name
	}
	primary := PrimaryCategory(category)
	switch {
	case category == "":
		return "Uncategorised"
	case strings.ToUpper(category) != category:
		return category
	case len(category) > len(primary)+1:
		category = category[len(primary)+1:]
	}
	words := []rune(strings.ToLower(strings.ReplaceAll(category, "_", " ")))
	words[0] = unicode.ToUpper(words[0])
	return string(words)
}

// shortNames are the categories whose code makes a poor name: too long for a
// column, or unclear without the rest of it.
var shortNames = map[string]string{
	"BANK_FEES_ATM_FEES": "ATM fees",
	"ENTERTAINMENT_SPORTING_EVENTS_AMUSEMENT_PARKS_AND_MUSEUMS": "Sports, parks and museums",
	"ENTERTAINMENT_TV_AND_MOVIES":                               "TV and movies",
	"FOOD_AND_DRINK_RESTAURANT":                                 "Restaurants",
	"GENERAL_MERCHANDISE_BOOKSTORES_AND_NEWSSTANDS":             "Books and papers",
	"GENERAL_MERCHANDISE_CLOTHING_AND_ACCESSORIES":              "Clothing",
	"INCOME_OTHER":                           "Other income",
	"LOAN_DISBURSEMENTS_AUTO":                "Car loan paid out",
	"LOAN_DISBURSEMENTS_BNPL":                "Bought now, paid later",
	"LOAN_DISBURSEMENTS_CASH_ADVANCES":       "Cash advance paid out",
	"LOAN_DISBURSEMENTS_EWA":                 "Wage advance paid out",
	"LOAN_DISBURSEMENTS_MORTGAGE":            "Mortgage paid out",
	"LOAN_DISBURSEMENTS_OTHER_DISBURSEMENT":  "Other loan paid out",
	"LOAN_DISBURSEMENTS_PERSONAL":            "Personal loan paid out",
	"LOAN_DISBURSEMENTS_STUDENT":             "Student loan paid out",
	"LOAN_PAYMENTS_BNPL":                     "Pay later",
	"LOAN_PAYMENTS_CASH_ADVANCES":            "Cash advances",
	"LOAN_PAYMENTS_EWA":                      "Wage advances",
	"LOAN_PAYMENTS_OTHER_PAYMENT":            "Other loan payment",
	"OTHER_OTHER":                            "Other",
	"PERSONAL_CARE_GYMS_AND_FITNESS_CENTERS": "Gyms",
	"RENT_AND_UTILITIES_GAS_AND_ELECTRICITY": "Energy",
	"RENT_AND_UTILITIES_INTERNET_AND_CABLE":  "Internet",
	"TRANSFER_IN_SAVINGS":                    "From savings",
	"TRANSFER_IN_TRANSFER_IN_FROM_APPS":      "From payment apps",
	"TRANSFER_OUT_SAVINGS":                   "To savings",
	"TRANSFER_OUT_TRANSFER_OUT_FROM_APPS":    "To payment apps",
	"TRANSPORTATION_GAS":                     "Fuel",
	"TRANSPORTATION_TAXIS_AND_RIDE_SHARES":   "Taxis and rides",
}

// Taxonomy is a version of Plaid's personal finance categories.
type Taxonomy string

// The versions. What an answer holds is of the second one: see CurrentCategory.
const (
	TaxonomyV1 Taxonomy = "v1"
	TaxonomyV2 Taxonomy = "v2"
)

// Categories gives the detailed categories of a taxonomy, with those of one
// primary category together; of another version none. Plaid publishes the list
// (pfc-taxonomy-all.csv) and may add to it: what a bank sends is an open set.
func (t Taxonomy) Categories() (codes []string) {
	primary := ""
	for line := range strings.Lines(taxonomy) {
		for _, word := range strings.Fields(line) {
			mark := word[0]
			code := strings.TrimLeft(word, "-+")
			switch {
			case strings.HasSuffix(word, ":"):
				primary = strings.TrimSuffix(code, ":")
			case mark == '-' && t != TaxonomyV1, mark == '+' && t != TaxonomyV2, t != TaxonomyV1 && t != TaxonomyV2:
			default:
				codes = append(codes, primary+"_"+code)
			}
		}
	}
	return codes
}

// Has reports whether a detailed category is one of the taxonomy's.
func (t Taxonomy) Has(detailed string) bool { return slices.Contains(t.Categories(), detailed) }

// taxonomy has a line for each primary category: its name and the rest of the
// names of its detailed ones, with - before what only the first version has and +
// before what only the second has.
const taxonomy = `
INCOME: DIVIDENDS INTEREST_EARNED RETIREMENT_PENSION TAX_REFUND UNEMPLOYMENT -WAGES -OTHER_INCOME +SALARY +CHILD_SUPPORT +CONTRACTOR +GIG_ECONOMY +LONG_TERM_DISABILITY +MILITARY +RENTAL +OTHER
LOAN_DISBURSEMENTS: +AUTO +BNPL +CASH_ADVANCES +EWA +MORTGAGE +PERSONAL +STUDENT +OTHER_DISBURSEMENT
LOAN_PAYMENTS: CAR_PAYMENT CREDIT_CARD_PAYMENT PERSONAL_LOAN_PAYMENT MORTGAGE_PAYMENT STUDENT_LOAN_PAYMENT +BNPL +CASH_ADVANCES +EWA OTHER_PAYMENT
TRANSFER_IN: -CASH_ADVANCES_AND_LOANS DEPOSIT INVESTMENT_AND_RETIREMENT_FUNDS SAVINGS ACCOUNT_TRANSFER +TRANSFER_IN_FROM_APPS +WIRE OTHER_TRANSFER_IN
TRANSFER_OUT: INVESTMENT_AND_RETIREMENT_FUNDS SAVINGS WITHDRAWAL ACCOUNT_TRANSFER +CRYPTO +TRANSFER_OUT_FROM_APPS +WIRE OTHER_TRANSFER_OUT
BANK_FEES: ATM_FEES FOREIGN_TRANSACTION_FEES INSUFFICIENT_FUNDS INTEREST_CHARGE OVERDRAFT_FEES +CASH_ADVANCE +LATE_FEES OTHER_BANK_FEES
ENTERTAINMENT: CASINOS_AND_GAMBLING MUSIC_AND_AUDIO SPORTING_EVENTS_AMUSEMENT_PARKS_AND_MUSEUMS TV_AND_MOVIES VIDEO_GAMES OTHER_ENTERTAINMENT
FOOD_AND_DRINK: BEER_WINE_AND_LIQUOR COFFEE FAST_FOOD GROCERIES RESTAURANT VENDING_MACHINES OTHER_FOOD_AND_DRINK
GENERAL_MERCHANDISE: BOOKSTORES_AND_NEWSSTANDS CLOTHING_AND_ACCESSORIES CONVENIENCE_STORES DEPARTMENT_STORES DISCOUNT_STORES ELECTRONICS GIFTS_AND_NOVELTIES OFFICE_SUPPLIES ONLINE_MARKETPLACES PET_SUPPLIES SPORTING_GOODS SUPERSTORES TOBACCO_AND_VAPE OTHER_GENERAL_MERCHANDISE
HOME_IMPROVEMENT: FURNITURE HARDWARE REPAIR_AND_MAINTENANCE SECURITY OTHER_HOME_IMPROVEMENT
MEDICAL: DENTAL_CARE EYE_CARE NURSING_CARE PHARMACIES_AND_SUPPLEMENTS PRIMARY_CARE VETERINARY_SERVICES OTHER_MEDICAL
PERSONAL_CARE: GYMS_AND_FITNESS_CENTERS HAIR_AND_BEAUTY LAUNDRY_AND_DRY_CLEANING OTHER_PERSONAL_CARE
GENERAL_SERVICES: ACCOUNTING_AND_FINANCIAL_PLANNING AUTOMOTIVE CHILDCARE CONSULTING_AND_LEGAL EDUCATION INSURANCE POSTAGE_AND_SHIPPING STORAGE OTHER_GENERAL_SERVICES
GOVERNMENT_AND_NON_PROFIT: DONATIONS GOVERNMENT_DEPARTMENTS_AND_AGENCIES TAX_PAYMENT OTHER_GOVERNMENT_AND_NON_PROFIT
TRANSPORTATION: BIKES_AND_SCOOTERS GAS PARKING PUBLIC_TRANSIT TAXIS_AND_RIDE_SHARES TOLLS OTHER_TRANSPORTATION
TRAVEL: FLIGHTS LODGING RENTAL_CARS OTHER_TRAVEL
RENT_AND_UTILITIES: GAS_AND_ELECTRICITY INTERNET_AND_CABLE RENT SEWAGE_AND_WASTE_MANAGEMENT TELEPHONE WATER OTHER_UTILITIES
OTHER: +OTHER
`
