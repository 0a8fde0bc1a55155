package plaidsvc

import (
	"errors"
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"passbook/plaidsvc/plaidsim"
	"passbook/plaidsvc/problem"
	"passbook/plaidsvc/vault"
	"passbook/storage/income"
	"passbook/storage/ledger"
)

// Through Link a bank and an employer are shown to Plaid; what comes of it is what
// the household's books say, and nothing else was asked for.
func TestIncome(t *testing.T) {
	t.Parallel()
	b := newBench(t, plaidsim.Options{Seed: 1})
	ctx := t.Context()
	if err := b.svc.LinkIncome(ctx, false, inHostedLink, b.inLinkAs("ins_109508", "user_household", "x")); err != nil {
		t.Fatal(err)
	}
	if err := b.svc.LinkIncome(ctx, true, inHostedLink, b.inLinkAs("ins_135842", "user_household", "x")); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{"/credit/bank_income/get", "/credit/payroll_income/get", "/item/public_token/exchange"} {
		if n := b.front.count(path); n != 0 {
			t.Errorf("linking asked %s %d times", path, n)
		}
	}
	if items, err := b.db.Items(ctx); err != nil || len(items) != 0 || b.front.count("/user/create") != 1 {
		t.Errorf("%d Items, %d users made, %v", len(items), b.front.count("/user/create"), err)
	}
	if err := b.svc.Products().FetchIncome(ctx); err != nil {
		t.Fatal(err)
	}
	bank, err := income.Bank(ctx, b.db)
	if err != nil {
		t.Fatal(err)
	}
	paid, err := income.Payroll(ctx, b.db)
	if err != nil {
		t.Fatal(err)
	}

	it := b.linkOnly("user_household") // the same accounts, by way of their transactions
	b.sync(it.ID)
	accounts, err := b.db.Accounts(ctx)
	if err != nil {
		t.Fatal(err)
	}
	books, salaries := map[int]int64{}, []int64{}
	for _, e := range b.entries() {
		at := slices.IndexFunc(accounts, func(a ledger.Account) bool { return a.ID == e.AccountID })
		if e.Category != "INCOME" || accounts[at].Kind != ledger.Depository {
			continue // what a card gives back is no deposit
		}
		if year := int(e.Date) / 10000; year > int(bank.From)/10000 { // the first year is cut
			books[year] += e.Amount.Minor
		}
		if e.CategoryDetail == "INCOME_SALARY" && e.Date >= paid.Stubs[len(paid.Stubs)-1].PaidOn {
			salaries = append(salaries, e.Amount.Minor)
		}
	}
	got := map[int]int64{}
	for _, y := range income.Years(bank.Sources) {
		if y.Year > int(bank.From)/10000 {
			got[y.Year] += y.Amount
		}
	}
	if diff := cmp.Diff(books, got); diff != "" || len(books) < 2 {
		t.Errorf("income a year (-the transactions +the report):\n%s", diff)
	}
	nets := []int64{}
	for _, s := range paid.Stubs {
		nets = append(nets, *s.Net)
		if *s.Gross-*s.Deducted != *s.Net {
			t.Errorf("%s: %d less %d is not %d", s.PaidOn, *s.Gross, *s.Deducted, *s.Net)
		}
	}
	slices.Sort(salaries)
	slices.Sort(nets)
	if diff := cmp.Diff(salaries, nets); diff != "" || len(nets) < 26 {
		t.Errorf("(-salaries +net pay):\n%s", diff)
	}
	if s := bank.Sources[0]; s.Category != "SALARY" || s.Frequency != "BIWEEKLY" || s.Account != "Everyday Checking" {
		t.Errorf("%+v", s)
	}
}

// The names by which Plaid tells of the person's income lie in the vault, where no
// code takes them for a token, and nowhere else.
func TestIncomesUserLiesInTheVault(t *testing.T) {
	t.Parallel()
	b := newBench(t, plaidsim.Options{})
	ctx := t.Context()
	if err := b.svc.LinkSandboxIncome(ctx, false, "ins_109508", "user_household", "x"); err != nil {
		t.Fatal(err)
	}
	kept, err := b.vault.Get(ctx, vault.IncomeUser)
	if err != nil || !strings.Contains(kept, "user-sandbox-") || !strings.Contains(kept, "usr_") {
		t.Fatalf("%q %v", kept, err)
	}
	if names, err := b.vault.Items(ctx); err != nil || len(names) != 0 {
		t.Error(names, err)
	}
	if told := b.svc.Recover(ctx); len(told) != 0 {
		t.Error(told)
	}
	if strings.Contains(b.log.String(), "user-sandbox-") {
		t.Error("the log has the token")
	}
	all, err := vault.All(ctx, b.vault) // what moves to another vault
	if err != nil || !slices.Contains(slices.Collect(maps.Keys(all)), vault.IncomeUser) {
		t.Error(err, "it stays behind when the vault moves")
	}
	ended, err := b.svc.RemoveUser(ctx)
	if err != nil || !ended || b.front.count("/user/remove") != 1 {
		t.Error(ended, err, b.front.count("/user/remove"))
	}
	if _, err := b.vault.Get(ctx, vault.IncomeUser); !errors.Is(err, vault.ErrNotFound) {
		t.Error("it stays:", err)
	}
	if ended, err := b.svc.Products().EndIncome(ctx); err != nil || ended {
		t.Error(ended, err)
	}
}

