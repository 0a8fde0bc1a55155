package storage

import (
	"fmt"
	"testing"
	"time"

	"passbook/storage/ledger"
)

// TestHugeAmountsInEveryClass: rows at the end of 64 bits, of every class, state
// and account, stop no question, and no sum of theirs turns around.
func TestHugeAmountsInEveryClass(t *testing.T) {
	t.Parallel()
	const huge = 9_000_000_000_000_000_000
	c := newClock()
	db := open(t, t.TempDir(), c)
	kinds := map[string]ledger.AccountKind{"checking": ledger.Depository, "savings": ledger.Depository, "card": ledger.Credit, "loan": ledger.Loan, "broker": ledger.Investment}
	categories := [][2]string{
		{"INCOME", "INCOME_SALARY"},
		{"TRANSFER_IN", "TRANSFER_IN_ACCOUNT_TRANSFER"},
		{"TRANSFER_OUT", "TRANSFER_OUT_WITHDRAWAL"},
		{"TRANSFER_OUT", "TRANSFER_OUT_TRANSFER_OUT_FROM_APPS"},
		{"LOAN_PAYMENTS", "LOAN_PAYMENTS_CREDIT_CARD_PAYMENT"},
		{"LOAN_PAYMENTS", "LOAN_PAYMENTS_EWA"},
		{"LOAN_PAYMENTS", "LOAN_PAYMENTS_CAR_PAYMENT"},
		{"LOAN_DISBURSEMENTS", "LOAN_DISBURSEMENTS_EWA"},
		{"TRAVEL", "TRAVEL_FLIGHTS"},
		{"", ""},
	}
	for n, day := range []string{"2026-02-27", "2026-03-02", "2026-03-14"} {
		var accounts []ledger.Account
		var rows []ledger.Transaction
		for id, kind := range kinds {
			accounts = append(accounts, account(id, kind, []int64{huge, -huge, huge - 1}[n]))
			if id == "loan" || id == "broker" {
				continue
			}
			for i, category := range categories {
				for j, minor := range []int64{huge, -huge, huge - int64(i), int64(i) - huge} {
					row := tx(fmt.Sprintf("%s-%d-%d-%d", id, n, i, j), day, minor)
					row.AccountID, row.Category, row.CategoryDetail = id, category[0], category[1]
					row.Pending = i == 8 && j < 2
					rows = append(rows, row)
				}
			}
		}
		syncAccounts(t, db, fmt.Sprint("c", n), accounts, rows...)
		c.advance(24 * time.Hour)
	}
	note(t, db, func(a *ledger.Annotation) { a.Hidden = true }, "checking-0-0-0", "card-1-0-1")
	ctx := t.Context()
	for _, people := range []ledger.PeopleRule{ledger.PeopleNet, ledger.PeopleGross, ledger.PeopleTransfer} {
		for _, start := range []int{1, 15} {
			db.Use(ledger.Settings{HomeCurrency: "USD", People: people, MonthStart: start})
			figures, err := db.Figures(ctx, "USD", 202602, 202603)
			if err != nil {
				t.Fatal(err)
			}
			for _, f := range figures {
				if err := db.Compare(ctx, &f); err != nil {
					t.Error(err)
				}
				if f.Income < 0 && f.Income != ledger.TooLarge {
					t.Errorf("income of %d is %d", f.Month, f.Income)
				}
				for _, beside := range []ledger.Sum{f.Moved, f.Unpaired, f.Paired, f.Pending, f.Hidden} {
					if beside.In < 0 && beside.In != ledger.TooLarge || beside.Out > 0 {
						t.Errorf("beside the figures of %d: %+v", f.Month, beside)
					}
				}
			}
		}
	}
	questions := map[string]func() error{
		"between":   func() error { _, err := db.FiguresBetween(ctx, "USD", 20260228, 20260312); return err },
		"others":    func() error { _, err := db.OtherCurrencies(ctx, 0, 0, "EUR"); return err },
		"accounts":  func() error { _, err := db.SpendingByAccount(ctx, "USD", 0, 0); return err },
		"merchants": func() error { _, err := db.MerchantTotals(ctx, "USD", 0, 0); return err },
		"explain":   func() error { return db.Explain(ctx, 0, 0, "USD", func(ledger.Verdict) error { return nil }) },
		"worth":     func() error { _, err := db.Worth(ctx, "USD", 20260101, 20260318); return err },
		"proofs":    func() error { _, err := db.BalanceProofs(ctx, ""); return err },
		"transfers": func() error { _, err := db.Transfers(ctx, 0, 0); return err },
		"lone":      func() error { _, err := db.LoneTransfers(ctx, 0, 0); return err },
		"summary":   func() error { _, err := db.Summarize(ctx, ledger.Filter{}); return err },
		"search":    func() error { _, err := db.Summarize(ctx, ledger.Filter{Query: "coffee"}); return err },
		"check":     func() error { return db.Check(ctx) },
	}
	for name, ask := range questions {
		if err := ask(); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}
