package plaidsvc

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"

	"passbook/plaidsvc/plaidapi"
	"passbook/plaidsvc/problem"
	"passbook/plaidsvc/vault"
	"passbook/storage"
	"passbook/storage/ledger"
)

// unlinker removes Items.
type unlinker struct {
	*deps
	copyTo string // file that the cache is copied to first, with a number where it is taken; empty: none
}

// endItem is how an Item is ended: at Plaid, or not at all.
type endItem func(context.Context, ledger.Item) error

// remove ends an Item as end does, then removes its token and its rows. Plaid has
// ended an archived one already.
func (u *unlinker) remove(ctx context.Context, itemID string, end endItem) error {
	return u.locked(ctx, itemID, func(it ledger.Item) error {
		if !it.ArchivedAt.IsZero() {
			end = func(context.Context, ledger.Item) error { return nil }
		}
		if !isUnlinked(it) {
			if err := u.copyAndEnd(ctx, it, end); err != nil {
				return err
			}
		}
		if err := u.dropItem(ctx, it); err != nil {
			return err
		}
		u.log.Info("unlinked", "item", it.ID)
		return nil
	})
}

// archive ends an Item at Plaid as end does and removes its token; its rows stay.
// One that a crash cut off after the end is archived by the next try: Plaid says
// then that it ended.
func (u *unlinker) archive(ctx context.Context, itemID string, end endItem) error {
	return u.locked(ctx, itemID, func(it ledger.Item) error {
		switch {
		case !it.ArchivedAt.IsZero():
			return nil
		case isUnlinked(it):
			return &problem.Error{Problem: *it.Problem}
		}
		if err := end(ctx, it); err != nil {
			return err
		}
		if err := u.db.ArchiveItem(ctx, it.ID); err != nil {
			return err
		}
		u.log.Info("archived", "item", it.ID)
		return u.dropSecrets(ctx, it.ID)
	})
}

// locked does something with an Item under its lock, and nothing where another
// process unlinked it meanwhile. Errors: storage.ErrNotFound, *problem.Error.
func (u *unlinker) locked(ctx context.Context, itemID string, do func(ledger.Item) error) error {
	ctx, done, err := u.tasks.begin(ctx)
	if err != nil {
		return err
	}
	defer done()
	it, err := u.db.Item(ctx, itemID)
	if err != nil {
		return fmt.Errorf("find bank %s: %w", plaidapi.CodeOnly(itemID), err)
	}
	unlock, _, err := u.locks.lock(ctx, it)
	if err != nil {
		return u.explain(it.Institution, err)
	}
	defer unlock()
	it, err = u.db.Item(ctx, itemID)
	if errors.Is(err, storage.ErrNotFound) {
		return nil
	}
	if err == nil {
		err = do(it)
	}
	return u.explain(it.Institution, err)
}

// copyAndEnd copies the cache, ends the Item, and marks it as ended. The copy goes
// again where the Item did not end.
func (u *unlinker) copyAndEnd(ctx context.Context, it ledger.Item, end endItem) error {
	kept := ""
	if wanted := u.copyTo; wanted != "" {
		var err error
		if kept, err = u.db.BackupAside(ctx, wanted); err != nil {
			return fmt.Errorf("copy the cache before unlinking: %w", err)
		}
	}
	if err := end(ctx, it); err != nil {
		if kept != "" {
			_ = os.Remove(kept)
		}
		return err
	}
	err := u.db.SetProblem(ctx, it.ID, &ledger.Problem{
		Code: codeUnlinked, Actor: ledger.ActorWait, Since: u.now(),
		Sentence: it.Institution + " is unlinked; passbook removes its data at the next sync.",
	})
	if err != nil {
		return fmt.Errorf("mark as unlinked: %w", err)
	}
	return nil
}

// isUnlinked reports whether an Item waits only for its token and rows to go.
func isUnlinked(it ledger.Item) bool {
	return it.Problem != nil && it.Problem.Code == codeUnlinked
}

func (u *unlinker) dropItem(ctx context.Context, it ledger.Item) error {
	if err := u.dropSecrets(ctx, it.ID); err != nil {
		return err
	}
	if err := u.db.RemoveItem(ctx, it.ID); err != nil {
		return fmt.Errorf("remove the bank's data: %w", err)
	}
	return nil
}

// endAtPlaid ends an Item at Plaid, by /item/remove.
func (u *unlinker) endAtPlaid(ctx context.Context, it ledger.Item) error {
	return u.endBy(ctx, it, u.plaid.Remove)
}

// endProducts ends an Item at Plaid, by /item/products/terminate.
func (u *unlinker) endProducts(ctx context.Context, it ledger.Item) error {
	return u.endBy(ctx, it, u.plaid.EndProducts)
}

// endBy ends an Item at Plaid by a call, or says why it may live on there.
func (u *unlinker) endBy(ctx context.Context, it ledger.Item, call endToken) error {
	token, err := u.vault.Get(ctx, it.ID)
	if err == nil {
		err = endLogin(ctx, u.plaid, token, call)
	}
	if err == nil {
		return nil
	}
	p := ledger.Problem{Since: u.now()}
	var answer *plaidapi.Error
	var why string
	switch {
	case errors.Is(err, vault.ErrNotFound):
		p.Code, p.Actor = codeNoToken, ledger.ActorSetup
		why = "its access token is not in " + u.vault.Where() +
			", so Plaid cannot be told. Set PLAID_ENV and PASSBOOK_VAULT as they were when it was linked" + orForget
	case errors.As(err, &answer) && answer.Code == plaidapi.CodeUnknownToken:
		p.Code, p.Actor, p.RequestID = answer.Code, ledger.ActorSetup, answer.RequestID
		why = "Plaid does not know its access token under these keys. Set PLAID_CLIENT_ID and PLAID_ENV as they were when it was linked" + orForget
	default:
		var e *problem.Error
		errors.As(u.explain(it.Institution, err), &e)
		p.Code, p.Actor, p.RequestID = e.Code, e.Actor, e.RequestID
		why, _, _ = strings.Cut(e.Sentence, " Cached data stays") // a sync goes on by itself, this does not
		why, _, _ = strings.Cut(why, " passbook tries again")
		why = strings.TrimSuffix(strings.TrimPrefix(why, plaidapi.OneLine(it.Institution, 60)+": "), ".") + ". Token and data stay; unlink it again later."
		err = e.Err
	}
	p.Sentence = it.Institution + " is not unlinked: " + why
	return &problem.Error{Problem: p, Err: err}
}

const orForget = "; `passbook unlink --forget` takes it out of passbook alone."

// endToken is a call of Plaid's that ends the Item of an access token.
type endToken func(ctx context.Context, token string) error

// removeAtPlaid ends an Item, by /item/remove.
func removeAtPlaid(ctx context.Context, plaid *plaidapi.Client, token string) error {
	return endLogin(ctx, plaid, token, plaid.Remove)
}

// endLogin ends an Item by a call, which is never repeated blindly: after a
// failure that leaves its outcome open, /item/get shows whether the Item is
// gone.
func endLogin(ctx context.Context, plaid *plaidapi.Client, token string, call endToken) error {
	err := call(ctx, token)
	if err == nil || isGone(err) {
		return nil
	}
	if _, lookErr := plaid.Item(ctx, token); isGone(lookErr) {
		return nil
	}
	return err
}

// isGone reports whether Plaid says that the Item has ended. INVALID_ACCESS_TOKEN
// does not say that: other keys and another environment give it too.
func isGone(err error) bool {
	var answer *plaidapi.Error
	return errors.As(err, &answer) && answer.Code == "ITEM_NOT_FOUND"
}
