package products

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"passbook/plaidsvc/answers"
	"passbook/plaidsvc/holder"
	"passbook/plaidsvc/problem"
	"passbook/plaidsvc/vault"
	"passbook/storage/ledger"
)

// owners is what is said of Plaid's product identity, of which the comparison is a
// part.
var owners = problem.Product{
	What: "owners", Accounts: "account", Add: `passbook products add identity "{bank}"`,
}

// Owners asks Plaid who holds each account of an Item. Plaid bills it once for an
// Item. Nothing of the answer is logged, and it is kept only where the person wants
// that (see Cached). Errors: *problem.Error; one that comes with owners says why they
// are not kept.
func (p *Products) Owners(ctx context.Context, it ledger.Item) (list []holder.Owners, err error) {
	err = p.ask(ctx, it, owners, func(token string) (err error) {
		if list, err = p.Plaid.Owners(ctx, token); err != nil {
			return err
		}
		return p.cache(ctx, it, func(b *answers.Bank) { b.Owners, b.OwnersAt = list, p.Now().UTC() })
	})
	return list, err
}

// Match asks Plaid how well a profile fits the owners of each account of an Item.
// Plaid bills every call. Nothing of the question or the answer is kept or logged.
// Errors: *problem.Error.
func (p *Products) Match(ctx context.Context, it ledger.Item, profile holder.Profile) (list []holder.Match, err error) {
	err = p.ask(ctx, it, owners, func(token string) (err error) {
		list, err = p.Plaid.Match(ctx, token, profile)
		return err
	})
	return list, err
}

// Profile gives what the person says of themselves; an empty one where they said
// nothing. Errors: those of the vault.
func (p *Products) Profile(ctx context.Context) (profile holder.Profile, err error) {
	text, err := p.Vault.Get(ctx, vault.Profile)
	if errors.Is(err, vault.ErrNotFound) {
		return profile, nil
	}
	if err == nil && json.Unmarshal([]byte(text), &profile) != nil {
		err = errors.New("the profile in " + p.Vault.Where() + " cannot be read: passbook profile clear drops it") // the decoder's error may quote it
	}
	return profile, err
}

// KeepProfile keeps what the person says of themselves, sealed in the vault and
// nowhere else. An empty profile is dropped from it. Errors: those of the vault.
func (p *Products) KeepProfile(ctx context.Context, profile holder.Profile) error {
	if profile.IsEmpty() {
		return p.Vault.Delete(ctx, vault.Profile)
	}
	text, err := json.Marshal(profile)
	if err != nil {
		return fmt.Errorf("write the profile: %w", err)
	}
	return p.Vault.Set(ctx, vault.Profile, string(text))
}
