package wire

// Category is a category of the first taxonomy in the one asked for.
func Category(primary, detailed, version string) (string, string, string) {
	if version != "v2" {
		return primary, detailed, "v1"
	}
	if to, ok := renamedCategories[detailed]; ok {
		return to[0], to[1], "v2"
	}
	return primary, detailed, "v2"
}

// renamedCategories are the categories that have another name in the second taxonomy.
var renamedCategories = map[string][2]string{
	"INCOME_WAGES":                        {"INCOME", "INCOME_SALARY"},
	"INCOME_OTHER_INCOME":                 {"INCOME", "INCOME_OTHER"},
	"TRANSFER_IN_CASH_ADVANCES_AND_LOANS": {"LOAN_DISBURSEMENTS", "LOAN_DISBURSEMENTS_OTHER_DISBURSEMENT"},
}

// CategoryIcon is Plaid's picture of a primary category.
func CategoryIcon(primary string) string {
	return "https://plaid-category-icons.plaid.com/PFC_" + primary + ".png"
}

// TransactionType is the deprecated kind that goes with a payment channel.
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
