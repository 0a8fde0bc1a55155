package ledger

import (
	"slices"
	"time"
)

// Item is one login at one institution, as Plaid uses the word.
type Item struct {
	ID            string
	InstitutionID string
	Institution   string // the institution's name
	Cursor        string // of the last update applied; empty before the first
	Completeness  Completeness
	DaysRequested int       // days of history asked for when it was linked (days_requested)
	LinkedAt      time.Time // UTC
	SyncedAt      time.Time // last complete update; zero: never
	BankUpdatedAt time.Time // when the bank's data was last refreshed; zero: not known
	ConsentEnds   time.Time // zero: it does not end
	DisconnectsAt time.Time // when Plaid said that the login ends (PENDING_DISCONNECT); zero: it did not
	NewAccountsAt time.Time // when Plaid said that the bank has accounts which are not shared yet; zero: it has none
	RepairedAt    time.Time // last signed in again, here or elsewhere; zero: never
	ArchivedAt    time.Time // ended at Plaid and kept for its history; zero: it is linked
	Problem       *Problem  // nil while healthy

	BilledProducts []string // what Plaid bills for it, by Plaid's names; empty: not known
}

// ConsentDays gives the days until the consent ends, by the calendar of now's
// zone; negative once it has ended. known is false where it does not end.
func (it Item) ConsentDays(now time.Time) (days int, known bool) {
	if it.ConsentEnds.IsZero() {
		return 0, false
	}
	return daysBetween(DateOf(now), DateOf(it.ConsentEnds.In(now.Location()))), true
}

// Completeness says how much of an Item's past has arrived.
type Completeness string

// The steps in which the past of a new Item arrives.
const (
	HistoryNone    Completeness = ""        // the bank is still preparing
	HistoryInitial Completeness = "initial" // about the last 30 days
	HistoryFull    Completeness = "full"
)

// Actor says who must act when an Item has a problem.
type Actor string

// Who must act.
const (
	ActorPerson Actor = "person" // sign in again, give consent: passbook repair
	ActorRelink Actor = "relink" // the Item is gone: link the bank anew
	ActorSetup  Actor = "setup"  // keys, vault, disk or configuration: nothing to do at the bank
	ActorWait   Actor = "wait"   // will pass by itself
	ActorBug    Actor = "bug"    // passbook's own makers: see the log
)

// Problem is why an Item's data is not fresh.
type Problem struct {
	Code      string // Plaid's error_code, or empty for a failure of transport
	Actor     Actor
	Sentence  string    // what happened and what to do, for the person
	RequestID string    // of Plaid's answer, for its support; empty: there was none
	Since     time.Time // when it was first seen, UTC
}

// NeedsPerson reports whether the Item's owner has to act: sign in again, or
// link again. No problem needs nobody.
func (p *Problem) NeedsPerson() bool {
	return p != nil && (p.Actor == ActorPerson || p.Actor == ActorRelink)
}

// NeedingPersonFirst puts the Items that wait for their owner first.
func NeedingPersonFirst(items []Item) []Item {
	return slices.SortedStableFunc(slices.Values(items), func(a, b Item) int {
		switch {
		case a.Problem.NeedsPerson() == b.Problem.NeedsPerson():
			return 0
		case a.Problem.NeedsPerson():
			return -1
		}
		return 1
	})
}

// NeedingPerson gives the Items that wait for their owner, by id.
func NeedingPerson(items []Item) map[string]Item {
	out := map[string]Item{}
	for _, it := range items {
		if it.Problem.NeedsPerson() {
			out[it.ID] = it
		}
	}
	return out
}
