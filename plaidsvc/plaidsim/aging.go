package plaidsim

import (
	"slices"
	"time"

	"passbook/plaidsvc/plaidsim/wire"
)

// The lives of what a person agreed to.
const (
	loginLife     = 30 * 24 * time.Hour  // of a Sandbox login
	consentLifeUS = 365 * 24 * time.Hour // at an OAuth bank of the US or Canada
	consentLifeEU = 180 * 24 * time.Hour // at one of Europe
	consentNotice = 7 * 24 * time.Hour   // how long before its end Plaid warns
)

// northAmerican tells whether the bank is one of the US or Canada: for those
// Plaid sends PENDING_DISCONNECT, for others PENDING_EXPIRATION.
func (b *institution) northAmerican() bool {
	return slices.Contains(b.countries, "US") || slices.Contains(b.countries, "CA")
}

// signedIn starts the life of a login that the bank let in: the Item is well
// again, and consent at an OAuth bank runs anew.
func (it *item) signedIn(now time.Time) {
	it.err, it.since, it.warned = nil, now, false
	switch {
	case !it.institution.oauth:
	case it.institution.northAmerican():
		it.consentUntil = now.Add(consentLifeUS)
	default:
		it.consentUntil = now.Add(consentLifeEU)
	}
}

// fail puts the Item into an error, of which the client hears.
func (it *item) fail(err *wire.Error) {
	it.err = err
	it.notify("ITEM", "ERROR", wire.Object{"error": err.InWebhook()})
}

// pass lets time go by for the Item. relogin makes its login end after
// loginLife. A bank that does not let Plaid in brings nothing new.
func (it *item) pass(now time.Time, relogin bool) {
	if it.removed {
		return
	}
	it.now = now
	if !it.consentUntil.IsZero() && !it.warned && !now.Before(it.consentUntil.Add(-consentNotice)) {
		it.warned = true
		it.warnOfEnd()
	}
	if it.err == nil {
		it.history.advance(earliest(now, it.end(relogin)))
		if end := it.end(relogin); !end.IsZero() && !now.Before(end) {
			it.fail(wire.ErrLoginRequired)
		}
	}
}

// warnOfEnd tells the client that consent is about to end.
func (it *item) warnOfEnd() {
	if it.institution.northAmerican() {
		it.notify("ITEM", "PENDING_DISCONNECT", wire.Object{"reason": "INSTITUTION_TOKEN_EXPIRATION", "disconnect_time": wire.Timestamp(it.consentUntil)})
		return
	}
	it.notify("ITEM", "PENDING_EXPIRATION", wire.Object{"consent_expiration_time": wire.Timestamp(it.consentUntil)})
}

// end is when the Item will ask for a new login; zero: never.
func (it *item) end(relogin bool) time.Time {
	if !relogin {
		return it.consentUntil
	}
	return earliest(it.since.Add(loginLife), it.consentUntil)
}

// next is when something will happen to the Item by itself; zero: never.
func (it *item) next(relogin bool) time.Time {
	if it.removed || it.err != nil {
		return time.Time{}
	}
	next := earliest(it.end(relogin), it.history.next())
	if !it.consentUntil.IsZero() && !it.warned {
		next = earliest(next, it.consentUntil.Add(-consentNotice))
	}
	return next
}

// earliest is the first of two instants; the zero time is none.
func earliest(a, b time.Time) time.Time {
	if a.IsZero() || !b.IsZero() && b.Before(a) {
		return b
	}
	return a
}

// pass lets time go by for the client's Items.
func (c *client) pass(now time.Time, relogin bool) {
	for _, it := range c.linked {
		it.pass(now, relogin)
	}
}
