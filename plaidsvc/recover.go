package plaidsvc

import (
	"context"
	"errors"
	"slices"

	"passbook/plaidsvc/plaidapi"
	"passbook/plaidsvc/vault"
	"passbook/storage"
	"passbook/storage/ledger"
)

// recovery finishes what a crash or the network cut off.
type recovery struct {
	*deps
	store   *itemStore
	unlinks *unlinker
}

// run finishes Items that ended at Plaid, Items that were replaced, and tokens
// without a row, which are Items that were linked but not saved. What it
// cannot finish is in the log, and tried again the next time.
func (r *recovery) run(ctx context.Context) {
	items, err := r.db.Items(ctx)
	if err != nil {
		r.log.Warn("recover", "err", err)
		return
	}
	for _, it := range items {
		if isUnlinked(it) {
			if err := r.unlinks.remove(ctx, it.ID, r.unlinks.endAtPlaid); err != nil {
				r.warn("finish unlinking", it, err)
			}
		}
	}
	if err := dropAllReplaced(ctx, r.deps); err != nil {
		r.warn("drop replaced items", ledger.Item{}, err)
	}
	tokens, err := r.vault.Items(ctx)
	if err != nil {
		r.log.Warn("recover", "err", err)
		return
	}
	for _, id := range tokens {
		if slices.ContainsFunc(items, func(it ledger.Item) bool { return it.ID == id }) {
			continue
		}
		if err := r.storeOrphan(ctx, id); err != nil {
			r.warn("store item", ledger.Item{ID: id}, err)
		}
	}
}

// storeOrphan saves the Item of a token that has no row, or drops the token of
// an Item that is gone.
func (r *recovery) storeOrphan(ctx context.Context, id string) error {
	it := ledger.Item{ID: id}
	unlock, _, err := r.locks.lock(ctx, it)
	if err != nil {
		return err
	}
	defer unlock()
	if _, err := r.db.Item(ctx, id); !errors.Is(err, storage.ErrNotFound) {
		return err // another process was just saving it, or the cache fails
	}
	if replaced, err := r.db.Replaced(ctx); err != nil || slices.Contains(replaced, id) {
		return err // it is dropped as soon as Plaid can be reached
	}
	token, err := r.vault.Get(ctx, id)
	if errors.Is(err, vault.ErrNotFound) {
		return nil // another process was just unlinking it
	}
	if err != nil {
		return err
	}
	status, err := r.plaid.Item(ctx, token)
	var answer *plaidapi.Error
	if errors.As(err, &answer) && answer.Code == "ITEM_NOT_FOUND" {
		return r.vault.Delete(ctx, id)
	}
	if err != nil { // INVALID_ACCESS_TOKEN too: perhaps only today's keys are wrong
		return r.explain("", err)
	}
	it, accounts := r.store.firstLook(ctx, status.AddTo(it), token)
	_, err = r.store.save(ctx, it, accounts)
	return err
}
