package plaidsim

import (
	"fmt"
	"strings"
	"testing"

	"github.com/plaid/plaid-go/v41/plaid"

	"passbook/plaidsvc/plaidsim/wire"
)

func TestRulesForCategories(t *testing.T) {
	s := newSim(t, Options{})
	access := s.link("user_good", "pass_good")
	list := func() (list []map[string]any) {
		t.Helper()
		body := wire.Object{"access_token": access, "start_date": "2026-09-01", "end_date": "2026-10-05"}
		return rows(s.get("/transactions/get", body), "transactions")
	}
	before := map[any]any{} // the categories by transaction_id
	for _, row := range list() {
		before[row["transaction_id"]] = row["personal_finance_category"]
	}
	first := list()[0]["transaction_id"].(string)
	create := func(category, field, kind, query string) string {
		t.Helper()
		details := plaid.NewTransactionsRuleDetails(plaid.TransactionsRuleField(field), plaid.TransactionsRuleType(kind), query)
		out, _, err := s.api.TransactionsRulesCreate(s.ctx).TransactionsRulesCreateRequest(*plaid.NewTransactionsRulesCreateRequest(access, category, *details)).Execute()
		s.must(err)
		return *out.Rule.Id
	}
	create("FOOD_AND_DRINK_COFFEE", "NAME", "SUBSTRING_MATCH", "Uber")
	byName := create("TRANSPORTATION_PARKING", "NAME", "SUBSTRING_MATCH", "Uber")
	create("TRAVEL_FLIGHTS", "NAME", "EXACT_MATCH", "uber") // another case, and not the whole name
	byID := create("INCOME_RENTAL", "TRANSACTION_ID", "EXACT_MATCH", first)
	want := func(named, one string) {
		t.Helper()
		for _, row := range list() {
			want := fmt.Sprint(at(before[row["transaction_id"]], "detailed"))
			if strings.Contains(row["name"].(string), "Uber") {
				want = named
			}
			if row["transaction_id"] == first && one != "" {
				want = one
			}
			if got := fmt.Sprint(at(row, "personal_finance_category.detailed")); got != want || !strings.HasPrefix(got, fmt.Sprint(at(row, "personal_finance_category.primary"))) {
				t.Errorf("%s: %v, want %s", row["name"], row["personal_finance_category"], want)
			}
		}
	}
	want("TRANSPORTATION_PARKING", "INCOME_RENTAL")
	if got := rows(s.get("/beta/transactions/rules/v1/list", wire.Object{"access_token": access}), "rules"); len(got) != 4 || got[0]["id"] != byID || got[0]["item_id"] != s.item(access).ItemId {
		t.Errorf("%v", got)
	}
	for _, id := range []string{byName, byID} {
		s.get("/beta/transactions/rules/v1/remove", wire.Object{"access_token": access, "rule_id": id})
	}
	want("FOOD_AND_DRINK_COFFEE", "")
	details := func(field, kind, query string) wire.Object {
		return wire.Object{"field": field, "type": kind, "query": query}
	}
	for _, wrong := range []wire.Object{
		{"personal_finance_category": "COFFEE", "rule_details": details("NAME", "EXACT_MATCH", "a")},
		{"personal_finance_category": "INCOME_RENTAL", "rule_details": details("NAME", "EXACT_MATCH", "")},
		{"personal_finance_category": "INCOME_RENTAL", "rule_details": details("TRANSACTION_ID", "SUBSTRING_MATCH", "a")},
	} {
		if code := s.refusal("/beta/transactions/rules/v1/create", wire.With(wrong, wire.Object{"access_token": access})); code != "INVALID_FIELD" {
			t.Errorf("%v: %q", wrong, code)
		}
	}
	if code := s.refusal("/beta/transactions/rules/v1/remove", wire.Object{"access_token": access, "rule_id": byID}); code != "INVALID_FIELD" {
		t.Error(code)
	}
}

func TestUserInsights(t *testing.T) {
	s := newSim(t, Options{})
	enrich := func(id, user, description, amount, direction, day string) {
		t.Helper()
		s.get("/transactions/enrich", wire.Object{"account_type": "depository", "transactions": []wire.Object{{
			"id": id, "client_user_id": user, "description": description, "amount": wire.Number(amount), "direction": direction,
			"iso_currency_code": "USD", "date_posted": day,
		}}})
	}
	enrich("1", "anne", "STARBUCKS 123", "4.33", "OUTFLOW", "2026-09-21")
	enrich("2", "anne", "STARBUCKS 123", "4.35", "OUTFLOW", "2026-09-28")
	enrich("3", "anne", "STARBUCKS 123", "4.34", "OUTFLOW", "2026-10-05")
	enrich("4", "anne", "GUSTO PAYROLL", "100", "INFLOW", "2026-09-01")
	enrich("4", "anne", "GUSTO PAYROLL", "200.50", "INFLOW", "2026-09-01") // again
	enrich("5", "bert", "STARBUCKS 123", "9", "OUTFLOW", "2026-10-05")
	req := plaid.NewTransactionsUserInsightsGetRequest("anne")
	got, _, err := s.api.TransactionsUserInsightsGet(s.ctx).TransactionsUserInsightsGetRequest(*req).Execute()
	s.must(err)
	if o := got.UserDataOverview; o.TransactionCount != 4 || o.TotalOutflows != 13.02 || o.TotalInflows != 200.5 || o.DaysAvailable != 35 || *o.OldestTransactionDate != "2026-09-01" {
		t.Errorf("%+v", o)
	}
	if m := *got.CounterpartyInsights.MerchantInsights; len(m) == 0 || m[0].Name != "Starbucks" || m[0].TransactionCount != 3 || m[0].TotalOutflows != 13.02 {
		t.Errorf("%+v", m)
	}
	if c := *got.CategoryInsights.PrimaryCategoryInsights; c[0].Name != "FOOD_AND_DRINK" || c[0].TotalOutflows != 13.02 || fmt.Sprint(*c[0].TopCounterparties) != "[Starbucks]" {
		t.Errorf("%+v", c)
	}
	streams := got.RecurringTransactions.OutflowStreams
	if len(streams) != 1 || *streams[0].Frequency != "WEEKLY" || streams[0].AverageDaysApart != 7 || *streams[0].AverageAmount.Amount != 4.34 || !streams[0].IsActive {
		t.Errorf("%+v", streams)
	}
	if nobody := s.get("/beta/transactions/user_insights/v1/get", wire.Object{"client_user_id": "nobody"}); at(nobody, "user_data_overview.transaction_count") != 0.0 {
		t.Errorf("%v", nobody)
	}
}

func TestEnhance(t *testing.T) {
	s := newSim(t, Options{})
	raw := plaid.NewClientProvidedRawTransaction("1", "STARBUCKS 123", 4.33, "USD")
	req := plaid.NewTransactionsEnhanceGetRequest("depository", []plaid.ClientProvidedRawTransaction{*raw})
	got, _, err := s.api.TransactionsEnhance(s.ctx).TransactionsEnhanceGetRequest(*req).Execute()
	s.must(err)
	one := got.EnhancedTransactions[0]
	if one.Id != "1" || one.Amount != 4.33 || one.Enhancements.GetMerchantName() != "Starbucks" || one.Enhancements.PersonalFinanceCategory.Get().Primary != "FOOD_AND_DRINK" {
		t.Errorf("%+v", one)
	}
	if code := s.refusal("/beta/transactions/v1/enhance", wire.Object{"account_type": "loan", "transactions": []wire.Object{}}); code != "INVALID_FIELD" {
		t.Error(code)
	}
}
