package tui

import (
	"strings"
	"testing"

	"passbook/storage/ledger"
)

// Amounts that a bank can send and 64 bits can hold, but not their sums: every
// page can be opened, and says of a sum that it is none.
func TestSumsThatAreTooLarge(t *testing.T) {
	db := openCache(t)
	const huge = -9223372036854700000
	var accounts []ledger.Account
	for _, id := range []string{"a", "b", "c"} {
		accounts = append(accounts, ledger.Account{ID: id, Name: id, Kind: ledger.Depository, Balance: ledger.Balance{Current: cents(9e18), Currency: "USD"}})
	}
	addBank(t, db, ledger.Item{ID: "i", Institution: "Bank"}, accounts...)
	var rows []ledger.Transaction
	for i, day := range []ledger.Date{20261105, 20261106, 20261006} {
		rows = append(rows, ledger.Transaction{
			ID: string(rune('x' + i)), AccountID: "a", Date: day, Name: "Yacht", Merchant: "Yacht", Category: "TRAVEL", CategoryDetail: "TRAVEL_OTHER",
			Amount: ledger.Money{Minor: huge, Currency: "USD"},
		})
	}
	addRows(t, db, "i", rows...)
	onSizes(t, func(t *testing.T, w, h int) {
		d := drive(t, db, w, h) // a panic fails the test
		d.shows("too large to add up")
		for _, page := range []string{"2", "3", "4", "5", "1"} {
			d.press(page)
			if page == "2" || page == "3" {
				d.shows("too large to add up")
			}
			d.press("j", "enter", "esc", "left", "right")
		}
	})
	var out strings.Builder
	if err := PrintOverview(t.Context(), &out, db, testNow); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(out.String(), "Net worth  too large to add up USD\n") {
		t.Error(out.String())
	}
}
