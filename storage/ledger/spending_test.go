package ledger

import (
	"slices"
	"testing"
)

// A refund lowers its category; a category that gained is money in; transfers
// are neither.
func TestFigures(t *testing.T) {
	flow := func(category string, in, out int64) Flow {
		return Flow{Category: category, Currency: "CAD", In: in, Out: out}
	}
	got := FiguresOf([]Flow{
		flow("GENERAL_MERCHANDISE_CLOTHING_AND_ACCESSORIES", 2000, -5000),
		flow("FOOD_AND_DRINK_COFFEE", 900, -400),
		flow("INCOME_WAGES", 100000, 0),
		flow("TRANSFER_OUT_SAVINGS", 0, -70000),
		flow("LOAN_PAYMENTS_CREDIT_CARD_PAYMENT", 0, -30000),
		flow("RENT_AND_UTILITIES_RENT", 0, -90000),
		{Category: "RENT_AND_UTILITIES_RENT", Currency: "EUR", Out: -1},
	}, "CAD")
	if got.Income != 100500 || got.Spent != 93000 || len(got.Spends) != 2 || got.Spends[0].Name != "Rent" || got.Spends[1].Amount != 3000 {
		t.Errorf("%+v", got)
	}
}

// What a merchant got and gave back is one total, of all categories but
// transfers. A sum beyond 64 bits stays one, whatever comes after it.
func TestMostSpent(t *testing.T) {
	var tally MerchantTally
	add := func(merchant, category string, minor int64) {
		tally.Add(category, MerchantTotal{Merchant: merchant, Out: Money{minor, "USD"}, Count: 1})
	}
	add("Shop", "GENERAL_MERCHANDISE", -700)
	add("Shop", "FOOD_AND_DRINK_COFFEE", -60)
	add("Shop", "GENERAL_MERCHANDISE_OTHER", 200)
	add("Savings", "TRANSFER_OUT_SAVINGS", -90000)
	add("Acme", "INCOME_WAGES", 100000)
	add("Cup", "FOOD_AND_DRINK_COFFEE", -560)
	add("Huge", "TRAVEL", -1<<62)
	add("Huge", "TRAVEL_FLIGHTS", -1<<62-1)
	add("Huge", "TRAVEL_LODGING", 5)
	want := []MerchantTotal{
		{"Huge", Money{TooLarge, "USD"}, 3},
		{"Cup", Money{-560, "USD"}, 1},
		{"Shop", Money{-560, "USD"}, 3},
	}
	if got := tally.MostSpent(9); !slices.Equal(got, want) {
		t.Errorf("%+v", got)
	}
	if got := tally.MostSpent(1); !slices.Equal(got, want[:1]) {
		t.Errorf("the first: %+v", got)
	}
}
