package webhook

import (
	"context"
	"crypto/ecdsa"
	"errors"
	"sync"
	"time"

	"golang.org/x/sync/singleflight"

	"passbook/plaidsvc/plaidapi"
)

// Lookup asks the Plaid that webhooks are awaited of for a key by its id. Errors:
// *plaidapi.Error with CodeUnknownKey where Plaid has none, and others where it
// cannot be asked.
type Lookup func(ctx context.Context, id string) (plaidapi.WebhookKey, error)

// Whoever reaches the address chooses the ids of keys: what they cost is bounded.
const (
	keyLife       = 24 * time.Hour  // a key is asked for again after that, since Plaid may have let it expire
	refusedFor    = 5 * time.Minute // an id that Plaid has no key for is not asked for again
	mostKeys      = 16              // that are remembered; Plaid has a few at once
	mostRefused   = 64
	mostLookups   = 10 // of new ids in lookupsWithin
	lookupsWithin = time.Minute
	lookupTime    = 5 * time.Second // Plaid takes a webhook for lost after ten
)

// Why a key cannot be had. After errNotNow Plaid is to send the webhook again.
var (
	errNoKey  = errors.New("no such key, or one that expired")
	errNotNow = errors.New("the key cannot be asked for now")
)

// keys remembers the keys of one environment by their id.
type keys struct {
	lookup Lookup
	now    func() time.Time

	mu      sync.Mutex
	known   map[string]knownKey
	refused map[string]time.Time // until when
	asked   []time.Time          // when ids that are not known were looked up, in lookupsWithin
	asking  singleflight.Group
}

type knownKey struct {
	public *ecdsa.PublicKey
	since  time.Time
}

// get gives a key that has not expired. Errors: errNoKey, errNotNow.
func (k *keys) get(ctx context.Context, id string) (*ecdsa.PublicKey, error) {
	public, err := k.remembered(id)
	if public != nil || err != nil {
		return public, err
	}
	found, err, _ := k.asking.Do(id, func() (any, error) {
		if public, err := k.remembered(id); public != nil || err != nil { // another request was faster
			return public, err
		}
		if !k.mayAsk(id) {
			return nil, errNotNow
		}
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), lookupTime)
		defer cancel()
		key, err := k.lookup(ctx, id)
		return k.remember(id, key, err)
	})
	if err != nil {
		return nil, err
	}
	return found.(*ecdsa.PublicKey), nil
}

// remembered gives a key that is fresh enough; nil: it has to be asked for.
// Error: errNoKey.
func (k *keys) remembered(id string) (*ecdsa.PublicKey, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	now := k.now()
	if until, ok := k.refused[id]; ok && now.Before(until) {
		return nil, errNoKey
	}
	if known, ok := k.known[id]; ok && now.Sub(known.since).Abs() < keyLife {
		return known.public, nil
	}
	return nil, nil
}

// mayAsk counts a lookup of an id that was never a key's; false: there were too
// many. A key that is known may always be asked for again.
func (k *keys) mayAsk(id string) bool {
	k.mu.Lock()
	defer k.mu.Unlock()
	if _, ok := k.known[id]; ok {
		return true
	}
	now := k.now()
	for len(k.asked) > 0 && now.Sub(k.asked[0]).Abs() >= lookupsWithin {
		k.asked = k.asked[1:]
	}
	if len(k.asked) >= mostLookups {
		return false
	}
	k.asked = append(k.asked, now)
	return true
}

// remember keeps what a lookup brought.
func (k *keys) remember(id string, key plaidapi.WebhookKey, err error) (*ecdsa.PublicKey, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	var answer *plaidapi.Error
	switch {
	case errors.As(err, &answer) && answer.Code == plaidapi.CodeUnknownKey, err == nil && key.Expired:
		delete(k.known, id)
		if len(k.refused) >= mostRefused {
			clear(k.refused) // each is asked for once more, within the bound of lookups
		}
		k.refused[id] = k.now().Add(refusedFor)
		return nil, errNoKey
	case err != nil:
		return nil, errNotNow
	}
	if _, ok := k.known[id]; !ok && len(k.known) >= mostKeys {
		delete(k.known, k.oldest())
	}
	k.known[id] = knownKey{key.Public, k.now()}
	return key.Public, nil
}

// oldest is the id of the key that was asked for longest ago.
func (k *keys) oldest() (id string) {
	for other, known := range k.known {
		if id == "" || known.since.Before(k.known[id].since) {
			id = other
		}
	}
	return id
}
