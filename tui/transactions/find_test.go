package transactions_test

import (
	"testing"

	tea "charm.land/bubbletea/v2"

	"passbook/storage/ledger"
	"passbook/tui/tuitest"
)

func TestFindAsYouType(t *testing.T) {
	d := tuitest.OnTab(t, tuitest.Household(t), "3", 80, 24)
	d.Press("/")
	d.Type("quit? q 1") // letters that are keys elsewhere
	if d.Quit {
		t.Fatal("q in the find bar quit")
	}
	d.Shows("quit? q 1", "No transactions match “quit? q 1”.")
	d.Press("esc")
	d.Shows("1/58")
	d.Press("/")
	d.Type("tim h")
	d.Shows("Tim Hortons", "1/17")
	d.Hides("Loblaws")
	d.Press("enter", "j")
	d.Shows("/ tim h", "2/17")
	d.Press("esc")
	d.Shows("1/58", "merchant, note")
}

func TestFiltersNarrowTogether(t *testing.T) {
	d := tuitest.OnTab(t, tuitest.Household(t), "3", 120, 40)
	d.Press("o")
	d.Type("0034")
	d.Press("enter")
	d.Shows("account Chequing ··0034", "3 transactions", "in 3,120.44", "out 2,650.00", "net +470.44", "1 in pairs -500.00")
	d.Press("c")
	d.Type("rent")
	d.Press("down", "enter")
	d.Shows("category Rent", "1 transaction", "out 2,150.00")
	d.Press("d")
	d.Type("2026-09")
	d.Press("enter")
	d.Shows("September 2026", "No transactions match category Rent, account Chequing ··0034,", "esc   clear the filter")
	d.Press("esc")
	d.Shows("1/58")
}

// TestFindTakesQueries: what the screen shows finds it, and a query that is not
// finished leaves the rows as they were.
func TestFindTakesQueries(t *testing.T) {
	db := tuitest.Household(t)
	tuitest.AddRows(t, db, "rbc",
		ledger.Transaction{ID: "whole", AccountID: "visa", Date: 20261120, Name: "Whole Foods", Merchant: "Whole Foods", Amount: ledger.Money{Minor: -14036, Currency: "CAD"}},
		ledger.Transaction{ID: "cafe", AccountID: "visa", Date: 20261120, Name: "Café Crème", Merchant: "Café Crème", Amount: ledger.Money{Minor: -1200, Currency: "CAD"}})
	d := tuitest.OnTab(t, db, "3", 120, 40)
	for _, words := range []string{"whol foods", "foods whole", "$140.36", "amount:140.36", "merchant:foods date:ytd"} {
		d.Press("/")
		d.Type(words)
		d.Press("enter")
		d.Shows("Whole Foods", "1/1", words)
		d.Hides("Café Crème")
		d.Press("esc")
	}
	d.Press("/")
	d.Type("cafe creme")
	d.Shows("Café Crème", "1/1")
	d.Type(" or (")
	d.Shows("Café Crème", "1/1", "the query ends too soon")
	d.Press("enter")
	d.Shows("cafe creme or (", "the query ends too soon")
	d.Type("whole)")
	d.Shows("Whole Foods", "1/2")
	d.Hides("too soon")
	d.Type(" amout:3") // amout alone was a word
	d.Shows("Café Crème", "1/1", `"amout:" is no key: amount?`)
	d.Press("esc")
	d.Shows("1/60")
}

func TestPasteIntoFind(t *testing.T) {
	d := tuitest.OnTab(t, tuitest.Household(t), "3", 80, 24)
	d.Send(tea.PasteMsg{Content: "nowhere to go"})
	d.Shows("1/58")
	d.Press("/")
	d.Send(tea.PasteMsg{Content: "maple\nprop"})
	d.Shows("Maple Property", "1/1")
}
