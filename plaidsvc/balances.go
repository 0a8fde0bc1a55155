package plaidsvc

import (
	"context"

	"passbook/storage/ledger"
)

// liveBalances asks the bank of an Item for its balances of today.
func liveBalances(ctx context.Context, d *deps, it ledger.Item) error {
	unlock, _, err := d.locks.lock(ctx, it)
	if err != nil {
		return err
	}
	defer unlock()
	token, err := d.token(ctx, it)
	if err != nil {
		return err
	}
	accounts, err := d.plaid.LiveAccounts(ctx, token, it)
	if err != nil {
		return err
	}
	return d.db.SaveAccounts(ctx, it.ID, accounts)
}
