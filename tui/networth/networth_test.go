package networth_test

import (
	"testing"

	"passbook/tui/tuitest"
)

func TestWorth(t *testing.T) {
	tuitest.OnSizes(t, func(t *testing.T, w, h int) { tuitest.OnTab(t, tuitest.Household(t), "4", w, h).Golden() })
}

func TestWorthWithTroubles(t *testing.T) {
	tuitest.OnSizes(t, func(t *testing.T, w, h int) { tuitest.OnTab(t, tuitest.Troubled(t), "4", w, h).Golden() })
}

func TestWorthWithoutABank(t *testing.T) {
	tuitest.OnTab(t, tuitest.OpenCache(t), "4", 80, 24).Shows("No balance is known yet.")
}

func TestWorthRangesAndDays(t *testing.T) {
	d := tuitest.OnTab(t, tuitest.Household(t), "4", 120, 40)
	d.Shows("[1Y]", "Fri, Nov 20 2026")
	d.Press("-")
	d.Shows("[All]", "since Dec 24")
	d.Press("+", "+", "+", "+", "+")
	d.Shows("[1M]", "in 1 month")
	d.Press("left", "left")
	d.Shows("on Nov 18", "Wed, Nov 18 2026")
	d.Press("g")
	d.Shows("on Oct 21")
	d.Press("left")
	d.Shows("on Oct 21")
	d.Press("esc")
	d.Shows("Fri, Nov 20 2026")
	d.Hides("on Oct 21")
}

func TestWorthPartsAndCurrencies(t *testing.T) {
	d := tuitest.OnTab(t, tuitest.Troubled(t), "4", 120, 40)
	d.Shows("$43,652.36", "48,436.43", "-4,784.07", "EUR 1,200.00 apart")
	d.Press("a")
	d.Shows("Assets  $48,436.43")
	d.Press("b")
	d.Shows("Debts  -$4,784.07")
	d.Press("b")
	d.Hides("Debts  -$4,784.07")
	d.Press("c")
	d.Shows("€1,200.00", "CAD 43,652.36 apart")
	d.Press("c")
	d.Shows("$43,652.36")
}
