package tui

import (
	"testing"
)

func TestAccounts(t *testing.T) {
	onSizes(t, func(t *testing.T, w, h int) { onTab(t, household(t), "2", w, h).golden() })
}

func TestAccountsWithTroubles(t *testing.T) {
	onSizes(t, func(t *testing.T, w, h int) { onTab(t, troubled(t), "2", w, h).golden() })
}

func TestAccountsWithoutABank(t *testing.T) {
	onTab(t, openCache(t), "2", 80, 24).shows("No account yet.", "link a bank")
}

func TestAccountsOpenTheirTransactions(t *testing.T) {
	d := onTab(t, troubled(t), "2", 80, 24)
	d.press("j", "enter")
	if d.page() != "Transactions" {
		t.Fatalf("enter went to %s", d.page())
	}
	d.shows("From Chequing")
	d.hides("Loblaws")
}

func TestAccountsCardFollowsTheRow(t *testing.T) {
	d := onTab(t, troubled(t), "2", 120, 40)
	d.shows("╭─ Chequing ─")
	d.press("G", "k", "k", "k", "k", "k")
	d.shows("╭─ Line of credit ─", "CAD 5,000.00", "CAD 1,500.00")
}

// Without Plaid keys nothing can be unlinked or fixed, and the page says so.
func TestAccountsOffline(t *testing.T) {
	d := onTab(t, troubled(t), "2", 80, 24)
	d.press("x")
	d.hides("Unlink")
	d.press("?")
	d.shows("unlink: no Plaid keys")
}
