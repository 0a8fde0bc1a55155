package tui

import (
	"fmt"
	"testing"

	tea "charm.land/bubbletea/v2"

	"passbook/storage"
)

// BenchmarkKey is what a key press costs before the renderer: Update and View
// on a large screen, the commands that it starts not run.
func BenchmarkKey(b *testing.B) {
	db := openCache(b)
	addBank(b, db, storage.Item{ID: "rbc", Institution: "RBC"},
		storage.Account{ID: "visa", Name: "Visa Infinite", Mask: "4821", Kind: storage.Credit, Balance: storage.Balance{Current: cents(100)}})
	rows := make([]storage.Transaction, 2000)
	for i := range rows {
		rows[i] = storage.Transaction{
			ID: fmt.Sprint("t", i), AccountID: "visa", Date: storage.Date(20261119).AddDays(-i / 4), Name: "Shoppers Drug Mart", Merchant: "Shoppers Drug Mart",
			Amount: storage.Money{Minor: -int64(i), Currency: "CAD"}, Category: "MEDICAL", CategoryDetail: "MEDICAL_PHARMACIES_AND_SUPPLEMENTS",
		}
	}
	addRows(b, db, "rbc", rows...)
	d := drive(b, db, 200, 60)
	d.press(fmt.Sprint(tabTransactions + 1))
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
