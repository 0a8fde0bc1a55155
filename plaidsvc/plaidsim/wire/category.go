package wire

import "strings"

// Category gives a category in a version of Plaid's taxonomy: v1 unless it is
// v2. It takes those of the first taxonomy, and those that only the second has.
func Category(primary, detailed, version string) (string, string) {
	if version != "v2" {
		if before, ok := coarseCategories[detailed]; ok {
			return primary, before
		}
		return primary, detailed
	}
	if to, ok := renamedCategories[detailed]; ok {
		return to[0], to[1]
	}
	return primary, detailed
}

// coarseCategories are what the first taxonomy has instead of categories of the
// second one: another one of the same primary category.
var coarseCategories = map[string]string{
	"INCOME_GIG_ECONOMY":   "INCOME_OTHER_INCOME",
	"INCOME_CHILD_SUPPORT": "INCOME_OTHER_INCOME",
}

// renamedCategories are the detailed categories that the second taxonomy names
// differently: primary and detailed.
var renamedCategories = map[string][2]string{
	"INCOME_WAGES":                        {"INCOME", "INCOME_SALARY"},
	"INCOME_OTHER_INCOME":                 {"INCOME", "INCOME_OTHER"},
	"TRANSFER_IN_CASH_ADVANCES_AND_LOANS": {"LOAN_DISBURSEMENTS", "LOAN_DISBURSEMENTS_OTHER_DISBURSEMENT"},
}

// primaryCategories are those of both taxonomies.
var primaryCategories = []string{
	"INCOME", "LOAN_DISBURSEMENTS", "LOAN_PAYMENTS", "TRANSFER_IN", "TRANSFER_OUT", "BANK_FEES", "ENTERTAINMENT", "FOOD_AND_DRINK",
	"GENERAL_MERCHANDISE", "HOME_IMPROVEMENT", "MEDICAL", "PERSONAL_CARE", "GENERAL_SERVICES", "GOVERNMENT_AND_NON_PROFIT", "TRANSPORTATION",
	"TRAVEL", "RENT_AND_UTILITIES", "OTHER",
}

// PrimaryCategory is the primary category that a detailed one belongs to; empty:
// none.
func PrimaryCategory(detailed string) string {
	for _, p := range primaryCategories {
		if strings.HasPrefix(detailed, p+"_") {
			return p
		}
	}
	return ""
}

// CategoryIcon is the address of Plaid's picture of a primary category.
func CategoryIcon(primary string) string {
	return "https://plaid-category-icons.plaid.com/PFC_" + primary + ".png"
}

// TransactionType is the deprecated transaction_type that goes with a
// payment_channel.
func TransactionType(channel string) string {
	switch channel {
	case "in store":
		return "place"
	case "online":
		return "special"
	default:
		return "unresolved"
	}
}
