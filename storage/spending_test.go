package storage

import (
	"math"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"passbook/storage/ledger"
)

func TestSpendingOfDays(t *testing.T) {
	db := open(t, t.TempDir(), newClock())
	at := func(id, day string, minor int64, merchant, category string) ledger.Transaction {
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
	syncPages(t, db, "c1", Page{Added: []ledger.Transaction{
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
	want := []ledger.Flow{
		{Month: 0, Category: "FOOD_AND_DRINK_COFFEE", Currency: "EUR", In: 0, Out: -9900, Count: 1},
		{Month: 0, Category: "FOOD_AND_DRINK_COFFEE", Currency: "USD", In: 0, Out: -560, Count: 2},
		{Month: 0, Category: "GENERAL_MERCHANDISE_SUPERSTORES", Currency: "USD", In: 200, Out: -700, Count: 2},
		{Month: 0, Category: "INCOME_WAGES", Currency: "USD", In: 100000, Out: 0, Count: 1},
		{Month: 0, Category: "OTHER_OTHER", Currency: "USD", In: 0, Out: -300, Count: 1},
		{Month: 0, Category: "TRANSFER_OUT_SAVINGS", Currency: "USD", In: 0, Out: -90000, Count: 1},
	}
	if err != nil || !cmp.Equal(flows, want) {
		t.Errorf("flows: %+v, %v", flows, err)
	}

	top, err := db.TopMerchants(t.Context(), "USD", 20260301, 20260310, 2)
	wantTop := []ledger.MerchantTotal{{Merchant: "Shop", Out: ledger.Money{Minor: -560, Currency: "USD"}, Count: 3}, {Merchant: "Blue Cup", Out: ledger.Money{Minor: -500, Currency: "USD"}, Count: 1}}
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
	saveAccounts(t, db, account("checking", ledger.Depository, -huge), account("savings", ledger.Depository, -huge))
	c.advance(24 * time.Hour)
	saveAccounts(t, db, account("checking", ledger.Depository, huge), account("savings", ledger.Depository, -huge))
	other := tx("b", "2026-03-16", -huge)
	other.Category, other.CategoryDetail = "TRAVEL", "TRAVEL_FLIGHTS" // of the same merchant
	syncPages(t, db, "c1", Page{Added: []ledger.Transaction{tx("a", "2026-03-16", -huge), tx("a2", "2026-03-16", -huge), other}})

	flows, err := db.FlowsBetween(t.Context(), 20260316, 20260316)
	if err != nil || len(flows) != 2 || flows[0].Out != math.MinInt64 || flows[1].Out != -huge {
		t.Errorf("flows: %+v, %v", flows, err)
	}
	top, err := db.TopMerchants(t.Context(), "USD", 20260316, 20260316, 9)
	if err != nil || len(top) != 1 || top[0].Out.Minor != math.MinInt64 || top[0].Count != 3 {
		t.Errorf("merchants: %+v, %v", top, err)
	}
	points := worth(t, db, "", 20260315, 20260316)
	if want := []ledger.WorthPoint{{Date: 20260315, Minor: math.MinInt64, Observed: true}, {Date: 20260316, Minor: 0, Observed: true}}; !cmp.Equal(points, want) {
		t.Errorf("worth: %v", points)
	}
	reconciliations, err := db.ReconcileBalances(t.Context(), "checking")
	if err != nil || len(reconciliations) != 1 || reconciliations[0].Bank != ledger.TooLarge || reconciliations[0].Posted != math.MinInt64 || reconciliations[0].Unexplained != ledger.TooLarge {
		t.Errorf("reconciliations: %+v, %v", reconciliations, err)
	}
}