// Plaid's newer customers are told no token, and ask by the id.
func TestIncomeByID(t *testing.T) {
	t.Parallel()
	b := newBench(t, plaidsim.Options{})
	var asked object
	b.front.on("/user/create", always(200, `{"user_id":"usr_1","request_id":"r"}`, 0))
	b.front.on("/sandbox/public_token/create", always(200, `{"public_token":"public-sandbox-x","request_id":"r"}`, 0))
	b.front.on("/credit/bank_income/get", func(n int, w http.ResponseWriter, r *http.Request) bool {
		readBody(t, r, &asked)
		return always(200, `{"bank_income":[],"request_id":"r"}`, 0)(n, w, r)
	})
	if err := b.svc.LinkSandboxIncome(t.Context(), false, "ins_109508", "", ""); err != nil {
		t.Fatal(err)
	}
	if err := b.svc.Products().FetchIncome(t.Context()); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(object{"user_id": "usr_1"}, asked); diff != "" || b.front.count("/credit/payroll_income/get") != 0 {
		t.Error(diff, "or an employer was asked that nobody linked")
	}
}

// Why there is no income: each reason has a sentence of its own.
func TestIncomeSentences(t *testing.T) {
	t.Parallel()
	b := newBench(t, plaidsim.Options{})
	ctx := t.Context()
	said := func(err error) string {
		var e *problem.Error
		if !errors.As(err, &e) {
			t.Errorf("%v is no problem.Error", err)
			return ""
		}
		return e.Sentence
	}
	if got := said(b.svc.Products().FetchIncome(ctx)); got != "Nothing is linked for income yet: passbook income link shows Plaid a bank or an employer." {
		t.Error(got)
	}
	if err := b.svc.LinkSandboxIncome(ctx, false, "ins_109508", "user_household", "x"); err != nil {
		t.Fatal(err)
	}
	for code, want := range map[string]string{
		"NO_ACCOUNTS":                 "What you linked for income shows none",
		"PRODUCTS_NOT_SUPPORTED":      "Plaid does not give income here",
		"PRODUCT_NOT_READY":           "Plaid is still preparing your income. Ask again in a few minutes",
		"ADDITIONAL_CONSENT_REQUIRED": "A bank or employer needs your consent for your income",
		"INVALID_USER_TOKEN":          "Plaid no longer knows whose income this is",
	} {
		b.front.on("/credit/bank_income/get", always(400, plaidBody("INVALID_INPUT", code), 0))
		if got := said(b.svc.Products().FetchIncome(ctx)); !strings.HasPrefix(got, want) {
			t.Errorf("%s: %s", code, got)
		}
	}
}

// What Plaid no longer knows is begun anew.
func TestIncomeBeginsAnew(t *testing.T) {
	t.Parallel()
	b := newBench(t, plaidsim.Options{})
	ctx := t.Context()
	if err := b.svc.LinkSandboxIncome(ctx, false, "ins_109508", "user_household", "x"); err != nil {
		t.Fatal(err)
	}
	first, err := b.vault.Get(ctx, vault.IncomeUser)
	if err != nil {
		t.Fatal(err)
	}
	b.front.on("/sandbox/public_token/create", always(400, plaidBody("INVALID_INPUT", "INVALID_USER_TOKEN"), 1))
	b.front.calls["/sandbox/public_token/create"] = 0
	if err := b.svc.LinkSandboxIncome(ctx, true, "ins_135842", "user_household", "x"); err != nil {
		t.Fatal(err)
	}
	if now, err := b.vault.Get(ctx, vault.IncomeUser); err != nil || now == first {
		t.Error("the same user again", err)
	}
	if err := b.svc.Products().FetchIncome(ctx); err != nil {
		t.Error(err)
	}
	if paid, err := income.Payroll(ctx, b.db); err != nil || len(paid.Stubs) < 26 || b.front.count("/credit/bank_income/get") != 0 {
		t.Error(len(paid.Stubs), err)
	}
}

// An answer of any size ends, and the person's income stays as it was.
func TestIncomeOfHostileAnswers(t *testing.T) {
	t.Parallel()
	b := newBench(t, plaidsim.Options{})
	ctx := t.Context()
	if err := b.svc.LinkSandboxIncome(ctx, false, "ins_109508", "user_household", "x"); err != nil {
		t.Fatal(err)
	}
	if err := b.svc.Products().FetchIncome(ctx); err != nil {
		t.Fatal(err)
	}
	before, err := income.Bank(ctx, b.db)
	if err != nil {
		t.Fatal(err)
	}
	for _, body := range []string{
		`{"bank_income":[` + strings.Repeat("{},", 40_000) + `{}]}`, `{"bank_income":{"items":1}}`, `<html>sign in</html>`, `{"bank_income":[{"items"`,
	} {
		b.front.on("/credit/bank_income/get", always(200, body, 0))
		var e *problem.Error
		if err := b.svc.Products().FetchIncome(ctx); !errors.As(err, &e) {
			t.Errorf("%.40s: %v", body, err)
		}
	}
	after, err := income.Bank(ctx, b.db)
	if diff := cmp.Diff(before, after); err != nil || diff != "" {
		t.Error(err, diff)
	}
}
