package plaidsvc

import (
	"context"
	"errors"
	"slices"

	"passbook/plaidsvc/plaidapi"
	"passbook/plaidsvc/problem"
	"passbook/plaidsvc/vault"
	"passbook/storage/ledger"
)

// An Item beyond repair can only be linked anew, as an Item of another id. The
// new one takes its place: the token is in the vault first; then one
// transaction of the cache swaps the Items, and remembers the old one until it
// is removed at Plaid and from the vault. After a crash in between, Mend goes
// on: it adopts the token without a row in the same way, and drops what was
// replaced.

// isBeyondRepair reports whether update mode cannot mend an Item: it ended, or
// Plaid does not know its token.
func isBeyondRepair(it ledger.Item) bool {
	return it.Problem != nil && (it.Problem.Turn == ledger.TurnRelink || it.Problem.Code == plaidapi.CodeUnknownToken)
}

// lost asks Plaid whether an Item is beyond repair, which no sync may have
// found out yet, and records that.
func (s *Service) lost(ctx context.Context, it ledger.Item) bool {
	token, err := s.token(ctx, it)
	if err == nil {
		_, err = s.plaid.Item(ctx, token)
	}
	var e *problem.Error
	if !errors.As(s.explain(it.Institution, err), &e) {
		return false
	}
	if it.Problem = &e.Problem; !isBeyondRepair(it) {
		return false
	}
	err = s.db.SetProblem(ctx, it.ID, &e.Problem)
	return err == nil
}

// beyondRepair finds the Item whose place a new one takes: at the same
// institution, with the most accounts that the new one has too; nil: none. An
// Item that shares accounts with the new one is asked about at Plaid: a cache
// that was restored from before a new link does not know that it is lost.
func (s *Service) beyondRepair(ctx context.Context, it ledger.Item, accounts []ledger.Account) (old *ledger.Item, err error) {
	items, err := s.db.Items(ctx)
	if err != nil {
		return nil, err
	}
	known, err := s.db.Accounts(ctx)
	if err != nil {
		return nil, err
	}
	most := 0
	for i := range items {
		one := &items[i]
		if one.ID == it.ID || one.InstitutionID != it.InstitutionID || isUnlinked(*one) {
			continue
		}
		shared := 0
		for _, a := range known {
			if a.ItemID == one.ID && slices.ContainsFunc(accounts, func(b ledger.Account) bool { return ledger.SameAccount(a, b) }) {
				shared++
			}
		}
		switch {
		case accounts != nil && shared <= most, !isBeyondRepair(*one) && !s.lost(ctx, *one):
		case accounts == nil:
			return nil, &problem.Error{Problem: ledger.Problem{
				Turn: ledger.TurnWait, Since: s.now(),
				Sentence: it.Institution + " is linked, but Plaid does not list its accounts yet. The token is kept; passbook goes on at its next start.",
			}}
		default:
			most, old = shared, one
		}
	}
	return old, nil
}

// replace puts a new Item in the place of an old one. The new one's lock is
// held, and its token is in the vault.
func (s *Service) replace(ctx context.Context, old, by ledger.Item, accounts []ledger.Account) error {
	unlock, _, err := s.lock(ctx, old)
	if err != nil {
		return err
	}
	err = s.db.ReplaceItem(ctx, old.ID, by, accounts)
	unlock()
	if err != nil {
		return err
	}
	s.log.Info("replaced", "item", old.ID, "by", by.ID)
	if err := s.dropReplaced(ctx, old.ID); err != nil { // the next Start tries again
		s.log.Warn("drop a replaced item", "item", old.ID, "err", errors.Unwrap(s.explain(old.Institution, err)))
	}
	return nil
}

// dropReplaced removes a replaced Item at Plaid and its token from the vault.
func (s *Service) dropReplaced(ctx context.Context, id string) error {
	unlock, _, err := s.lock(ctx, ledger.Item{ID: id})
	if err != nil {
		return err
	}
	defer unlock()
	token, err := s.vault.Get(ctx, id)
	switch {
	case errors.Is(err, vault.ErrNotFound):
		return s.db.ForgetReplaced(ctx, id)
	case err != nil:
		return err
	}
	err = s.removeAtPlaid(ctx, token)
	if err != nil && problem.Of(err, "", s.now()).Turn == ledger.TurnRelink {
		err = nil // it is of no use to anybody
	}
	if err != nil {
		return err
	}
	if err := s.vault.Delete(ctx, id); err != nil {
		return err
	}
	return s.db.ForgetReplaced(ctx, id)
}

// dropAllReplaced finishes what a crash or the network cut off.
func (s *Service) dropAllReplaced(ctx context.Context) error {
	ids, err := s.db.Replaced(ctx)
	for _, id := range ids {
		err = errors.Join(err, s.dropReplaced(ctx, id))
	}
	return err
}
