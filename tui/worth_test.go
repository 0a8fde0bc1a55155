package tui

import (
	"testing"

	"passbook/storage/ledger"
)

func TestWorth(t *testing.T) {
	onSizes(t, func(t *testing.T, w, h int) { onTab(t, household(t), "4", w, h).golden() })
}

func TestWorthWithTroubles(t *testing.T) {
	onSizes(t, func(t *testing.T, w, h int) { onTab(t, troubled(t), "4", w, h).golden() })
}

func TestWorthWithoutABank(t *testing.T) {
	onTab(t, openCache(t), "4", 80, 24).shows("No balance is known yet.")
}

func TestWorthRangesAndDays(t *testing.T) {
	d := onTab(t, household(t), "4", 120, 40)
	d.shows("[1Y]", "Fri, Nov 20 2026")
	d.press("-")
	d.shows("[All]", "since Dec 24")
	d.press("+", "+", "+", "+", "+")
	d.shows("[1M]", "in 1 month")
	d.press("left", "left")
	d.shows("on Nov 18", "Wed, Nov 18 2026")
	d.press("g")
	d.shows("on Oct 21")
	d.press("left")
	d.shows("on Oct 21")
	d.press("esc")
	d.shows("Fri, Nov 20 2026")
	d.hides("on Oct 21")
}

func TestWorthPartsAndCurrencies(t *testing.T) {
	d := onTab(t, troubled(t), "4", 120, 40)
	d.shows("$43,652.36", "48,436.43", "-4,784.07", "EUR 1,200.00 apart")
	d.press("a")
	d.shows("Assets  $48,436.43")
	d.press("b")
	d.shows("Debts  -$4,784.07")
	d.press("b")
	d.hides("Debts  -$4,784.07")
	d.press("c")
	d.shows("€1,200.00", "CAD 43,652.36 apart")
	d.press("c")
	d.shows("$43,652.36")
}

func TestPercent(t *testing.T) {
	for _, c := range []struct {
		delta, of int64
		want      string
	}{
		{941022, 5314625, "  (+17.7%)"},
		{-100, 1000, "  (-10.0%)"},
		{1000, -1000, "  (+100.0%)"},
		{1, 3, "  (+33.3%)"},
		{1, 0, ""},
		{0, 5, ""},
		{1 << 60, 5, ""},
	} {
		if got := percent(c.delta, c.of); got != c.want {
			t.Errorf("percent(%d, %d) = %q, want %q", c.delta, c.of, got, c.want)
		}
	}
}

func TestSpending(t *testing.T) {
	onSizes(t, func(t *testing.T, w, h int) { onTab(t, household(t), "5", w, h).golden() })
}

func TestSpendingWithoutABank(t *testing.T) {
	onTab(t, openCache(t), "5", 80, 24).shows("No spending is known yet.")
}

func TestSpendingMonths(t *testing.T) {
	d := onTab(t, household(t), "5", 120, 40)
	d.shows("◀ November 2026 ▶", "EUR 18.50 apart", "without transfers, 2 pending")
	d.press("right")
	d.shows("◀ November 2026 ▶")
	d.press("left")
	d.shows("◀ October 2026 ▶", "vs September")
	for range 20 {
		d.press("left")
	}
	d.shows("◀ December 2025 ▶", "Indigo")
	d.press("esc")
	d.shows("◀ November 2026 ▶")
}

func TestSpendingOpensACategoryOfTheMonth(t *testing.T) {
	d := onTab(t, household(t), "5", 120, 40)
	d.press("left", "enter")
	if d.app.current != tabTransactions {
		t.Fatalf("enter went to tab %d", d.app.current)
	}
	d.shows("▌Oct 30      Metro", "6 transactions")
}

// A refund lowers its category; a category that gained is money in; transfers
// are neither.
func TestFigures(t *testing.T) {
	flow := func(category string, in, out int64) ledger.Flow {
		return ledger.Flow{Category: category, Currency: "CAD", In: in, Out: out}
	}
	got := figuresOf([]ledger.Flow{
		flow("GENERAL_MERCHANDISE_CLOTHING_AND_ACCESSORIES", 2000, -5000),
		flow("FOOD_AND_DRINK_COFFEE", 900, -400),
		flow("INCOME_WAGES", 100000, 0),
		flow("TRANSFER_OUT_SAVINGS", 0, -70000),
		flow("LOAN_PAYMENTS_CREDIT_CARD_PAYMENT", 0, -30000),
		flow("RENT_AND_UTILITIES_RENT", 0, -90000),
		{Category: "RENT_AND_UTILITIES_RENT", Currency: "EUR", Out: -1},
	}, "CAD")
	if got.in != 100500 || got.out != 93000 || len(got.spends) != 2 || got.spends[0].name != "Rent" || got.spends[1].amount != 3000 {
		t.Errorf("%+v", got)
	}
}
