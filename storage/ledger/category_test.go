package ledger_test

import (
	"testing"

	"passbook/storage/ledger"
)

// A category is what a bank sends or a person types: any text has a name.
func TestCategoryName(t *testing.T) {
	for category, want := range map[string]string{
		"":                           "Uncategorised",
		"TRAVEL":                     "Travel",
		"FOOD_AND_DRINK_COFFEE":      "Coffee",
		"TRANSPORTATION_GAS":         "Fuel",
		"NEW_AT_PLAID_THIS":          "New at plaid this",
		"Work lunches":               "Work lunches",
		"FOOD_AND_DRINK_":            "Food and drink ",
		"INCOME_ÉTÉ":                 "Été",
		"FOOD_AND_DRINK_RESTAURANT":  "Restaurants",
		"FOOD_AND_DRINKS_RESTAURANT": "Food and drinks restaurant",
		"_":                          " ",
		"12":                         "12",
	} {
		if got := ledger.CategoryName(category); got != want {
			t.Errorf("%q is called %q, want %q", category, got, want)
		}
	}
}

// One to one in Plaid's migration guide, and nothing else.
func TestCurrentCategory(t *testing.T) {
	for detailed, want := range map[string]string{
		"INCOME_WAGES": "INCOME_SALARY", "INCOME_OTHER_INCOME": "INCOME_OTHER", "INCOME_SALARY": "INCOME_SALARY",
		"TRANSFER_IN_CASH_ADVANCES_AND_LOANS": "TRANSFER_IN_CASH_ADVANCES_AND_LOANS", "Side job": "Side job", "": "",
	} {
		primary := ledger.PrimaryCategory(detailed)
		if gotPrimary, got := ledger.CurrentCategory(primary, detailed); got != want || gotPrimary != primary {
			t.Errorf("%s is %s of %s now, want %s", detailed, got, gotPrimary, want)
		}
	}
}
