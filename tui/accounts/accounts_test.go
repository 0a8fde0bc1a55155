package accounts_test

import (
	"testing"

	"passbook/tui/tuitest"
)

func TestAccounts(t *testing.T) {
	tuitest.OnSizes(t, func(t *testing.T, w, h int) { tuitest.OnTab(t, tuitest.Household(t), "2", w, h).Golden() })
}

func TestAccountsWithTroubles(t *testing.T) {
	tuitest.OnSizes(t, func(t *testing.T, w, h int) { tuitest.OnTab(t, tuitest.Troubled(t), "2", w, h).Golden() })
}

func TestAccountsWithoutABank(t *testing.T) {
	tuitest.OnTab(t, tuitest.OpenCache(t), "2", 80, 24).Shows("No account yet.", "link a bank")
}

func TestAccountsOpenTheirTransactions(t *testing.T) {
	d := tuitest.OnTab(t, tuitest.Troubled(t), "2", 80, 24)
	d.Press("j", "enter")
	if d.Page() != "Transactions" {
		t.Fatalf("enter went to %s", d.Page())
	}
	d.Shows("From Chequing")
	d.Hides("Loblaws")
}

func TestAccountsCardFollowsTheRow(t *testing.T) {
	d := tuitest.OnTab(t, tuitest.Troubled(t), "2", 120, 40)
	d.Shows("╭─ Chequing ─")
	d.Press("G", "k", "k", "k", "k", "k")
	d.Shows("╭─ Line of credit ─", "CAD 5,000.00", "CAD 1,500.00")
}

// Without Plaid keys nothing can be unlinked or fixed, and the page says so.
func TestAccountsOffline(t *testing.T) {
	d := tuitest.OnTab(t, tuitest.Troubled(t), "2", 80, 24)
	d.Press("x")
	d.Hides("Unlink")
	d.Press("?")
	d.Shows("unlink: no Plaid keys")
}
