package plaidsvc

import (
	"context"
	"errors"
	"fmt"
	"time"

	"passbook/plaidsvc/plaidapi"
	"passbook/storage/ledger"
)

// itemStore makes Items of what Link brings: a token in the vault and rows in
// the cache.
type itemStore struct {
	*deps
	syncs *syncer
}

// afterLink is how long the steps from the exchange to the row may take.
const afterLink = 3 * time.Minute

// storeItem makes an Item of what Link brought: exchange, token into the vault,
// rows into the cache. Once it has begun, the person cannot cancel it: the Item
// exists at Plaid, and its only token would be lost. Where Link did not say
// which accounts are shared, a duplicate is found only here, and given back.
func (s *itemStore) storeItem(ctx context.Context, got handover, policy duplicatePolicy) (LinkResult, error) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), afterLink)
	defer cancel()
	if err := s.vaultReady(ctx); err != nil { // another process may have written since
		return LinkResult{}, err
	}
	it := ledger.Item{InstitutionID: got.InstitutionID, Institution: plaidapi.OneLine(got.Institution, 100)}
	token, unlock, err := s.exchange(ctx, got, &it)
	if err != nil {
		return LinkResult{}, err
	}
	defer unlock()
	it, accounts := s.firstLook(ctx, it, token)
	if policy == refuseDuplicate {
		pending, err := findDuplicate(ctx, s.deps, it.InstitutionID, accounts)
		if err != nil || pending != nil {
			err = s.removeUnkept(ctx, it, token, err)
			return LinkResult{Pending: pending}, errors.Join(err, s.vault.Delete(ctx, it.ID))
		}
	}
	return s.save(ctx, it, accounts)
}

// exchange exchanges what Link brought for an access token, which is in the
// vault when it returns. It names the Item and locks it.
func (s *itemStore) exchange(ctx context.Context, got handover, it *ledger.Item) (token string, unlock func(), err error) {
	e := exchange{
		PublicToken: got.PublicToken, InstitutionID: it.InstitutionID, Institution: it.Institution,
		User: got.user, Known: got.known, At: s.now(),
	}
	end, err := s.begin(ctx, e)
	if err != nil {
		return "", nil, s.explain(it.Institution, err)
	}
	forget := true
	defer func() { end(forget) }()
	exchanged, err := s.plaid.Exchange(ctx, got.PublicToken)
	if err == nil && (exchanged.Token == "" || exchanged.ItemID == "") {
		err = plaidapi.ErrShape
	}
	if err != nil {
		if exchanged, forget, err = s.notExchanged(ctx, e, err); err != nil {
			return "", nil, err
		}
	}
	it.ID = exchanged.ItemID
	unlock, _, err = s.locks.lock(ctx, *it)
	if err != nil {
		return "", nil, s.removeUnkept(ctx, *it, exchanged.Token, err)
	}
	if err := s.vault.Set(ctx, it.ID, exchanged.Token); err != nil {
		unlock()
		return "", nil, s.removeUnkept(ctx, *it, exchanged.Token, err)
	}
	s.log.Info("exchanged", "item", it.ID, "request", exchanged.RequestID, "session", plaidapi.SessionID(got.LinkSessionID))
	return exchanged.Token, unlock, nil
}

// firstLook asks what there is to know of a new Item. What Plaid does not say
// now, the first sync asks again.
func (s *itemStore) firstLook(ctx context.Context, it ledger.Item, token string) (ledger.Item, []ledger.Account) {
	if status, err := s.plaid.Item(ctx, token); err == nil {
		it = status.AddTo(it)
	} else {
		s.warn("item status", it, err)
	}
	it.Institution = s.nameOf(ctx, it)
	accounts, err := s.plaid.Accounts(ctx, token, it)
	if err != nil {
		s.warn("accounts", it, err)
	}
	return it, accounts
}

// removeUnkept removes an Item whose token cannot be kept, so that nobody pays for
// it.
func (s *itemStore) removeUnkept(ctx context.Context, it ledger.Item, token string, why error) error {
	if err := removeAtPlaid(ctx, s.plaid, token); err != nil {
		s.warn("remove an item that could not be kept", it, err)
	}
	return s.explain(it.Institution, why)
}

// save writes a linked Item's rows and starts its first sync. The token is in
// the vault already.
func (s *itemStore) save(ctx context.Context, it ledger.Item, accounts []ledger.Account) (LinkResult, error) {
	if it.LinkedAt.IsZero() {
		it.LinkedAt = s.now().UTC()
	}
	it.DaysRequested = s.plaid.HistoryDays
	old, err := findBeyondRepair(ctx, s.deps, it, accounts)
	switch {
	case err != nil:
	case old != nil:
		err = replaceItem(ctx, s.deps, *old, it, accounts)
	default:
		err = s.db.SaveItem(ctx, it)
		if err == nil && accounts != nil {
			err = s.db.SaveAccounts(ctx, it.ID, accounts)
		}
	}
	if err != nil {
		return LinkResult{}, s.explain(it.Institution, fmt.Errorf("save bank: %w", err))
	}
	s.log.Info("linked", "item", it.ID, "institution", it.InstitutionID, "accounts", len(accounts), "replaced", old != nil)
	s.tasks.start(context.Background(), func(ctx context.Context) { s.syncs.pollUntilComplete(ctx, it) })
	return LinkResult{Item: it, Accounts: accounts, Vault: s.vault.Where(), Replaced: old != nil}, nil
}

// nameOf is the name of an Item's institution, which /item/get may leave out.
func (s *itemStore) nameOf(ctx context.Context, it ledger.Item) string {
	if it.Institution != "" || it.InstitutionID == "" {
		return it.Institution
	}
	bank, err := s.plaid.Institution(ctx, it.InstitutionID)
	if err != nil || bank.Name == "" {
		return it.InstitutionID
	}
	return bank.Name
}
