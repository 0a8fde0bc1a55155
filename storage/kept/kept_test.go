package kept_test

import (
	"slices"
	"testing"
	"time"

	"passbook/storage"
	"passbook/storage/kept"
	"passbook/storage/ledger"
)

// A bank is asked for what it may have an account for. What a bank no longer lists
// is no such account.
func TestItemsThatCanBeAsked(t *testing.T) {
	now := func() time.Time { return time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC) }
	db, err := storage.Open(t.TempDir(), now)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	for id, accounts := range map[string][]ledger.Account{
		"checks":  {{ID: "a", Kind: ledger.Depository, Subtype: "checking"}},
		"savings": {{ID: "b", Kind: ledger.Credit, Subtype: "credit card"}, {ID: "c", Kind: ledger.Depository, Subtype: "savings"}},
		"unnamed": {{ID: "d", Kind: ledger.Depository}},
		"deposit": {{ID: "e", Kind: ledger.Depository, Subtype: "cd"}},
		"cards":   {{ID: "f", Kind: ledger.Credit, Subtype: "credit card"}},
		"broker":  {{ID: "g", Kind: ledger.Investment, Subtype: "ira"}},
		"lender":  {{ID: "h", Kind: ledger.Loan, Subtype: "student"}},
		"odd":     {{ID: "i", Kind: "other", Subtype: "other"}},
		"gone":    {{ID: "j", Kind: ledger.Depository, Subtype: "checking"}},
		"empty":   nil,
	} {
		if err := db.SaveItem(t.Context(), ledger.Item{ID: id, Institution: id, LinkedAt: now()}); err != nil {
			t.Fatal(err)
		}
		for i := range accounts {
			accounts[i].ItemID = id
		}
		if err := db.SaveAccounts(t.Context(), id, accounts); err != nil {
			t.Fatal(err)
		}
	}
	if err := db.SaveAccounts(t.Context(), "gone", nil); err != nil {
		t.Fatal(err)
	}
	for product, want := range map[kept.Product][]string{
		kept.Numbers:     {"checks", "savings", "unnamed"},
		kept.Owners:      {"broker", "cards", "checks", "deposit", "lender", "savings", "unnamed"},
		kept.Investments: {"broker"},
		kept.Liabilities: {"cards", "lender", "savings"},
		kept.Recurring:   {"broker", "cards", "checks", "deposit", "lender", "odd", "savings", "unnamed"},
	} {
		items, err := kept.Items(t.Context(), db, product)
		var got []string
		for _, it := range items {
			got = append(got, it.ID)
		}
		if slices.Sort(got); err != nil || !slices.Equal(got, want) {
			t.Errorf("%s: %v, want %v; %v", product, got, want, err)
		}
	}
}
