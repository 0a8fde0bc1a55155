package profile

import "passbook/plaidsvc/plaidsim/draw"

// Profile is what a test user has at an institution.
type Profile struct {
	Accounts []Account
	// Planned is the whole history, oldest first. Rows after the login's day
	// arrive when the clock reaches them: pending on the day of purchase, and
	// posted under a new id on their date.
	Planned []Planned
	// Live gives the n-th transaction that arrives while time goes by, pending;
	// it posts later under a new id. nil: none arrives.
	Live func(n int, today draw.Day) Planned

	Holdings []Holding
	Trades   []Trade // investment transactions, oldest first

	// What an account has of its own instead of what everybody has, by index.
	Owners  map[int][]Owner
	Numbers map[int]BankNumbers
	Debts   map[int]Debt
	Incomes map[int]IncomeDocuments

	Bulk *Generated // instead of Planned; nil: Planned is the history
}

// Account is one account of a test user. Amounts are decimal text; empty
// is null.
type Account struct {
	Name, OfficialName, Mask, Type, Subtype, Currency string
	Available, Current, Limit                         string
	PersistentID                                      string // persistent_account_id of tokenised banks
}

// Login is what a profile is generated from.
type Login struct {
	Institution, User, Password string
	Seed                        uint64
	Today                       draw.Day
	Days                        int // days_requested of the history
	Transactions                int // of user_bulk
}

// Generated is a history too long to keep: its transactions are made when they
// are asked for, 0 the oldest.
type Generated struct {
	Total int
	// AppendPage appends the JSON of n transactions from the first on. Ids come
	// from the Item's seed; original and version are as in the options of
	// /transactions/sync.
	AppendPage func(dst []byte, seed uint64, accountIDs []string, first, n int, original bool, version string) []byte
}

// Future is how many days after an Item's creation its household goes on
// living when the clock is advanced.
const Future = 400
