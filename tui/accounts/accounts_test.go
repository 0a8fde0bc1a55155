package accounts_test

import (
	"path/filepath"
	"testing"

	"passbook/plaidsvc"
	"passbook/plaidsvc/vault"
	"passbook/storage/ledger"
	"passbook/tui"
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

// The question before a bank goes can be read at every size, and says what goes
// with it.
func TestUnlinkQuestion(t *testing.T) {
	tuitest.OnSizes(t, func(t *testing.T, w, h int) {
		db, dir := tuitest.Household(t), t.TempDir()
		if err := db.Annotate(t.Context(), []string{"t002", "t003"}, func(a *ledger.Annotation) { a.Note = "mine" }); err != nil {
			t.Fatal(err)
		}
		service, err := plaidsvc.New(plaidsvc.Config{
			ClientID: "client", Secret: "secret", Env: "sandbox", BaseURL: "http://127.0.0.1:0",
			LockDir: dir, BeforeUnlink: filepath.Join(dir, "passbook.db.before-unlink"),
		}, db, vault.NewMemory())
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { service.Close() })
		d := tuitest.Drive(t, db, w, h, func(o *tui.Options) { o.Service = service })
		d.Press("2", "x")
		d.Golden()
		d.Shows("program's memory", "3 accounts and 58 transactions", "2 of them", "before-unlink", "y unlink", "esc keep it")
		d.Press("esc")
		d.Hides("Unlink RBC")
		d.Press("G", "x")
		d.Shows("Unlink Wealthsimple?", "1 account and 0 transactions.", "wrote nothing on them.")
	})
}

// What is known of an account can be read at every size.
func TestAccountDetails(t *testing.T) {
	tuitest.OnSizes(t, func(t *testing.T, w, h int) {
		d := tuitest.OnTab(t, tuitest.Household(t), "2", w, h)
		d.Press("j", "j", "d")
		if d.Page() != "Account" {
			t.Fatalf("d went to %s", d.Page())
		}
		d.Shows("╭─ Visa Infinite ─", "CAD -1,284.07", "CAD 10,000.00", "credit card", "RBC Royal Bank")
		d.Press("enter")
		d.Shows("Loblaws")
	})
}
