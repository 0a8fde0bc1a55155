package webhook

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"time"

	"passbook/plaidsvc/plaidsim/bank"
	"passbook/plaidsvc/plaidsim/draw"
	"passbook/plaidsvc/plaidsim/wire"
)

// firstKeyID is the id of the first key: the one that the tests of Plaid's SDKs
// ask for.
const firstKeyID = "6c5516e1-92dc-479e-a8ff-5a51992e0001"

// keyLife is how long a key signs webhooks. For as long again it can still be
// had, to verify them.
const keyLife = 24 * time.Hour

// key signs webhooks.
type key struct {
	id      string
	private *ecdsa.PrivateKey
	created time.Time
}

// newKey makes the key that id and seed determine.
func newKey(id string, seed uint64, created time.Time) *key {
	for n := uint64(0); ; n++ {
		raw := sha256.Sum256(binary.BigEndian.AppendUint64([]byte(id), draw.Mix(seed+n)))
		if private, err := ecdsa.ParseRawPrivateKey(elliptic.P256(), raw[:]); err == nil {
			return &key{id: id, private: private, created: created}
		}
	}
}

// signingKey is the key that signs now. When the last one is too old, there is
// a new one.
func (s *Sender) signingKey() *key {
	s.keyMu.Lock()
	defer s.keyMu.Unlock()
	now, last := s.ledger.Now(), s.keys[len(s.keys)-1]
	if now.Before(last.created.Add(keyLife)) {
		return last
	}
	seed := s.ledger.Options.Seed
	next := newKey(draw.NewUUID(draw.MixString(seed, last.id)), seed, now)
	s.keys = append(s.keys, next)
	return next
}

// KeyRequest is the body of /webhook_verification_key/get.
type KeyRequest struct {
	ID string `json:"key_id"`
}

// VerificationKey serves /webhook_verification_key/get: the public half of a
// key.
func (s *Sender) VerificationKey(c *bank.Call, in KeyRequest) (any, *wire.Error) {
	s.keyMu.Lock()
	defer s.keyMu.Unlock()
	for _, k := range s.keys {
		if k.id == in.ID {
			return wire.Object{"key": k.json(c.Now)}, nil
		}
	}
	return nil, &wire.Error{
		Type: "INVALID_INPUT", Code: "INVALID_WEBHOOK_VERIFICATION_KEY_ID",
		Message: "invalid key_id provided. note that key_ids are specific to Plaid environments, and verification requests must be made to the same environment that the webhook was sent from",
	}
}

// json is the public half as a JSON Web Key.
func (k *key) json(now time.Time) wire.Object {
	point, err := k.private.PublicKey.Bytes() // 4, x, y
	if err != nil {
		return nil
	}
	out := wire.Object{
		"alg": "ES256", "crv": "P-256", "kid": k.id, "kty": "EC", "use": "sig", "created_at": k.created.Unix(), "expired_at": nil,
		"x": base64.RawURLEncoding.EncodeToString(point[1:33]), "y": base64.RawURLEncoding.EncodeToString(point[33:]),
	}
	if expired := k.created.Add(2 * keyLife); !now.Before(expired) {
		out["expired_at"] = expired.Unix()
	}
	return out
}

// token is the JSON Web Token that goes with a body, as the header
// Plaid-Verification.
func (k *key) token(algorithm string, body []byte, issued time.Time) string {
	sum := sha256.Sum256(body)
	text := jsonPart(wire.Object{"alg": algorithm, "kid": k.id, "typ": "JWT"}) + "." +
		jsonPart(wire.Object{"iat": issued.Unix(), "request_body_sha256": hex.EncodeToString(sum[:])})
	digest := sha256.Sum256([]byte(text))
	r, s, err := ecdsa.Sign(rand.Reader, k.private, digest[:])
	if err != nil {
		return ""
	}
	var signature [64]byte
	r.FillBytes(signature[:32])
	s.FillBytes(signature[32:])
	return text + "." + base64.RawURLEncoding.EncodeToString(signature[:])
}

// jsonPart is one of the first two parts of a token.
func jsonPart(v wire.Object) string {
	b, _ := json.Marshal(v)
	return base64.RawURLEncoding.EncodeToString(b)
}
