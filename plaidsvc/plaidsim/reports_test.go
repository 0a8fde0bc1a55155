package plaidsim

import (
	"net/http"
	"testing"
	"time"

	"passbook/plaidsvc/plaidsim/conform"
	"passbook/plaidsvc/plaidsim/wire"
)

// A report that is asked for before the bank has been read is made when it has
// been, and its webhook comes then.
func TestAssetReportWaitsForItsData(t *testing.T) {
	l := newListener(t)
	s := newSim(t, Options{Initial: time.Second, Historical: time.Minute})
	token := s.linkWith(wire.Object{"override_username": "user_yuppie"}, "assets")
	ask := func(options wire.Object) wire.Object {
		t.Helper()
		made := s.get("/asset_report/create", wire.Object{"access_tokens": []string{token}, "days_requested": 200, "options": options})
		return wire.Object{"asset_report_token": made["asset_report_token"]}
	}
	told, quiet, dropped := ask(wire.Object{"webhook": l.url}), ask(wire.Object{}), ask(wire.Object{"webhook": l.url})
	for _, path := range []string{"/asset_report/get", "/asset_report/pdf/get", "/asset_report/refresh"} {
		if status, out := s.raw(path, told); status != 400 || out["error_type"] != "ASSET_REPORT_ERROR" || out["error_code"] != "PRODUCT_NOT_READY" {
			t.Errorf("%s before the data: %d %v", path, status, out)
		}
	}
	s.get("/asset_report/remove", dropped)
	s.drive(http.MethodPost, "/sim/clock", `{"advance":"1m"}`, 200)
	ready := l.want("ASSETS/PRODUCT_READY")
	conform.Webhook(t, "AssetsProductReadyWebhook", ready.body)
	for _, which := range []wire.Object{told, quiet} {
		report := s.get("/asset_report/get", which)
		list := rows(report, "report.items.#0.accounts.#0.transactions")
		if len(list) == 0 || s.oldest(list) < 180 {
			t.Fatalf("%d rows", len(list))
		}
		if n := len(rows(report, "report.items.#0.accounts.#0.historical_balances")); n != 200 {
			t.Errorf("balances of %d days", n)
		}
	}
	if id := at(s.get("/asset_report/get", told), "report.asset_report_id"); id != ready.value("asset_report_id") {
		t.Errorf("report %v, told of %v", id, ready.value("asset_report_id"))
	}
	if code := s.refusal("/asset_report/get", dropped); code != "INVALID_ASSET_REPORT_TOKEN" {
		t.Errorf("a removed report: %s", code)
	}
	// A report reads more of the bank than Transactions shows.
	s.get("/transactions/sync", wire.Object{"access_token": token})
	s.clock.advance(time.Minute)
	if n := s.oldest(rows(s.get("/transactions/sync", wire.Object{"access_token": token, "count": 500}), "added")); n >= 90 {
		t.Errorf("Transactions shows %d days", n)
	}
}

// person makes a person and an Item of theirs for Bank Income.
func (s *sim) person(options wire.Object, products ...string) wire.Object {
	s.t.Helper()
	user := s.get("/user/create", wire.Object{"client_user_id": "someone"})["user_token"]
	made := s.get("/sandbox/public_token/create", wire.Object{
		"institution_id": platypus, "initial_products": products, "options": options, "user_token": user,
	})
	s.get("/item/public_token/exchange", wire.Object{"public_token": made["public_token"]})
	return wire.Object{"user_token": user}
}

// income is the options for user_custom with five sources of income, so many
// days of which are asked for; 0: nobody says how many.
func (s *sim) income(days int) wire.Object {
	out := wire.Object{"override_username": "user_custom", "override_password": configuration(s.t, "five-incomes")}
	if days > 0 {
		out["income_verification"] = wire.Object{"income_source_types": []string{"bank"}, "bank_income": wire.Object{"days_requested": days}}
	}
	return out
}

func TestBankIncomeFindsEverySource(t *testing.T) {
	s := newSim(t, Options{})
	out := s.get("/credit/bank_income/get", s.person(s.income(0), "income_verification"))
	got := map[string][3]any{}
	for _, source := range rows(out, "bank_income.#0.items.#0.bank_income_sources") {
		got[source["income_description"].(string)] = [3]any{source["income_category"], source["pay_frequency"], source["total_amount"]}
	}
	want := map[string][3]any{
		"ALDER MILL DIRECT DEP":          {"SALARY", "MONTHLY", 6000.0},
		"Social Security Administration": {"RETIREMENT", "UNKNOWN", 2400.0},
		"Uber Payment":                   {"GIG_ECONOMY", "WEEKLY", 1020.5},
		"child support":                  {"CHILD_SUPPORT", "UNKNOWN", 210.0},
		"bank interest payment":          {"BANK_INTEREST", "UNKNOWN", 4.4},
	}
	for name, is := range want {
		if got[name] != is {
			t.Errorf("%s: %v, want %v", name, got[name], is)
		}
	}
	if len(got) != len(want) {
		t.Errorf("%d sources: %v", len(got), got)
	}
}

func TestBankIncomeLooksBackAsFarAsItWasAsked(t *testing.T) {
	for days, sources := range map[int]float64{30: 3, 80: 4, 500: 5} {
		s := newSim(t, Options{})
		out := s.get("/credit/bank_income/get", s.person(s.income(days), "income_verification"))
		report := at(out, "bank_income.#0")
		if at(report, "days_requested") != float64(days) || at(report, "bank_income_summary.income_sources_count") != sources {
			t.Errorf("%d days: %v days, %v sources", days, at(report, "days_requested"), at(report, "bank_income_summary.income_sources_count"))
		}
	}
}

func TestStatementsOfTheFutureAreNotListed(t *testing.T) {
	s := newSim(t, Options{}) // on 5 October 2026
	token := s.linkWith(wire.Object{"statements": wire.Object{"start_date": "2026-07-01", "end_date": "2026-12-31"}}, "statements")
	months := func() (out []float64) {
		for _, x := range rows(s.get("/statements/list", wire.Object{"access_token": token}), "accounts.#0.statements") {
			out = append(out, x["month"].(float64))
		}
		return out
	}
	if got := months(); len(got) != 3 || got[0] != 9 {
		t.Errorf("in October the statements are of %v", got)
	}
	s.clock.advance(30 * 24 * time.Hour) // 4 November
	if got := months(); len(got) != 4 || got[0] != 10 {
		t.Errorf("in November the statements are of %v", got)
	}
}
