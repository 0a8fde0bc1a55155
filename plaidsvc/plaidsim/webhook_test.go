package plaidsim

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"sync/atomic"
	"testing"
	"time"

	"github.com/plaid/plaid-go/v41/plaid"

	"passbook/plaidsvc/plaidsim/conform"
	"passbook/plaidsvc/plaidsim/wire"
)

// listener is a client's server that webhooks come to.
type listener struct {
	t      *testing.T
	url    string
	got    chan received
	status atomic.Int32 // that it answers with
}

// received is one webhook.
type received struct {
	body  []byte
	token string
}

func newListener(t *testing.T) *listener {
	l := &listener{t: t, got: make(chan received, 100)}
	l.status.Store(http.StatusOK)
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		l.got <- received{body, r.Header.Get("Plaid-Verification")}
		w.WriteHeader(int(l.status.Load()))
	}))
	t.Cleanup(srv.Close)
	l.url = srv.URL
	return l
}

// next waits for a webhook.
func (l *listener) next() received {
	l.t.Helper()
	select {
	case r := <-l.got:
		return r
	case <-time.After(time.Minute):
		l.t.Fatal("no webhook came")
		return received{}
	}
}

// value is a key of the webhook.
func (r received) value(key string) any {
	var v map[string]any
	json.Unmarshal(r.body, &v)
	return v[key]
}

func (r received) code() string {
	return r.value("webhook_type").(string) + "/" + r.value("webhook_code").(string)
}

// want waits for webhooks, in this order.
func (l *listener) want(codes ...string) (last received) {
	l.t.Helper()
	for _, code := range codes {
		last = l.next()
		if last.code() != code {
			l.t.Fatalf("a webhook %s, want %s:\n%s", last.code(), code, last.body)
		}
	}
	return last
}

func TestWebhooksOfAnItemsLife(t *testing.T) {
	l := newListener(t)
	s := newSim(t, Options{Initial: time.Second, Historical: time.Minute})
	token := s.linkAt("ins_127287", l.url)
	s.wait("1s")
	initial := l.want("TRANSACTIONS/INITIAL_UPDATE")
	conform.Webhook(t, "InitialUpdateWebhook", initial.body)
	first := s.update(token, "", 500)
	if n := initial.value("new_transactions").(float64); n != float64(len(first.Added)) {
		t.Errorf("INITIAL_UPDATE told %v rows of %d", n, len(first.Added))
	}
	s.wait("1m")
	conform.Webhook(t, "HistoricalUpdateWebhook", l.want("TRANSACTIONS/HISTORICAL_UPDATE").body)
	available := l.want("TRANSACTIONS/SYNC_UPDATES_AVAILABLE")
	conform.Webhook(t, "SyncUpdatesAvailableWebhook", available.body)
	item := s.item(token)
	want := "{\n  \"environment\": \"sandbox\",\n  \"historical_update_complete\": true,\n  \"initial_update_complete\": true,\n  \"item_id\": \"" +
		item.ItemId + "\",\n  \"webhook_code\": \"SYNC_UPDATES_AVAILABLE\",\n  \"webhook_type\": \"TRANSACTIONS\"\n}"
	if string(available.body) != want {
		t.Errorf("the webhook is\n%s\nwant\n%s", available.body, want)
	}

	_, _, err := s.api.TransactionsRefresh(s.ctx).TransactionsRefreshRequest(*plaid.NewTransactionsRefreshRequest(token)).Execute()
	s.must(err)
	conform.Webhook(t, "DefaultUpdateWebhook", l.want("TRANSACTIONS/DEFAULT_UPDATE").body)
	conform.Webhook(t, "TransactionsRemovedWebhook", l.want("TRANSACTIONS/TRANSACTIONS_REMOVED").body)
	l.want("TRANSACTIONS/SYNC_UPDATES_AVAILABLE")

	s.drive(http.MethodPost, "/sim/clock", `{"now":"`+item.GetConsentExpirationTime().Add(-7*24*time.Hour).Format(time.RFC3339)+`"}`, 200)
	conform.Webhook(t, "PendingDisconnectWebhook", l.want("ITEM/PENDING_DISCONNECT").body)
	s.wait("7d")
	failed := l.want("ITEM/ERROR")
	conform.Webhook(t, "ItemErrorWebhook", failed.body)
	if e := failed.value("error").(map[string]any); e["error_code"] != "ITEM_LOGIN_REQUIRED" || e["status"] != 400.0 {
		t.Errorf("error %v", e)
	}

	second := newListener(t)
	update := plaid.NewItemWebhookUpdateRequest(token)
	update.SetWebhook(second.url)
	_, _, err = s.api.ItemWebhookUpdate(s.ctx).ItemWebhookUpdateRequest(*update).Execute()
	s.must(err)
	conform.Webhook(t, "WebhookUpdateAcknowledgedWebhook", second.want("ITEM/WEBHOOK_UPDATE_ACKNOWLEDGED").body)
}

