package transactions_test

import (
	"strings"
	"testing"

	"passbook/storage/ledger"
	"passbook/tui/tuitest"
)

// onRow opens the list of transactions on the row of a name.
func onRow(t *testing.T, d *tuitest.Driver, name string) {
	t.Helper()
	d.Press("3", "g")
	for range 60 {
		if strings.Contains(d.Current(), name) {
			return
		}
		d.Press("j")
	}
	t.Fatalf("no row %q:\n%s", name, d.Screen())
}

// The details of a pair say where its other side is, and a key goes there.
func TestTheOtherSideOfATransfer(t *testing.T) {
	tuitest.OnSizes(t, func(t *testing.T, w, h int) {
		d := tuitest.OnTab(t, tuitest.Household(t), "3", w, h)
		onRow(t, d, "From Chequing")
		d.Press("enter")
		d.Shows("Transfer  from Chequing ··0034, Nov 15")
		d.Press("enter")
		d.Shows("╭─ To Savings ─", "Transfer  to Savings ··7710, Nov 15")
		d.Press("esc")
		if !strings.Contains(d.Current(), "To Savings") {
			t.Errorf("the list stands on %q", d.Current())
		}
	})
}

// A list that does not have the other side makes way for the list of all.
func TestTheOtherSideIsNotInTheList(t *testing.T) {
	d := tuitest.OnTab(t, tuitest.Household(t), "3", 80, 24)
	d.Press("o")
	d.Type("7710")
	d.Press("enter", "enter")
	d.Shows("╭─ From Chequing ─")
	d.Press("enter")
	d.Shows("╭─ To Savings ─")
	d.Press("esc")
	d.Shows("account any", "7/58")
}

func TestUnpairing(t *testing.T) {
	d := tuitest.OnTab(t, tuitest.Household(t), "3", 120, 40)
	onRow(t, d, "From Chequing")
	d.Shows("2 in pairs 0.00", "Transfer  from Chequing")
	d.Press("p")
	d.Shows("no longer a pair; u takes it back")
	d.Hides("in pairs", "Transfer  ")
	d.Press("5")
	d.Shows("other currency") // what was moved to accounts that are not linked nets out
	d.Hides("Transfers ")
	d.Press("3", "u")
	d.Shows("taken back", "2 in pairs 0.00", "Transfer  from Chequing")
}

// The person says which rows are one transfer, of those that it could be.
func TestPairing(t *testing.T) {
	db := tuitest.Household(t)
	row := func(id, account string, day ledger.Date, minor int64, name string) ledger.Transaction {
		return ledger.Transaction{ID: id, AccountID: account, Date: day, Name: name, Amount: ledger.Money{Minor: minor, Currency: "CAD"}}
	}
	tuitest.AddRows(t, db, "rbc", row("out", "chequing", 20261102, -25000, "Cheque to self"), row("in", "savings", 20261110, 25000, "Cheque paid in"))
	d := tuitest.OnTab(t, db, "3", 80, 24)
	onRow(t, d, "Cheque paid in")
	d.Press("p")
	d.Shows("The other side of Cheque paid in", "Nov 2", "-250.00  Chequing ··0034  Cheque to self")
	d.Press("esc")
	d.Shows("Cheque paid in")
	d.Press("p")
	d.Type("cheque to")
	d.Press("enter")
	d.Shows("paired; u takes it back", "Cheque paid in  transfer")
	onRow(t, d, "Cheque to self")
	d.Press("enter")
	d.Shows("to Savings ··7710, Nov 10")
	d.Press("u")
	d.Hides("to Savings ··7710")
	d.Press("enter")
	d.Shows("the other side: no other row is paired with it")
}

func TestPairingThatCannotBe(t *testing.T) {
	d := tuitest.OnTab(t, tuitest.Household(t), "3", 120, 40)
	onRow(t, d, "Presto")
	d.Press("p")
	d.Shows("pair: the row is pending and may still change")
	db := tuitest.OpenCache(t)
	tuitest.AddBank(t, db, ledger.Item{ID: "rbc", Institution: "RBC"}, ledger.Account{ID: "a", Name: "Chequing", Kind: ledger.Depository, Balance: ledger.Balance{Current: tuitest.Cents(100)}})
	tuitest.AddRows(t, db, "rbc", ledger.Transaction{ID: "t", AccountID: "a", Date: 20261110, Name: "Alone", Amount: ledger.Money{Minor: -100, Currency: "CAD"}})
	d = tuitest.OnTab(t, db, "3", 80, 24)
	d.Press("p")
	d.Shows("No row of another account could be the other side of this one.")
}

// The sums under a list are of exactly what is listed, transfers included, and
// what of it is pending, hidden or in a pair is told.
func TestTheFooterIsTheSumOfTheList(t *testing.T) {
	db := tuitest.Household(t)
	row := func(id string, minor int64, category string) ledger.Transaction {
		return ledger.Transaction{
			ID: id, AccountID: "savings", Date: 20261110, Name: id, Amount: ledger.Money{Minor: minor, Currency: "CAD"},
			Category: ledger.PrimaryCategory(category), CategoryDetail: category,
		}
	}
	pending := row("pending", -1000, "BANK_FEES_OTHER_BANK_FEES")
	pending.Pending = true
	tuitest.AddRows(t, db, "rbc", row("transfers", 1059592, "TRANSFER_IN_ACCOUNT_TRANSFER"), row("interest", 115495, "INCOME_INTEREST_EARNED"), row("secret", 7000, "INCOME_OTHER"), pending)
	if err := db.Annotate(t.Context(), []string{"secret"}, func(a *ledger.Annotation) { a.Hidden = true }); err != nil {
		t.Fatal(err)
	}
	tuitest.OnSizes(t, func(t *testing.T, w, h int) {
		d := tuitest.OnTab(t, db, "2", w, h)
		d.Press("j", "enter") // 10,595.92 + 1,154.95 + 70.00 + 500.00 in, 10.00 out
		d.Shows("From Chequing", "in 12,320.87", "out 10.00", "net +12,310.87", "1 pending -10.00 · 1 hidden +70.00 · 1 in pairs +500.00")
	})
}
