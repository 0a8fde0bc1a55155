package tui

import "testing"

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
	if d.page() != "Transactions" {
		t.Fatalf("enter went to %s", d.page())
	}
	d.shows("▌Oct 30      Metro", "6 transactions")
}
