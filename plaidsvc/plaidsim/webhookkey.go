package plaidsim

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"time"
)

func init() { endpoint("/webhook_verification_key/get", webhookVerificationKeyGet) }

// firstKeyID is the key that the SDKs' tests ask for.
const firstKeyID = "6c5516e1-92dc-479e-a8ff-5a51992e0001"

// webhookKey is a key that webhooks are signed with.
type webhookKey struct {
	id      string
	private *ecdsa.PrivateKey
	created time.Time
	expired time.Time // zero: in use
}

// newWebhookKey makes the key that a seed determines.
func newWebhookKey(id string, seed uint64, created time.Time) *webhookKey {
	for n := uint64(0); ; n++ {
		raw := sha256.Sum256(binary.BigEndian.AppendUint64([]byte(id), mix(seed+n)))
		if private, err := ecdsa.ParseRawPrivateKey(elliptic.P256(), raw[:]); err == nil {
			return &webhookKey{id: id, private: private, created: created}
		}
	}
}

func webhookVerificationKeyGet(c *call, in struct {
	ID string `json:"key_id"`
},
) (any, *plaidError) {
	c.server.mu.Lock()
	defer c.server.mu.Unlock()
	for _, k := range c.server.keys {
		if k.id == in.ID {
			return object{"key": k.json()}, nil
		}
	}
	return nil, &plaidError{
		typ: "INVALID_INPUT", code: "INVALID_WEBHOOK_VERIFICATION_KEY_ID",
		message: "invalid key_id provided. note that key_ids are specific to Plaid environments, and verification requests must be made to the same environment that the webhook was sent from",
	}
}

// json is the public half as a JSON Web Key.
func (k *webhookKey) json() object {
	point, err := k.private.PublicKey.Bytes() // 4, x, y
	if err != nil {
		return nil
	}
	out := object{
		"alg": "ES256", "crv": "P-256", "kid": k.id, "kty": "EC", "use": "sig", "created_at": k.created.Unix(), "expired_at": nil,
		"x": base64.RawURLEncoding.EncodeToString(point[1:33]), "y": base64.RawURLEncoding.EncodeToString(point[33:]),
	}
	if !k.expired.IsZero() {
		out["expired_at"] = k.expired.Unix()
	}
	return out
}
