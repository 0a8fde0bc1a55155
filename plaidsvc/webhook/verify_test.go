package webhook

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/hmac"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"
)

// post sends a body with its headers and gives the status and the answer's
// headers. An answer with a body fails the test.
func (s *standIn) post(path, body string, header http.Header) (int, http.Header) {
	s.t.Helper()
	return s.send(http.MethodPost, path, body, header)
}

func (s *standIn) send(method, path, body string, header http.Header) (int, http.Header) {
	s.t.Helper()
	r, err := http.NewRequest(method, "http://"+s.addr+path, strings.NewReader(body))
	if err != nil {
		s.t.Fatal(err)
	}
	r.Header = header
	r.Close = true
	res, err := http.DefaultClient.Do(r)
	if err != nil {
		s.t.Fatal(err)
	}
	defer res.Body.Close()
	if n := res.ContentLength; n != 0 && method != http.MethodHead {
		s.t.Errorf("an answer of %d bytes", n)
	}
	return res.StatusCode, res.Header
}

// plaids is the headers of Plaid's with a token.
func plaids(token string) http.Header {
	return http.Header{"Content-Type": {"application/json"}, "Plaid-Verification": {token}}
}

func (s *standIn) wants(name, token, body string, status int, reason error) {
	s.t.Helper()
	before := s.taken()
	var told int
	if reason != nil {
		s.set(func() { told = s.refused[reason.Error()] })
	}
	if got, _ := s.post(s.path, body, plaids(token)); got != status {
		s.t.Errorf("%s: %d, want %d", name, got, status)
	}
	if taken := s.taken() - before; (status == 200) != (taken == 1) {
		s.t.Errorf("%s: %d handed on", name, taken)
	}
	if reason != nil {
		s.set(func() {
			if s.refused[reason.Error()] != told+1 {
				s.t.Errorf("%s: told as %v", name, s.refused)
			}
		})
	}
}

// Every rule of verification has a webhook that breaks it, and it alone.
func TestForgedWebhooks(t *testing.T) {
	s := newStandIn(t)
	s.wants("Plaid's", s.token(updates), updates, 200, nil)
	s.wants("the same again", s.token(updates), updates, 200, nil)
	s.wants("five minutes old", s.signed(keyID, s.said(updates, 5*time.Minute)), updates, 200, nil)
	s.wants("of a clock that is ahead", s.signed(keyID, s.said(updates, -time.Minute)), updates, 200, nil)

	header := func(alg string) map[string]any { return map[string]any{"alg": alg, "kid": keyID, "typ": "JWT"} }
	own := s.private[keyID]
	stranger, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	point, err := own.PublicKey.Bytes()
	if err != nil {
		t.Fatal(err)
	}
	withMAC := func(alg string, key []byte) string {
		text := part(t, header(alg)) + "." + part(t, s.said(updates, 0))
		mac := hmac.New(sha256.New, key)
		mac.Write([]byte(text))
		return text + "." + base64.RawURLEncoding.EncodeToString(mac.Sum(nil))
	}
	good := s.token(updates)
	dots := strings.Split(good, ".")
	sum := sha256.Sum256([]byte(updates))
	with := func(claims map[string]any) string { return sign(t, own, header("ES256"), claims) }
	iat := s.now.Unix()
	for _, x := range []struct {
		name, token string
		reason      error
	}{
		{"no token", "", errUnsigned},
		{"a token without end", good + strings.Repeat("A", longestToken), errUnsigned},
		{"no JWT", "x", errForged},
		{"two parts", dots[0] + "." + dots[1], errForged},
		{"four parts", good + ".x", errForged},
		{"no signature", dots[0] + "." + dots[1] + ".", errForged},
		{"an empty signature of the right length", dots[0] + "." + dots[1] + "." + base64.RawURLEncoding.EncodeToString(make([]byte, 64)), errForged},
		{"half a signature", good[:len(good)-20], errForged},
		{"alg none", part(t, header("none")) + "." + dots[1] + ".", errForged},
		{"alg None with a signature", part(t, header("None")) + "." + dots[1] + "." + dots[2], errForged},
		{"HS256 by the public key", withMAC("HS256", point), errForged},
		{"HS256 said to be ES256", withMAC("ES256", point), errForged},
		{"RS256", part(t, header("RS256")) + "." + dots[1] + "." + dots[2], errForged},
		{"ES384", sign(t, own, header("ES384"), s.said(updates, 0)), errForged},
		{"es256", sign(t, own, header("es256"), s.said(updates, 0)), errForged},
		{"another's key of this id", sign(t, stranger, header("ES256"), s.said(updates, 0)), errForged},
		{"no kid", sign(t, own, map[string]any{"alg": "ES256"}, s.said(updates, 0)), errForged},
		{"a kid that is a number", sign(t, own, map[string]any{"alg": "ES256", "kid": 1}, s.said(updates, 0)), errForged},
		{"a kid that is a path", sign(t, own, map[string]any{"alg": "ES256", "kid": "../" + keyID}, s.said(updates, 0)), errForged},
		{"a long kid", sign(t, own, map[string]any{"alg": "ES256", "kid": strings.Repeat("a", 65)}, s.said(updates, 0)), errForged},
		{"an unknown key", sign(t, stranger, map[string]any{"alg": "ES256", "kid": "unknown"}, s.said(updates, 0)), errNoKey},
		{"stale", s.signed(keyID, s.said(updates, 5*time.Minute+time.Second)), errStale},
		{"of tomorrow", s.signed(keyID, s.said(updates, -2*time.Minute)), errStale},
		{"of no time", with(map[string]any{"request_body_sha256": hex.EncodeToString(sum[:])}), errStale},
		{"a time that is text", with(map[string]any{"iat": "now", "request_body_sha256": hex.EncodeToString(sum[:])}), errForged},
		{"for another body", s.token(updates + " "), errAltered},
		{"for no body", with(map[string]any{"iat": iat}), errAltered},
		{"half of the sum", with(map[string]any{"iat": iat, "request_body_sha256": hex.EncodeToString(sum[:16])}), errAltered},
		{"claims changed after signing", dots[0] + "." + part(t, map[string]any{"iat": iat + 1, "request_body_sha256": hex.EncodeToString(sum[:])}) + "." + dots[2], errForged},
	} {
		s.wants(x.name, x.token, updates, 401, x.reason)
	}
	rsaKey, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	s.wants("a JWK of the attacker's in the header", sign(t, stranger, map[string]any{
		"alg": "ES256", "kid": keyID, "jwk": map[string]any{"kty": "RSA", "n": rsaKey.N.String()}, "jku": "http://127.0.0.1/keys",
	}, s.said(updates, 0)), updates, 401, errForged)
	// The signature is over the bytes as they came.
	s.wants("the same JSON in other bytes", good, strings.ReplaceAll(updates, "\n  ", ""), 401, errAltered)
	if got, _ := s.post(s.path, updates, http.Header{"Content-Type": {"application/json"}, "Plaid-Verification": {good, good}}); got != 401 {
		t.Errorf("two tokens: %d", got)
	}
	s.wants("Plaid's after all that", s.token(updates), updates, 200, nil)
}

