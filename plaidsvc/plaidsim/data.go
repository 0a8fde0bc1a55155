package plaidsim

import (
	"passbook/plaidsvc/plaidsim/draw"
	"passbook/plaidsvc/plaidsim/wire"
)

// row is one transaction of a test user's history as the generators give it.
type row struct {
	account          int      // index into profile.accounts
	date, authorized draw.Day // posted (or pending) day and the day of purchase
	amount           string   // decimal text, Plaid's sign: positive is money out
	currency         string   // ISO; empty: the account's

	name, merchant, entity, original string
	primary, detailed, confidence    string // personal finance category
	channel, code                    string // payment_channel, transaction_code

	city, region, country, website, checkNumber string // where the bank fills them

	counterparty string // its type: merchant, payment_app, ...; empty: none
	via          string // the marketplace that stands between, a second counterparty

	pending bool
	posts   draw.Day // of a pending row: when it posts; 0: two days after its date
	hold    bool     // it vanishes on that day instead
}

// accountSeed is one account of a test user. Amounts are decimal text; empty
// is null.
type accountSeed struct {
	name, official, mask, typ, subtype, currency string
	available, current, limit                    string
	persistent                                   string // persistent_account_id of tokenised banks
}

// profile is what a test user has at an institution.
type profile struct {
	accounts []accountSeed
	// rows is the whole history, oldest first. Rows after the login's day
	// arrive when the clock reaches them: pending on the day of purchase, and
	// posted under a new id on their date.
	rows []row
	// live is the n-th transaction that arrives while time goes by, pending;
	// it posts later under a new id. nil: none arrives.
	live func(n int, today draw.Day) row

	holdings []holding
	trades   []trade // investment transactions, oldest first

	// What an account has of its own instead of what everybody has, by index.
	owners  map[int][]owner
	numbers map[int]bankNumbers
	debts   map[int]debt
	incomes map[int]incomeDocuments

	bulk *generated // instead of rows; nil: rows are the history
}

// generated is a history too long to keep: its transactions are made when they
// are asked for, 0 the oldest.
type generated struct {
	total int
	// appendPage appends the JSON of n transactions from the first on. Ids come
	// from the Item's seed; original and version are as in transactionJSON.
	appendPage func(dst []byte, seed uint64, accountIDs []string, first, n int, original bool, version string) []byte
}

// login is what a profile is generated from.
type login struct {
	institution, user, password string
	seed                        uint64
	today                       draw.Day
	days                        int // days_requested of the history
	transactions                int // of user_bulk
}

// profileFor is what a login sees. Users that no generator knows see what
// user_good sees: an OAuth bank lets everybody in.
func profileFor(l login) (profile, *wire.Error) {
	generate, ok := testUsers[l.user]
	if !ok {
		generate = userGood
	}
	return generate(l)
}
