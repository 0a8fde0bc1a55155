package format

import "testing"

func TestCategoryName(t *testing.T) {
	for in, want := range map[string]string{
		"":                       "Uncategorised",
		"FOOD_AND_DRINK_COFFEE":  "Coffee",
		"FOOD_AND_DRINK":         "Food and drink",
		"TRANSPORTATION_GAS":     "Fuel",
		"INCOME_WAGES":           "Wages",
		"SOMETHING_NEW":          "Something new",
		"Cottage fund":           "Cottage fund",
		"RENT":                   "Rent",
		"\x1b[31mFOOD_AND_DRINK": "Food and drink",
	} {
		if got := CategoryName(in); got != want {
			t.Errorf("cleanCategory(%q) = %q, want %q", in, got, want)
		}
	}
}
