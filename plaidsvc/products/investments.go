package products

import (
	"context"
	"errors"

	"passbook/plaidsvc/problem"
	"passbook/storage/investments"
	"passbook/storage/kept"
	"passbook/storage/ledger"
)

var investmentsSaid = problem.Product{
	What: "investments", Accounts: "investment account", Add: `passbook products add investments "{bank}"`,
}

var investmentsFetcher = fetcher{kept.Investments, investmentsSaid, (*Products).fetchInvestments}

// trailing is how many days before the last known one are asked for again: banks
// book late, and take back, and Plaid has no list of what was removed
// (/investments/transactions/get).
const trailing = 60

// mostMonths of investment transactions are all that Plaid has.
const mostMonths = 24

// RefreshInvestments has Plaid ask the bank of an Item for its investments again,
// which is billed for each call, and then brings them. Errors: as Fetch's.
func (p *Products) RefreshInvestments(ctx context.Context, itemID string) error {
	it, err := p.DB.Item(ctx, itemID)
	if err != nil {
		return p.Explain("", err)
	}
	err = p.ask(ctx, it, investmentsSaid, func(token string) error { return p.Plaid.RefreshInvestments(ctx, token) })
	if err != nil {
		return err
	}
	return p.bring(ctx, it, investmentsFetcher)
}

// fetchInvestments brings the holdings of the day, and the investment
// transactions: all that there are the first time, and later those of the days
// that may still change. The holdings are kept also where the bank is still
// collecting the transactions.
func (p *Products) fetchInvestments(ctx context.Context, token string, it ledger.Item) error {
	at := p.Now()
	held, err := p.Plaid.Holdings(ctx, token)
	if err != nil {
		return err
	}
	if err := investments.SaveHoldings(ctx, p.DB, it.ID, at, held.Accounts, held.Holdings); err != nil {
		return p.unknownAccount(it, err)
	}
	_, last, err := investments.Known(ctx, p.DB, it.ID)
	if err != nil {
		return err
	}
	today := ledger.DateOf(at)
	from := ledger.DateOf(today.Time().AddDate(0, -mostMonths, 0))
	if last != 0 {
		from = max(from, min(last, today).AddDays(-trailing))
	}
	rows, err := p.Plaid.InvestmentRows(ctx, token, from, today)
	if err != nil {
		return err
	}
	_, err = investments.SaveTransactions(ctx, p.DB, it.ID, at, from, today, rows)
	return p.unknownAccount(it, err)
}

// unknownAccount says what to do where a bank has an account that no sync has
// brought yet.
func (p *Products) unknownAccount(it ledger.Item, err error) error {
	if !errors.Is(err, investments.ErrUnknownAccount) {
		return err
	}
	return &problem.Error{Err: err, Problem: ledger.Problem{
		Code: "UNKNOWN_ACCOUNT", Actor: ledger.ActorWait, Since: p.Now(),
		Sentence: problem.Sentence("{bank} has an investment account that is not in the cache yet. Run passbook sync, and ask again.", it.Institution),
	}}
}
