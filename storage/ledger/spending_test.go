package ledger

import "testing"

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
