package risk

import (
	"time"

	"passbook/storage/ledger"
)

// Check is a question to Signal about a planned debit, with its answer.
type Check struct {
	ID          string // client_transaction_id: random, and known to nobody but Plaid and this cache
	AccountID   string
	Account     string // its name, filled when read, as are the next two
	Mask        string
	Institution string
	Amount      ledger.Money // positive: what would be taken from the account
	At          time.Time    // UTC
	Judged      bool         // Plaid has answered; else it may have, and the answer was lost
	Judgement
	Decision string // Plaid's decision_outcome as it was reported; empty: nothing was
	Returned string // the ACH return code that was reported; empty: none was
}

// Judgement is Signal's answer.
type Judgement struct {
	Customer int      // the chance that the account's owner has it sent back, from 1, small, to 99; 0: no score
	Bank     int      // the same for the bank, such as for want of money
	Ruleset  string   // the rules of Plaid's dashboard that judged; empty: none did
	Result   string   // what they say: ACCEPT, REVIEW, REROUTE; the set is open
	Note     string   // what the rule that matched notes; empty: nothing
	Reasons  []string // what is known of the account that speaks for or against, in sentences; not kept
	Warnings []string // what Plaid did not know, in its words; not kept
}

// IsScored reports whether there are scores: a set of rules that looks at the
// balance alone gives none.
func (j Judgement) IsScored() bool { return j.Customer > 0 || j.Bank > 0 }

// Level says in a word how high a score is: by thirds, which are passbook's own.
// Empty: there is none.
func Level(score int) string {
	switch {
	case score <= 0:
		return ""
	case score <= 33:
		return "low"
	case score <= 66:
		return "middling"
	}
	return "high"
}
