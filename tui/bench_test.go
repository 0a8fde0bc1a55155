package tui

import (
	"fmt"
	"testing"

	tea "charm.land/bubbletea/v2"

	"passbook/storage/ledger"
)

// BenchmarkKey is what a key press costs before the renderer: Update and View
// on a large screen, the commands that it starts not run.
func BenchmarkKey(b *testing.B) {
	db := openCache(b)
	addBank(b, db, ledger.Item{ID: "rbc", Institution: "RBC"},
		ledger.Account{ID: "visa", Name: "Visa Infinite", Mask: "4821", Kind: ledger.Credit, Balance: ledger.Balance{Current: cents(100)}})
	rows := make([]ledger.Transaction, 2000)
	for i := range rows {
		rows[i] = ledger.Transaction{
			ID: fmt.Sprint("t", i), AccountID: "visa", Date: ledger.Date(20261119).AddDays(-i / 4), Name: "Shoppers Drug Mart", Merchant: "Shoppers Drug Mart",
			Amount: ledger.Money{Minor: -int64(i), Currency: "CAD"}, Category: "MEDICAL", CategoryDetail: "MEDICAL_PHARMACIES_AND_SUPPLEMENTS",
		}
	}
	addRows(b, db, "rbc", rows...)
	d := drive(b, db, 200, 60)
	d.press("3")
	down, up := keyPress(b, "j"), keyPress(b, "k")
	b.ReportAllocs()
	i := 0
	for b.Loop() {
		key := down
		if i/100%2 == 1 {
			key = up
		}
		i++
		d.app.Update(tea.Msg(key))
		_ = d.app.View()
	}
}
