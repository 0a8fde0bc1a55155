package plaidsvc

import (
	"context"
	"errors"
	"fmt"

	"passbook/plaidsvc/plaidapi"
	"passbook/plaidsvc/problem"
	"passbook/plaidsvc/vault"
	"passbook/storage/ledger"
)

// rotator gives Items new access tokens.
type rotator struct{ *deps }

// rotate exchanges an Item's access token for a new one. Plaid ends the old
// token before it tells the new one, so once the exchange has begun it is not
// cancelled: until the new one is in the vault there is none that works.
func (r *rotator) rotate(ctx context.Context, itemID string) error {
	it, err := r.db.Item(ctx, itemID)
	if err != nil {
		return fmt.Errorf("find bank %s: %w", plaidapi.CodeOnly(itemID), err)
	}
	if err := r.vaultReady(ctx); err != nil {
		return err
	}
	unlock, _, err := r.locks.lock(ctx, it)
	if err != nil {
		return r.explain(it.Institution, err)
	}
	defer unlock()
	old, err := r.token(ctx, it)
	if err != nil {
		return r.explain(it.Institution, err)
	}
	e := exchange{ItemID: it.ID, InstitutionID: it.InstitutionID, Institution: it.Institution, At: r.now()}
	e.User = r.owned(ctx, it.ID)
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), afterLink)
	defer cancel()
	end, err := r.begin(ctx, e)
	if err != nil {
		return r.explain(it.Institution, err)
	}
	fresh, request, err := r.plaid.Invalidate(ctx, old)
	if err != nil {
		var answer *plaidapi.Error
		if errors.As(err, &answer) && answer.Code != "" && answer.Status < 500 {
			end(true)
			return r.explain(it.Institution, err)
		}
		return r.lostToken(ctx, e, err, end)
	}
	if err := r.vault.Set(ctx, it.ID, fresh); err != nil {
		return r.lostToken(ctx, e, err, end)
	}
	end(true)
	r.log.Info("token rotated", "item", it.ID, "request", request)
	return nil
}

// owned makes an Item Plaid's user's, who can end it without its token, and
// gives the user's id; empty where that cannot be.
func (r *rotator) owned(ctx context.Context, itemID string) string {
	user, _ := r.plaidUser(ctx)
	if user == "" {
		return ""
	}
	if err := r.plaid.AddUserItem(ctx, user, itemID); err != nil {
		r.log.Info("no user of Plaid's for the item", "item", itemID, "err", r.explain("", err))
		return ""
	}
	return user
}

// lostToken looks at once for what became of an exchange whose new token did
// not come, or could not be kept.
func (r *rotator) lostToken(ctx context.Context, e exchange, why error, end func(forget bool)) error {
	words, done := r.settleRotation(ctx, e)
	end(done)
	if words == "" {
		words = "{bank}: Plaid's answer did not arrive. The access token is what it was; rotate it later."
		if !done {
			r.unfinished.Store(true)
			words = "{bank}: Plaid's answer did not arrive, and Plaid cannot be asked now. passbook looks again, at the latest when it is started again: if the token has changed, the bank is to be linked again; everything stays."
		}
	}
	said := ledger.Problem{Code: "ROTATION", Actor: ledger.ActorWait, Since: r.now(), Sentence: problem.Sentence(words, plaidapi.OneLine(e.Institution, 60))}
	if it, err := r.db.Item(ctx, e.ItemID); err == nil && it.Problem != nil {
		said.Code, said.Actor = it.Problem.Code, it.Problem.Actor
	}
	return &problem.Error{Problem: said, Err: why}
}

// settleRotation finds out whether the access token of an Item was exchanged for
// one that nobody has. Then the Item is ended, where Plaid has a user for it, and
// waits to be linked again. Without words the token is what it was, or Plaid
// cannot be asked: then it is not done.
func (d *deps) settleRotation(ctx context.Context, e exchange) (words string, done bool) {
	it, err := d.db.Item(ctx, e.ItemID)
	if err != nil {
		return "", true // it was unlinked since
	}
	token, err := d.vault.Get(ctx, e.ItemID)
	if err == nil {
		_, err = d.plaid.Item(ctx, token)
	}
	if err == nil || errors.Is(err, vault.ErrNotFound) || isGone(err) {
		return "", true // the token holds, or there is no Item that it could be of
	}
	var answer *plaidapi.Error
	lost := errors.As(err, &answer) && answer.Code == plaidapi.CodeUnknownToken
	if !lost {
		d.log.Info("look at a token", "item", it.ID, "err", d.explain(it.Institution, err))
		return "", false
	}
	words = "{bank}: its new access token was lost on the way. Plaid may keep the login open: my.plaid.com lists it and ends it. Link it again; everything stays."
	if e.User != "" {
		if err := d.plaid.RemoveUserItem(ctx, e.User, it.ID); err != nil && !isGone(err) {
			d.log.Warn("end an item whose token is lost", "item", it.ID, "err", d.explain(it.Institution, err))
		} else {
			words = "{bank}: its new access token was lost on the way, and passbook ended the login at Plaid. Link it again; everything stays."
		}
	}
	p := ledger.Problem{
		Code: plaidapi.CodeUnknownToken, Actor: ledger.ActorRelink, Since: d.now(), RequestID: answer.RequestID,
		Sentence: problem.Sentence(words, plaidapi.OneLine(it.Institution, 60)),
	}
	if err := d.db.SetProblem(ctx, it.ID, &p); err != nil {
		d.warn("save the state of a bank", it, err)
		return "", false
	}
	return words, true
}
