package plaidsim

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"passbook/plaidsvc/plaidsim/conform"
	"passbook/plaidsvc/plaidsim/wire"
)

// processorToken is a token for an Item's first account of a subtype.
func (s *sim) processorToken(access, subtype string) (token, account string) {
	s.t.Helper()
	for _, a := range s.accounts(access) {
		if string(*a.Subtype.Get()) == subtype {
			out := s.get("/processor/token/create", wire.Object{"access_token": access, "account_id": a.AccountId, "processor": "dwolla"})
			return out["processor_token"].(string), a.AccountId
		}
	}
	s.t.Fatalf("no account is a %s", subtype)
	return "", ""
}

// A processor token gives what the Item's own endpoint says of the account.
func TestProcessorsSeeWhatTheItemsOwnEndpointsSay(t *testing.T) {
	s := newSim(t, Options{Seed: 1})
	access := s.link("user_good", "pass_good")
	days := wire.Object{"start_date": "2026-01-01", "end_date": "2026-10-05"}
	someone := wire.Object{"user": wire.Object{"legal_name": "Alberta Charleson"}}
	for _, c := range []struct {
		path, subtype string
		more          wire.Object
	}{
		{"/accounts/get", "savings", nil},
		{"/accounts/balance/get", "credit card", nil},
		{"/auth/get", "checking", nil},
		{"/identity/get", "savings", nil},
		{"/identity/match", "checking", someone},
		{"/investments/holdings/get", "401k", nil},
		{"/investments/transactions/get", "ira", wire.With(days, wire.Object{"options": wire.Object{"count": 3, "offset": 1}})},
		{"/liabilities/get", "student", nil},
		{"/transactions/get", "checking", wire.With(days, wire.Object{"options": wire.Object{"count": 7}})},
		{"/transactions/sync", "credit card", wire.Object{"count": 9}},
		{"/transactions/recurring/get", "checking", nil},
	} {
		token, account := s.processorToken(access, c.subtype)
		options := wire.Object{"account_ids": []string{account}}
		own := wire.With(c.more, wire.Object{"access_token": access})
		switch c.path {
		case "/transactions/sync":
			options = wire.Object{"account_id": account}
		case "/transactions/recurring/get":
			own["account_ids"], options = options["account_ids"], nil
		}
		if options != nil {
			given, _ := c.more["options"].(wire.Object)
			own["options"] = wire.With(options, given)
		}
		want := s.get(c.path, own)
		path := map[string]string{"/accounts/get": "/processor/account/get", "/accounts/balance/get": "/processor/balance/get"}[c.path]
		if path == "" {
			path = "/processor" + c.path
		}
		got := s.get(path, wire.With(c.more, wire.Object{"processor_token": token}))

		// The one account stands alone, and so do its numbers; the Item is left out.
		if list, ok := want["accounts"].([]any); ok {
			for _, a := range list {
				if a.(map[string]any)["account_id"] == account {
					want["account"] = a
				}
			}
		}
		if numbers, ok := want["numbers"].(map[string]any); ok {
			for kind, list := range maps.Clone(numbers) {
				numbers[kind] = nil
				if list := list.([]any); len(list) > 0 {
					numbers[kind] = list[0]
				}
			}
		}
		for _, key := range []string{"accounts", "item", "request_id"} {
			delete(want, key)
			delete(got, key)
		}
		delete(got, "institution_id")
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s (-the Item's own +the processor's):\n%s", path, diff)
		}
	}
}

func TestProcessorTokens(t *testing.T) {
	s := newSim(t, Options{Seed: 1})
	access := s.link("user_good", "pass_good")
	token, account := s.processorToken(access, "checking")
	with := func(more wire.Object) wire.Object { return wire.With(more, wire.Object{"processor_token": token}) }

	if got := s.get("/processor/account/get", with(nil)); got["institution_id"] != "ins_109508" {
		t.Errorf("the account is at %v", got["institution_id"])
	}
	if code := s.refusal("/processor/auth/get", wire.Object{"processor_token": "processor-sandbox-x"}); code != "INVALID_PROCESSOR_TOKEN" {
		t.Error(code)
	}

	if all := s.get("/processor/token/permissions/get", with(nil))["products"].([]any); len(all) != 0 {
		t.Errorf("at first it is good for %v", all)
	}
	s.get("/processor/token/permissions/set", with(wire.Object{"products": []string{"identity"}}))
	if some := s.get("/processor/token/permissions/get", with(nil))["products"]; fmt.Sprint(some) != "[identity]" {
		t.Errorf("it is good for %v", some)
	}
	if code := s.refusal("/processor/auth/get", with(nil)); code != "INVALID_PRODUCT" {
		t.Error(code)
	}
	s.get("/processor/identity/get", with(nil))
	s.get("/processor/token/permissions/set", with(wire.Object{"products": []string{}}))
	s.get("/processor/auth/get", with(nil))

	s.get("/processor/signal/prepare", with(nil))
	s.get("/processor/signal/evaluate", with(wire.Object{"client_transaction_id": "1", "amount": 12.17}))
	s.get("/processor/signal/decision/report", with(wire.Object{"client_transaction_id": "1", "initiated": true}))
	s.get("/processor/signal/return/report", with(wire.Object{"client_transaction_id": "1", "return_code": "R01"}))
	made := s.get("/processor/bank_transfer/create", with(wire.Object{
		"idempotency_key": "1", "type": "debit", "network": "ach", "ach_class": "ppd", "amount": "1.00", "iso_currency_code": "USD", "description": "rent",
		"user": wire.Object{"legal_name": "Anne Other"},
	}))
	if got := made["bank_transfer"].(map[string]any)["account_id"]; got != account {
		t.Errorf("the transfer is of %v", got)
	}
	s.get("/processor/transactions/refresh", with(nil))

	// The token outlives the access token that it was made with, and ends with
	// the Item.
	access = s.get("/item/access_token/invalidate", wire.Object{"access_token": access})["new_access_token"].(string)
	s.get("/processor/auth/get", with(nil))
	s.get("/item/remove", wire.Object{"access_token": access})
	if code := s.refusal("/processor/auth/get", with(nil)); code != "ITEM_NOT_FOUND" {
		t.Error(code)
	}

	// One of the Sandbox's own is good at once.
	token = s.get("/sandbox/processor_token/create", wire.Object{"institution_id": "ins_109508"})["processor_token"].(string)
	if got := s.get("/processor/balance/get", with(nil)); got["account"].(map[string]any)["balances"] == nil {
		t.Error("no balance")
	}
	access = s.link("user_good", "pass_good")
	for id, want := range map[string]string{s.accounts(access)[0].AccountId: "", "x": "INVALID_ACCOUNT_ID"} {
		_, got := s.raw("/processor/stripe/bank_account_token/create", wire.Object{"access_token": access, "account_id": id})
		if code, _ := got["error_code"].(string); code != want || want == "" && got["stripe_bank_account_token"] == nil {
			t.Errorf("%v", got)
		}
	}
}

