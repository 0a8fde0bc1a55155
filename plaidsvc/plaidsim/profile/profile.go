package profile

import "passbook/plaidsvc/plaidsim/draw"

// Profile is what a test user has at a bank.
type Profile struct {
	Accounts []Account
	// Planned is the whole history, oldest first. What is dated after the login
	// arrives when the clock reaches it: pending on the day of purchase, and
	// posted under a new id on its date.
	Planned []Planned
	// Live makes the n-th transaction that arrives while time passes, pending at
	// first. What On says knows nothing of them: the bank counts them into the
	// balances. nil: none arrives.
	Live func(n int, today draw.Day) Planned

	Holdings []Holding
	Trades   []Trade // investment transactions, oldest first

	// What an account has instead of what all have, by index into Accounts.
	Owners  map[int][]Owner
	Numbers map[int]BankNumbers
	Debts   map[int]Debt
	Incomes map[int]IncomeDocuments

	Bulk *Generated // instead of Planned; nil: Planned is the history

	// On is what the bank says on a day after the login. nil: the same as at the
	// login, as in the Sandbox.
	On func(today draw.Day) Standing
}

// Standing is what changes from day to day at a bank: balances, positions, what
// is owed and paid. Its lists are those of Profile, and Trades only grows.
type Standing struct {
	Accounts []Account
	Holdings []Holding
	Trades   []Trade
	Debts    map[int]Debt
	Incomes  map[int]IncomeDocuments
}

// Account is one account of a test user. Amounts are decimal text; empty texts
// are null.
type Account struct {
	Name, OfficialName, Mask, Type, Subtype, Currency string
	Available, Current, Limit                         string
	PersistentID                                      string // persistent_account_id of tokenised banks
}

// Login is what a profile is generated from. The same login always gives the
// same profile.
type Login struct {
	Institution, User, Password string
	Seed                        uint64
	Today                       draw.Day
	Days                        int      // days_requested of the history
	End                         draw.Day // of the history, in the past; 0: today
	Transactions                int      // of user_bulk
}

// Generated is a history too long to keep: each transaction is made when a page
// needs it. Number 0 is the oldest.
type Generated struct {
	Total int
	// AppendPage appends the JSON of n transactions from the first on. Ids come
	// from the Item's seed; original and version are as in the options of
	// /transactions/sync.
	AppendPage func(dst []byte, seed uint64, accountIDs []string, first, n int, original bool, version string) []byte
}

// Future is how many days of transactions are planned after an Item's creation.
const Future = 400
