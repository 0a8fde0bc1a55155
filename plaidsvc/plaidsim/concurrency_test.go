package plaidsim

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/plaid/plaid-go/v41/plaid"
)

// TestFiftyClientsAtOnce lets clients with their own keys, two of each, link,
// sync and remove while rows and webhooks arrive and the clock is moved.
func TestFiftyClientsAtOnce(t *testing.T) {
	s := &sim{t: t, server: New(Options{Live: 100 * time.Millisecond, Now: time.Now}), ctx: t.Context()}
	srv := httptest.NewServer(s.server)
	t.Cleanup(srv.Close)
	s.url = srv.URL
	var arrived atomic.Int32
	hook := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { arrived.Add(1) }))
	t.Cleanup(hook.Close)
	t.Cleanup(s.server.Close)
	var all sync.WaitGroup
	tokens := make(chan string, 50)
	for n := range 50 {
		all.Go(func() {
			api := s.as(fmt.Sprintf("client %d", n/2), "secret")
			token, err := linkOnce(s, api, hook.URL)
			if err != nil {
				t.Error(describe(err))
				return
			}
			tokens <- token
			s.server.ledger.MoveClock(time.Second)
			s.server.webhooks.Show(struct{}{})
			for range 3 {
				req := plaid.NewTransactionsSyncRequest(token)
				req.SetCount(10)
				if _, _, err := api.TransactionsSync(s.ctx).TransactionsSyncRequest(*req).Execute(); err != nil {
					t.Error(describe(err))
				}
				if _, _, err := api.ItemGet(s.ctx).ItemGetRequest(*plaid.NewItemGetRequest(token)).Execute(); err != nil {
					t.Error(describe(err))
				}
			}
			if _, _, err := api.ItemRemove(s.ctx).ItemRemoveRequest(*plaid.NewItemRemoveRequest(token)).Execute(); err != nil {
				t.Error(describe(err))
			}
		})
	}
	all.Wait()
	close(tokens)
	if arrived.Load() == 0 {
		t.Error("no webhook came")
	}
	seen := map[string]bool{}
	for token := range tokens {
		if seen[token] {
			t.Error("two Items have the same access token")
		}
		seen[token] = true
	}
	if len(seen) != 50 {
		t.Errorf("%d Items", len(seen))
	}
}

// linkOnce makes an Item with one of the clients.
func linkOnce(s *sim, api *plaid.PlaidApiService, webhook string) (string, error) {
	req := plaid.NewSandboxPublicTokenCreateRequest("ins_109508", []plaid.Products{"transactions"})
	o := plaid.NewSandboxPublicTokenCreateRequestOptions()
	o.SetOverrideUsername("user_transactions_dynamic")
	o.SetWebhook(webhook)
	req.SetOptions(*o)
	pub, _, err := api.SandboxPublicTokenCreate(s.ctx).SandboxPublicTokenCreateRequest(*req).Execute()
	if err != nil {
		return "", err
	}
	out, _, err := api.ItemPublicTokenExchange(s.ctx).ItemPublicTokenExchangeRequest(*plaid.NewItemPublicTokenExchangeRequest(pub.PublicToken)).Execute()
	return out.AccessToken, err
}
