package plaidsim

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"io"
	"math/big"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"passbook/plaidsvc/plaidsim/conform"

	"github.com/plaid/plaid-go/v41/plaid"
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
	case <-time.After(20 * time.Second):
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
	srv := httptest.NewServer(s.server)
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
	ls, bad := s.server.startLink(s.linkToken(hosted))
	if bad != nil {
		t.Fatal(bad)
	}
	if _, bad := ls.signIn("ins_109508", "user_good", "pass_good"); bad != nil {
		t.Fatal(bad)
	}
	public, _, bad := ls.finish([]string{ls.accounts()[0].id})
	if bad != nil {
		t.Fatal(bad)
	}
	ls.event("HANDOFF", object{})
	conform.Webhook(t, "ItemAddResultWebhook", l.want("LINK/ITEM_ADD_RESULT").body)
	done := l.want("LINK/SESSION_FINISHED")
	conform.Webhook(t, "LinkSessionFinishedWebhook", done.body)
	if tokens := done.value("public_tokens").([]any); len(tokens) != 1 || tokens[0] != public || done.value("status") != "SUCCESS" {
		t.Errorf("%s", done.body)
	}
	conform.Webhook(t, "LinkEventsWebhook", l.want("LINK/EVENTS").body)

	ls, bad = s.server.startLink(s.linkToken(hosted))
	if bad != nil {
		t.Fatal(bad)
	}
	ls.exit(nil, "requires_credentials", "ins_109508")
	if done := l.want("LINK/SESSION_FINISHED"); done.value("status") != "EXITED" {
		t.Errorf("%s", done.body)
	}
}

// verify holds a webhook against every rule of Plaid's; the empty answer is a
// good one.
func (s *sim) verify(r received) string {
	s.t.Helper()
	parts := strings.Split(r.token, ".")
	if len(parts) != 3 {
		return "not signed"
	}
	var header struct{ Alg, Kid, Typ string }
	var claims struct {
		Iat int64
		Sum string `json:"request_body_sha256"`
	}
	for i, v := range []any{&header, &claims} {
		b, err := base64.RawURLEncoding.DecodeString(parts[i])
		s.must(err)
		s.must(json.Unmarshal(b, v))
	}
	if header.Alg != "ES256" || header.Typ != "JWT" {
		return "algorithm " + header.Alg
	}
	out, _, err := s.api.WebhookVerificationKeyGet(s.ctx).WebhookVerificationKeyGetRequest(*plaid.NewWebhookVerificationKeyGetRequest(header.Kid)).Execute()
	if err != nil {
		return code(err)
	}
	if out.Key.GetExpiredAt() != 0 {
		return "expired key"
	}
	point := []byte{4}
	for _, part := range []string{out.Key.X, out.Key.Y} {
		b, err := base64.RawURLEncoding.DecodeString(part)
		s.must(err)
		point = append(point, b...)
	}
	key, err := ecdsa.ParseUncompressedPublicKey(elliptic.P256(), point)
	s.must(err)
	signature, err := base64.RawURLEncoding.DecodeString(parts[2])
	s.must(err)
	digest := sha256.Sum256([]byte(parts[0] + "." + parts[1]))
	if !ecdsa.Verify(key, digest[:], new(big.Int).SetBytes(signature[:32]), new(big.Int).SetBytes(signature[32:])) {
		return "signature"
	}
	if age := s.server.now().Sub(time.Unix(claims.Iat, 0)); age > 5*time.Minute || age < 0 {
		return "stale"
	}
	if sum := sha256.Sum256(r.body); hex.EncodeToString(sum[:]) != claims.Sum {
		return "body"
	}
	return ""
}

func TestWebhookSignatures(t *testing.T) {
	l := newListener(t)
	s := newSim(t, Options{Initial: time.Hour})
	token := s.linkAt("ins_109508", l.url)
	fire := func() {
		_, _, err := s.api.SandboxItemFireWebhook(s.ctx).SandboxItemFireWebhookRequest(*plaid.NewSandboxItemFireWebhookRequest(token, "LOGIN_REPAIRED")).Execute()
		s.must(err)
	}
	for _, x := range []struct{ trick, want string }{
		{"unsigned", "not signed"},
		{"wrong_signature", "signature"},
		{"wrong_algorithm", "algorithm HS256"},
		{"altered_body", "body"},
		{"unknown_key", "INVALID_WEBHOOK_VERIFICATION_KEY_ID"},
		{"expired_key", "expired key"},
		{"stale", "stale"},
	} {
		s.drive(http.MethodPost, "/sim/webhooks", `{"trick":"`+x.trick+`"}`, 200)
		fire()
		if got := s.verify(l.next()); got != x.want {
			t.Errorf("%s: %q, want %q", x.trick, got, x.want)
		}
		fire()
		if got := s.verify(l.next()); got != "" {
			t.Errorf("after %s: %s", x.trick, got)
		}
	}
	kid := func(r received) string { return strings.Split(r.token, ".")[0] }
	fire()
	old := l.next()
	s.wait("24h")
	l.want("TRANSACTIONS/INITIAL_UPDATE", "TRANSACTIONS/HISTORICAL_UPDATE")
	fire()
	fresh := l.next()
	if kid(fresh) == kid(old) {
		t.Error("the key did not change in a day")
	}
	if got := s.verify(fresh); got != "" {
		t.Errorf("by the new key: %s", got)
	}
	if got := s.verify(old); got != "stale" {
		t.Errorf("by the old key, which is known for another day: %s", got)
	}
	s.wait("24h")
	if got := s.verify(old); got != "expired key" {
		t.Errorf("two days later: %s", got)
	}
}

