package products

import (
	"context"
	"maps"
	"slices"

	"passbook/plaidsvc/answers"
	"passbook/storage/kept"
	"passbook/storage/ledger"
)

// Cached gives what the vault keeps of numbers and owners, by the ids of Items:
// nothing where the person does not want them kept. Of an Item that has ended and
// of an account that its bank does not list there is nothing. Errors: those of the
// vault and of storage.
func (p *Products) Cached(ctx context.Context) (answers.All, error) {
	if !p.CacheNumbers {
		return answers.All{}, nil
	}
	all, err := answers.Read(ctx, p.Vault)
	if err != nil || len(all) == 0 {
		return all, err
	}
	accounts, err := p.DB.Accounts(ctx)
	if err != nil {
		return nil, err
	}
	lives := map[string]ledger.Account{} // by account
	for _, a := range accounts {
		lives[a.ID] = a
	}
	of := func(itemID, accountID string, product kept.Product) bool {
		a, ok := lives[accountID]
		return ok && a.ItemID == itemID && product.IsAbout(a)
	}
	living := answers.All{}
	items, err := p.DB.Items(ctx)
	for _, it := range items {
		b := answers.Bank{NumbersAt: all[it.ID].NumbersAt, OwnersAt: all[it.ID].OwnersAt}
		for _, n := range all[it.ID].Numbers {
			if of(it.ID, n.AccountID, kept.Numbers) {
				b.Numbers = append(b.Numbers, n)
			}
		}
		for _, o := range all[it.ID].Owners {
			if of(it.ID, o.AccountID, kept.Owners) {
				b.Owners = append(b.Owners, o)
			}
		}
		living[it.ID] = b
	}
	return living, err
}

// cache keeps what Plaid said of an Item, where the person wants that.
func (p *Products) cache(ctx context.Context, it ledger.Item, edit func(*answers.Bank)) error {
	if !p.CacheNumbers {
		return p.tidy(ctx)
	}
	return answers.Change(ctx, p.Vault, func(all answers.All) {
		b := all[it.ID]
		edit(&b)
		if all[it.ID] = b; b.NumbersAt.IsZero() && b.OwnersAt.IsZero() {
			delete(all, it.ID)
		}
	})
}

// tidy drops from the vault what the person does not want kept there, and what is
// kept of an Item that has ended.
func (p *Products) tidy(ctx context.Context) error {
	items, err := p.DB.Items(ctx)
	if err != nil {
		return err
	}
	return answers.Change(ctx, p.Vault, func(all answers.All) {
		maps.DeleteFunc(all, func(id string, _ answers.Bank) bool {
			return !p.CacheNumbers || !slices.ContainsFunc(items, func(it ledger.Item) bool { return it.ID == id })
		})
	})
}
