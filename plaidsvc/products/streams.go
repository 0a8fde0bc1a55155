package products

import (
	"context"

	"passbook/plaidsvc/problem"
	"passbook/storage/kept"
	"passbook/storage/ledger"
	"passbook/storage/streams"
)

// streamsFetcher brings what comes back in the transactions.
var streamsFetcher = fetcher{
	product: kept.Recurring,
	said:    problem.Product{What: "recurring transactions", Accounts: "account with transactions"}, // no product of Link: it comes with Transactions,
	fetch: func(p *Products, ctx context.Context, token string, it ledger.Item) error {
		all, err := p.Plaid.Streams(ctx, token)
		if err != nil {
			return err
		}
		return streams.Save(ctx, p.DB, it.ID, p.Now(), all)
	},
}
