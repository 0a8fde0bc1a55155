package holder

import "strings"

// System is a system of payments that reaches accounts by numbers of its own.
type System string

// The systems, by the names that output has for them.
const (
	ACH  System = "ach"  // United States
	EFT  System = "eft"  // Canada
	IBAN System = "iban" // international: Plaid's list of that name
	BACS System = "bacs" // United Kingdom
)

// Name is how people call the system.
func (s System) Name() string { return strings.ToUpper(string(s)) }

// Number is how one system of payments reaches an account. Of the bank's own
// codes only those of the system are set.
type Number struct {
	System      System
	Account     string // number of the account; of IBAN the whole of it
	Routing     string // of ACH
	WireRouting string // of ACH; empty: Plaid knows no other one for wires
	Institution string // of EFT
	Branch      string // of EFT
	BIC         string // of IBAN
	SortCode    string // of BACS
	Tokenized   bool   // made by the bank for this login alone: it is on no statement and ends with the login
}

// Code is one of a bank's own codes, which are no secret.
type Code struct{ Name, Value string }

// Codes gives the codes of the bank that go with the number.
func (n Number) Codes() (codes []Code) {
	for _, c := range []Code{
		{"routing", n.Routing},
		{"wire routing", n.WireRouting},
		{"institution", n.Institution},
		{"branch", n.Branch},
		{"BIC", n.BIC},
		{"sort code", n.SortCode},
	} {
		if c.Value != "" {
			codes = append(codes, c)
		}
	}
	return codes
}

// shown is how many characters of a number stay when it is masked: as many as
// statements show.
const shown = 4

// Masked is the number of the account with all but its last characters hidden.
// It says nothing about how long the number is.
func (n Number) Masked() string {
	const dots = "••••"
	r := []rune(n.Account)
	if len(r) < 2*shown { // as much as is left would be most of it
		return dots
	}
	return dots + string(r[len(r)-shown:])
}

// Numbers are an account with what reaches it.
type Numbers struct {
	AccountID, Name, Mask string
	Verification          Verification
	List                  []Number // none: the account is not proved yet, or cannot be reached
}
