package plaidsvc

import (
	"context"
	"net/http"
	"slices"
	"sync"
	"testing"

	"passbook/plaidsvc/plaidsim"
	"passbook/plaidsvc/vault"
)

// steps records what happens in which order.
type steps struct {
	mu   sync.Mutex
	done []string
}

func (s *steps) add(step string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.done = append(s.done, step)
}

// recordedVault records when it is ready, when it has kept what an exchange
// begins with, and when a token.
type recordedVault struct {
	vault.Vault
	steps *steps
}

func (v recordedVault) Ready(ctx context.Context) error {
	err := v.Vault.Ready(ctx)
	v.steps.add("ready")
	return err
}

func (v recordedVault) Set(ctx context.Context, id, token string) error {
	err := v.Vault.Set(ctx, id, token)
	if vault.IsExchange(id) {
		v.steps.add("begun")
	} else {
		v.steps.add("kept")
	}
	return err
}

// identity opens a vault at once: a passphrase takes a second by intent.
const identity = "AGE-SECRET-KEY-1W89CPJSUJDGPU2LWC606GCHMXYAG3SVNNFRNXG0P0RM03XWQGTXQ5YGXS6"

// What takes a second in a sealed file comes before the exchange: from then on
// the only token is in this process until it is kept.
func TestTheVaultIsReadyBeforeTheExchange(t *testing.T) {
	t.Parallel()
	b := newBench(t, plaidsim.Options{})
	s := &steps{}
	b.svc.deps.vault = recordedVault{vault.Later(func(context.Context) (vault.Vault, error) {
		return vault.OpenSealed(b.dir, "sandbox", identity)
	}), s}
	b.front.on("/item/public_token/exchange", func(int, http.ResponseWriter, *http.Request) bool {
		s.add("exchange")
		return false
	})
	b.link()
	i := slices.Index(s.done, "exchange")
	if i < 2 || !slices.Equal(s.done[i-2:], []string{"begun", "ready", "exchange", "kept"}) {
		t.Error(s.done)
	}
}
