package ledger_test

import (
	"cmp"
	"slices"
	"testing"

	"passbook/storage/ledger"
)

// Rows without a merchant go by the bank's text: two of them are two.
func TestMostSpent(t *testing.T) {
	tally := ledger.MerchantTally{Currency: "USD"}
	euros := flow("TRAVEL", -9999)
	euros.Currency = "EUR"
	for _, one := range []struct {
		merchant, text string
		flow           ledger.Flow
	}{
		{"", "ALDER & ASH", flow("GENERAL_MERCHANDISE_OTHER_GENERAL_MERCHANDISE", -100_00)},
		{"", "ALDER & ASH", flow("FOOD_AND_DRINK_COFFEE", -69_05)},
		{"", "ANOTHER", flow("FOOD_AND_DRINK_COFFEE", -20_18)},
		{"", "ANOTHER", flow("FOOD_AND_DRINK_COFFEE", 2_00)},
		{"Shop", "SHOP 12", flow("GENERAL_MERCHANDISE_OTHER_GENERAL_MERCHANDISE", -7_00)},
		{"Shop", "SHOP 13", flow("GENERAL_MERCHANDISE_OTHER_GENERAL_MERCHANDISE", 2_00)},
		{"Shop", "SHOP 14", in(ledger.StatePending, flow("GENERAL_MERCHANDISE_OTHER_GENERAL_MERCHANDISE", -1_00))},
		{"Shop", "SHOP 15", in(ledger.StateHidden, flow("GENERAL_MERCHANDISE_OTHER_GENERAL_MERCHANDISE", -90_00))},
		{"Refunds", "", flow("GENERAL_MERCHANDISE_OTHER_GENERAL_MERCHANDISE", 3_00)},
		{"Acme", "", flow("INCOME_SALARY", 1000_00)},
		{"", "UNKNOWN", flow("", 50_00)},
		{"", "UNKNOWN", flow("", -4_00)},
		{"Savings", "", flow("TRANSFER_OUT_SAVINGS", -900_00)},
		{"Tartan Bank", "", in(ledger.StatePaired, flow("LOAN_PAYMENTS_CAR_PAYMENT", -329_40))},
		{"", "A card", on(ledger.Credit, flow("", 25_00))},
		{"Venmo", "", flow("TRANSFER_OUT_TRANSFER_OUT_FROM_APPS", -40_00)},
		{"Venmo", "", flow("TRANSFER_IN_TRANSFER_IN_FROM_APPS", 10_00)},
		{"Lisbon", "", euros},
	} {
		tally.Add(cmp.Or(one.merchant, one.text), one.flow)
	}
	want := []ledger.MerchantTotal{
		{Merchant: "ALDER & ASH", Minor: 169_05, Count: 2},
		{Merchant: "People and other transfers", Minor: 30_00, Count: 2},
		{Merchant: "ANOTHER", Minor: 18_18, Count: 2},
		{Merchant: "Shop", Minor: 5_00, Count: 2, Pending: 1_00, PendingCount: 1},
		{Merchant: "UNKNOWN", Minor: 4_00, Count: 1},
	}
	if got := tally.MostSpent(9); !slices.Equal(got, want) {
		t.Errorf("%+v", got)
	}
	if got := tally.MostSpent(1); !slices.Equal(got, want[:1]) {
		t.Errorf("the first: %+v", got)
	}
	if got := tally.Totals(); len(got) != 6 || got[5] != (ledger.MerchantTotal{Merchant: "Refunds", Minor: -3_00, Count: 1}) {
		t.Errorf("all: %+v", got)
	}
}

// A sum beyond 64 bits stays one, whatever comes after it.
func TestTooLargeMerchants(t *testing.T) {
	tally := ledger.MerchantTally{Currency: "USD"}
	for _, minor := range []int64{-1 << 62, -1 << 62, 1 << 62, 5} {
		tally.Add("Huge", flow("TRAVEL", minor))
	}
	tally.Add("Cup", flow("TRAVEL", -560))
	want := []ledger.MerchantTotal{{Merchant: "Huge", Minor: ledger.TooLarge, Count: 4}, {Merchant: "Cup", Minor: 560, Count: 1}}
	if got := tally.MostSpent(9); !slices.Equal(got, want) {
		t.Errorf("%+v", got)
	}
}
