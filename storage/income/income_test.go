package income_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"passbook/storage"
	"passbook/storage/income"
	"passbook/storage/ledger"
)

func of(minor int64) *int64 { return &minor }

func usd(minor int64) ledger.Money { return ledger.Money{Minor: minor, Currency: "USD"} }

// What was kept is read again whole, and what comes later takes its place.
func TestReportsAreKept(t *testing.T) {
	t.Parallel()
	db, err := storage.Open(t.TempDir(), time.Now)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	ctx, at := t.Context(), time.Date(2026, 11, 22, 8, 0, 0, 0, time.UTC)
	if r, err := income.Bank(ctx, db); err != nil || !r.FetchedAt.IsZero() || r.Sources != nil {
		t.Fatal(r, err)
	}
	old := []income.Source{{ID: "old", Last: 20260101, Months: []income.Month{{Month: 202601, Amount: usd(5)}}}}
	if err := income.SaveSources(ctx, db, at.Add(-time.Hour), 0, old); err != nil {
		t.Fatal(err)
	}
	sources := []income.Source{
		{ID: "a", Institution: "Bank", Account: "Checking", Mask: "0001", Description: "ALDER MILL", Category: "SALARY", Frequency: "MONTHLY", First: 20251130, Last: 20261031, Count: 3, Months: []income.Month{
			{Month: 202511, Amount: usd(100_00)}, {Month: 202609, Amount: usd(110_00)}, {Month: 202610, Amount: usd(110_01)},
		}},
		{ID: "b", Description: "X", Last: 20260930, Count: 1, Months: []income.Month{{Month: 202609, Amount: ledger.Money{Minor: 7, Currency: "EUR"}}, {Month: 202609, Amount: usd(1)}}},
	}
	stubs := []income.Stub{
		{ID: "2", Employer: "Alder Mill", PaidOn: 20261031, First: 20261001, Last: 20261031, Frequency: "MONTHLY", Currency: "USD", Gross: of(150_00), Deducted: of(39_99), Net: of(110_01), YearGross: of(300_00), YearNet: of(220_01)},
		{ID: "1", Employer: "Alder Mill", Currency: "USD"},
	}
	if err := income.SaveSources(ctx, db, at, 20241122, sources); err != nil {
		t.Fatal(err)
	}
	if err := income.SaveStubs(ctx, db, at, stubs); err != nil {
		t.Fatal(err)
	}
	got, err := income.Bank(ctx, db)
	if diff := cmp.Diff(income.BankReport{FetchedAt: at, From: 20241122, Sources: sources}, got); err != nil || diff != "" {
		t.Errorf("%v (-want +got):\n%s", err, diff)
	}
	paid, err := income.Payroll(ctx, db)
	if diff := cmp.Diff(income.PayrollReport{FetchedAt: at, Stubs: stubs}, paid); err != nil || diff != "" {
		t.Errorf("%v (-want +got):\n%s", err, diff)
	}
	if diff := cmp.Diff([]ledger.Money{usd(320_01)}, got.Sources[0].Totals()); diff != "" {
		t.Error(diff)
	}
	if err := income.Forget(ctx, db); err != nil {
		t.Fatal(err)
	}
	if r, err := income.Bank(ctx, db); err != nil || r.Sources != nil || !r.FetchedAt.IsZero() {
		t.Error(r, err)
	}
}

func TestYears(t *testing.T) {
	t.Parallel()
	eur := func(minor int64) ledger.Money { return ledger.Money{Minor: minor, Currency: "EUR"} }
	sources := []income.Source{
		{Months: []income.Month{{Month: 202512, Amount: usd(1_00)}, {Month: 202601, Amount: usd(2_00)}, {Month: 202602, Amount: usd(3_00)}}},
		{Months: []income.Month{{Month: 202601, Amount: usd(10_00)}, {Month: 202601, Amount: eur(4_00)}}},
	}
	want := []income.Year{
		{Year: 2026, Currency: "EUR", Amount: 4_00, Count: 1}, {Year: 2026, Currency: "USD", Amount: 15_00, Count: 2}, {Year: 2025, Currency: "USD", Amount: 1_00, Count: 1},
	}
	if diff := cmp.Diff(want, income.Years(sources)); diff != "" {
		t.Error(diff)
	}
	stubs := []income.Stub{
		{Employer: "A", PaidOn: 20260228, Currency: "USD", Gross: of(20), Net: of(12), YearNet: of(24)},
		{Employer: "B", PaidOn: 20260131, Currency: "USD", Gross: of(5), Net: of(4), YearNet: of(4)},
		{Employer: "A", PaidOn: 20260131, Currency: "USD", Gross: of(20), Net: of(12), YearNet: of(12)},
		{Employer: "A", PaidOn: 20251231, Currency: "USD", Gross: of(20)},
		{Employer: "A", Currency: "USD", Gross: of(99), Net: of(99)},
	}
	want = []income.Year{
		{Year: 2026, Currency: "USD", Amount: 28, Gross: 45, Count: 3, Stated: of(28)}, {Year: 2025, Currency: "USD", Gross: 20, Count: 1, Unsaid: 1},
	}
	if diff := cmp.Diff(want, income.PaidYears(stubs)); diff != "" {
		t.Error(diff)
	}
}
