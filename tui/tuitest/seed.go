package tuitest

import (
	"context"
	"fmt"
	"slices"
	"testing"
	"time"

	"passbook/storage"
	"passbook/storage/ledger"
)

// OpenCache opens an empty cache.
func OpenCache(t testing.TB) *storage.DB {
	t.Helper()
	db, err := storage.Open(t.TempDir(), func() time.Time { return Now })
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

// Cents is a pointer to an amount.
func Cents(n int64) *int64 { return &n }

// AddBank links a bank with accounts that have no transactions yet.
func AddBank(t testing.TB, db *storage.DB, it ledger.Item, accounts ...ledger.Account) {
	t.Helper()
	ctx := context.Background()
	it.LinkedAt = Now.AddDate(-1, 0, 0)
	if err := db.SaveItem(ctx, it); err != nil {
		t.Fatal(err)
	}
	for i := range accounts {
		accounts[i].ItemID = it.ID
		accounts[i].Balance.Source, accounts[i].Balance.FetchedAt = ledger.Cached, Now
		if accounts[i].Balance.Currency == "" {
			accounts[i].Balance.Currency = "CAD"
		}
	}
	if err := db.SaveAccounts(ctx, it.ID, accounts); err != nil {
		t.Fatal(err)
	}
}

// AddRows syncs transactions of one Item, in one update.
func AddRows(t testing.TB, db *storage.DB, itemID string, rows ...ledger.Transaction) {
	t.Helper()
	var pages []storage.Page
	for chunk := range slices.Chunk(rows, 500) {
		pages = append(pages, storage.Page{Added: chunk})
	}
	AddChanges(t, db, itemID, pages...)
}

// AddChanges syncs pages of one Item with its accounts as they are, in one
// update.
func AddChanges(t testing.TB, db *storage.DB, itemID string, pages ...storage.Page) {
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
	accounts, err := db.Accounts(ctx)
	if err != nil {
		t.Fatal(err)
	}
	accounts = slices.DeleteFunc(accounts, func(a ledger.Account) bool { return a.ItemID != itemID || !a.GoneAt.IsZero() })
	if _, err := u.Commit(ctx, storage.Outcome{Cursor: "cursor of " + itemID, Completeness: ledger.HistoryFull, Accounts: accounts}); err != nil {
		t.Fatal(err)
	}
}

// Household is a cache with two banks and what the mock-ups of screens.md
// show, and what its accounts held earlier in the year.
func Household(t testing.TB) *storage.DB {
	t.Helper()
	db := OpenCache(t)
	AddBank(t, db, ledger.Item{ID: "rbc", InstitutionID: "ins_39", Institution: "RBC Royal Bank", DaysRequested: 730},
		ledger.Account{ID: "chequing", Name: "Chequing", Mask: "0034", Kind: ledger.Depository, Subtype: "checking", Balance: ledger.Balance{Current: Cents(421890)}},
		ledger.Account{ID: "savings", Name: "Savings", Mask: "7710", Kind: ledger.Depository, Subtype: "savings", Balance: ledger.Balance{Current: Cents(1264033)}},
		ledger.Account{ID: "visa", Name: "Visa Infinite", Mask: "4821", Kind: ledger.Credit, Subtype: "credit card", Balance: ledger.Balance{Current: Cents(-128407), Limit: Cents(1000000)}},
	)
	AddBank(t, db, ledger.Item{ID: "ws", InstitutionID: "ins_118", Institution: "Wealthsimple", DaysRequested: 730},
		ledger.Account{ID: "tfsa", Name: "TFSA", Mask: "9012", Kind: ledger.Investment, Subtype: "tfsa", Balance: ledger.Balance{Current: Cents(3157720)}},
	)
	for _, then := range []struct {
		day                           ledger.Date
		chequing, savings, visa, tfsa int64
	}{
		{20251215, 398015, 1114033, -154210, 2893041},
		{20260531, 371240, 1164033, -98730, 3012588},
		{20260831, 402277, 1214033, -143355, 2960417},
		{20261031, 374846, 1214033, -119800, 3098834},
	} {
		AddBalances(t, db, "rbc", then.day, map[string]int64{"chequing": then.chequing, "savings": then.savings, "visa": then.visa})
		AddBalances(t, db, "ws", then.day, map[string]int64{"tfsa": then.tfsa})
	}
	AddRows(t, db, "rbc", HouseholdRows()...)
	AddRows(t, db, "ws")
	return db
}

// AddBalances adds what the accounts of one Item held on an earlier day, in CAD.
func AddBalances(t testing.TB, db *storage.DB, itemID string, day ledger.Date, held map[string]int64) {
	t.Helper()
	ctx := context.Background()
	all, err := db.Accounts(ctx)
	if err != nil {
		t.Fatal(err)
	}
	var accounts []ledger.Account
	for _, a := range all {
		if minor, ok := held[a.ID]; ok {
			a.Balance = ledger.Balance{Currency: "CAD", Current: Cents(minor), Source: ledger.Cached, FetchedAt: day.Time().Add(12 * time.Hour)}
			accounts = append(accounts, a)
		}
	}
	if err := db.SaveAccounts(ctx, itemID, accounts); err != nil {
		t.Fatal(err)
	}
}

// HouseholdRows are three months of one household, newest first.
func HouseholdRows() []ledger.Transaction {
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
		t.Details = &ledger.Details{Location: ledger.Location{City: "Toronto", Region: "ON"}}
	})
	add(20261118, "chequing", "Acme Corp", 312044, "INCOME_SALARY", func(t *ledger.Transaction) { t.Channel = "other" })
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

