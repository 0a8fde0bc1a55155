package storage

import (
	"context"
	"database/sql"
	"slices"
	"strings"
)

// primaries are Plaid's primary categories of both versions of its taxonomy.
// They are needed only to find the primary of a detailed category that the
// person chose; the set of what a bank may send is open.
var primaries = []string{
	"BANK_FEES", "ENTERTAINMENT", "FOOD_AND_DRINK", "GENERAL_MERCHANDISE", "GENERAL_SERVICES", "GOVERNMENT_AND_NON_PROFIT",
	"HOME_IMPROVEMENT", "INCOME", "LOAN_DISBURSEMENTS", "LOAN_PAYMENTS", "MEDICAL", "OTHER", "PERSONAL_CARE",
	"RENT_AND_UTILITIES", "TRANSFER_IN", "TRANSFER_OUT", "TRANSPORTATION", "TRAVEL",
}

// PrimaryCategory gives the primary category that a detailed one belongs to,
// and itself where it belongs to none: a primary one, or a name of the
// person's own.
func PrimaryCategory(category string) string {
	for _, main := range primaries {
		if category == main || strings.HasPrefix(category, main+"_") {
			return main
		}
	}
	return category
}

// categoryNamed gives the row of a category by the one name that the person
// sees: a detailed one, a primary one, or a name of the person's own, which is
// its own primary.
func categoryNamed(ctx context.Context, tx *sql.Tx, name string) (int64, error) {
	if slices.Contains(primaries, name) {
		return internCategory(ctx, tx, name, "")
	}
	return internCategory(ctx, tx, PrimaryCategory(name), name)
}
