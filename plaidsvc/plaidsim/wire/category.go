package wire

// Category translates a category of Plaid's first taxonomy into the version
// asked for, and names that version: v1 unless it is v2.
func Category(primary, detailed, version string) (string, string, string) {
	if version != "v2" {
		return primary, detailed, "v1"
	}
	if to, ok := renamedCategories[detailed]; ok {
		return to[0], to[1], "v2"
	}
	return primary, detailed, "v2"
}

// renamedCategories are the detailed categories that the second taxonomy names
// differently: primary and detailed.
var renamedCategories = map[string][2]string{
	"INCOME_WAGES":                        {"INCOME", "INCOME_SALARY"},
	"INCOME_OTHER_INCOME":                 {"INCOME", "INCOME_OTHER"},
	"TRANSFER_IN_CASH_ADVANCES_AND_LOANS": {"LOAN_DISBURSEMENTS", "LOAN_DISBURSEMENTS_OTHER_DISBURSEMENT"},
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