// Troubled is the household with a third bank that needs the person, and an
// account in euros.
func Troubled(t testing.TB) *storage.DB {
	t.Helper()
	db := Household(t)
	AddRows(t, db, "ws")
	AddBank(t, db, ledger.Item{ID: "td", InstitutionID: "ins_42", Institution: "TD Canada Trust", DaysRequested: 90},
		ledger.Account{ID: "loc", Name: "Line of credit", Mask: "3305", Kind: ledger.Credit, Balance: ledger.Balance{Current: Cents(-350000), Limit: Cents(500000), Available: Cents(150000)}},
		ledger.Account{ID: "euro", Name: "Euro account", Mask: "7711", Kind: ledger.Depository, Balance: ledger.Balance{Current: Cents(120000), Currency: "EUR"}},
		ledger.Account{ID: "points", Name: "Points", Kind: "rewards", Balance: ledger.Balance{Current: Cents(99900)}},
	)
	AddRows(t, db, "td")
	err := db.SetProblem(context.Background(), "td", &ledger.Problem{
		Code: "ITEM_LOGIN_REQUIRED", Actor: ledger.ActorPerson, Since: Now.AddDate(0, 0, -1),
		Sentence: "TD Canada Trust needs you to sign in again.",
	})
	if err != nil {
		t.Fatal(err)
	}
	return db
}

// SyncedTwice is a household whose bank was synced again: a row is new, one is
// changed, one has posted under another amount and one is gone.
func SyncedTwice(t testing.TB) *storage.DB {
	db := Household(t)
	rows := HouseholdRows()
	rows[2].Amount.Minor = -512
	AddChanges(t, db, "rbc", storage.Page{
		Added: []ledger.Transaction{
			{ID: "posted", PendingID: "t001", AccountID: "visa", Date: 20261120, Name: "Presto", Merchant: "Presto", Amount: ledger.Money{Minor: -2400, Currency: "CAD"}},
			{ID: "new", AccountID: "visa", Date: 20261120, Name: "Sobeys", Merchant: "Sobeys", Amount: ledger.Money{Minor: -7390, Currency: "CAD"}},
		},
		Modified: rows[2:3],
		Removed:  []string{"t001", "t005"},
	})
	return db
}
