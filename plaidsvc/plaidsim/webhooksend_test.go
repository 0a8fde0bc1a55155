package plaidsim

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"math/big"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/plaid/plaid-go/v41/plaid"
)

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
	if age := s.server.ledger.Now().Sub(time.Unix(claims.Iat, 0)); age > 5*time.Minute || age < 0 {
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
	for _, x := range []struct{ fault, want string }{
		{"unsigned", "not signed"},
		{"wrong_signature", "signature"},
		{"wrong_algorithm", "algorithm HS256"},
		{"altered_body", "body"},
		{"unknown_key", "INVALID_WEBHOOK_VERIFICATION_KEY_ID"},
		{"expired_key", "expired key"},
		{"stale", "stale"},
	} {
		s.drive(http.MethodPost, "/sim/webhooks", `{"fault":"`+x.fault+`"}`, 200)
		fire()
		if got := s.verify(l.next()); got != x.want {
			t.Errorf("%s: %q, want %q", x.fault, got, x.want)
		}
		fire()
		if got := s.verify(l.next()); got != "" {
			t.Errorf("after %s: %s", x.fault, got)
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
		t.Errorf("by the old key, which can be had for another day: %s", got)
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
	for n, delay := range []string{"30s", "2m", "8m", "32m", "128m", "512m"} {
		s.waitAttempts(float64(n + 1))
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
	if last := s.waitAttempts(7); last["state"] != "failed" || last["http_status"] != 202.0 {
		t.Errorf("in the end: %v", last)
	}
}

// waitAttempts waits until the latest webhook was tried so often, and gives it.
func (s *sim) waitAttempts(n float64) map[string]any {
	s.t.Helper()
	for deadline := time.Now().Add(time.Minute); time.Now().Before(deadline); time.Sleep(time.Millisecond) {
		list := s.drive(http.MethodGet, "/sim/webhooks", "", 200)["webhooks"].([]any)
		if last := list[len(list)-1].(map[string]any); last["attempts"] == n {
			return last
		}
	}
	s.t.Fatal("an attempt did not end")
	return nil
}

func TestWebhookFaultsOnTheWay(t *testing.T) {
	l := newListener(t)
	s := newSim(t, Options{Initial: 1000 * time.Hour})
	token := s.linkAt("ins_109508", l.url)
	fire := func(code string) {
		_, _, err := s.api.SandboxItemFireWebhook(s.ctx).SandboxItemFireWebhookRequest(*plaid.NewSandboxItemFireWebhookRequest(token, code)).Execute()
		s.must(err)
	}
	fault := func(body string) { s.drive(http.MethodPost, "/sim/webhooks", body, 200) }
	fault(`{"fault":"duplicate"}`)
	fire("LOGIN_REPAIRED")
	l.want("ITEM/LOGIN_REPAIRED", "ITEM/LOGIN_REPAIRED")

	fault(`{"fault":"drop","webhook_code":"ERROR","count":2}`)
	fire("ERROR")
	fire("LOGIN_REPAIRED")
	fire("ERROR")
	fire("ERROR")
	l.want("ITEM/LOGIN_REPAIRED", "ITEM/ERROR")

	fault(`{"fault":"reorder"}`)
	fire("ERROR")
	fire("LOGIN_REPAIRED")
	l.want("ITEM/LOGIN_REPAIRED", "ITEM/ERROR")

	fault(`{"fault":"delay","delay":"2h"}`)
	fire("ERROR")
	fire("LOGIN_REPAIRED")
	l.want("ITEM/LOGIN_REPAIRED")
	s.wait("2h")
	l.want("ITEM/ERROR")

	s.drive(http.MethodPost, "/sim/webhooks", `{"fault":"explode"}`, 400)
	s.drive(http.MethodPost, "/sim/webhooks", `{"fault":"delay","delay":"x"}`, 400)
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
