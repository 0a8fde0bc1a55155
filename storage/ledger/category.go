package ledger

import "strings"

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
	for _, main := range Primaries {
		if category == main || strings.HasPrefix(category, main+"_") {
			return main
		}
	}
	return category
}

// IsTransfer reports whether a detailed category is money moving between the
// person's own pockets, which is neither spending nor income: transfers, the
// payment of an own card, and a loan paid out.
func IsTransfer(category string) bool {
	for _, prefix := range []string{"TRANSFER_IN", "TRANSFER_OUT", "LOAN_DISBURSEMENTS", "LOAN_PAYMENTS_CREDIT_CARD_PAYMENT"} {
		if category == prefix || strings.HasPrefix(category, prefix+"_") {
			return true
		}
	}
	return false
}
