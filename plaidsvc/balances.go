package plaidsvc

import (
	"context"
	"fmt"
	"time"

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
	now := s.now().UTC()
	list, err := s.plaid.liveAccounts(ctx, token, oldest(it, now))
	if err != nil {
		return fmt.Errorf("live balances: %w", err)
	}
	it.BankUpdatedAt = now // where the answer does not say when, the bank was asked just now
	accounts, err := toAccounts(it, list, now)
	if err != nil {
		return err
	}
	for i := range accounts {
		accounts[i].Balance.Source = ledger.Live
	}
	return s.db.SaveAccounts(ctx, it.ID, accounts)
}

// capitalOne does not give live balances of cards and loans: it wants to be
// told how old a balance may be (/accounts/balance/get,
// min_last_updated_datetime).
const capitalOne = "ins_128026"

// oldest is the age that a balance may have, zero where the bank is not to be
// told.
func oldest(it ledger.Item, now time.Time) time.Time {
	if it.InstitutionID != capitalOne {
		return time.Time{}
	}
	return now.Add(-24 * time.Hour)
}
