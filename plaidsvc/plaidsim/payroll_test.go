package plaidsim

import (
	"slices"
	"testing"

	"github.com/plaid/plaid-go/v41/plaid"

	"passbook/plaidsvc/plaidsim/wire"
)

// withPayroll is a configuration of a checking account and an employer's
// payroll, with the paystub that older configurations have.
const withPayroll = `{"override_accounts":[
	{"type":"depository","subtype":"checking","starting_balance":10,"transactions":[]},
	{"type":"payroll","subtype":"payroll","income":{"paystubs":[{
		"employer":{"name":"Alder Mill"},
		"income_breakdown":[{"type":"regular","rate":20,"hours":40,"total":800},{"type":"overtime","rate":30,"hours":6.68,"total":200.4}],
		"pay_period_details":{"start_date":"2026-09-01","end_date":"2026-09-14","pay_day":"2026-09-18","gross_earnings":1000.4,"check_amount":799.28}}]}}]}`

// A payroll is no account: no endpoint shows it as one, and nobody chooses it in
// Link. Its paystubs are there all the same.
func TestPayrollIsNoAccount(t *testing.T) {
	s := newSim(t, Options{})
	user := s.get("/user/create", wire.Object{"client_user_id": "someone"})["user_token"]
	token := s.get("/link/token/create", wire.Object{
		"client_name": "a", "language": "en", "country_codes": []string{"US"}, "products": []string{"income_verification", "transactions"}, "user_token": user,
		"user": wire.Object{"client_user_id": "someone"}, "income_verification": wire.Object{"income_source_types": []string{"payroll"}},
	})["link_token"]
	w := s.open(wire.Object{"token": token})
	w.toLogin(platypus)
	w.do("credentials", typed("user_custom", withPayroll), "SELECT_ACCOUNT")
	if n := len(w.ids()); n != 1 {
		t.Fatalf("%d accounts are offered", n)
	}
	w.do("accounts", wire.Object{"account_ids": w.ids()}, "CONNECTED")
	w.do("finish", nil, "")
	access := wire.Object{"access_token": s.exchange(w.success["publicToken"].(string))}
	for _, path := range []string{"/accounts/get", "/accounts/balance/get", "/identity/get", "/auth/get"} {
		if status, out := s.raw(path, access); status == 200 && len(rows(out, "accounts")) != 1 {
			t.Errorf("%s: %v", path, rows(out, "accounts"))
		}
	}
	out := s.get("/credit/payroll_income/get", wire.Object{"user_token": user})
	if stubs := rows(out, "items.#0.payroll_income.#0.pay_stubs"); len(stubs) != 1 || at(stubs[0], "employer.name") != "Alder Mill" {
		t.Errorf("the paystubs are %v", out)
	}
}

// Who has a payroll and no account at all shares that.
func TestPayrollAlone(t *testing.T) {
	s := newSim(t, Options{})
	token := s.linkToken(func(r *plaid.LinkTokenCreateRequest) { r.Products = []plaid.Products{plaid.PRODUCTS_TRANSACTIONS} })
	w := s.open(wire.Object{"token": token})
	w.toLogin(platypus)
	w.do("credentials", typed("user_custom", configuration(t, "payroll")), "CONNECTED")
	w.do("finish", nil, "")
	access := s.exchange(w.success["publicToken"].(string))
	if list := rows(s.get("/accounts/get", wire.Object{"access_token": access}), "accounts"); len(list) != 0 {
		t.Errorf("accounts: %v", list)
	}
}

func TestOlderPaystubsKeepTheirFigures(t *testing.T) {
	s := newSim(t, Options{})
	options := wire.Object{"override_username": "user_custom", "override_password": withPayroll}
	stub := at(s.get("/credit/payroll_income/get", s.person(options, "income_verification")), "items.#0.payroll_income.#0.pay_stubs.#0")
	for path, want := range map[string]any{
		"net_pay.current_amount": 799.28, "earnings.total.current_amount": 1000.4, "earnings.total.hours": 46.68,
		"earnings.breakdown.#0.canonical_description": "REGULAR PAY", "earnings.breakdown.#0.current_amount": 800.0,
		"earnings.breakdown.#1.canonical_description": "OVERTIME", "earnings.breakdown.#1.rate": 30.0,
		"deductions.total.current_amount": 201.12, "pay_period_details.pay_amount": 799.28, "pay_period_details.pay_date": "2026-09-18",
	} {
		if got := at(stub, path); got != want {
			t.Errorf("%s is %v, want %v", path, got, want)
		}
	}
}

// With Auth among the products, Link offers the accounts that have numbers.
func TestLinkWithAuthOffersAccountsWithNumbers(t *testing.T) {
	s := newSim(t, Options{})
	for _, lists := range [][2][]plaid.Products{{{"auth"}, nil}, {{"transactions", "auth"}, nil}, {{"transactions"}, {"auth"}}, {{"transactions"}, nil}} {
		w := s.open(wire.Object{"token": s.linkToken(func(r *plaid.LinkTokenCreateRequest) { r.Products, r.RequiredIfSupportedProducts = lists[0], lists[1] })})
		w.toLogin(platypus)
		w.do("credentials", typed("user_good", "pass_good"), "SELECT_ACCOUNT")
		var subtypes []string
		for _, a := range rows(w.pane, "accounts") {
			subtypes = append(subtypes, a["subtype"].(string))
		}
		slices.Sort(subtypes)
		if auth := slices.Contains(slices.Concat(lists[0], lists[1]), "auth"); auth != slices.Equal(subtypes, []string{"cash management", "checking", "savings"}) {
			t.Errorf("products %v: %v", lists, subtypes)
		}
	}
}
