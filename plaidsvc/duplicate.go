package plaidsvc

import (
	"context"

	"passbook/storage/ledger"
)

// DuplicateError: the login is linked already. LinkAnyway links it a second
// time.
type DuplicateError struct {
	Existing ledger.Item
	Accounts []string // names of the accounts that are linked already
	anyway   func(context.Context) (LinkResult, error)
}

func (e *DuplicateError) Error() string { return e.Existing.Institution + " is linked already" }

// findDuplicate compares accounts with those of the same institution's Items. One
// account with the same name and mask is enough: linked twice, it would count
// twice. An Item beyond repair is none: a new one takes its place.
func findDuplicate(ctx context.Context, d *deps, institutionID string, shared []ledger.Account) (*DuplicateError, error) {
	items, err := d.db.Items(ctx)
	if err != nil {
		return nil, err
	}
	known, err := d.db.Accounts(ctx)
	if err != nil {
		return nil, err
	}
	for _, it := range items {
		if it.InstitutionID != institutionID || isBeyondRepair(it) {
			continue
		}
		var names []string
		for _, a := range known {
			if a.ItemID != it.ID || !a.GoneAt.IsZero() {
				continue
			}
			for _, b := range shared {
				if a.Name == b.Name && a.Mask == b.Mask {
					names = append(names, a.Name)
					break
				}
			}
		}
		if len(names) > 0 && !isLost(ctx, d, it) {
			return &DuplicateError{Existing: it, Accounts: names}, nil
		}
	}
	return nil, nil
}
