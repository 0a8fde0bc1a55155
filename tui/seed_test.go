package tui

import (
	"context"
	"fmt"
	"slices"
	"testing"
	"time"

	"passbook/storage"
	"passbook/storage/ledger"
)

// openCache opens an empty cache.
func openCache(t testing.TB) *storage.DB {
	t.Helper()
	db, err := storage.Open(t.TempDir(), func() time.Time { return testNow })
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	return db
}

// cents is a pointer to an amount.
func cents(n int64) *int64 { return &n }

// addBank links a bank with accounts that have no transactions yet.
func addBank(t testing.TB, db *storage.DB, it ledger.Item, accounts ...ledger.Account) {
	t.Helper()
	ctx := context.Background()
	it.LinkedAt = testNow.AddDate(-1, 0, 0)
	if err := db.SaveItem(ctx, it); err != nil {
		t.Fatal(err)
	}
	for i := range accounts {
		accounts[i].ItemID = it.ID
		accounts[i].Balance.Source, accounts[i].Balance.FetchedAt = ledger.Cached, testNow
		if accounts[i].Balance.Currency == "" {
			accounts[i].Balance.Currency = "CAD"
		}
	}
	if err := db.SaveAccounts(ctx, it.ID, accounts); err != nil {
		t.Fatal(err)
	}
}

// addRows syncs transactions of one Item, in one update.
func addRows(t testing.TB, db *storage.DB, itemID string, rows ...ledger.Transaction) {
	t.Helper()
	var pages []storage.Page
	for chunk := range slices.Chunk(rows, 500) {
		pages = append(pages, storage.Page{Added: chunk})
	}
	addChanges(t, db, itemID, pages...)
}

// addChanges syncs pages of one Item, in one update.
func addChanges(t testing.TB, db *storage.DB, itemID string, pages ...storage.Page) {
	t.Helper()
	ctx := context.Background()
	u, err := db.BeginUpdate(ctx, itemID)
	if err != nil {
		t.Fatal(err)
	}
	defer u.Close()
	for _, p := range pages {
		if err := u.Add(ctx, p); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := u.Commit(ctx, storage.Outcome{Cursor: "cursor of " + itemID, History: ledger.HistoryFull}); err != nil {
		t.Fatal(err)
	}
}

// household is a cache with two banks and what the mock-ups of screens.md
// show.
func household(t testing.TB) *storage.DB {
	t.Helper()
	db := openCache(t)
	addBank(t, db, ledger.Item{ID: "rbc", InstitutionID: "ins_39", Institution: "RBC Royal Bank", DaysRequested: 730},
		ledger.Account{ID: "chequing", Name: "Chequing", Mask: "0034", Kind: ledger.Depository, Subtype: "checking", Balance: ledger.Balance{Current: cents(421890)}},
		ledger.Account{ID: "savings", Name: "Savings", Mask: "7710", Kind: ledger.Depository, Subtype: "savings", Balance: ledger.Balance{Current: cents(1264033)}},
		ledger.Account{ID: "visa", Name: "Visa Infinite", Mask: "4821", Kind: ledger.Credit, Subtype: "credit card", Balance: ledger.Balance{Current: cents(-128407), Limit: cents(1000000)}},
	)
	addBank(t, db, ledger.Item{ID: "ws", InstitutionID: "ins_118", Institution: "Wealthsimple", DaysRequested: 730},
		ledger.Account{ID: "tfsa", Name: "TFSA", Mask: "9012", Kind: ledger.Investment, Subtype: "tfsa", Balance: ledger.Balance{Current: cents(3157720)}},
	)
	addRows(t, db, "rbc", householdRows()...)
	addRows(t, db, "ws")
	return db
}

// householdRows are three months of one household, newest first.
func householdRows() []ledger.Transaction {
	var rows []ledger.Transaction
	add := func(date ledger.Date, account, name string, minor int64, category string, more ...func(*ledger.Transaction)) {
		t := ledger.Transaction{
			ID: fmt.Sprintf("t%03d", len(rows)), AccountID: account, Date: date, AuthorizedDate: date,
			Amount: ledger.Money{Minor: minor, Currency: "CAD"}, Name: name, Merchant: name,
			Category: ledger.PrimaryCategory(category), CategoryDetail: category, CategoryConfidence: "HIGH", Channel: "in store",
		}
		for _, f := range more {
			f(&t)
		}
		rows = append(rows, t)
	}
	pending := func(t *ledger.Transaction) { t.Pending = true }
	add(20261119, "visa", "Loblaws", -8614, "FOOD_AND_DRINK_GROCERIES", pending)
	add(20261119, "visa", "Presto", -2000, "TRANSPORTATION_PUBLIC_TRANSIT", pending)
	add(20261118, "visa", "Tim Hortons", -487, "FOOD_AND_DRINK_COFFEE", func(t *ledger.Transaction) {
		t.AuthorizedDate, t.Original = 20261117, "TIM HORTONS #2841 TORONTO ON"
		t.Rare = &ledger.Rare{Location: ledger.Location{City: "Toronto", Region: "ON"}}
	})
	add(20261118, "chequing", "Acme Corp", 312044, "INCOME_WAGES", func(t *ledger.Transaction) { t.Channel = "other" })
	add(20261116, "visa", "Café Zürich", -1850, "FOOD_AND_DRINK_RESTAURANT", func(t *ledger.Transaction) { t.Amount.Currency = "EUR" })
	add(20261115, "chequing", "Maple Property", -215000, "RENT_AND_UTILITIES_RENT")
	add(20261115, "chequing", "To Savings", -50000, "TRANSFER_OUT_SAVINGS")
	add(20261115, "savings", "From Chequing", 50000, "TRANSFER_IN_SAVINGS")
	for day := range 80 {
		date := ledger.Date(20261114).AddDays(-day)
		switch day % 5 {
		case 0:
			add(date, "visa", "Metro", -int64(4200+day*37), "FOOD_AND_DRINK_GROCERIES")
		case 1:
			add(date, "visa", "Tim Hortons", -int64(400+day%7*61), "FOOD_AND_DRINK_COFFEE")
		case 3:
			add(date, "visa", "Uber", -int64(1500+day*11), "TRANSPORTATION_TAXIS_AND_RIDE_SHARES")
		}
	}
	add(20260815, "visa", "Amazon", 2314, "GENERAL_MERCHANDISE_ONLINE_MARKETPLACES")
	add(20251224, "visa", "Indigo", -4235, "GENERAL_MERCHANDISE_BOOKSTORES_AND_NEWSSTANDS")
	return rows
}
