package plaidsim_test

import (
	"context"
	"fmt"
	"log"
	"net/http/httptest"
	"time"

	"github.com/plaid/plaid-go/v41/plaid"

	"passbook/plaidsvc/plaidsim"
)

// A test of any program that talks to Plaid begins like this: a Plaid of its
// own, on a day that does not move, and a person's bank.
func ExampleNew() {
	day := time.Date(2026, 1, 2, 9, 0, 0, 0, time.UTC)
	sim := plaidsim.New(plaidsim.Options{Seed: 1, Now: func() time.Time { return day }})
	defer sim.Close()
	server := httptest.NewServer(sim)
	defer server.Close()

	cfg := plaid.NewConfiguration()
	cfg.UseEnvironment(plaid.Environment(server.URL))
	cfg.AddDefaultHeader("PLAID-CLIENT-ID", "any")
	cfg.AddDefaultHeader("PLAID-SECRET", "thing")
	client, ctx := plaid.NewAPIClient(cfg).PlaidApi, context.Background()

	ask := plaid.NewSandboxPublicTokenCreateRequest("ins_109508", []plaid.Products{plaid.PRODUCTS_TRANSACTIONS})
	public, _, err := client.SandboxPublicTokenCreate(ctx).SandboxPublicTokenCreateRequest(*ask).Execute()
	if err != nil {
		log.Fatal(err)
	}
	item, _, err := client.ItemPublicTokenExchange(ctx).
		ItemPublicTokenExchangeRequest(*plaid.NewItemPublicTokenExchangeRequest(public.GetPublicToken())).Execute()
	if err != nil {
		log.Fatal(err)
	}
	accounts, _, err := client.AccountsGet(ctx).AccountsGetRequest(*plaid.NewAccountsGetRequest(item.GetAccessToken())).Execute()
	if err != nil {
		log.Fatal(err)
	}
	for _, a := range accounts.GetAccounts()[:2] {
		fmt.Println(a.GetName(), a.Balances.GetCurrent())
	}
	// Output:
	// Plaid Checking 110
	// Plaid Saving 210
}
