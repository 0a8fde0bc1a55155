package plaidsim

import (
	"fmt"
	"net/http/httptest"
	"sync"
	"testing"
	"time"

	"github.com/plaid/plaid-go/v41/plaid"
)

// TestFiftyClientsAtOnce lets clients with their own keys, two of each, link,
// sync, repair and remove while rows arrive.
func TestFiftyClientsAtOnce(t *testing.T) {
	s := &sim{t: t, server: New(Options{Live: 100 * time.Millisecond, Now: time.Now}), ctx: t.Context()}
	srv := httptest.NewServer(s.server)
	t.Cleanup(srv.Close)
	t.Cleanup(s.server.Close)
	s.url = srv.URL
	var all sync.WaitGroup
	tokens := make(chan string, 50)
	for n := range 50 {
		all.Go(func() {
			api := s.as(fmt.Sprintf("client %d", n/2), "secret")
			token, err := linkOnce(s, api)
			if err != nil {
				t.Error(describe(err))
				return
			}
			tokens <- token
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
func linkOnce(s *sim, api *plaid.PlaidApiService) (string, error) {
	req := plaid.NewSandboxPublicTokenCreateRequest("ins_109508", []plaid.Products{"transactions"})
	o := plaid.NewSandboxPublicTokenCreateRequestOptions()
	o.SetOverrideUsername("user_transactions_dynamic")
	req.SetOptions(*o)
	pub, _, err := api.SandboxPublicTokenCreate(s.ctx).SandboxPublicTokenCreateRequest(*req).Execute()
	if err != nil {
		return "", err
	}
	out, _, err := api.ItemPublicTokenExchange(s.ctx).ItemPublicTokenExchangeRequest(*plaid.NewItemPublicTokenExchangeRequest(pub.PublicToken)).Execute()
	return out.AccessToken, err
}
