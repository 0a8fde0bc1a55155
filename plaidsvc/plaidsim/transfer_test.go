package plaidsim

import (
	"fmt"
	"testing"
	"time"

	"passbook/plaidsvc/plaidsim/conform"
	"passbook/plaidsvc/plaidsim/wire"
)

// transferTo makes a debit of 12.34 and moves it on to a status.
func (s *sim) transferTo(access, account string, statuses ...string) (id string) {
	s.t.Helper()
	auth := s.get("/transfer/authorization/create", wire.Object{
		"access_token": access, "account_id": account, "type": "debit", "network": "ach", "ach_class": "ppd", "amount": "12.34",
		"user": wire.Object{"legal_name": "Anne Other"},
	})["authorization"].(map[string]any)
	made := s.get("/transfer/create", wire.Object{"access_token": access, "account_id": account, "authorization_id": auth["id"], "description": "rent"})
	id = made["transfer"].(map[string]any)["id"].(string)
	for _, status := range statuses {
		s.get("/sandbox/transfer/simulate", wire.Object{"transfer_id": id, "event_type": status})
	}
	return id
}

func TestTransfersAreListed(t *testing.T) {
	s := newSim(t, Options{})
	access := s.link("user_good", "pass_good")
	account := s.accounts(access)[0].AccountId
	first := s.transferTo(access, account, "posted")
	s.clock.advance(24 * time.Hour)
	second := s.transferTo(access, account)
	ids := func(body wire.Object) (out []any) {
		t.Helper()
		for _, x := range s.get("/transfer/list", body)["transfers"].([]any) {
			out = append(out, x.(map[string]any)["id"])
		}
		return out
	}
	for want, body := range map[string]wire.Object{
		fmt.Sprint([]any{second, first}): nil,
		fmt.Sprint([]any{second}):        {"start_date": "2026-10-06T00:00:00Z"},
		fmt.Sprint([]any{first}):         {"offset": 1, "count": 5},
		fmt.Sprint([]any(nil)):           {"funding_account_id": "x"},
	} {
		if got := fmt.Sprint(ids(body)); got != want {
			t.Errorf("%v: %s, want %s", body, got, want)
		}
	}
	events := func(body wire.Object) (out []any, more any) {
		t.Helper()
		got := s.get("/transfer/event/list", body)
		for _, e := range got["transfer_events"].([]any) {
			out = append(out, e.(map[string]any)["event_type"])
		}
		return out, got["has_more"]
	}
	if got, more := events(wire.Object{"transfer_id": first, "count": 1}); fmt.Sprint(got, more) != "[posted] true" {
		t.Error(got, more)
	}
	if got, more := events(wire.Object{"event_types": []string{"pending"}, "transfer_type": "debit"}); fmt.Sprint(got, more) != "[pending pending] false" {
		t.Error(got, more)
	}
}

func TestTransfersAreRefunded(t *testing.T) {
	s := newSim(t, Options{})
	access := s.link("user_good", "pass_good")
	account := s.accounts(access)[0].AccountId
	pending, id := s.transferTo(access, account), s.transferTo(access, account, "posted", "settled")
	refund := func(of, amount, key string) wire.Object {
		return wire.Object{"transfer_id": of, "amount": amount, "idempotency_key": key}
	}
	made := s.get("/transfer/refund/create", refund(id, "10.00", "1"))["refund"].(map[string]any)
	if again := s.get("/transfer/refund/create", refund(id, "10.00", "1"))["refund"].(map[string]any); again["id"] != made["id"] {
		t.Error("the same key made another refund")
	}
	for _, wrong := range []wire.Object{refund(id, "2.35", "2"), refund(id, "0.00", "3"), refund(pending, "1.00", "4")} {
		if code := s.refusal("/transfer/refund/create", wrong); code != "INVALID_FIELD" {
			t.Errorf("%v: %s", wrong, code)
		}
	}
	simulate := wire.Object{"refund_id": made["id"], "event_type": "refund.posted"}
	s.get("/sandbox/transfer/refund/simulate", simulate)
	if code := s.refusal("/sandbox/transfer/refund/simulate", simulate); code != "SANDBOX_TRANSFER_EVENT_TRANSITION_INVALID" {
		t.Error(code)
	}
	if code := s.refusal("/transfer/refund/cancel", wire.Object{"refund_id": made["id"]}); code != "TRANSFER_NOT_CANCELLABLE" {
		t.Error(code)
	}
	rest := s.get("/transfer/refund/create", refund(id, "2.34", "5"))["refund"].(map[string]any)
	s.get("/transfer/refund/cancel", wire.Object{"refund_id": rest["id"]})
	if got := s.get("/transfer/refund/get", wire.Object{"refund_id": rest["id"]})["refund"].(map[string]any)["status"]; got != "cancelled" {
		t.Error(got)
	}
	shown := s.get("/transfer/get", wire.Object{"transfer_id": id})["transfer"].(map[string]any)
	if shown["status"] != "settled" || len(shown["refunds"].([]any)) != 2 {
		t.Errorf("%v", shown)
	}
	last := s.get("/transfer/event/sync", wire.Object{"after_id": 4})["transfer_events"].([]any)
	var kinds []any
	for _, e := range last {
		kinds = append(kinds, e.(map[string]any)["event_type"])
	}
	if want := "[refund.pending refund.posted refund.pending refund.cancelled]"; fmt.Sprint(kinds) != want {
		t.Errorf("%v, want %s", kinds, want)
	}
}

func TestWhatAClientMayTransfer(t *testing.T) {
	l := newListener(t)
	s := newSim(t, Options{})
	access := s.link("user_good", "pass_good")
	accounts := s.accounts(access)
	s.transferTo(access, accounts[0].AccountId, "failed")
	s.transferTo(access, accounts[0].AccountId)
	if got := s.get("/transfer/metrics/get", nil); got["daily_debit_transfer_volume"] != "12.34" || got["monthly_credit_transfer_volume"] != "0.00" {
		t.Errorf("%v", got)
	}
	if got := s.get("/transfer/balance/get", wire.Object{"type": "prefunded_ach_credits"})["balance"].(map[string]any); got["type"] != "prefunded_ach_credits" {
		t.Errorf("%v", got)
	}
	s.get("/transfer/configuration/get", nil)
	for i, want := range map[int]bool{0: true, 3: false} { // checking, credit card
		got := s.get("/transfer/capabilities/get", wire.Object{"access_token": access, "account_id": accounts[i].AccountId})
		if rtp := got["institution_supported_networks"].(map[string]any)["rtp"].(map[string]any)["credit"]; rtp != want {
			t.Errorf("account %d: %v", i, got)
		}
	}
	auth := s.get("/transfer/authorization/create", wire.Object{
		"access_token": access, "account_id": accounts[0].AccountId, "type": "credit", "network": "ach", "ach_class": "ppd", "amount": "1.00",
		"user": wire.Object{"legal_name": "Anne Other"},
	})["authorization"].(map[string]any)["id"]
	s.get("/transfer/authorization/cancel", wire.Object{"authorization_id": auth})
	if code := s.refusal("/transfer/create", wire.Object{"access_token": access, "account_id": accounts[0].AccountId, "authorization_id": auth, "description": "a"}); code != "TRANSFER_INVALID_AUTHORIZATION" {
		t.Error(code)
	}
	s.get("/sandbox/transfer/fire_webhook", wire.Object{"webhook": l.url})
	conform.Webhook(t, "TransferEventsUpdateWebhook", l.want("TRANSFER/TRANSFER_EVENTS_UPDATE").body)
}
