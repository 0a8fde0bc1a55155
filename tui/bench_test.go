package tui_test

import (
	"fmt"
	"testing"

	tea "charm.land/bubbletea/v2"

	"passbook/storage/ledger"
	"passbook/tui/tuitest"
)

// BenchmarkKey is what a key press costs before the renderer: Update and View
// on a large screen, the commands that it starts not run.
func BenchmarkKey(b *testing.B) {
	db := tuitest.OpenCache(b)
	tuitest.AddBank(b, db, ledger.Item{ID: "rbc", Institution: "RBC"},
		ledger.Account{ID: "visa", Name: "Visa Infinite", Mask: "4821", Kind: ledger.Credit, Balance: ledger.Balance{Current: tuitest.Cents(100)}})
	rows := make([]ledger.Transaction, 2000)
	for i := range rows {
		rows[i] = ledger.Transaction{
			ID: fmt.Sprint("t", i), AccountID: "visa", Date: ledger.Date(20261119).AddDays(-i / 4), Name: "Shoppers Drug Mart", Merchant: "Shoppers Drug Mart",
			Amount: ledger.Money{Minor: -int64(i), Currency: "CAD"}, Category: "MEDICAL", CategoryDetail: "MEDICAL_PHARMACIES_AND_SUPPLEMENTS",
		}
	}
	tuitest.AddRows(b, db, "rbc", rows...)
	d := tuitest.Drive(b, db, 200, 60)
	d.Press("3")
	down, up := tuitest.Key(b, "j"), tuitest.Key(b, "k")
	b.ReportAllocs()
	i := 0
	for b.Loop() {
		key := down
		if i/100%2 == 1 {
			key = up
		}
		i++
		d.Model.Update(tea.Msg(key))
		_ = d.Model.View()
	}
}
