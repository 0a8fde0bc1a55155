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
// is removed at Plaid and from the vault. After a crash in between, Recover
// goes on: it stores the token without a row in the same way, and drops what was
// replaced.

// isBeyondRepair reports whether update mode cannot mend an Item: it ended, or
// its token is not here, or Plaid does not know it.
func isBeyondRepair(it ledger.Item) bool {
	p := it.Problem
	return !it.ArchivedAt.IsZero() || p != nil && (p.Actor == ledger.ActorRelink || p.Code == codeNoToken || p.Code == plaidapi.CodeUnknownToken)
}

// isLost asks Plaid whether an Item is beyond repair, which no sync may have
// found out yet, and records that.
func isLost(ctx context.Context, d *deps, it ledger.Item) bool {
	token, err := d.token(ctx, it)
	if err == nil {
		_, err = d.plaid.Item(ctx, token)
	}
	var e *problem.Error
	if !errors.As(d.explain(it.Institution, err), &e) {
		return false
	}
	if it.Problem = &e.Problem; !isBeyondRepair(it) {
		return false
	}
	err = d.db.SetProblem(ctx, it.ID, &e.Problem)
	return err == nil
}

// findBeyondRepair finds the Item whose place a new one takes: at the same
// institution, with the most accounts that the new one has too; nil: none. An
// Item that shares accounts with the new one is asked about at Plaid: a cache
// that was restored from before a new link does not know that it is lost.
func findBeyondRepair(ctx context.Context, d *deps, it ledger.Item, accounts []ledger.Account) (old *ledger.Item, err error) {
	items, err := d.db.Items(ctx)
	if err != nil {
		return nil, err
	}
	archived, err := d.db.Archived(ctx)
	if err != nil {
		return nil, err
	}
	items = append(items, archived...)
	stored, err := d.db.Accounts(ctx)
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
		for _, a := range stored {
			if a.ItemID == one.ID && slices.ContainsFunc(accounts, func(b ledger.Account) bool { return ledger.SameAccount(a, b) }) {
				shared++
			}
		}
		switch {
		case accounts != nil && shared <= most, !isBeyondRepair(*one) && !isLost(ctx, d, *one):
		case accounts == nil:
			d.unfinished.Store(true)
			return nil, &problem.Error{Problem: ledger.Problem{
				Actor: ledger.ActorWait, Since: d.now(),
				Sentence: it.Institution + " is linked, but Plaid does not list its accounts yet. The token is kept; passbook goes on once it does.",
			}}
		default:
			most, old = shared, one
		}
	}
	return old, nil
}

// replaceItem puts a new Item in the place of an old one. The new one's lock is
// held, and its token is in the vault.
func replaceItem(ctx context.Context, d *deps, old, by ledger.Item, accounts []ledger.Account) error {
	unlock, _, err := d.locks.lock(ctx, old)
	if err != nil {
		return err
	}
	err = d.db.ReplaceItem(ctx, old.ID, by, accounts)
	unlock()
	if err != nil {
		return err
	}
	d.log.Info("replaced", "item", old.ID, "by", by.ID)
	if err := dropReplaced(ctx, d, old.ID); err != nil { // the next Start tries again
		d.warn("drop a replaced item", old, err)
	}
	return nil
}

// dropReplaced removes a replaced Item at Plaid and its token from the vault. An
// Item without a token here stays remembered: the token may be in another vault,
// and the Item may live on. It is dropped when its token is there again.
func dropReplaced(ctx context.Context, d *deps, id string) error {
	unlock, _, err := d.locks.lock(ctx, ledger.Item{ID: id})
	if err != nil {
		return err
	}
	defer unlock()
	token, err := d.vault.Get(ctx, id)
	switch {
	case errors.Is(err, vault.ErrNotFound):
		return nil
	case err != nil:
		return err
	}
	err = removeAtPlaid(ctx, d.plaid, token)
	if err != nil && problem.Of(err, "", d.now()).Actor == ledger.ActorRelink {
		err = nil // it is of no use to anybody
	}
	if err != nil {
		return err
	}
	if err := d.dropSecrets(ctx, id); err != nil {
		return err
	}
	return d.db.ForgetReplaced(ctx, id)
}

// dropAllReplaced finishes what a crash or the network cut off.
func dropAllReplaced(ctx context.Context, d *deps) error {
	ids, err := d.db.Replaced(ctx)
	for _, id := range ids {
		err = errors.Join(err, dropReplaced(ctx, d, id))
	}
	return err
}