func TestWebhookOfEuropeanConsent(t *testing.T) {
	l := newListener(t)
	s := newSim(t, Options{Initial: 300 * 24 * time.Hour})
	s.linkAt("ins_116834", l.url)
	s.wait("173d")
	conform.Webhook(t, "PendingExpirationWebhook", l.want("ITEM/PENDING_EXPIRATION").body)
}

func TestWebhooksArriveWithoutACall(t *testing.T) {
	l := newListener(t)
	s := &sim{t: t, server: New(Options{Initial: 20 * time.Millisecond, Historical: 40 * time.Millisecond}), ctx: t.Context()}
	srv := httptest.NewServer(conform.Handler(t, s.server))
	t.Cleanup(srv.Close)
	t.Cleanup(s.server.Close)
	s.url = srv.URL
	s.api = s.as("x", "y")
	s.linkAt("ins_109508", l.url)
	l.want("TRANSACTIONS/INITIAL_UPDATE", "TRANSACTIONS/HISTORICAL_UPDATE")
}

func TestWebhooksFiredByHand(t *testing.T) {
	l := newListener(t)
	s := newSim(t, Options{Initial: time.Hour})
	silent := s.link("user_good", "pass_good")
	token := s.linkAt("ins_109508", l.url)
	fire := func(token, typ, code string) error {
		req := plaid.NewSandboxItemFireWebhookRequest(token, code)
		if typ != "" {
			req.SetWebhookType(plaid.WebhookType(typ))
		}
		_, _, err := s.api.SandboxItemFireWebhook(s.ctx).SandboxItemFireWebhookRequest(*req).Execute()
		return err
	}
	wantCode(t, fire(silent, "", "DEFAULT_UPDATE"), "SANDBOX_WEBHOOK_INVALID")
	wantCode(t, fire(token, "LIABILITIES", "DEFAULT_UPDATE"), "SANDBOX_PRODUCT_NOT_ENABLED")
	wantCode(t, fire(token, "ITEM", "DEFAULT_UPDATE"), "INVALID_FIELD")
	s.drive(http.MethodGet, "/sim/clock", "", 200)
	_, _, err := s.api.AccountsGet(s.ctx).AccountsGetRequest(*plaid.NewAccountsGetRequest(token)).Execute()
	s.must(err)
	for _, x := range []struct{ typ, code, schema, want string }{
		{"", "DEFAULT_UPDATE", "DefaultUpdateWebhook", "TRANSACTIONS/DEFAULT_UPDATE"},
		{"", "SYNC_UPDATES_AVAILABLE", "SyncUpdatesAvailableWebhook", "TRANSACTIONS/SYNC_UPDATES_AVAILABLE"},
		{"", "RECURRING_TRANSACTIONS_UPDATE", "RecurringTransactionsUpdateWebhook", "TRANSACTIONS/RECURRING_TRANSACTIONS_UPDATE"},
		{"AUTH", "DEFAULT_UPDATE", "AuthDefaultUpdateWebhook", "AUTH/DEFAULT_UPDATE"},
		{"", "NEW_ACCOUNTS_AVAILABLE", "NewAccountsAvailableWebhook", "ITEM/NEW_ACCOUNTS_AVAILABLE"},
		{"", "LOGIN_REPAIRED", "ItemLoginRepairedWebhook", "ITEM/LOGIN_REPAIRED"},
		{"", "PENDING_DISCONNECT", "PendingDisconnectWebhook", "ITEM/PENDING_DISCONNECT"},
		{"", "USER_PERMISSION_REVOKED", "UserPermissionRevokedWebhook", "ITEM/USER_PERMISSION_REVOKED"},
		{"", "USER_ACCOUNT_REVOKED", "UserAccountRevokedWebhook", "ITEM/USER_ACCOUNT_REVOKED"},
		{"", "ERROR", "ItemErrorWebhook", "ITEM/ERROR"},
	} {
		s.must(fire(token, x.typ, x.code))
		conform.Webhook(t, x.schema, l.want(x.want).body)
	}
	if s.item(token).Error.Get() != nil {
		t.Error("a webhook fired by hand changed the Item")
	}
}

func TestWebhooksOfProducts(t *testing.T) {
	l := newListener(t)
	s := newSim(t, Options{Initial: time.Hour})
	token := s.linkAt("ins_109508", l.url)
	_, _, err := s.api.InvestmentsRefresh(s.ctx).InvestmentsRefreshRequest(*plaid.NewInvestmentsRefreshRequest(s.linkGood(l.url))).Execute()
	s.must(err)
	conform.Webhook(t, "HoldingsDefaultUpdateWebhook", l.want("HOLDINGS/DEFAULT_UPDATE").body)
	conform.Webhook(t, "InvestmentsDefaultUpdateWebhook", l.want("INVESTMENTS_TRANSACTIONS/DEFAULT_UPDATE").body)

	_, _, err = s.api.SandboxItemSetVerificationStatus(s.ctx).SandboxItemSetVerificationStatusRequest(*plaid.NewSandboxItemSetVerificationStatusRequest(token, s.accounts(token)[0].AccountId, "automatically_verified")).Execute()
	s.must(err)
	conform.Webhook(t, "AutomaticallyVerifiedWebhook", l.want("AUTH/AUTOMATICALLY_VERIFIED").body)

	report := plaid.NewAssetReportCreateRequest(10)
	report.SetAccessTokens([]string{token})
	o := plaid.NewAssetReportCreateRequestOptions()
	o.SetWebhook(l.url)
	report.SetOptions(*o)
	_, _, err = s.api.AssetReportCreate(s.ctx).AssetReportCreateRequest(*report).Execute()
	s.must(err)
	s.wait("1h")
	l.want("TRANSACTIONS/INITIAL_UPDATE", "TRANSACTIONS/HISTORICAL_UPDATE")
	conform.Webhook(t, "AssetsProductReadyWebhook", l.want("ASSETS/PRODUCT_READY").body)

	_, _, err = s.api.SandboxItemResetLogin(s.ctx).SandboxItemResetLoginRequest(*plaid.NewSandboxItemResetLoginRequest(token)).Execute()
	s.must(err)
	conform.Webhook(t, "ItemErrorWebhook", l.want("ITEM/ERROR").body)
}

