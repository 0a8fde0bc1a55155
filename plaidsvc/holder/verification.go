package holder

// Verification is how far an account is proved whose numbers the person typed
// into Link: verification_status of Plaid's accounts, as sent. It is empty for
// an account that the bank itself gave.
type Verification string

// Sentences of verification, by Plaid's status. Source: the reference of
// /auth/get, verification_status.
var verifications = map[Verification]struct {
	sentence string
	waits    bool // nothing can be paid by the numbers yet
}{
	"unsent":                              {"Plaid has not sent its small deposit yet. Nothing to do: it takes a business day.", true},
	"pending_automatic_verification":      {"Plaid has sent a small deposit and looks for it itself. Nothing to do: it takes one or two business days.", true},
	"pending_manual_verification":         {"Plaid has sent a small deposit with a code of three letters in its text. Find it on your statement, then type the code in: passbook repair BANK.", true},
	"automatically_verified":              {"Proved by a small deposit, which Plaid found itself.", false},
	"manually_verified":                   {"Proved by the code of a small deposit, which you typed in.", false},
	"verification_expired":                {"Plaid did not find its small deposit within seven days, and looks no longer. Give the numbers once more in Link: passbook link.", true},
	"verification_failed":                 {"The code was wrong three times. Give the numbers once more in Link: passbook link.", true},
	"database_matched":                    {"Proved by Plaid's own records.", false},
	"database_insights_pending":           {"Plaid is still comparing the numbers with its own records. Ask again in some minutes.", true},
	"database_insights_pass":              {"Proved by Plaid's own records.", false},
	"database_insights_pass_with_caution": {"The numbers can be right, but Plaid's records do not have the account. Compare them with a statement before you give them to anybody.", false},
	"database_insights_fail":              {"Plaid's records speak against the numbers: closed, frozen, or not of that bank. Compare them with a statement, and give them once more in Link: passbook link.", true},
}

// Sentence says what the status means and what it needs from the person; empty
// where there is no status. One that is not known is said as sent.
func (v Verification) Sentence() string {
	if v == "" {
		return ""
	}
	if known, ok := verifications[v]; ok {
		return known.sentence
	}
	return "Plaid says of its proof: " + string(v) + "."
}

// Waits reports whether the account is not proved, so that Plaid gives no numbers
// that could be used.
func (v Verification) Waits() bool { return verifications[v].waits }
