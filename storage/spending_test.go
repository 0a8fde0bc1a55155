package storage

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestSpendingOfDays(t *testing.T) {
	db := open(t, t.TempDir(), newClock())
	at := func(id, day string, minor int64, merchant, category string) Transaction {
		row := tx(id, day, minor)
		row.Merchant, row.CategoryDetail = merchant, category
		return row
	}
	euro := at("euro", "2026-03-05", -9900, "Café", "FOOD_AND_DRINK_COFFEE")
	euro.Amount.Currency = "EUR"
	pending := at("pending", "2026-03-05", -100, "Blue Cup", "FOOD_AND_DRINK_COFFEE")
	pending.Pending = true
	nameless := at("nameless", "2026-03-06", -300, "", "OTHER_OTHER")
	nameless.Name = "CHEQUE 12"
	syncPages(t, db, "c1", Page{Added: []Transaction{
		at("before", "2026-02-28", -50, "Blue Cup", "FOOD_AND_DRINK_COFFEE"),
		at("a", "2026-03-01", -500, "Blue Cup", "FOOD_AND_DRINK_COFFEE"),
		at("b", "2026-03-10", -700, "Shop", "GENERAL_MERCHANDISE_SUPERSTORES"),
		at("refund", "2026-03-09", 200, "Shop", "GENERAL_MERCHANDISE_SUPERSTORES"),
		at("other kind", "2026-03-08", -60, "Shop", "FOOD_AND_DRINK_COFFEE"),
		at("transfer", "2026-03-02", -90000, "Savings", "TRANSFER_OUT_SAVINGS"),
		at("wages", "2026-03-02", 100000, "Acme", "INCOME_WAGES"),
		at("after", "2026-03-11", -50, "Blue Cup", "FOOD_AND_DRINK_COFFEE"),
		euro, pending, nameless,
	}})

	flows, err := db.FlowsBetween(t.Context(), 20260301, 20260310)
	want := []Flow{
		{0, "FOOD_AND_DRINK_COFFEE", "EUR", 0, -9900, 1},
		{0, "FOOD_AND_DRINK_COFFEE", "USD", 0, -560, 2},
		{0, "GENERAL_MERCHANDISE_SUPERSTORES", "USD", 200, -700, 2},
		{0, "INCOME_WAGES", "USD", 100000, 0, 1},
		{0, "OTHER_OTHER", "USD", 0, -300, 1},
		{0, "TRANSFER_OUT_SAVINGS", "USD", 0, -90000, 1},
	}
	if err != nil || !cmp.Equal(flows, want) {
		t.Errorf("flows: %+v, %v", flows, err)
	}

	top, err := db.TopMerchants(t.Context(), "USD", 20260301, 20260310, 2)
	wantTop := []MerchantTotal{{"Shop", Money{-560, "USD"}, 3}, {"Blue Cup", Money{-500, "USD"}, 1}}
	if err != nil || !cmp.Equal(top, wantTop) {
		t.Errorf("merchants: %+v, %v", top, err)
	}
	if top, err = db.TopMerchants(t.Context(), "USD", 20260306, 20260306, 9); err != nil || len(top) != 1 || top[0].Merchant != "CHEQUE 12" {
		t.Errorf("a row without a merchant: %+v, %v", top, err)
	}
}