func TestProcessorWebhookIsAcknowledged(t *testing.T) {
	l := newListener(t)
	s := newSim(t, Options{Seed: 1})
	token, account := s.processorToken(s.link("user_good", "pass_good"), "savings")
	s.get("/processor/token/webhook/update", wire.Object{"processor_token": token, "webhook": l.url})
	got := l.next()
	conform.Webhook(t, "ProcessorTokenWebhookUpdate", got.body)
	if !strings.Contains(string(got.body), account) {
		t.Errorf("%s", got.body)
	}
	if code := s.refusal("/processor/token/webhook/update", wire.Object{"processor_token": token, "webhook": "nowhere"}); code != "INVALID_FIELD" {
		t.Error(code)
	}
}

// A processor hears of its account's transactions, and of no other's.
func TestProcessorsHearOfTheirAccount(t *testing.T) {
	l, quiet := newListener(t), newListener(t)
	s := newSim(t, Options{Seed: 1, Initial: time.Second, Historical: time.Minute})
	access := s.link("user_good", "pass_good")
	token, account := s.processorToken(access, "savings")
	other, _ := s.processorToken(access, "mortgage")
	for token, l := range map[string]*listener{token: l, other: quiet} {
		s.get("/processor/token/webhook/update", wire.Object{"processor_token": token, "webhook": l.url})
		l.want("PROCESSOR_TOKEN/WEBHOOK_UPDATE_ACKNOWLEDGED")
	}
	want := func(schema, code string, count int) {
		t.Helper()
		got := l.want("TRANSACTIONS/" + code)
		conform.Webhook(t, schema, got.body)
		if got.value("account_id") != account || got.value("item_id") != nil || count >= 0 && got.value("new_transactions") != float64(count) {
			t.Errorf("%s, want %d transactions", got.body, count)
		}
	}
	s.wait("1s")
	rows := func() []map[string]any {
		return rows(s.get("/processor/transactions/sync", wire.Object{"processor_token": token, "count": 500}), "added")
	}
	first := len(rows())
	want("ProcessorInitialUpdateWebhook", "INITIAL_UPDATE", first)
	s.wait("1m")
	all := rows()
	want("ProcessorHistoricalUpdateWebhook", "HISTORICAL_UPDATE", len(all)-first)
	want("ProcessorSyncUpdatesAvailableWebhook", "SYNC_UPDATES_AVAILABLE", -1)

	change := func(list ...wire.Object) {
		t.Helper()
		text, err := json.Marshal(wire.Object{"changes": list})
		s.must(err)
		s.drive(http.MethodPost, "/sim/items/"+s.item(access).ItemId+"/changes", string(text), 200)
	}
	row := func(account string) wire.Object {
		return wire.Object{"do": "add", "transaction": wire.Object{"account_id": account, "amount": 1.25, "date": "2026-10-05", "name": "Coffee"}}
	}
	checking := s.accounts(access)[0].AccountId
	change(row(checking)) // is not told
	change(row(account), row(checking), row(account))
	want("ProcessorDefaultUpdateWebhook", "DEFAULT_UPDATE", 2)
	want("ProcessorSyncUpdatesAvailableWebhook", "SYNC_UPDATES_AVAILABLE", -1)
	change(wire.Object{"do": "remove", "transaction_id": all[0]["transaction_id"]})
	want("ProcessorTransactionsRemovedWebhook", "TRANSACTIONS_REMOVED", -1)
	want("ProcessorSyncUpdatesAvailableWebhook", "SYNC_UPDATES_AVAILABLE", -1)
	quiet.want("TRANSACTIONS/INITIAL_UPDATE", "TRANSACTIONS/HISTORICAL_UPDATE", "TRANSACTIONS/SYNC_UPDATES_AVAILABLE")
	s.get("/item/remove", wire.Object{"access_token": access})
	if _, sent := s.send(http.MethodGet, "/sim/webhooks", "", ""); strings.Count(sent, `"url": "`+quiet.url+`"`) != 4 {
		t.Errorf("the other processor heard more:\n%s", sent)
	}
}
