package income_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"sync/atomic"
	"testing"
	"time"

	"passbook/plaidsvc"
	"passbook/plaidsvc/plaidsim"
	"passbook/plaidsvc/vault"
	"passbook/storage"
	"passbook/storage/income"
	"passbook/storage/ledger"
	"passbook/tui"
	"passbook/tui/tuitest"
)

// earning is the household with income from two sources and three pay stubs.
func earning(t *testing.T) *storage.DB {
	t.Helper()
	db := tuitest.Household(t)
	ctx := context.Background()
	cad := func(minor int64) ledger.Money { return ledger.Money{Minor: minor, Currency: "CAD"} }
	if err := income.SaveSources(ctx, db, tuitest.Now, 20241121, []income.Source{
		{ID: "1", Institution: "RBC", Account: "Chequing", Mask: "1", Description: "ACME CORP PAYROLL", Category: "SALARY", Frequency: "BIWEEKLY", First: 20250103, Last: 20261113, Count: 3, Months: []income.Month{
			{Month: 202512, Amount: cad(312044)}, {Month: 202610, Amount: cad(312044)}, {Month: 202611, Amount: cad(312045)},
		}},
		{ID: "2", Institution: "RBC", Description: "A source with a very long name \x1b[2J that no page has room for", Category: "BANK_INTEREST", Frequency: "UNKNOWN", First: 20250101, Last: 20251231, Count: 1, Months: []income.Month{
			{Month: 202512, Amount: cad(123)}, {Month: 202512, Amount: ledger.Money{Minor: 77, Currency: "USD"}},
		}},
	}); err != nil {
		t.Fatal(err)
	}
	stub := func(id string, day ledger.Date, year int64) income.Stub {
		return income.Stub{
			ID: id, Employer: "Acme Corp", PaidOn: day, Currency: "CAD", Gross: tuitest.Cents(460626), Deducted: tuitest.Cents(148582), Net: tuitest.Cents(312044),
			YearGross: tuitest.Cents(0), YearNet: &year,
		}
	}
	if err := income.SaveStubs(ctx, db, tuitest.Now, []income.Stub{
		stub("c", 20261113, 624088), stub("b", 20261030, 312044), stub("a", 20251219, 7886055), {ID: "x", Employer: "Nobody says", Currency: "CAD"},
	}); err != nil {
		t.Fatal(err)
	}
	return db
}

// open shows the page, as a person comes to it.
func open(t *testing.T, db *storage.DB, w, h int) *tuitest.Driver {
	t.Helper()
	d := tuitest.OnTab(t, db, "6", w, h)
	d.Choose("Income")
	return d
}

func TestIncome(t *testing.T) {
	tuitest.OnSizes(t, func(t *testing.T, w, h int) { open(t, earning(t), w, h).Golden() })
}

// What the years brought is said, what pay stubs lack too, and enter lists the
// transactions.
func TestIncomeOpens(t *testing.T) {
	d := open(t, earning(t), 120, 40)
	d.Shows("$6,241 in 2026 so far, $3,122 in 2025, USD 1 in 2025", "Salary", "2 weeks", "6,240.89", "3,120.44", "irregular")
	d.Shows("2 pay stubs: $6,241 net of $9,213", "1 pay stub: $3,120 net of $4,606; the last states $78,861", "4,606.26", "1,485.82")
	d.Press("enter")
	if d.Page() != "Transactions" {
		t.Fatalf("enter went to %s", d.Page())
	}
}

// Without anything linked the page says what to do, and what the key costs.
func TestIncomeEmpty(t *testing.T) {
	d := open(t, tuitest.Household(t), 80, 24)
	d.Shows("No income is here yet", "passbook income link", "Plaid bills income")
	d.Press("F")
	d.Shows("fetch (billed by Plaid): passbook setup")
}

// Plaid is asked when the key is pressed whose words say that it bills, and not
// before; what it answers is on the page.
func TestIncomeIsFetched(t *testing.T) {
	var asked atomic.Int32
	sim := plaidsim.New(plaidsim.Options{Seed: 1})
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/credit/bank_income/get" || r.URL.Path == "/credit/payroll_income/get" {
			asked.Add(1)
		}
		sim.ServeHTTP(w, r)
	}))
	t.Cleanup(server.Close)
	dir := t.TempDir()
	db, err := storage.Open(dir, time.Now)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	service, err := plaidsvc.New(plaidsvc.Config{ClientID: "client", Secret: "s3cr3t", Env: "sandbox", BaseURL: server.URL, LockDir: dir + "/locks"}, db, vault.NewMemory())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { service.Close() })
	d := tuitest.Drive(t, db, 120, 40, func(o *tui.Options) { o.Service = service })
	d.Press("6")
	d.Choose("Income")
	d.Press("F")
	d.RunAll()
	d.Shows("Nothing is linked for income yet")
	if err := service.LinkSandboxIncome(t.Context(), true, "ins_135842", "user_household", "x"); err != nil {
		t.Fatal(err)
	}
	if n := asked.Load(); n != 0 {
		t.Fatalf("asked %d times before the key", n)
	}
	d.Press("F")
	d.RunAll()
	d.Shows("Your income was fetched.", "Cascade Robotics", "no account of a bank shows income")
	if n := asked.Load(); n != 1 {
		t.Errorf("asked %d times", n)
	}
}
