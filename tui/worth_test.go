package tui

import (
	"testing"
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
