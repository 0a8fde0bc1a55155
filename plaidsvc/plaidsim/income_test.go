package plaidsim

import (
	"encoding/json"
	"testing"

	"passbook/plaidsvc/plaidsim/conform"
	"passbook/plaidsvc/plaidsim/wire"
)

// walkForIncome takes a person through Link for a source of income and gives the
// session's results.
func (s *sim) walkForIncome(person wire.Object, source, institution, webhook string) map[string]any {
	s.t.Helper()
	token := s.get("/link/token/create", wire.With(person, wire.Object{
		"client_name": "a", "language": "en", "country_codes": []string{"US"}, "products": []string{"income_verification"}, "webhook": webhook,
		"user":                wire.Object{"client_user_id": "1"},
		"income_verification": wire.Object{"income_source_types": []string{source}, "bank_income": wire.Object{"days_requested": 400}},
	}))["link_token"]
	w := s.open(wire.Object{"token": token})
	w.do("consent", nil, "SELECT_INSTITUTION")
	for _, b := range rows(w.pane, "institutions") {
		if b["institution_id"] == "ins_135842" && source == "bank" {
			s.t.Error("an employer is offered for income from a bank")
		}
	}
	w.do("select", wire.Object{"institution_id": institution}, "CREDENTIAL")
	if source == "payroll" {
		w.do("credentials", typed("user_household", "x"), "CONNECTED")
	} else {
		w.do("credentials", typed("user_household", "x"), "SELECT_ACCOUNT")
		w.do("accounts", wire.Object{"account_ids": w.ids()}, "CONNECTED")
	}
	w.do("finish", nil, "")
	sessions := rows(s.get("/link/token/get", wire.Object{"link_token": token}), "link_sessions")
	return sessions[0]["results"].(map[string]any)
}

// The salary that the bank sees is the net pay of the paystubs, and both are
// there without an exchange, for a client that knows the person by either name.
func TestIncomeTellsOneStory(t *testing.T) {
	l := newListener(t)
	s := newSim(t, Options{Seed: 1})
	id, token := s.newPerson("nora", nil)
	byID, byToken := wire.Object{"user_id": id}, wire.Object{"user_token": token}
	results := s.walkForIncome(byID, "bank", platypus, l.url)
	if found := rows(results, "bank_income_results"); len(found) != 1 || found[0]["status"] != "APPROVED" || len(rows(results, "payroll_income_results")) != 0 {
		t.Errorf("%v", results)
	}
	conform.Webhook(t, "BankIncomeCompleteWebhook", l.want("INCOME/BANK_INCOME_COMPLETE").body)
	results = s.walkForIncome(byToken, "payroll", "ins_135842", l.url)
	found := rows(results, "payroll_income_results")
	if len(found) != 1 || len(rows(results, "bank_income_results")) != 0 {
		t.Fatalf("%v", results)
	}
	conform.Webhook(t, "IncomeVerificationStatusWebhook", l.want("INCOME/INCOME_VERIFICATION").body)
	stubs := rows(s.get("/credit/payroll_income/get", byID), "items.#0.payroll_income.#0.pay_stubs")
	if len(stubs) < 26 || found[0]["num_paystubs_retrieved"] != float64(len(stubs)) {
		t.Fatalf("%d paystubs, and the session has %v", len(stubs), found[0])
	}
	net := map[[2]any]int{} // paystubs of a day and an amount
	for _, x := range stubs {
		net[[2]any{at(x, "pay_period_details.pay_date"), at(x, "net_pay.current_amount")}]++
	}
	report := s.get("/credit/bank_income/get", byToken)
	if days := at(report, "bank_income.#0.days_requested"); days != 400.0 {
		t.Errorf("%v days", days)
	}
	if a, b := mustJSON(t, report["bank_income"]), mustJSON(t, s.get("/credit/bank_income/get", byID)["bank_income"]); a != b {
		t.Error("the two names of a person give two reports")
	}
	same := 0
	for _, source := range rows(report, "bank_income.#0.items.#0.bank_income_sources") {
		if source["income_category"] != "SALARY" {
			continue
		}
		for _, month := range source["historical_summary"].([]any) {
			for _, x := range rows(month, "transactions") {
				same += net[[2]any{x["date"], x["amount"]}]
			}
		}
	}
	if same != len(stubs) {
		t.Errorf("%d of %d paystubs are seen at the bank", same, len(stubs))
	}
}

func mustJSON(t *testing.T, v any) string {
	t.Helper()
	b, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}