// What is verified is answered with 200, whatever it says: it would only come
// again.
func TestBodiesOfPlaids(t *testing.T) {
	s := newStandIn(t)
	ends := time.Date(2026, 12, 1, 8, 0, 0, 0, time.UTC)
	for i, x := range []struct {
		body string
		want Event
	}{
		{updates, Event{Type: "TRANSACTIONS", Code: "SYNC_UPDATES_AVAILABLE", ItemID: "wz666MBjYWTp2PDzzggYhM6oWWmBb"}},
		{`{"webhook_type":"ITEM","webhook_code":"PENDING_DISCONNECT","item_id":"a","disconnect_time":"2026-12-01T09:00:00+01:00"}`, Event{Type: "ITEM", Code: "PENDING_DISCONNECT", ItemID: "a", Ends: ends}},
		{`{"webhook_type":"ITEM","webhook_code":"PENDING_EXPIRATION","item_id":"a","consent_expiration_time":"2026-12-01T08:00:00Z"}`, Event{Type: "ITEM", Code: "PENDING_EXPIRATION", ItemID: "a", Ends: ends}},
		{`{"webhook_type":"ITEM","webhook_code":"PENDING_EXPIRATION","item_id":"a","consent_expiration_time":"soon"}`, Event{Type: "ITEM", Code: "PENDING_EXPIRATION", ItemID: "a"}},
		{`{"webhook_type":"NEW_IN_2031","webhook_code":"WHATEVER","more":[1]}`, Event{Type: "NEW_IN_2031", Code: "WHATEVER"}},
		{`{"webhook_type":"\u001b[2J","webhook_code":"a-b","item_id":"a"}`, Event{Type: "unreadable", Code: "unreadable", ItemID: "a"}},
		{`{"item_id":7}`, Event{Type: "unreadable", Code: "unreadable"}},
		{`[]`, Event{Type: "unreadable", Code: "unreadable"}},
		{`no JSON`, Event{Type: "unreadable", Code: "unreadable"}},
		{``, Event{Type: "unreadable", Code: "unreadable"}},
	} {
		s.wants(fmt.Sprint(i), s.token(x.body), x.body, 200, nil)
		x.want.At = s.now
		if got := s.accepted[i]; got != x.want {
			t.Errorf("%s: %+v", x.body, got)
		}
	}
	s.set(func() { s.full = true })
	status, header := s.post(s.path, updates, plaids(s.token(updates)))
	if status != 503 || header.Get("Retry-After") == "" {
		t.Errorf("without room: %d %v", status, header)
	}
}
