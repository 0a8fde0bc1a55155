package storage

import (
	"math"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"passbook/storage/ledger"
)

func TestSpendingOfDays(t *testing.T) {
	t.Parallel()
	db := open(t, t.TempDir(), newClock())
	at := func(id, day string, minor int64, merchant, category string) ledger.Transaction {
		r := row("checking", id, day, minor, category)
		r.Merchant = merchant
		return r
	}
	euro := at("euro", "2026-03-05", -9900, "Café", "FOOD_AND_DRINK_COFFEE")
	euro.Amount.Currency = "EUR"
	pending := at("pending", "2026-03-05", -100, "Blue Cup", "FOOD_AND_DRINK_COFFEE")
	pending.Pending = true
	syncPages(t, db, "c1", Page{Added: []ledger.Transaction{
		at("before", "2026-02-28", -50, "Blue Cup", "FOOD_AND_DRINK_COFFEE"),
		at("a", "2026-03-01", -500, "Blue Cup", "FOOD_AND_DRINK_COFFEE"),
		at("b", "2026-03-10", -700, "Shop", "GENERAL_MERCHANDISE_SUPERSTORES"),
		at("refund", "2026-03-09", 200, "Shop", "GENERAL_MERCHANDISE_SUPERSTORES"),
		at("other kind", "2026-03-08", -60, "Shop", "FOOD_AND_DRINK_COFFEE"),
		at("transfer", "2026-03-02", -90000, "Savings", "TRANSFER_OUT_SAVINGS"),
		at("wages", "2026-03-02", 100000, "Acme", "INCOME_WAGES"),
		at("after", "2026-03-11", -50, "Blue Cup", "FOOD_AND_DRINK_COFFEE"),
		euro, pending, at("cheque", "2026-03-06", -300, "", "OTHER_OTHER"),
	}})
	f, err := db.FiguresBetween(t.Context(), "USD", 20260301, 20260310)
	if err != nil || f.Income != 1000_00 || f.Spent != 500+700-200+60+300 || f.Moved.Out != -900_00 || f.PendingSpent != 100 {
		t.Errorf("%+v, %v", f, err)
	}
	others, err := db.OtherCurrencies(t.Context(), 20260301, 20260310, "USD")
	if err != nil || len(others) != 1 || others[0].Currency != "EUR" || others[0].Spent != 99_00 {
		t.Errorf("%+v, %v", others, err)
	}
	top, err := db.Merchants(t.Context(), "USD", 20260301, 20260310, 2)
	want := []ledger.MerchantTotal{{Merchant: "Shop", Minor: 560, Count: 3}, {Merchant: "Blue Cup", Minor: 500, Count: 1, Pending: 100, PendingCount: 1}}
	if err != nil || !cmp.Equal(top, want) {
		t.Errorf("merchants: %+v, %v", top, err)
	}
}

// TestMerchantsWithoutANameStayApart: a bank gives them one empty merchant, and
// the texts of the rows tell them apart.
func TestMerchantsWithoutANameStayApart(t *testing.T) {
	t.Parallel()
	db := open(t, t.TempDir(), newClock())
	var rows []ledger.Transaction
	for id, r := range map[string]struct {
		name  string
		minor int64
	}{"a": {"ALDER & ASH", -84_05}, "b": {"ALDER & ASH", -85_00}, "c": {"BIRCH LANE", -18_18}} {
		one := row("checking", id, "2026-03-02", r.minor, "GENERAL_MERCHANDISE_OTHER_GENERAL_MERCHANDISE")
		one.Name = r.name
		rows = append(rows, one)
	}
	syncPages(t, db, "c1", Page{Added: rows})
	got, err := db.Merchants(t.Context(), "USD", 20260301, 20260331, 10)
	want := []ledger.MerchantTotal{{Merchant: "ALDER & ASH", Minor: 169_05, Count: 2}, {Merchant: "BIRCH LANE", Minor: 18_18, Count: 1}}
	if err != nil || !cmp.Equal(got, want) {
		t.Errorf("%+v, %v", got, err)
	}
}

// TestSumsBeyondTheRange: a sum that leaves 64 bits says so in every figure,
// instead of turning around or ending in an error.
func TestSumsBeyondTheRange(t *testing.T) {
	t.Parallel()
	const huge = 5_000_000_000_000_000_000
	c := newClock()
	db := open(t, t.TempDir(), c)
	syncAccounts(t, db, "c1", []ledger.Account{account("checking", ledger.Depository, -huge), account("savings", ledger.Depository, -huge)})
	c.advance(24 * time.Hour)
	other := tx("b", "2026-03-16", -huge)
	other.Category, other.CategoryDetail = "TRAVEL", "TRAVEL_FLIGHTS" // of the same merchant
	syncAccounts(t, db, "c2", []ledger.Account{account("checking", ledger.Depository, huge), account("savings", ledger.Depository, -huge)},
		tx("a", "2026-03-16", -huge), tx("a2", "2026-03-16", -huge), other)

	for _, to := range []ledger.Date{20260316, 20260331} { // by rows, and by the month's totals
		f, err := db.FiguresBetween(t.Context(), "USD", 20260301, to)
		if err != nil || f.Spent != ledger.TooLarge || len(f.Spends) != 2 || f.Spends[0].Minor != ledger.TooLarge || f.Spends[1].Minor != huge {
			t.Errorf("figures: %+v, %v", f, err)
		}
	}
	top, err := db.Merchants(t.Context(), "USD", 20260316, 20260316, 9)
	if err != nil || len(top) != 1 || top[0].Minor != ledger.TooLarge || top[0].Count != 3 {
		t.Errorf("merchants: %+v, %v", top, err)
	}
	points := worth(t, db, "", 20260315, 20260316)
	if want := []ledger.WorthPoint{{Date: 20260315, Minor: math.MinInt64, Observed: true}, {Date: 20260316, Minor: 0, Observed: true}}; !cmp.Equal(points, want) {
		t.Errorf("worth: %v", points)
	}
	proofs, err := db.BalanceProofs(t.Context(), "checking")
	if err != nil || len(proofs) != 1 || proofs[0].Gained != ledger.TooLarge || proofs[0].Brought != math.MinInt64 || proofs[0].Unexplained != ledger.TooLarge {
		t.Errorf("proofs: %+v, %v", proofs, err)
	}
}

// TestMerchantOfOneCategoryTwice: a bank that repeats the primary category as the
// detailed one, and one that leaves it empty, mean the same.
func TestMerchantOfOneCategoryTwice(t *testing.T) {
	t.Parallel()
	db := open(t, t.TempDir(), newClock())
	twice, once := tx("1", "2026-02-03", -10_00), tx("2", "2026-02-04", -5_00)
	twice.Category, twice.CategoryDetail = "TRAVEL", "TRAVEL"
	once.Category, once.CategoryDetail = "TRAVEL", ""
	syncPages(t, db, "c", Page{Added: []ledger.Transaction{twice, once}})
	got, err := db.MerchantTotals(t.Context(), "USD", 20260201, 20260228)
	if err != nil || len(got) != 1 || got[0].Minor != 15_00 || got[0].Count != 2 {
		t.Fatal(got, err)
	}
}
