package tui

import (
	"math"
	"testing"
	"time"

	"passbook/storage/ledger"
)

func TestMoney(t *testing.T) {
	for _, c := range []struct {
		m                           ledger.Money
		plain, signed, whole, short string
	}{
		{ledger.Money{Minor: 0, Currency: "CAD"}, "0.00", "0.00", "0", "$0.00"},
		{ledger.Money{Minor: -7, Currency: "CAD"}, "-0.07", "-0.07", "0", "-$0.07"},
		{ledger.Money{Minor: 312044, Currency: "CAD"}, "3,120.44", "+3,120.44", "3,120", "$3,120.44"},
		{ledger.Money{Minor: -128450, Currency: "CAD"}, "-1,284.50", "-1,284.50", "-1,285", "-$1,284.50"},
		{ledger.Money{Minor: -1850, Currency: "EUR"}, "EUR -18.50", "EUR -18.50", "EUR -19", "EUR -18.50"},
		{ledger.Money{Minor: 1234567, Currency: "JPY"}, "JPY 1,234,567", "JPY +1,234,567", "JPY 1,234,567", "JPY 1,234,567"},
		{ledger.Money{Minor: math.MinInt64 + 1, Currency: "CAD"}, "-92,233,720,368,547,758.07", "-92,233,720,368,547,758.07", "-92,233,720,368,547,758", "-$92,233,720,368,547,758.07"},
		{ledger.Money{Minor: math.MaxInt64 - 1, Currency: "CAD"}, "92,233,720,368,547,758.06", "+92,233,720,368,547,758.06", "92,233,720,368,547,758", "$92,233,720,368,547,758.06"},
		{ledger.Money{Minor: ledger.TooLarge, Currency: "CAD"}, tooLarge, tooLarge, tooLarge, tooLarge},
		{ledger.Money{Minor: math.MaxInt64, Currency: "EUR"}, "EUR " + tooLarge, "EUR " + tooLarge, "EUR " + tooLarge, "EUR " + tooLarge},
	} {
		if got := money(c.m, "CAD"); got != c.plain {
			t.Errorf("money(%v) = %q, want %q", c.m, got, c.plain)
		}
		if got := signed(c.m, "CAD"); got != c.signed {
			t.Errorf("signed(%v) = %q, want %q", c.m, got, c.signed)
		}
		if got := whole(c.m, "CAD"); got != c.whole {
			t.Errorf("whole(%v) = %q, want %q", c.m, got, c.whole)
		}
		if got := withSymbol(money(c.m, "CAD"), c.m, "CAD"); got != c.short {
			t.Errorf("withSymbol(%v) = %q, want %q", c.m, got, c.short)
		}
	}
}

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
		if got := cleanCategory(in); got != want {
			t.Errorf("cleanCategory(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestDays(t *testing.T) {
	for _, c := range []struct {
		got, want string
	}{
		{shortDay(20261119, 20261120), "Nov 19"},
		{shortDay(20251109, 20261120), "Nov 9 '25"},
		{shortDay(0, 20261120), ""},
		{longDay(20261118), "Wed, Nov 18 2026"},
		{age(testNow.Add(-30*time.Second), testNow), "now"},
		{age(testNow.Add(-2*time.Minute), testNow), "2m ago"},
		{age(testNow.Add(-47*time.Hour), testNow), "47h ago"},
		{age(testNow.AddDate(0, 0, -8), testNow), "Nov 12"},
		{age(time.Time{}, testNow), "never"},
	} {
		if c.got != c.want {
			t.Errorf("got %q, want %q", c.got, c.want)
		}
	}
}
