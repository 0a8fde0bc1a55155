package plaidapi

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"

	"github.com/plaid/plaid-go/v41/plaid"
)

// CodeUnknownKey is Plaid's code for a key of webhooks that it does not have, or
// that belongs to another environment (/webhook_verification_key/get).
const CodeUnknownKey = "INVALID_WEBHOOK_VERIFICATION_KEY_ID"

// WebhookKey is the public half of a key that Plaid signs webhooks with.
type WebhookKey struct {
	Public  *ecdsa.PublicKey // on P-256
	Expired bool             // it signs no more: nothing that it signed counts
}

// WebhookKey asks /webhook_verification_key/get. It does not use plaid-go, whose
// instants end in 2038. Errors: *Error with CodeUnknownKey, ErrShape for what is
// no key for ES256, and those of every call.
func (c *Client) WebhookKey(ctx context.Context, id string) (WebhookKey, error) {
	var answer struct {
		Key struct {
			Alg, Crv, Kty, Kid, X, Y string
			ExpiredAt                *int64 `json:"expired_at"`
		}
	}
	err := c.post(ctx, "/webhook_verification_key/get", struct {
		ID string `json:"key_id"`
	}{id}, func(from io.Reader) error {
		body, err := readJSON(from)
		if err == nil && json.Unmarshal(body, &answer) != nil {
			err = ErrShape
		}
		return err
	})
	if err != nil {
		return WebhookKey{}, fmt.Errorf("key of webhooks: %w", err)
	}
	k := answer.Key
	if k.Alg != "ES256" || k.Crv != "P-256" || k.Kty != "EC" || k.Kid != id {
		return WebhookKey{}, fmt.Errorf("key of webhooks: %w", ErrShape)
	}
	x, badX := base64.RawURLEncoding.DecodeString(k.X)
	y, badY := base64.RawURLEncoding.DecodeString(k.Y)
	if badX != nil || badY != nil || len(x) != 32 || len(y) != 32 {
		return WebhookKey{}, fmt.Errorf("key of webhooks: %w", ErrShape)
	}
	public, err := ecdsa.ParseUncompressedPublicKey(elliptic.P256(), append(append([]byte{4}, x...), y...))
	if err != nil {
		return WebhookKey{}, fmt.Errorf("key of webhooks: %w", ErrShape)
	}
	return WebhookKey{Public: public, Expired: k.ExpiredAt != nil}, nil
}

// SetWebhook tells Plaid where webhooks of an Item go, by /item/webhook/update.
func (c *Client) SetWebhook(ctx context.Context, token, address string) error {
	req := plaid.NewItemWebhookUpdateRequest(token)
	req.SetWebhook(address)
	_, err := call(c.api.ItemWebhookUpdate(ctx).ItemWebhookUpdateRequest(*req).Execute)
	return err
}
