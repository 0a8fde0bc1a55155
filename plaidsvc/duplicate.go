package plaidsvc

import (
	"context"

	"passbook/storage/ledger"
)

// duplicatePolicy says what becomes of a login that is linked already.
type duplicatePolicy int

const (
	refuseDuplicate  duplicatePolicy = iota // it is given back, and a PendingLink with it
	confirmDuplicate                        // it is linked a second time
)

// PendingLink is a link that waits for the person, because the login is linked
// already: linked a second time its accounts count twice, and Plaid bills it
// twice. Dropped, it leaves nothing behind.
type PendingLink struct {
	Existing ledger.Item
	Accounts []string // names of the accounts that are linked already

	links   *linker
	got     handover      // what Link brought
	sandbox *sandboxLogin // how it is brought once more; nil: got still holds
}

// Confirm links the login a second time. Errors: *problem.Error.
func (p *PendingLink) Confirm(ctx context.Context) (LinkResult, error) {
	return p.links.task(ctx, func(ctx context.Context) (LinkResult, error) {
		if p.sandbox != nil {
			return p.links.linkSandbox(ctx, *p.sandbox, confirmDuplicate)
		}
		return p.links.store.storeItem(ctx, p.got, confirmDuplicate)
	})
}

// findDuplicate finds the Item of the same institution that has one of the shared
// accounts: linked twice, it would count twice. nil: there is none. An Item
// beyond repair is no duplicate: the new one takes its place.
func findDuplicate(ctx context.Context, d *deps, institutionID string, shared []ledger.Account) (*PendingLink, error) {
	items, err := d.db.Items(ctx)
	if err != nil {
		return nil, err
	}
	stored, err := d.db.Accounts(ctx)
	if err != nil {
		return nil, err
	}
	for _, it := range items {
		if it.InstitutionID != institutionID || isBeyondRepair(it) {
			continue
		}
		var names []string
		for _, a := range stored {
			if a.ItemID != it.ID || !a.GoneAt.IsZero() {
				continue
			}
			for _, b := range shared {
				if ledger.SameAccount(a, b) {
					names = append(names, a.Name)
					break
				}
			}
		}
		if len(names) > 0 && !isLost(ctx, d, it) {
			return &PendingLink{Existing: it, Accounts: names}, nil
		}
	}
	return nil, nil
}
