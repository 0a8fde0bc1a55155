package products

import (
	"context"
	"errors"
	"slices"
	"sync/atomic"
	"time"

	"passbook/plaidsvc/plaidapi"
	"passbook/plaidsvc/problem"
	"passbook/plaidsvc/vault"
	"passbook/storage"
	"passbook/storage/kept"
	"passbook/storage/ledger"
)

// Deps is what Products works with.
type Deps struct {
	DB    *storage.DB
	Plaid *plaidapi.Client
	Vault vault.Vault
	Now   func() time.Time

	CacheNumbers bool // numbers and owners that were asked for are kept in Vault

	// Token gives an Item's access token. Errors: *problem.Error, the vault's.
	Token func(context.Context, ledger.Item) (string, error)
	// Lock keeps other calls and processes from working on an Item.
	Lock func(context.Context, ledger.Item) (unlock func(), err error)
	// Explain makes of an error a *problem.Error about a bank, which may be empty.
	Explain func(bank string, err error) error
}

// Products asks Plaid for its products. It is safe for use by several goroutines.
type Products struct {
	Deps
	tidied atomic.Bool // the vault, since this program started
}

// New does no I/O.
func New(d Deps) *Products { return &Products{Deps: d} }

// keptFor is how old a product is before a sync brings it again.
const keptFor = 20 * time.Hour // a day, but for the minute at which a cron job runs

// fetcher brings a product of an Item and keeps it in the cache, together with
// that it came (kept.Record).
type fetcher struct {
	product kept.Product
	said    problem.Product
	fetch   func(p *Products, ctx context.Context, token string, it ledger.Item) error
}

// fetchers are the products that a sync can bring.
var fetchers = []fetcher{investmentsFetcher, liabilitiesFetcher, streamsFetcher, statementsFetcher}

// Fetch brings a product of an Item now, whatever it costs. Errors:
// *problem.Error, also kept as the product's state.
func (p *Products) Fetch(ctx context.Context, itemID string, product kept.Product) error {
	it, err := p.DB.Item(ctx, itemID)
	if err != nil {
		return p.Explain("", err)
	}
	i := slices.IndexFunc(fetchers, func(f fetcher) bool { return f.product == product })
	if i < 0 {
		return p.Explain(it.Institution, errors.New("no such product: "+string(product)))
	}
	return p.bring(ctx, it, fetchers[i])
}

// Refresh brings the products of an Item that the person wants kept, where they
// are due. The first one drops what the vault is not to keep any more. Its error
// is the first one; the others are tried all the same.
func (p *Products) Refresh(ctx context.Context, it ledger.Item) error {
	due, err := p.due(ctx, it)
	if err != nil {
		return p.Explain(it.Institution, err)
	}
	var first error
	if !p.tidied.Swap(true) {
		first = p.Explain(it.Institution, p.tidy(ctx))
	}
	for _, f := range due {
		if err := p.bring(ctx, it, f.whileDue()); err != nil && first == nil {
			first = err
		}
	}
	return first
}

// due gives the products of an Item that the person wants kept and that are old
// enough.
func (p *Products) due(ctx context.Context, it ledger.Item) (due []fetcher, err error) {
	states, err := kept.States(ctx, p.DB)
	for _, s := range states {
		i := slices.IndexFunc(fetchers, func(f fetcher) bool { return f.product == s.Product })
		if s.ItemID == it.ID && s.Kept && i >= 0 && (p.Now().Sub(s.TriedAt) >= keptFor || s.TriedAt.After(p.Now()) || waitsForBank(s.Problem)) {
			due = append(due, fetchers[i])
		}
	}
	return due, err
}

// whileDue gives a fetcher that looks once more when it has the Item for itself:
// another sync may have brought the product while this one waited for it.
func (f fetcher) whileDue() fetcher {
	fetch := f.fetch
	f.fetch = func(p *Products, ctx context.Context, token string, it ledger.Item) error {
		due, err := p.due(ctx, it)
		if err != nil || !slices.ContainsFunc(due, func(other fetcher) bool { return other.product == f.product }) {
			return err
		}
		return fetch(p, ctx, token, it)
	}
	return f
}

// waitsForBank reports whether a bank was still preparing what was asked for.
func waitsForBank(found *ledger.Problem) bool {
	return found != nil && found.Code == "PRODUCT_NOT_READY"
}

// bring asks for a product, and keeps why it did not come before anybody else may
// ask for it.
func (p *Products) bring(ctx context.Context, it ledger.Item, f fetcher) error {
	unlock, err := p.Lock(ctx, it)
	if err == nil {
		defer unlock()
		err = p.answer(ctx, it, f.said, func(token string) error { return f.fetch(p, ctx, token, it) })
	} else {
		err = p.Explain(it.Institution, err)
	}
	var e *problem.Error
	if errors.As(err, &e) && ctx.Err() == nil {
		if saved := kept.Fail(ctx, p.DB, it.ID, f.product, p.Now(), &e.Problem); saved != nil {
			err = errors.Join(err, p.Explain(it.Institution, saved))
		}
	}
	return err
}

// ask is answer while nobody else works on the Item.
func (p *Products) ask(ctx context.Context, it ledger.Item, said problem.Product, question func(token string) error) error {
	unlock, err := p.Lock(ctx, it)
	if err != nil {
		return p.Explain(it.Institution, err)
	}
	defer unlock()
	return p.answer(ctx, it, said, question)
}

// answer runs a question about an Item with its access token. Errors:
// *problem.Error, which says of Plaid's answers why there is nothing: see
// problem.OfProduct.
func (p *Products) answer(ctx context.Context, it ledger.Item, said problem.Product, question func(token string) error) error {
	token, err := p.Token(ctx, it)
	if err != nil {
		return p.Explain(it.Institution, err)
	}
	err = question(token)
	if answer := (*plaidapi.Error)(nil); errors.As(err, &answer) {
		return problem.OfProduct(err, it.Institution, said, p.Now())
	}
	return p.Explain(it.Institution, err)
}
