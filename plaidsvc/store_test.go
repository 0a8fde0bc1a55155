package plaidsvc

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"

	"passbook/plaidsvc/plaidsim"
	"passbook/plaidsvc/problem"
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

// recordedVault records when it is ready and when it has kept a token.
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
	v.steps.add("kept")
	return err
}

// What takes a second in a sealed file comes before the exchange: from then on
// the only token is in this process until it is kept.
func TestTheVaultIsReadyBeforeTheExchange(t *testing.T) {
	t.Parallel()
	b := newBench(t, plaidsim.Options{})
	s := &steps{}
	b.svc.deps.vault = recordedVault{vault.Later(func(context.Context) (vault.Vault, error) {
		return vault.OpenSealed(b.dir, "sandbox", "open sesame, please")
	}), s}
	b.front.on("/item/public_token/exchange", func(int, http.ResponseWriter, *http.Request) bool {
		s.add("exchange")
		return false
	})
	b.link()
	i := slices.Index(s.done, "exchange")
	if i < 1 || s.done[i-1] != "ready" || !slices.Equal(s.done[i:], []string{"exchange", "kept"}) {
		t.Error(s.done)
	}
}

// An exchange whose answer is lost, or is empty, links nothing, keeps no token
// and does not promise that passbook tries again.
func TestExchangeWithoutAnAnswer(t *testing.T) {
	t.Parallel()
	for name, answer := range map[string]func(int, http.ResponseWriter, *http.Request) bool{
		"lost":     func(int, http.ResponseWriter, *http.Request) bool { panic(http.ErrAbortHandler) },
		"no token": always(200, `{"access_token":"","item_id":"i1","request_id":"r"}`, 0),
		"no id":    always(200, `{"access_token":"access-sandbox-1","item_id":"","request_id":"r"}`, 0),
	} {
		t.Run(name, func(t *testing.T) {
			b := newBench(t, plaidsim.Options{})
			b.front.on("/item/public_token/exchange", answer)
			_, err := b.svc.LinkSandbox(t.Context(), "ins_109508", "user_good", "pass_good")
			var e *problem.Error
			if !errors.As(err, &e) || !strings.Contains(e.Sentence, "my.plaid.com") || strings.Contains(e.Sentence, "tries again") {
				t.Error(err)
			}
			b.nothingLeft()
		})
	}
}
