package ledger

import (
	"strings"
	"unicode"
)

// Primaries are Plaid's primary categories of both versions of its taxonomy.
// They are needed only to find the primary of a detailed category that the
// person chose; the set of what a bank may send is open.
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

// IsTransfer reports whether a category, primary or detailed, is money moving
// between the person's own accounts, which is neither spending nor income:
// transfers, the payment of an own card, and a loan paid out.
func IsTransfer(category string) bool {
	for _, prefix := range []string{"TRANSFER_IN", "TRANSFER_OUT", "LOAN_DISBURSEMENTS", "LOAN_PAYMENTS_CREDIT_CARD_PAYMENT"} {
		if category == prefix || strings.HasPrefix(category, prefix+"_") {
			return true
		}
	}
	return false
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
	"PERSONAL_CARE_GYMS_AND_FITNESS_CENTERS":        "Gyms",
	"RENT_AND_UTILITIES_GAS_AND_ELECTRICITY":        "Energy",
	"RENT_AND_UTILITIES_INTERNET_AND_CABLE":         "Internet",
	"TRANSFER_IN_SAVINGS":                           "From savings",
	"TRANSFER_OUT_SAVINGS":                          "To savings",
	"TRANSPORTATION_GAS":                            "Fuel",
	"TRANSPORTATION_TAXIS_AND_RIDE_SHARES":          "Taxis and rides",
}
