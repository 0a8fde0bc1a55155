package plaidsvc

import (
	"context"
	"encoding/json"
	"errors"
	"slices"

	"passbook/plaidsvc/plaidapi"
	"passbook/plaidsvc/problem"
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

// run finishes Items that ended at Plaid, Items that were replaced, tokens
// without a row, which are Items that were linked but not saved, and exchanges
// that were cut off. It gives a sentence about each of these last. What it
// cannot finish is in the log, and tried again the next time: soon, while the
// Service is open.
func (r *recovery) run(ctx context.Context) (said []string) {
	r.unfinished.Store(false)
	items, err := r.db.Items(ctx)
	if err != nil {
		r.log.Warn("recover", "err", err)
		r.unfinished.Store(true)
		return nil
	}
	for _, it := range items {
		if isUnlinked(it) {
			err := r.unlinks.remove(ctx, it.ID, r.unlinks.endAtPlaid)
			if err != nil && !errors.Is(err, storage.ErrNotFound) { // another process has just finished it
				r.left("finish unlinking", it, err)
			}
		}
	}
	if err := dropAllReplaced(ctx, r.deps); err != nil {
		r.left("drop replaced items", ledger.Item{}, err)
	}
	tokens, err := r.vault.Items(ctx)
	if err != nil {
		r.left("list tokens", ledger.Item{}, err)
		return nil
	}
	for _, id := range tokens {
		if vault.IsExchange(id) || slices.ContainsFunc(items, func(it ledger.Item) bool { return it.ID == id }) {
			continue
		}
		if err := r.storeOrphan(ctx, id); err != nil {
			r.left("store item", ledger.Item{ID: id}, err)
		}
	}
	if slices.ContainsFunc(tokens, vault.IsExchange) {
		said = r.settleAll(ctx)
	}
	return said
}

// runAndTell is run, whose sentences go out as events.
func (r *recovery) runAndTell(ctx context.Context) {
	for _, sentence := range r.run(ctx) {
		r.events.put(Notice{Sentence: sentence})
	}
}

// settleAll finds out what became of exchanges that were cut off, unless another
// process is exchanging now: what it has written is its own.
func (r *recovery) settleAll(ctx context.Context) (said []string) {
	now := r.locks
	now.most = 0
	unlock, _, err := now.lock(ctx, exchangeLock)
	if err != nil {
		return nil
	}
	defer unlock()
	names, err := r.vault.Items(ctx)
	if err != nil {
		r.log.Warn("recover", "err", err)
		return nil
	}
	for _, name := range names {
		if !vault.IsExchange(name) {
			continue
		}
		var e exchange
		text, err := r.vault.Get(ctx, name)
		if err == nil {
			err = json.Unmarshal([]byte(text), &e)
		}
		if err != nil && !errors.Is(err, vault.ErrNotFound) {
			r.log.Warn("read an exchange", "err", err)
			continue
		}
		words, done := "", true // without a text it was cut off before it began, or after it ended
		if err == nil {
			words, done = r.settleOne(ctx, e)
		}
		if words != "" {
			said = append(said, problem.Sentence(words, plaidapi.OneLine(e.Institution, 60)))
		}
		if !done {
			r.unfinished.Store(true)
			continue
		}
		if err := r.vault.Delete(ctx, name); err != nil {
			r.log.Warn("forget an exchange", "err", err)
		}
	}
	return said
}

// settleOne settles one exchange, and says in a sentence what the person wants
// to know of it. done says that it need not be looked for again.
func (r *recovery) settleOne(ctx context.Context, e exchange) (words string, done bool) {
	if e.ItemID != "" {
		return r.settleRotation(ctx, e)
	}
	at := e.At.In(r.now().Location()).Format("2 January, 15:04")
	got, end := r.settle(ctx, e)
	switch end {
	case endFound:
		err := r.vault.Set(ctx, got.ItemID, got.Token)
		if err == nil {
			err = r.storeOrphan(ctx, got.ItemID)
		}
		if err != nil {
			r.left("store item", ledger.Item{ID: got.ItemID}, err)
			return "", false
		}
		return "{bank}: the link of " + at + " was cut off, and is finished now.", true
	case endRemoved:
		return "{bank}: the link of " + at + " was cut off before passbook had its token. Plaid had opened the login, and passbook ended it. Link it once more.", true
	case endUnknown:
		return "{bank}: the link of " + at + " was cut off before passbook had its token. Link it once more. Plaid may hold a login that passbook does not know: my.plaid.com lists it and ends it.", true
	}
	return "", end == endNothing
}

// left notes what is not finished.
func (r *recovery) left(doing string, it ledger.Item, err error) {
	r.warn(doing, it, err)
	r.unfinished.Store(true)
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
	stored, err := r.db.Item(ctx, id)
	switch {
	case err == nil && !stored.ArchivedAt.IsZero():
		return r.dropSecrets(ctx, id) // Plaid has ended it
	case !errors.Is(err, storage.ErrNotFound):
		return err // another process was just saving it, or the cache fails
	}
	if replaced, err := r.db.Replaced(ctx); err != nil || slices.Contains(replaced, id) {
		return err // it is dropped as soon as Plaid can be reached
	}
	token, err := r.vault.Get(ctx, id)
	if errors.Is(err, vault.ErrNotFound) { // it was cut off between its name and its token, or was just unlinked
		return r.vault.Delete(ctx, id)
	}
	if err != nil {
		return err
	}
	status, err := r.plaid.Item(ctx, token)
	var answer *plaidapi.Error
	if errors.As(err, &answer) && answer.Code == "ITEM_NOT_FOUND" {
		return r.dropSecrets(ctx, id)
	}
	if err != nil { // INVALID_ACCESS_TOKEN too: perhaps only today's keys are wrong
		return r.explain("", err)
	}
	it, accounts := r.store.firstLook(ctx, status.AddTo(it), token)
	_, err = r.store.save(ctx, it, accounts)
	return err
}
