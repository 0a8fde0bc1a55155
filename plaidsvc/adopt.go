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

// DuplicateError: the login is linked already. LinkAnyway links it a second
// time.
type DuplicateError struct {
	Existing ledger.Item
	Accounts []string // names of the accounts that are linked already
	anyway   func(context.Context) (LinkResult, error)
}

func (e *DuplicateError) Error() string { return e.Existing.Institution + " is linked already" }

// LinkResult is a linked Item.
type LinkResult struct {
	Item     ledger.Item
	Accounts []ledger.Account
	Vault    string // where the token lies, in words
	Again    bool   // it took the place of an Item that was beyond repair
}

// afterLink is how long the steps from the exchange to the row may take.
const afterLink = 3 * time.Minute

// adopt makes an Item of what Link brought: exchange, token into the vault,
// rows into the cache. Once it has begun, the person cannot cancel it: the Item
// exists at Plaid, and its only token would be lost. Where Link did not say
// which accounts are shared, anyway is not nil and the duplicate is found here.
func (s *Service) adopt(ctx context.Context, got link.Result, anyway func(context.Context) (LinkResult, error)) (LinkResult, error) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), afterLink)
	defer cancel()
	if err := s.vaultReady(ctx); err != nil { // another process may have written since
		return LinkResult{}, err
	}
	token, id, err := s.plaid.Exchange(ctx, got.PublicToken)
	if err == nil && (token == "" || id == "") {
		err = plaidapi.ErrShape
	}
	if err != nil {
		return LinkResult{}, s.notExchanged(got.Institution, err)
	}
	it := ledger.Item{ID: id, InstitutionID: got.InstitutionID, Institution: plaidapi.OneLine(got.Institution, 100)}
	unlock, _, err := s.lock(ctx, it)
	if err != nil {
		return LinkResult{}, s.abandon(ctx, it, token, err)
	}
	defer unlock()
	if err := s.vault.Set(ctx, id, token); err != nil {
		return LinkResult{}, s.abandon(ctx, it, token, err)
	}
	it, accounts := s.firstLook(ctx, it, token)
	if anyway != nil {
		duplicate, err := s.duplicate(ctx, it.InstitutionID, accounts)
		if err != nil || duplicate != nil {
			if err == nil {
				duplicate.anyway, err = anyway, duplicate
			}
			err = s.abandon(ctx, it, token, err)
			return LinkResult{}, errors.Join(err, s.vault.Delete(ctx, id))
		}
	}
	return s.save(ctx, it, accounts)
}

// notExchanged explains a failed exchange. Without an answer of Plaid's the Item
// may exist there, and passbook has no token to end it with.
func (s *Service) notExchanged(bank string, err error) error {
	err = s.explain(bank, err)
	var answer *plaidapi.Error
	var e *problem.Error
	if errors.As(err, &answer) && answer.Code != "" || !errors.As(err, &e) || e.Turn == ledger.TurnSetup {
		return err
	}
	p := e.Problem
	p.Sentence = problem.Sentence("{bank} is not linked: Plaid's answer to the last step did not arrive. Link it again. "+
		"Plaid may hold a login that passbook does not know: my.plaid.com lists it and ends it.", plaidapi.OneLine(bank, 60))
	return &problem.Error{Problem: p, Err: e.Err}
}

// firstLook asks what there is to know of a new Item. What Plaid does not say
// now, the first sync asks again.
func (s *Service) firstLook(ctx context.Context, it ledger.Item, token string) (ledger.Item, []ledger.Account) {
	if status, err := s.plaid.Item(ctx, token); err == nil {
		it = status.AddTo(it)
	} else {
		s.log.Warn("item status", "item", it.ID, "err", errors.Unwrap(s.explain(it.Institution, err)))
	}
	it.Institution = s.nameOf(ctx, it)
	accounts, err := s.plaid.Accounts(ctx, token, it)
	if err != nil {
		s.log.Warn("accounts", "item", it.ID, "err", errors.Unwrap(s.explain(it.Institution, err)))
	}
	return it, accounts
}

// abandon removes an Item whose token cannot be kept, so that nobody pays for
// it.
func (s *Service) abandon(ctx context.Context, it ledger.Item, token string, why error) error {
	if err := s.removeAtPlaid(ctx, token); err != nil {
		s.log.Warn("remove an item that could not be kept", "item", it.ID, "err", errors.Unwrap(s.explain(it.Institution, err)))
	}
	return s.explain(it.Institution, why)
}

// save writes a linked Item's rows and starts its first sync. The token is in
// the vault already.
func (s *Service) save(ctx context.Context, it ledger.Item, accounts []ledger.Account) (LinkResult, error) {
	if it.LinkedAt.IsZero() {
		it.LinkedAt = s.now().UTC()
	}
	it.DaysRequested = plaidapi.DaysRequested
	old, err := s.beyondRepair(ctx, it, accounts)
	switch {
	case err != nil:
	case old != nil:
		err = s.replace(ctx, *old, it, accounts)
	default:
		err = s.db.SaveItem(ctx, it)
		if err == nil && accounts != nil {
			err = s.db.SaveAccounts(ctx, it.ID, accounts)
		}
	}
	if err != nil {
		return LinkResult{}, s.explain(it.Institution, fmt.Errorf("save bank: %w", err))
	}
	s.log.Info("linked", "item", it.ID, "institution", it.InstitutionID, "accounts", len(accounts), "again", old != nil)
	s.inBackground(func(ctx context.Context) { s.follow(ctx, it) })
	return LinkResult{Item: it, Accounts: accounts, Vault: s.vault.Where(), Again: old != nil}, nil
}

// nameOf is the name of an Item's institution, which /item/get may leave out.
func (s *Service) nameOf(ctx context.Context, it ledger.Item) string {
	if it.Institution != "" || it.InstitutionID == "" {
		return it.Institution
	}
	name, err := s.plaid.InstitutionName(ctx, it.InstitutionID)
	if err != nil || name == "" {
		return it.InstitutionID
	}
	return name
}

// inBackground runs work that Close ends and waits for.
func (s *Service) inBackground(work func(context.Context)) {
	ctx, done, err := s.begin(context.Background())
	if err != nil {
		return
	}
	go func() {
		defer done()
		work(ctx)
	}()
}

// duplicate compares accounts with those of the same institution's Items. One
// account with the same name and mask is enough: linked twice, it would count
// twice. An Item beyond repair is none: a new one takes its place.
func (s *Service) duplicate(ctx context.Context, institutionID string, shared []ledger.Account) (*DuplicateError, error) {
	items, err := s.db.Items(ctx)
	if err != nil {
		return nil, err
	}
	known, err := s.db.Accounts(ctx)
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
		if len(names) > 0 && !s.lost(ctx, it) {
			return &DuplicateError{Existing: it, Accounts: names}, nil
		}
	}
	return nil, nil
}

// LinkAnyway finishes a link that stopped at a DuplicateError.
func (s *Service) LinkAnyway(ctx context.Context, d *DuplicateError) (LinkResult, error) {
	if d.anyway == nil {
		return LinkResult{}, errors.New("this link cannot go on: start it anew")
	}
	ctx, done, err := s.begin(ctx)
	if err != nil {
		return LinkResult{}, err
	}
	defer done()
	return d.anyway(ctx)
}