// linkGood makes an Item of user_good with investments and a webhook.
func (s *sim) linkGood(webhook string) string {
	s.t.Helper()
	req := plaid.NewSandboxPublicTokenCreateRequest("ins_109508", []plaid.Products{"investments"})
	o := plaid.NewSandboxPublicTokenCreateRequestOptions()
	o.SetWebhook(webhook)
	req.SetOptions(*o)
	pub, _, err := s.api.SandboxPublicTokenCreate(s.ctx).SandboxPublicTokenCreateRequest(*req).Execute()
	s.must(err)
	return s.exchange(pub.PublicToken)
}

func TestWebhooksOfHostedLink(t *testing.T) {
	l := newListener(t)
	s := newSim(t, Options{})
	hosted := func(r *plaid.LinkTokenCreateRequest) {
		r.SetHostedLink(*plaid.NewLinkTokenCreateHostedLink())
		r.SetWebhook(l.url)
	}
	ls, bad := s.server.links.NewSession(s.linkToken(hosted))
	if bad != nil {
		t.Fatal(bad)
	}
	if _, bad := ls.SignIn("ins_109508", "user_good", "pass_good"); bad != nil {
		t.Fatal(bad)
	}
	public, _, bad := ls.Finish([]string{ls.Accounts()[0].ID})
	if bad != nil {
		t.Fatal(bad)
	}
	ls.Event("HANDOFF", wire.Object{})
	conform.Webhook(t, "ItemAddResultWebhook", l.want("LINK/ITEM_ADD_RESULT").body)
	done := l.want("LINK/SESSION_FINISHED")
	conform.Webhook(t, "LinkSessionFinishedWebhook", done.body)
	if tokens := done.value("public_tokens").([]any); len(tokens) != 1 || tokens[0] != public || done.value("status") != "SUCCESS" {
		t.Errorf("%s", done.body)
	}
	conform.Webhook(t, "LinkEventsWebhook", l.want("LINK/EVENTS").body)

	ls, bad = s.server.links.NewSession(s.linkToken(hosted))
	if bad != nil {
		t.Fatal(bad)
	}
	ls.Exit(nil, "requires_credentials", "ins_109508")
	if done := l.want("LINK/SESSION_FINISHED"); done.value("status") != "EXITED" {
		t.Errorf("%s", done.body)
	}
}

// A webhook that is fired by hand says what such a webhook says, in the words
// of older and of newer documents.
func TestWebhooksFiredByHandAreWhole(t *testing.T) {
	l := newListener(t)
	s := newSim(t, Options{})
	access := wire.Object{"access_token": s.linkWith(wire.Object{"webhook": l.url}, "liabilities", "investments", "auth")}
	fire := func(typ, code string) received {
		t.Helper()
		s.get("/sandbox/item/fire_webhook", wire.With(access, wire.Object{"webhook_type": typ, "webhook_code": code}))
		return l.want(typ + "/" + code)
	}
	if at := fire("ITEM", "PENDING_DISCONNECT").value("disconnect_time"); at != "2026-10-12T00:00:00Z" {
		t.Errorf("PENDING_DISCONNECT has the disconnect_time %v", at)
	}
	trades := fire("INVESTMENTS_TRANSACTIONS", "DEFAULT_UPDATE")
	conform.Webhook(t, "InvestmentsDefaultUpdateWebhook", trades.body)
	if trades.value("cancelled_investments_transactions") == nil {
		t.Errorf("%s", trades.body)
	}
	for typ, key := range map[string]string{"LIABILITIES": "account_ids_with_updated_liabilities", "AUTH": "account_ids_with_updated_auth"} {
		named := fire(typ, "DEFAULT_UPDATE").value(key).(map[string]any)
		for _, a := range rows(s.get("/accounts/get", access), "accounts") {
			if named[a["account_id"].(string)] == nil {
				continue
			}
			if lends := a["type"] != "depository"; lends != (typ == "LIABILITIES") {
				t.Errorf("%s names %v", typ, a["name"])
			}
			delete(named, a["account_id"].(string))
		}
		if len(named) > 0 {
			t.Errorf("%s names %v", typ, named)
		}
	}
}
