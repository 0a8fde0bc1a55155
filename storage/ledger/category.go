package ledger

import (
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
	"ENTERTAINMENT_TV_AND_MOVIES":                   "TV and movies",
	"FOOD_AND_DRINK_RESTAURANT":                     "Restaurants",
	"GENERAL_MERCHANDISE_BOOKSTORES_AND_NEWSSTANDS": "Books and papers",
	"GENERAL_MERCHANDISE_CLOTHING_AND_ACCESSORIES":  "Clothing",
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
	"TRANSFER_OUT_SAVINGS":                   "To savings",
	"TRANSPORTATION_GAS":                     "Fuel",
	"TRANSPORTATION_TAXIS_AND_RIDE_SHARES":   "Taxis and rides",
}
