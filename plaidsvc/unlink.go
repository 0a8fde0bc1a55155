package plaidsvc

import (
	"context"
	"errors"
	"fmt"

	"passbook/plaidsvc/vault"
	"passbook/storage"
)

// Unlink removes an Item at Plaid, then its token, then its rows. A mark in
// the cache says that it began, so that the next Start finishes what a crash or
// the network cut off. Errors: storage.ErrNotFound, *Error.
func (s *Service) Unlink(ctx context.Context, itemID string) error {
	ctx, done, err := s.begin(ctx)
	if err != nil {
		return err
	}
	defer done()
	it, err := s.db.Item(ctx, itemID)
	if err != nil {
		return fmt.Errorf("find bank %s: %w", word(itemID), err)
	}
	if err := s.unlink(ctx, it); err != nil {
		return s.explain(it.Institution, err)
	}
	s.log.Info("unlinked", "item", it.ID)
	return nil
}

func (s *Service) unlink(ctx context.Context, it storage.Item) error {
	unlock, _, err := s.lock(ctx, it)
	if err != nil {
		return err
	}
	defer unlock()
	err = s.db.SetProblem(ctx, it.ID, &storage.Problem{
		Code: codeUnlinking, Turn: storage.TurnWait, Since: s.now(),
		Sentence: it.Institution + " is being unlinked; passbook finishes that when Plaid can be reached.",
	})
	if err != nil {
		return fmt.Errorf("mark as being unlinked: %w", err)
	}
	token, err := s.vault.Get(ctx, it.ID)
	switch {
	case errors.Is(err, vault.ErrNotFound): // removed before the crash, or lost
	case err != nil:
		return err
	default:
		if err := s.removeAtPlaid(ctx, token); err != nil {
			return err
		}
		if err := s.vault.Delete(ctx, it.ID); err != nil {
			return err
		}
	}
	if err := s.db.RemoveItem(ctx, it.ID); err != nil {
		return fmt.Errorf("remove the bank's data: %w", err)
	}
	return nil
}

// removeAtPlaid ends an Item. The call is never repeated blindly: after a
// failure that leaves its outcome open, /item/get tells whether the Item is
// gone.
func (s *Service) removeAtPlaid(ctx context.Context, token string) error {
	err := s.plaid.remove(ctx, token)
	if err == nil || isGone(err) {
		return nil
	}
	if _, lookErr := s.plaid.item(ctx, token); isGone(lookErr) {
		return nil
	}
	return err
}

// isGone reports whether Plaid says that the Item does not exist.
func isGone(err error) bool {
	var answer *plaidError
	if !errors.As(err, &answer) {
		return false
	}
	switch answer.code {
	case "INVALID_ACCESS_TOKEN", "ITEM_NOT_FOUND", "ITEM_CONCURRENTLY_DELETED":
		return true
	}
	return false
}
