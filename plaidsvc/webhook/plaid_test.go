package webhook

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"net"
	"sync"
	"testing"
	"time"

	"passbook/plaidsvc/plaidapi"
)

// standIn signs webhooks as Plaid does, by the standard library alone, and gives
// its keys.
type standIn struct {
	t    testing.TB
	path string
	addr string

	mu       sync.Mutex
	now      time.Time
	private  map[string]*ecdsa.PrivateKey
	expired  map[string]bool
	down     bool
	lookups  []string
	accepted []Event
	full     bool
	refused  map[string]int
}

const keyID = "6c5516e1-92dc-479e-a8ff-5a51992e0001"

func newStandIn(t testing.TB) *standIn {
	t.Helper()
	s := &standIn{
		t: t, path: "/hooks/3f9a", now: time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC),
		private: map[string]*ecdsa.PrivateKey{}, expired: map[string]bool{}, refused: map[string]int{},
	}
	s.addKey(keyID)
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s.addr = listener.Addr().String()
	r := &Receiver{
		Path: s.path, Lookup: s.lookup,
		Now: func() time.Time { s.mu.Lock(); defer s.mu.Unlock(); return s.now },
		Accept: func(e Event) bool {
			s.mu.Lock()
			defer s.mu.Unlock()
			if !s.full {
				s.accepted = append(s.accepted, e)
			}
			return !s.full
		},
		Refused: func(reason error) {
			s.mu.Lock()
			defer s.mu.Unlock()
			s.refused[reason.Error()]++
		},
	}
	ctx, stop := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- r.Serve(ctx, listener) }()
	t.Cleanup(func() {
		stop()
		if err := <-ended; err != nil {
			t.Error(err)
		}
	})
	return s
}

func (s *standIn) addKey(id string) *ecdsa.PrivateKey {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		s.t.Fatal(err)
	}
	s.set(func() { s.private[id] = key })
	return key
}

// set changes something under the lock.
func (s *standIn) set(change func()) {
	s.mu.Lock()
	defer s.mu.Unlock()
	change()
}

func (s *standIn) lookup(_ context.Context, id string) (plaidapi.WebhookKey, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.lookups = append(s.lookups, id)
	switch key, ok := s.private[id]; {
	case s.down:
		return plaidapi.WebhookKey{}, &plaidapi.Error{Status: 500}
	case !ok:
		return plaidapi.WebhookKey{}, &plaidapi.Error{Status: 400, Code: plaidapi.CodeUnknownKey}
	default:
		return plaidapi.WebhookKey{Public: &key.PublicKey, Expired: s.expired[id]}, nil
	}
}

// taken is how many webhooks were handed on.
func (s *standIn) taken() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.accepted)
}

// said is a token's claims for a body, signed age ago.
func (s *standIn) said(body string, age time.Duration) map[string]any {
	sum := sha256.Sum256([]byte(body))
	s.mu.Lock()
	defer s.mu.Unlock()
	return map[string]any{"iat": s.now.Add(-age).Unix(), "request_body_sha256": hex.EncodeToString(sum[:])}
}

// token is the token of a body that is signed now.
func (s *standIn) token(body string) string {
	return s.signed(keyID, s.said(body, 0))
}

// signed signs claims with the key of an id, by ES256.
func (s *standIn) signed(id string, claims map[string]any) string {
	s.mu.Lock()
	key := s.private[id]
	s.mu.Unlock()
	return sign(s.t, key, map[string]any{"alg": "ES256", "kid": id, "typ": "JWT"}, claims)
}

func sign(t testing.TB, key *ecdsa.PrivateKey, header, claims map[string]any) string {
	t.Helper()
	text := part(t, header) + "." + part(t, claims)
	digest := sha256.Sum256([]byte(text))
	r, v, err := ecdsa.Sign(rand.Reader, key, digest[:])
	if err != nil {
		t.Fatal(err)
	}
	signature := make([]byte, 64)
	r.FillBytes(signature[:32])
	v.FillBytes(signature[32:])
	return text + "." + base64.RawURLEncoding.EncodeToString(signature)
}

func part(t testing.TB, v any) string {
	t.Helper()
	b, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return base64.RawURLEncoding.EncodeToString(b)
}

// updates is a webhook as Plaid writes it.
const updates = `{
  "environment": "sandbox",
  "historical_update_complete": true,
  "initial_update_complete": true,
  "item_id": "wz666MBjYWTp2PDzzggYhM6oWWmBb",
  "webhook_code": "SYNC_UPDATES_AVAILABLE",
  "webhook_type": "TRANSACTIONS"
}`
