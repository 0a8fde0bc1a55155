package ledger

import "time"

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

// CountsAsWorth reports whether the account is part of net worth: the bank
// still lists it, its kind is one of the four that have a defined sign, and it
// has a current balance.
func (a Account) CountsAsWorth() bool {
	switch a.Kind {
	case Depository, Credit, Loan, Investment:
		return a.Balance.Current != nil && a.GoneAt.IsZero()
	}
	return false
}
