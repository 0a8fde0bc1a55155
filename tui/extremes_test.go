package tui_test

import (
	"strings"
	"testing"

	"passbook/storage/ledger"
	"passbook/tui/home"
	"passbook/tui/tuitest"
)

// Amounts that a bank can send and 64 bits can hold, but not their sums: every
// page can be opened, and says of a sum that it is none.
func TestSumsThatAreTooLarge(t *testing.T) {
	db := tuitest.OpenCache(t)
	const huge = -9223372036854700000
	var accounts []ledger.Account
	for _, id := range []string{"a", "b", "c"} {
		accounts = append(accounts, ledger.Account{ID: id, Name: id, Kind: ledger.Depository, Balance: ledger.Balance{Current: tuitest.Cents(9e18), Currency: "USD"}})
	}
	tuitest.AddBank(t, db, ledger.Item{ID: "i", Institution: "Bank"}, accounts...)
	var rows []ledger.Transaction
	for i, day := range []ledger.Date{20261105, 20261106, 20261006} {
		rows = append(rows, ledger.Transaction{
			ID: string(rune('x' + i)), AccountID: "a", Date: day, Name: "Yacht", Merchant: "Yacht", Category: "TRAVEL", CategoryDetail: "TRAVEL_OTHER",
			Amount: ledger.Money{Minor: huge, Currency: "USD"},
		})
	}
	tuitest.AddRows(t, db, "i", rows...)
	tuitest.OnSizes(t, func(t *testing.T, w, h int) {
		d := tuitest.Drive(t, db, w, h) // a panic fails the test
		d.Shows("too large to add up")
		for _, page := range []string{"2", "3", "4", "5", "1"} {
			d.Press(page)
			if page == "2" || page == "3" {
				d.Shows("too large to add up")
			}
			d.Press("j", "enter", "esc", "left", "right")
		}
	})
	var out strings.Builder
	if err := home.PrintOverview(t.Context(), &out, db, tuitest.Now); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(out.String(), "Net worth  too large to add up USD\n") {
		t.Error(out.String())
	}
}
