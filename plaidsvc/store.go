package plaidsvc

import (
	"context"
	"errors"
	"fmt"
	"time"

	"passbook/plaidsvc/link"
	"passbook/plaidsvc/plaidapi"
	"passbook/plaidsvc/problem"
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
func (s *itemStore) storeItem(ctx context.Context, got link.Result, policy duplicatePolicy) (LinkResult, error) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), afterLink)
	defer cancel()
	if err := s.vaultReady(ctx); err != nil { // another process may have written since
		return LinkResult{}, err
	}
	exchanged, err := s.plaid.Exchange(ctx, got.PublicToken)
	token, id := exchanged.Token, exchanged.ItemID
	if err == nil && (token == "" || id == "") {
		err = plaidapi.ErrShape
	}
	if err != nil {
		return LinkResult{}, s.notExchanged(got.Institution, err)
	}
	s.log.Info("exchanged", "item", id, "request", exchanged.RequestID, "session", plaidapi.SessionID(got.LinkSessionID))
	it := ledger.Item{ID: id, InstitutionID: got.InstitutionID, Institution: plaidapi.OneLine(got.Institution, 100)}
	unlock, _, err := s.locks.lock(ctx, it)
	if err != nil {
		return LinkResult{}, s.removeUnkept(ctx, it, token, err)
	}
	defer unlock()
	if err := s.vault.Set(ctx, id, token); err != nil {
		return LinkResult{}, s.removeUnkept(ctx, it, token, err)
	}
	it, accounts := s.firstLook(ctx, it, token)
	if policy == refuseDuplicate {
		pending, err := findDuplicate(ctx, s.deps, it.InstitutionID, accounts)
		if err != nil || pending != nil {
			err = s.removeUnkept(ctx, it, token, err)
			return LinkResult{Pending: pending}, errors.Join(err, s.vault.Delete(ctx, id))
		}
	}
	return s.save(ctx, it, accounts)
}

// notExchanged explains a failed exchange. Without an answer of Plaid's the Item
// may exist there, and passbook has no token to end it with.
func (s *itemStore) notExchanged(bank string, err error) error {
	err = s.explain(bank, err)
	var answer *plaidapi.Error
	var e *problem.Error
	if errors.As(err, &answer) && answer.Code != "" || !errors.As(err, &e) || e.Actor == ledger.ActorSetup {
		return err
	}
	p := e.Problem
	p.Sentence = problem.Sentence("{bank} is not linked: Plaid's answer to the last step did not arrive. Link it again. "+
		"Plaid may hold a login that passbook does not know: my.plaid.com lists it and ends it.", plaidapi.OneLine(bank, 60))
	return &problem.Error{Problem: p, Err: e.Err}
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
	it.DaysRequested = plaidapi.DaysRequested
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
	name, err := s.plaid.InstitutionName(ctx, it.InstitutionID)
	if err != nil || name == "" {
		return it.InstitutionID
	}
	return name
}
