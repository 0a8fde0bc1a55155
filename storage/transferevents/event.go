package transferevents

import (
	"strings"
	"time"
)

// Feed is one of Plaid's two sequences of events, which count on their own.
type Feed string

// The feeds.
const (
	Transfers     Feed = "transfer"      // /transfer/event/sync
	BankTransfers Feed = "bank_transfer" // /bank_transfer/event/sync: the older one
)

// Feeds are all of them.
var Feeds = []Feed{Transfers, BankTransfers}

// Event is a step of a transfer.
type Event struct {
	Feed        Feed
	ID          int64     // Plaid's event_id: it grows within a feed
	At          time.Time // UTC
	Kind        string    // Plaid's event_type: pending, posted, returned; the set is open
	AccountID   string    // the linked account that the transfer draws on or pays into; empty: none
	TransferID  string    // empty: of no transfer, such as a sweep of the whole ledger
	Amount      string    // exact decimal text, negative where money leaves the account; empty: not known
	Currency    string    // of Amount
	FailureCode string    // why it failed or came back, as an ACH code; empty: it did not
	Failure     string    // the same in Plaid's words

	Account, Mask, Institution string // of the account, where it is in the cache; filled when read
}

// words are what Plaid's event types mean.
var words = map[string]string{
	"pending":         "on its way",
	"cancelled":       "cancelled",
	"failed":          "failed",
	"posted":          "sent to the bank",
	"reversed":        "taken back",
	"settled":         "settled",
	"funds_available": "the money is there",
	"returned":        "came back",
	"swept":           "swept",
	"swept_settled":   "sweep settled",
	"return_swept":    "sweep taken back",
}

// Words says what happened. A type that is not known is given as Plaid sends it.
func (e Event) Words() string {
	kind, what := e.Kind, ""
	for _, of := range []string{"sweep", "refund"} {
		if rest, ok := strings.CutPrefix(kind, of+"."); ok {
			kind, what = rest, of+": "
		}
	}
	said, known := words[kind]
	if !known {
		return e.Kind
	}
	if why := strings.TrimSpace(e.FailureCode + " " + e.Failure); why != "" {
		said += " (" + why + ")"
	}
	return what + said
}
