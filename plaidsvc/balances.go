package plaidsvc

import (
	"context"

	"passbook/storage/ledger"
)

// Live asks the banks of the given Items (none: all) for today's balances, by
// /accounts/balance/get: slow, limited to a few calls a minute, and billed by
// Plaid for each call. Nothing calls it unasked. Items fail apart: see each
// result's Err. The error is storage's, or the context's.
func (s *Service) Live(ctx context.Context, itemIDs ...string) ([]SyncResult, error) {
	return s.each(ctx, itemIDs, func(ctx context.Context, it ledger.Item) SyncResult {
		return SyncResult{Item: it, Err: s.explain(it.Institution, s.live(ctx, it))}
	})
}

func (s *Service) live(ctx context.Context, it ledger.Item) error {
	unlock, _, err := s.lock(ctx, it)
	if err != nil {
		return err
	}
	defer unlock()
	token, err := s.token(ctx, it)
	if err != nil {
		return err
	}
	accounts, err := s.plaid.LiveAccounts(ctx, token, it)
	if err != nil {
		return err
	}
	return s.db.SaveAccounts(ctx, it.ID, accounts)
}
