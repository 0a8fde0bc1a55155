package bank

import (
	"time"

	"passbook/plaidsvc/plaidsim/draw"
	"passbook/plaidsvc/plaidsim/wire"
)

// How long logins and consent last, and how long before its end Plaid warns.
const (
	loginLife     = 30 * 24 * time.Hour  // of a Sandbox login
	consentLifeUS = 365 * 24 * time.Hour // at an OAuth bank of the US or Canada
	consentLifeEU = 180 * 24 * time.Hour // at one of Europe
	consentNotice = 7 * 24 * time.Hour   // before its end
)

// SignedIn records a login that the bank accepted: the error is gone, and
// consent at an OAuth bank runs from now.
func (it *Item) SignedIn(now time.Time) {
	it.Error, it.since, it.warned = nil, now, false
	switch {
	case !it.Institution.OAuth:
	case it.Institution.northAmerican():
		it.consentUntil = now.Add(consentLifeUS)
	default:
		it.consentUntil = now.Add(consentLifeEU)
	}
}

// Fail puts the Item into an error and emits the webhook ITEM ERROR.
func (it *Item) Fail(err *wire.Error) {
	it.Error = err
	it.Notify("ITEM", "ERROR", wire.Object{"error": err.InWebhook()})
}

// Advance lets time pass for the Item, up to now. With relogin its login ends
// after loginLife. While the Item is in an error nothing new arrives.
func (it *Item) Advance(now time.Time, relogin bool) {
	if it.Removed {
		return
	}
	it.now = now
	if !it.consentUntil.IsZero() && !it.warned && !now.Before(it.consentUntil.Add(-consentNotice)) {
		it.warned = true
		it.warnOfEnd()
	}
	if it.Error == nil {
		it.History.advance(Earliest(now, it.end(relogin)))
		it.follow(draw.DayOf(Earliest(now, it.end(relogin))))
		if end := it.end(relogin); !end.IsZero() && !now.Before(end) {
			it.Fail(wire.ErrLoginRequired)
		}
	}
}

// warnOfEnd emits the webhook that consent is about to end.
func (it *Item) warnOfEnd() {
	if it.Institution.northAmerican() {
		it.Notify("ITEM", "PENDING_DISCONNECT", wire.Object{"reason": "INSTITUTION_TOKEN_EXPIRATION", "disconnect_time": wire.Timestamp(it.consentUntil)})
		return
	}
	it.Notify("ITEM", "PENDING_EXPIRATION", wire.Object{"consent_expiration_time": wire.Timestamp(it.consentUntil)})
}

// end is when the Item will ask for a new login; zero: never.
func (it *Item) end(relogin bool) time.Time {
	if !relogin {
		return it.consentUntil
	}
	return Earliest(it.since.Add(loginLife), it.consentUntil)
}

// next is when something will happen to the Item by itself; zero: never.
func (it *Item) next(relogin bool) time.Time {
	if it.Removed || it.Error != nil {
		return time.Time{}
	}
	next := Earliest(it.end(relogin), it.History.next())
	if !it.consentUntil.IsZero() && !it.warned {
		next = Earliest(next, it.consentUntil.Add(-consentNotice))
	}
	return next
}

// Earliest is the earlier of two instants; the zero time stands for never.
func Earliest(a, b time.Time) time.Time {
	if a.IsZero() || !b.IsZero() && b.Before(a) {
		return b
	}
	return a
}
