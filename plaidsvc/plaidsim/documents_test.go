package plaidsim

import (
	"testing"

	"passbook/plaidsvc/plaidsim/wire"
)

// Newer documents of Plaid's require keys that the one of plaid-go does not
// have. Clients made from those cannot read an answer without them.
func TestKeysOfNewerDocuments(t *testing.T) {
	s := newSim(t, Options{})
	access := wire.Object{"access_token": s.linkWith(wire.Object{}, "investments")}
	holdings := s.get("/investments/holdings/get", access)
	trades := s.get("/investments/transactions/get", wire.With(access, wire.Object{"start_date": "2026-01-01", "end_date": "2026-10-01"}))
	auth := s.get("/investments/auth/get", access)
	for name, answer := range map[string]map[string]any{"holdings": holdings, "trades": trades, "auth": auth} {
		if len(rows(answer, "securities")) == 0 {
			t.Errorf("%s: no securities", name)
		}
		for _, a := range rows(answer, "accounts") {
			if !has(a["balances"], "margin_loan_amount") {
				t.Errorf("%s: %v has no margin_loan_amount", name, a["name"])
			}
		}
		for _, x := range rows(answer, "securities") {
			if !has(x, "cfi_code") || !has(x, "figi") {
				t.Errorf("%s: %v has no cfi_code or no figi", name, x["name"])
			}
		}
	}
}

func TestMatchHasObjectsForWhatWasNotCompared(t *testing.T) {
	s := newSim(t, Options{})
	out := s.get("/identity/match", wire.Object{"access_token": s.linkWith(wire.Object{}, "identity"), "user": wire.Object{"legal_name": "Alberta Charleson"}})
	a := rows(out, "accounts")[0]
	for key, members := range map[string][]string{
		"phone_number": {"score"}, "email_address": {"score"}, "address": {"score", "is_postal_code_match"},
	} {
		for _, member := range members {
			if object, ok := a[key].(map[string]any); !ok || !has(object, member) || object[member] != nil {
				t.Errorf("%s is %v", key, a[key])
			}
		}
	}
	if score := at(a, "legal_name.score"); score != 66.0 {
		t.Errorf("legal_name has the score %v", score)
	}
}

func TestTransfersHaveTheKeysOfNewerDocuments(t *testing.T) {
	s := newSim(t, Options{})
	access := wire.Object{"access_token": s.linkWith(wire.Object{}, "transfer")}
	person := wire.Object{"legal_name": "Alberta Charleson"}
	about := wire.With(access, wire.Object{
		"account_id": at(s.get("/accounts/get", access), "accounts.#0.account_id"), "type": "credit", "network": "ach", "amount": "1.25", "ach_class": "ppd", "user": person,
	})
	if asked := at(s.get("/transfer/authorization/create", about), "authorization.proposed_transfer.requested_amount"); asked != "1.25" {
		t.Errorf("the requested_amount is %v", asked)
	}
	s.get("/bank_transfer/create", wire.With(about, wire.Object{"idempotency_key": "k", "iso_currency_code": "USD", "description": "rent"}))
	for path, body := range map[string]wire.Object{"/bank_transfer/event/sync": {"after_id": 0}, "/bank_transfer/event/list": nil} {
		if events := rows(s.get(path, body), "bank_transfer_events"); len(events) != 1 || !has(events[0], "receiver_details") {
			t.Errorf("%s: %v", path, events)
		}
	}
}

// Clients since December 2025 get the second taxonomy of categories, those of
// before the first one, and both what they ask for.
func TestTaxonomies(t *testing.T) {
	for _, c := range []struct{ simulator, asked, version, salary string }{
		{"", "", "v2", "INCOME_SALARY"},
		{"", "v1", "v1", "INCOME_WAGES"},
		{"v1", "", "v1", "INCOME_WAGES"},
		{"v1", "v2", "v2", "INCOME_SALARY"},
	} {
		s := newSim(t, Options{Taxonomy: c.simulator})
		access := wire.Object{"access_token": s.linkWith(wire.Object{"override_username": "user_yuppie"}, "transactions")}
		options := wire.Object{"count": 500}
		only := wire.Object{}
		if c.asked != "" {
			only["personal_finance_category_version"] = c.asked
			options["personal_finance_category_version"] = c.asked
		}
		lists := map[string][]map[string]any{
			"/transactions/sync": rows(s.get("/transactions/sync", wire.With(access, wire.Object{"count": 500, "options": only})), "added"),
			"/transactions/get": rows(s.get("/transactions/get", wire.With(access, wire.Object{
				"start_date": "2026-01-01", "end_date": "2026-10-05", "options": options,
			})), "transactions"),
			"/transactions/recurring/get": rows(s.get("/transactions/recurring/get", wire.With(access, wire.Object{"options": only})), "inflow_streams"),
			"/transactions/enrich": rows(s.get("/transactions/enrich", wire.Object{
				"account_type": "depository", "options": only,
				"transactions": []wire.Object{{"id": "1", "description": "ALDER PAYROLL", "amount": 1, "direction": "INFLOW", "iso_currency_code": "USD"}},
			}), "enriched_transactions"),
		}
		for path, list := range lists {
			salaries := 0
			for _, x := range list {
				category := at(x, "personal_finance_category")
				if category == nil {
					category = at(x, "enrichments.personal_finance_category")
				}
				if at(category, "version") != c.version {
					t.Fatalf("%s, %q asked of %q: %v", path, c.asked, c.simulator, category)
				}
				if at(category, "detailed") == c.salary {
					salaries++
				}
			}
			if salaries == 0 {
				t.Errorf("%s, %q asked of %q: no %s", path, c.asked, c.simulator, c.salary)
			}
		}
	}
}

// What only the second taxonomy has is something else in the first one.
func TestCategoriesThatOnlyTheSecondTaxonomyHas(t *testing.T) {
	for version, want := range map[string]string{"v1": "INCOME_OTHER_INCOME", "v2": "INCOME_GIG_ECONOMY"} {
		s := newSim(t, Options{Taxonomy: version})
		out := s.get("/transactions/sync", wire.Object{"access_token": s.linkWith(s.income(0), "transactions"), "count": 500})
		found := 0
		for _, x := range rows(out, "added") {
			if x["name"] == "Uber Payment" && at(x, "personal_finance_category.detailed") == want {
				found++
			}
		}
		if found != 5 {
			t.Errorf("%s: %d of 5 are %s", version, found, want)
		}
	}
}
