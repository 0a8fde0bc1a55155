package ledger

import (
	"time"
)

// AccountKind is the type of an account, in Plaid's words (type in
// /accounts/get). The set is open: what a bank sends is kept as it is.
type AccountKind string

// The kinds that have a meaning of their own to passbook.
const (
	Depository AccountKind = "depository"
	Credit     AccountKind = "credit"
	Loan       AccountKind = "loan"
	Investment AccountKind = "investment"
)

// Account is one account of an Item, with its latest balance.
type Account struct {
	ID           string
	ItemID       string
	Institution  string // the institution's name, filled when read
	Name         string
	OfficialName string
	Mask         string // last 2 to 4 characters of the number
	Kind         AccountKind
	Subtype      string // Plaid's: checking, savings, credit card; the set is open
	PersistentID string // the same account across Items, at the few banks that say so
	Holder       string // holder category: personal, business
	Balance      Balance
	GoneAt       time.Time // when passbook saw that the bank stopped listing it, UTC; zero: it lists it
}

// Source says where a balance came from.
type Source string

// Where a balance comes from.
const (
	Cached Source = "cached" // Plaid's last known figure
	Live   Source = "live"   // asked of the bank for this answer
)

// Balance is what an account held at an instant. Amounts are minor units of
// Currency, nil where the bank gives none. Current is signed as it counts
// towards net worth: what is owed on a card or a loan is negative.
type Balance struct {
	Currency  string
	Current   *int64
	Available *int64    // as the bank says: on a card what can still be spent
	Limit     *int64    // of a card or a line of credit; positive
	FetchedAt time.Time // when passbook fetched it, UTC
	BankAt    time.Time // when the bank last updated it; zero: not known
	Source    Source
}

// Worth gives what the account holds by its latest balance, signed as it counts
// towards net worth. A bank may give no current balance of a deposit account but
// an available one: that stands for it then, and the answer says so. Otherwise,
// without a current balance, it is not known.
func (a Account) Worth() (worth Money, fromAvailable, known bool) {
	b := a.Balance
	switch {
	case b.Current != nil:
		return Money{Minor: *b.Current, Currency: b.Currency}, false, true
	case a.Kind == Depository && b.Available != nil:
		return Money{Minor: *b.Available, Currency: b.Currency}, true, true
	}
	return Money{}, false, false
}

// IsAsset reports whether accounts of the kind stand on the side of what is
// owned: cash and investments, also below zero.
func (k AccountKind) IsAsset() bool { return k == Depository || k == Investment }

// IsDebt reports whether accounts of the kind stand on the side of what is owed:
// cards and loans, also those that were paid too much.
func (k AccountKind) IsDebt() bool { return k == Credit || k == Loan }

// CountsAsWorth reports whether the account is part of net worth: the bank
// still lists it, its kind is one of the four that have a defined sign, and
// what it holds is known.
func (a Account) CountsAsWorth() bool {
	_, _, known := a.Worth()
	return known && a.GoneAt.IsZero() && (a.Kind.IsAsset() || a.Kind.IsDebt())
}

// Resemblances are the ways to recognise an account, the surest first.
var Resemblances = []func(a, b Account) bool{
	func(a, b Account) bool { return a.PersistentID != "" && a.PersistentID == b.PersistentID },
	func(a, b Account) bool { return a.Mask == b.Mask && a.Name == b.Name && a.Mask+a.Name != "" },
	func(a, b Account) bool { return a.Mask != "" && a.Mask == b.Mask },
}

// SameAccount reports whether two accounts of one institution under different
// ids look like the same one: by the id that few banks give across Items, or by
// the digits of the number or the name.
func SameAccount(a, b Account) bool {
	for _, like := range Resemblances {
		if SameKind(a, b) && like(a, b) {
			return true
		}
	}
	return false
}

// SameKind reports whether two accounts may be the same one at all: neither
// kind nor subtype nor persistent id tells them apart. One that is not known
// tells nothing: Link does not always give them.
func SameKind(a, b Account) bool {
	differ := func(a, b string) bool { return a != "" && b != "" && a != b }
	return !differ(string(a.Kind), string(b.Kind)) && !differ(a.Subtype, b.Subtype) && !differ(a.PersistentID, b.PersistentID)
}

// Stitch is an account that goes on in another one, or may: it came back under
// another id, or a second login lists it too.
type Stitch struct {
	Old       Account
	New       []Account // the one that goes on; of a question all that may
	State     StitchState
	Said      bool   // the person said so
	Why       string // by what they are alike
	TwoLogins bool   // two logins list it: it counts once where it is joined, else twice
	Rows      int    // how many of Old's transactions count
	Overlap   int    // of them since the first of New's: the same ones again where the two are one
}

// StitchState says whether two accounts are one.
type StitchState string

// What can be known of two accounts.
const (
	StitchJoined   StitchState = "joined"
	StitchApart    StitchState = "apart"    // the person said that they are two
	StitchQuestion StitchState = "question" // they look alike: the person decides
)

// WhyAlike says by what two accounts look like one; empty: they do not.
func WhyAlike(a, b Account) string {
	words := []string{"the bank's own id", "number, type and name", "number and type"}
	for i, like := range Resemblances {
		if SameKind(a, b) && like(a, b) {
			return words[i]
		}
	}
	return ""
}
