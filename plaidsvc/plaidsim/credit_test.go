package plaidsim

import (
	"strings"
	"testing"

	"passbook/plaidsvc/plaidsim/conform"
	"passbook/plaidsvc/plaidsim/wire"
)

func TestPayrollSaysWhereAPersonWorks(t *testing.T) {
	l := newListener(t)
	s := newSim(t, Options{Seed: 1})
	_, token := s.newPerson("1", nil)
	mine := wire.Object{"user_token": token}
	refresh := func() any {
		return s.get("/credit/payroll_income/refresh", wire.With(mine, wire.Object{"options": wire.Object{"webhook": l.url}}))["verification_refresh_status"]
	}
	if got := refresh(); got != "VERIFICATION_REFRESH_NOT_FOUND" {
		t.Error(got)
	}
	access := s.linkFor(token, "ins_135842", "user_good", "income_verification")
	item := s.get("/credit/employment/get", mine)["items"].([]any)[0].(map[string]any)
	job := item["employments"].([]any)[0].(map[string]any)
	stubs := s.get("/income/verification/paystubs/get", wire.Object{"access_token": access})["paystubs"].([]any)
	newest := stubs[0].(map[string]any)
	if job["status"] != "ACTIVE" || job["last_paystub_date"] != newest["pay_period_details"].(map[string]any)["pay_date"] ||
		job["employer"].(map[string]any)["name"] != newest["employer"].(map[string]any)["name"] {
		t.Errorf("%v", job)
	}
	signals := s.get("/credit/payroll_income/risk_signals/get", mine)["items"].([]any)
	if len(signals) != 1 {
		t.Errorf("%v", signals)
	}
	if got := refresh(); got != "VERIFICATION_REFRESH_SUCCESSFUL" {
		t.Error(got)
	}
	conform.Webhook(t, "IncomeVerificationStatusWebhook", l.want("INCOME/INCOME_VERIFICATION").body)
	s.get("/sandbox/item/reset_login", wire.Object{"access_token": access})
	if got := refresh(); got != "VERIFICATION_REFRESH_STATUS_USER_PRESENCE_REQUIRED" {
		t.Error(got)
	}
	conform.Webhook(t, "IncomeVerificationRefreshReconnectNeededWebhook", l.want("INCOME/INCOME_VERIFICATION_REFRESH_RECONNECT_NEEDED").body)
	for _, c := range []struct{ employer, want string }{{"employer_good", "HIGH"}, {"employer_bad", "LOW"}, {"", "UNKNOWN"}} {
		if got := s.get("/credit/payroll_income/precheck", wire.With(mine, wire.Object{"employer": wire.Object{"name": c.employer}}))["confidence"]; got != c.want {
			t.Errorf("%q: %v", c.employer, got)
		}
	}
	if code := s.refusal("/credit/employment/get", wire.Object{"user_token": "x"}); code != "INVALID_USER_TOKEN" {
		t.Error(code)
	}
}

func TestBankIncomeReportIsMadeAnew(t *testing.T) {
	l := newListener(t)
	s := newSim(t, Options{Seed: 1})
	id, token := s.newPerson("1", nil)
	mine := wire.Object{"user_token": token}
	s.linkFor(token, platypus, "user_bank_income", "income_verification")
	s.get("/credit/bank_income/refresh", wire.With(mine, wire.Object{"options": wire.Object{"days_requested": 60}}))
	if days := at(s.get("/credit/bank_income/get", mine), "bank_income.#0.days_requested"); days != 60.0 {
		t.Errorf("the report reaches back %v days", days)
	}
	status, pdf := s.post("/credit/bank_income/pdf/get", jsonType, `{"client_id":"x","secret":"y","user_token":"`+token+`"}`)
	if status != 200 || !strings.HasPrefix(pdf, "%PDF") {
		t.Errorf("%d %.40q", status, pdf)
	}
	fire := func(code string) {
		s.get("/sandbox/bank_income/fire_webhook", wire.Object{"webhook_override": l.url, "webhook_code": code, "webhook_fields": wire.Object{"user_id": id}})
	}
	fire("BANK_INCOME_REFRESH_UPDATE")
	conform.Webhook(t, "BankIncomeRefreshUpdateWebhook", l.want("INCOME/BANK_INCOME_REFRESH_UPDATE").body)
	s.get("/credit/bank_income/webhook/update", wire.With(mine, wire.Object{"enable_webhooks": false}))
	fire("BANK_INCOME_REFRESH_UPDATE")
	s.get("/credit/bank_income/webhook/update", wire.With(mine, wire.Object{"enable_webhooks": true}))
	fire("BANK_INCOME_REFRESH_COMPLETE") // the next that comes, as those of before were not wanted
	conform.Webhook(t, "BankIncomeRefreshCompleteWebhook", l.want("INCOME/BANK_INCOME_REFRESH_COMPLETE").body)
}

func TestIncomeWebhooksAreFired(t *testing.T) {
	l := newListener(t)
	s := newSim(t, Options{})
	_, token := s.newPerson("1", nil)
	item := s.item(s.linkFor(token, "ins_135842", "user_good", "income_verification"))
	for _, code := range []string{"INCOME_VERIFICATION", "INCOME_VERIFICATION_RISK_SIGNALS"} {
		s.get("/sandbox/income/fire_webhook", wire.Object{"item_id": item.ItemId, "webhook": l.url, "webhook_code": code})
		schema := map[string]string{"INCOME_VERIFICATION": "IncomeVerificationStatusWebhook"}[code]
		if schema == "" {
			schema = "IncomeVerificationRiskSignalsStatusWebhook"
		}
		conform.Webhook(t, schema, l.want("INCOME/"+code).body)
	}
	if code := s.refusal("/sandbox/income/fire_webhook", wire.Object{"item_id": "x", "webhook": l.url, "webhook_code": "INCOME_VERIFICATION"}); code != "ITEM_NOT_FOUND" {
		t.Error(code)
	}
}

func TestSessionsOfAPersonInLink(t *testing.T) {
	s := newSim(t, Options{})
	_, token := s.newPerson("1", nil)
	_, other := s.newPerson("2", nil)
	made := s.walkTo(wire.Object{"products": []string{"income_verification"}, "user_token": token})
	sessions := s.get("/credit/sessions/get", wire.Object{"user_token": token})["sessions"].([]any)
	if len(sessions) != 1 {
		t.Fatalf("%v", sessions)
	}
	one := sessions[0].(map[string]any)
	results := one["results"].(map[string]any)
	if one["link_session_id"] != made["link_session_id"] || results["item_add_results"].([]any)[0].(map[string]any)["public_token"] != added(made) ||
		results["bank_income_results"].([]any)[0].(map[string]any)["status"] != "APPROVED" {
		t.Errorf("%v", one)
	}
	if none := s.get("/credit/sessions/get", wire.Object{"user_token": other})["sessions"].([]any); len(none) != 0 {
		t.Errorf("somebody else has %v", none)
	}
}
