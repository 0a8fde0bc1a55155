package spending_test

import (
	"testing"

	"passbook/tui/tuitest"
)

func TestSpending(t *testing.T) {
	tuitest.OnSizes(t, func(t *testing.T, w, h int) { tuitest.OnTab(t, tuitest.Household(t), "5", w, h).Golden() })
}

// Every kind of line: refunds that outweigh, what is pending only, and all that
// stands beside the figures.
func TestSpendingOfABusyMonth(t *testing.T) {
	tuitest.OnSizes(t, func(t *testing.T, w, h int) {
		d := tuitest.OnTab(t, tuitest.Busy(t), "5", w, h)
		d.Press("G")
		d.Golden()
	})
}

func TestSpendingWithoutABank(t *testing.T) {
	tuitest.OnTab(t, tuitest.OpenCache(t), "5", 80, 24).Shows("No spending is known yet.")
}

func TestSpendingMonths(t *testing.T) {
	d := tuitest.OnTab(t, tuitest.Household(t), "5", 120, 40)
	d.Shows("◀ November 2026 ▶", "other currency EUR -18.50", "pending -106.14")
	d.Press("right")
	d.Shows("◀ November 2026 ▶")
	d.Press("left")
	d.Shows("◀ October 2026 ▶", "vs September")
	for range 20 {
		d.Press("left")
	}
	d.Shows("◀ December 2025 ▶", "Indigo")
	d.Hides("vs Nov", "compared", "▲", "without") // nothing is known of it
	d.Press("esc")
	d.Shows("◀ November 2026 ▶")
}

func TestSpendingOpensACategoryOfTheMonth(t *testing.T) {
	d := tuitest.OnTab(t, tuitest.Household(t), "5", 120, 40)
	d.Press("left", "enter")
	if d.Page() != "Transactions" {
		t.Fatalf("enter went to %s", d.Page())
	}
	d.Shows("▌Oct 30      Metro", "6 transactions")
}