func TestWebhookRetries(t *testing.T) {
	l := newListener(t)
	s := newSim(t, Options{Initial: 1000 * time.Hour})
	token := s.linkAt("ins_109508", l.url)
	l.status.Store(http.StatusAccepted) // 202 is not 200
	_, _, err := s.api.SandboxItemFireWebhook(s.ctx).SandboxItemFireWebhookRequest(*plaid.NewSandboxItemFireWebhookRequest(token, "LOGIN_REPAIRED")).Execute()
	s.must(err)
	first := l.next()
	for _, delay := range []string{"30s", "2m", "8m", "32m", "128m", "512m"} {
		s.waitAttempt()
		d, _ := time.ParseDuration(delay)
		s.wait((d - time.Second).String())
		select {
		case <-l.got:
			t.Fatalf("retried before %s", delay)
		case <-time.After(5 * time.Millisecond):
		}
		s.wait("1s")
		if again := l.next(); !bytes.Equal(again.body, first.body) {
			t.Errorf("retried with %s", again.body)
		}
	}
	s.waitAttempt()
	list := s.drive(http.MethodGet, "/sim/webhooks", "", 200)["webhooks"].([]any)
	if last := list[len(list)-1].(map[string]any); last["state"] != "failed" || last["attempts"] != 7.0 || last["http_status"] != 202.0 {
		t.Errorf("in the end: %v", last)
	}
}

// waitAttempt waits until the latest attempt is in the books.
func (s *sim) waitAttempt() {
	s.t.Helper()
	h := s.server.hooks
	for range 2000 {
		h.mu.Lock()
		idle := len(h.ready) == 0
		h.mu.Unlock()
		if idle {
			return
		}
		time.Sleep(time.Millisecond)
	}
	s.t.Fatal("an attempt did not end")
}

func TestWebhookTricksOnTheWay(t *testing.T) {
	l := newListener(t)
	s := newSim(t, Options{Initial: 1000 * time.Hour})
	token := s.linkAt("ins_109508", l.url)
	fire := func(code string) {
		_, _, err := s.api.SandboxItemFireWebhook(s.ctx).SandboxItemFireWebhookRequest(*plaid.NewSandboxItemFireWebhookRequest(token, code)).Execute()
		s.must(err)
	}
	trick := func(body string) { s.drive(http.MethodPost, "/sim/webhooks", body, 200) }
	trick(`{"trick":"duplicate"}`)
	fire("LOGIN_REPAIRED")
	l.want("ITEM/LOGIN_REPAIRED", "ITEM/LOGIN_REPAIRED")

	trick(`{"trick":"drop","webhook_code":"ERROR","count":2}`)
	fire("ERROR")
	fire("LOGIN_REPAIRED")
	fire("ERROR")
	fire("ERROR")
	l.want("ITEM/LOGIN_REPAIRED", "ITEM/ERROR")

	trick(`{"trick":"reorder"}`)
	fire("ERROR")
	fire("LOGIN_REPAIRED")
	l.want("ITEM/LOGIN_REPAIRED", "ITEM/ERROR")

	trick(`{"trick":"delay","delay":"2h"}`)
	fire("ERROR")
	fire("LOGIN_REPAIRED")
	l.want("ITEM/LOGIN_REPAIRED")
	s.wait("2h")
	l.want("ITEM/ERROR")

	s.drive(http.MethodPost, "/sim/webhooks", `{"trick":"explode"}`, 400)
	s.drive(http.MethodPost, "/sim/webhooks", `{"trick":"delay","delay":"x"}`, 400)
	states := []string{}
	for _, w := range s.drive(http.MethodGet, "/sim/webhooks", "", 200)["webhooks"].([]any) {
		states = append(states, w.(map[string]any)["state"].(string))
	}
	if n := len(states); n != 10 || slices.Index(states, "dropped") != 2 {
		t.Errorf("%d webhooks: %v", n, states)
	}
	if out := s.drive(http.MethodDelete, "/sim/webhooks", "", 200); len(out["webhooks"].([]any)) != 0 {
		t.Error("they were not forgotten")
	}
}

func TestWebhooksStayOnThisMachine(t *testing.T) {
	for address, want := range map[string]bool{
		"http://127.0.0.1:80/hook": true, "http://localhost/": true, "https://[::1]:8443/": true, "http://app.localhost/": true,
		"https://plaid.com/hook": false, "http://10.0.0.1/": false, "http://localhost.example.com/": false, "ftp://localhost/": false, "text": false, "": false,
	} {
		if got := reachable(address, false); got != want {
			t.Errorf("%q: %v", address, got)
		}
	}
	if !reachable("https://example.com/", true) {
		t.Error("not even when told")
	}
}

func TestWebhooksNeverHoldUpAnAnswer(t *testing.T) {
	hold := make(chan struct{})
	srv := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { <-hold }))
	s := newSim(t, Options{Initial: time.Hour})
	token := s.linkAt("ins_109508", srv.URL)
	for range 20 {
		_, _, err := s.api.SandboxItemFireWebhook(s.ctx).SandboxItemFireWebhookRequest(*plaid.NewSandboxItemFireWebhookRequest(token, "ERROR")).Execute()
		s.must(err)
	}
	s.server.Close()
	close(hold)
	srv.Close()
	if _, err := s.trySync(token, "", 1); err != nil {
		t.Errorf("a closed server does not answer: %v", err)
	}
}
