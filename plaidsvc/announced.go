package plaidsvc

import (
	"context"
	"fmt"
	"time"

	"passbook/plaidsvc/plaidapi"
	"passbook/plaidsvc/problem"
	"passbook/storage/ledger"
)

// Plaid announces by webhook what will become of an Item while it still works.
// Nothing is lost where no webhook arrives: /item/get names the last one that
// Plaid sent, and a sync reads that.

// announcement is what Plaid says of an Item in a webhook.
type announcement struct {
	code string    // webhook_code, such as PENDING_DISCONNECT
	at   time.Time // when Plaid sent it
	ends time.Time // disconnect_time or consent_expiration_time; zero: it says none
}

// Codes of webhooks of an Item that passbook acts on.
const (
	codeDisconnect  = "PENDING_DISCONNECT"
	codeExpiration  = "PENDING_EXPIRATION"
	codeNewAccounts = "NEW_ACCOUNTS_AVAILABLE"
	codeRepaired    = "LOGIN_REPAIRED"
	codeRevoked     = "USER_PERMISSION_REVOKED"
)

// noticed is how long before the end of a login Plaid announces it.
// Source: Plaid's reference of PENDING_DISCONNECT.
const noticed = 7 * 24 * time.Hour

// announced stores what Plaid announced of an Item: that its login or consent
// ends, that the bank has new accounts, that it was signed in again elsewhere, or
// that the person withdrew the permission. Other codes change nothing, nor does
// what was sent before the person last signed in again, wherever that was. It
// waits for a sync of the Item to end. Errors: storage.ErrNotFound,
// *problem.Error.
func (d *deps) announced(ctx context.Context, itemID string, a announcement) error {
	unlock, _, err := d.locks.lock(ctx, ledger.Item{ID: itemID})
	if err != nil {
		return d.explain("", err)
	}
	defer unlock()
	it, err := d.db.Item(ctx, itemID)
	if err != nil {
		return fmt.Errorf("find bank %s: %w", plaidapi.CodeOnly(itemID), err)
	}
	before := it.Problem
	if !apply(&it, a) {
		return nil
	}
	switch {
	case a.code == codeRepaired && before != nil && before.Actor == ledger.ActorPerson:
		it.Problem = nil
	case a.code == codeRevoked && !isUnlinked(it):
		answer := &plaidapi.Error{Status: 400, Type: "INVALID_INPUT", Code: codeRevoked}
		it.Problem = &problem.Of(answer, it.Institution, d.now()).Problem
	case isAnnounced(before):
		it.Problem = nil
	}
	if it.Problem == nil {
		it.Problem = sinceBefore(ending(it, d.now()), before)
	}
	d.log.Info("announced", "item", it.ID, "code", a.code)
	err = d.db.SaveItem(ctx, it)
	if err == nil {
		err = d.db.SetProblem(ctx, it.ID, it.Problem)
	}
	return d.explain(it.Institution, err)
}

// apply puts an announcement into an Item, and reports whether it says anything
// of one that is linked. One from before the last signing in is over.
func apply(it *ledger.Item, a announcement) bool {
	if !it.ArchivedAt.IsZero() || !a.at.After(it.RepairedAt) {
		return false
	}
	ends := a.ends.UTC()
	if a.ends.IsZero() {
		ends = a.at.UTC().Add(noticed)
	}
	switch a.code {
	case codeDisconnect:
		it.DisconnectsAt = ends
	case codeExpiration:
		it.ConsentEnds = ends
	case codeNewAccounts:
		it.NewAccountsAt = a.at.UTC()
	case codeRepaired: // what was announced before it may still be on its way
		it.DisconnectsAt, it.RepairedAt = time.Time{}, a.at.UTC()
	case codeRevoked:
	default:
		return false
	}
	return true
}

// isAnnounced reports whether a problem is one of ending.
func isAnnounced(p *ledger.Problem) bool {
	return p != nil && (p.Code == codeDisconnect || p.Code == codeExpiration)
}

// ending is the problem of an Item that works but ends soon: Plaid announced that
// the login ends, or the consent does; nil: neither.
func ending(it ledger.Item, now time.Time) *ledger.Problem {
	const day = "2 January 2006"
	switch {
	case it.DisconnectsAt.After(now):
		return &ledger.Problem{
			Code: codeDisconnect, Actor: ledger.ActorPerson, Since: now,
			Sentence: it.Institution + " will be disconnected on " + it.DisconnectsAt.In(now.Location()).Format(day) + ". Sign in again to keep it.",
		}
	case !it.ConsentEnds.IsZero() && it.ConsentEnds.Sub(now) <= consentWarning:
		return &ledger.Problem{
			Code: codeExpiration, Actor: ledger.ActorPerson, Since: now,
			Sentence: it.Institution + ": your consent ends on " + it.ConsentEnds.Format(day) + ". Sign in again to renew it.",
		}
	}
	return nil
}
