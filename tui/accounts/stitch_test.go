package accounts_test

import (
	"testing"

	"passbook/storage"
	"passbook/storage/ledger"
	"passbook/tui/tuitest"
)

// joint is the household with a second login at the same bank, which lists two of its
// accounts too. arrived: its history is whole.
func joint(t *testing.T, arrived bool) *storage.DB {
	t.Helper()
	db := tuitest.Household(t)
	tuitest.AddBank(t, db, ledger.Item{ID: "hers", InstitutionID: "ins_39", Institution: "RBC Royal Bank"},
		ledger.Account{ID: "chequing-hers", Name: "Chequing", Mask: "0034", Kind: ledger.Depository, Subtype: "checking", Balance: ledger.Balance{Current: tuitest.Cents(421890)}},
		ledger.Account{ID: "savings-hers", Name: "Savings", Mask: "7710", Kind: ledger.Depository, Subtype: "savings", Balance: ledger.Balance{Current: tuitest.Cents(1264033)}},
	)
	if arrived {
		tuitest.AddRows(t, db, "hers", ledger.Transaction{
			ID: "pay-hers", AccountID: "chequing-hers", Date: 20261118, Amount: ledger.Money{Minor: 312044, Currency: "CAD"}, Name: "Acme Corp", Merchant: "Acme Corp",
		})
	}
	return db
}

// stitches gives what is known of each account that is or may be one with another.
func stitches(t *testing.T, db *storage.DB) map[string]ledger.StitchState {
	t.Helper()
	list, err := db.Stitches(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	states := map[string]ledger.StitchState{}
	for _, s := range list {
		states[s.Old.ID] = s.State
	}
	return states
}

// Accounts that look alike are a question that can be read at every size, and
// that the person answers either way.
func TestAccountsThatMayBeOne(t *testing.T) {
	tuitest.OnSizes(t, func(t *testing.T, w, h int) {
		db := joint(t, true)
		d := tuitest.OnTab(t, db, "2", w, h)
		d.Press("G")
		d.Shows("▲ 2 accounts look like another one", "⏎ decide")
		d.Press("enter")
		d.Golden()
		d.Shows("One account or two?", "1/2", "Chequing ··0034 of RBC Royal Bank, linked Nov 20 '25", "number, type and name", "logins go on")
		d.Press("esc")
		d.Hides("One account or two?")
		if got := stitches(t, db); got["chequing"] != ledger.StitchQuestion {
			t.Fatalf("left for later: %v", got)
		}

		d.Press("enter", "tab")
		d.Shows("2/2", "Savings ··7710")
		d.Press("n")
		d.Shows("Chequing ··0034", "Savings counts by itself")
		d.Press("y")
		d.Hides("One account or two?", "look like another one", "looks like another one")
		if got := stitches(t, db); got["chequing"] != ledger.StitchJoined || got["savings"] != ledger.StitchApart {
			t.Errorf("after the answers: %v", got)
		}
	})
}

// Two that cannot be one are not made one, and the dialog says why.
func TestAccountsThatCannotBeOneYet(t *testing.T) {
	db := joint(t, false)
	d := tuitest.OnTab(t, db, "2", 80, 24)
	d.Press("G", "enter")
	d.Shows("The transactions of the second are still", "n two accounts")
	d.Hides("y one account")
	d.Press("y")
	if got := stitches(t, db); got["chequing"] != ledger.StitchQuestion {
		t.Errorf("after y: %v", got)
	}
}
