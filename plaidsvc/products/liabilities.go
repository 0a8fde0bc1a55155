package products

import (
	"context"

	"passbook/plaidsvc/problem"
	"passbook/storage/kept"
	"passbook/storage/ledger"
	"passbook/storage/liabilities"
)

// liabilitiesFetcher brings rates, statements and due dates of cards and loans.
var liabilitiesFetcher = fetcher{
	product: kept.Liabilities,
	said:    problem.Product{What: "rates and due dates", Accounts: "card, student loan or mortgage", Add: `passbook products add liabilities "{bank}"`},
	fetch: func(p *Products, ctx context.Context, token string, it ledger.Item) error {
		all, err := p.Plaid.Liabilities(ctx, token)
		if err != nil {
			return err
		}
		return liabilities.Save(ctx, p.DB, it.ID, p.Now(), all)
	},
}
