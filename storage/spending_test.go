package storage

import (
	"math"
	"testing"
	"time"

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

// TestSumsBeyondTheRange: a sum that leaves 64 bits stays at the end of the
// range, in every figure, instead of turning around or ending in an error.
func TestSumsBeyondTheRange(t *testing.T) {
	const huge = 5_000_000_000_000_000_000
	c := newClock()
	db := open(t, t.TempDir(), c)
	saveAccounts(t, db, account("checking", Depository, -huge), account("savings", Depository, -huge))
	c.advance(24 * time.Hour)
	saveAccounts(t, db, account("checking", Depository, huge), account("savings", Depository, -huge))
	other := tx("b", "2026-03-16", -huge)
	other.Category, other.CategoryDetail = "TRAVEL", "TRAVEL_FLIGHTS" // of the same merchant
	syncPages(t, db, "c1", Page{Added: []Transaction{tx("a", "2026-03-16", -huge), tx("a2", "2026-03-16", -huge), other}})

	flows, err := db.FlowsBetween(t.Context(), 20260316, 20260316)
	if err != nil || len(flows) != 2 || flows[0].Out != math.MinInt64 || flows[1].Out != -huge {
		t.Errorf("flows: %+v, %v", flows, err)
	}
	top, err := db.TopMerchants(t.Context(), "USD", 20260316, 20260316, 9)
	if err != nil || len(top) != 1 || top[0].Out.Minor != math.MinInt64 || top[0].Count != 3 {
		t.Errorf("merchants: %+v, %v", top, err)
	}
	points := worth(t, db, "", 20260315, 20260316)
	if want := []WorthPoint{{20260315, math.MinInt64, true}, {20260316, 0, true}}; !cmp.Equal(points, want) {
		t.Errorf("worth: %v", points)
	}
	proofs, err := db.ProveBalances(t.Context(), "checking")
	if err != nil || len(proofs) != 1 || proofs[0].Bank != math.MaxInt64 || proofs[0].Posted != math.MinInt64 || proofs[0].Unexplained != math.MaxInt64 {
		t.Errorf("proofs: %+v, %v", proofs, err)
	}
}
