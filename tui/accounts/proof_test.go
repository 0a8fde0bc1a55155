package accounts_test

import (
	"testing"
	"time"

	"passbook/storage"
	"passbook/storage/ledger"
	"passbook/tui/tuitest"
)

// synced is a cache whose one account was synced on two days: what the bank says
// it gained in between, and the rows that came with the second sync.
func synced(t *testing.T, gained int64, rows ...ledger.Transaction) *storage.DB {
	t.Helper()
	now := time.Date(2026, 11, 3, 12, 0, 0, 0, time.UTC)
	db, err := storage.Open(t.TempDir(), func() time.Time { return now })
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	account := ledger.Account{ID: "a", ItemID: "i", Name: "Chequing", Mask: "0034", Kind: ledger.Depository}
	tuitest.AddBank(t, db, ledger.Item{ID: "i", Institution: "Bank"}, account)
	sync := func(held int64, rows []ledger.Transaction) {
		u, err := db.BeginUpdate(t.Context(), "i")
		if err != nil {
			t.Fatal(err)
		}
		defer u.Close()
		if err := u.Add(t.Context(), storage.Page{Added: rows}); err != nil {
			t.Fatal(err)
		}
		account.Balance = ledger.Balance{Currency: "CAD", Current: &held, Source: ledger.Cached, FetchedAt: now}
		outcome := storage.Outcome{Cursor: now.String(), Completeness: ledger.HistoryFull, Accounts: []ledger.Account{account}}
		if _, err := u.Commit(t.Context(), outcome); err != nil {
			t.Fatal(err)
		}
	}
	sync(100000, nil)
	now = now.AddDate(0, 0, 9)
	sync(100000+gained, rows)
	now = tuitest.Now
	return db
}

func row(id string, minor int64, currency string) ledger.Transaction {
	return ledger.Transaction{ID: id, AccountID: "a", Date: 20261110, Name: id, Amount: ledger.Money{Minor: minor, Currency: currency}}
}

func TestAnAccountThatAddsUp(t *testing.T) {
	tuitest.OnTab(t, synced(t, 3500, row("a", 3500, "CAD")), "2", 120, 40).Shows("Proof       adds up since Nov 3")
}

// The page of an account says on which day it stopped adding up, and by how much.
func TestAnAccountThatStoppedAddingUp(t *testing.T) {
	tuitest.OnSizes(t, func(t *testing.T, w, h int) {
		d := tuitest.OnTab(t, synced(t, 5000, row("a", 3500, "CAD"), row("b", -1200, "EUR")), "2", w, h)
		d.Press("d")
		d.Shows("Proof       stopped adding up on Nov 12: bank +50.00, rows +35.00,", "15.00 unexplained", "EUR -12.00")
	})
}

// Where a bank gives no current balance but an available one, that is it, and says
// so.
func TestABalanceFromAvailable(t *testing.T) {
	db := tuitest.OpenCache(t)
	tuitest.AddBank(t, db, ledger.Item{ID: "i", Institution: "Bank"}, ledger.Account{ID: "a", Name: "Chequing", Kind: ledger.Depository, Balance: ledger.Balance{Available: tuitest.Cents(123456)}})
	d := tuitest.OnTab(t, db, "2", 120, 40)
	d.Shows("(available)", "  1,234.56", "CAD 1,234.56 from")
}
