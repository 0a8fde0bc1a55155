package storage

import (
	"context"
	"errors"
	"time"
)

// Everything in this file is a signature waiting for its body.

var errStub = errors.New("not built yet")

// ParseMoney reads the decimal text of a JSON number, rounding half to even
// once to the currency's digits.
func ParseMoney(text, currency string) (Money, error) { return Money{}, errStub }

// Digits is the number of decimals of a currency.
func Digits(currency string) int { return 2 }

// Decimal gives the amount as plain decimal text: -1234.50.
func (m Money) Decimal() string { return "" }

// DB is the cache.
type DB struct{}

// Open opens or creates the cache in folder dir (0700; the file is 0600).
func Open(dir string, now func() time.Time) (*DB, error) { return nil, errStub }

// Close closes every connection.
func (db *DB) Close() error { return nil }

// Revision is a number that changes whenever any process changed the cache.
func (db *DB) Revision(ctx context.Context) (int64, error) { return 0, errStub }

// Items gives every Item, by institution name.
func (db *DB) Items(ctx context.Context) ([]Item, error) { return nil, errStub }

// Item gives one Item; ErrNotFound.
func (db *DB) Item(ctx context.Context, id string) (Item, error) { return Item{}, errStub }

// SaveItem inserts or updates what linking and /item/get know; it leaves
// Cursor, History, SyncedAt and Problem of an existing Item alone.
func (db *DB) SaveItem(ctx context.Context, it Item) error { return errStub }

// SetProblem records why an Item is not fresh; nil clears it.
func (db *DB) SetProblem(ctx context.Context, itemID string, p *Problem) error { return errStub }

// RemoveItem removes an Item and everything the bank said of it.
func (db *DB) RemoveItem(ctx context.Context, itemID string) error { return errStub }

// SaveAccounts stores the whole list of an Item's accounts with their
// balances: upserts, one balance snapshot per account, day and source; those
// not in the list are marked gone.
func (db *DB) SaveAccounts(ctx context.Context, itemID string, accounts []Account) error {
	return errStub
}

// Accounts gives every account with its latest balance, by kind (depository,
// credit, loan, investment, others), institution and name.
func (db *DB) Accounts(ctx context.Context) ([]Account, error) { return nil, errStub }

// Update is one update of one Item: pages are spooled and applied at once.
type Update struct{}

// Page is one page of an update.
type Page struct {
	Added, Modified []Transaction
	Removed         []string // transaction ids
	RequestID       string
}

// Outcome ends an update.
type Outcome struct {
	Cursor    string
	History   History
	Accounts  []Account // as listed by the pages; nil: unchanged; rows not named here stay
	Reconcile bool      // a full resync: rows of the Item that it did not name are removed
}

// Changes counts what an update did.
type Changes struct {
	SyncID    int64
	Added     int
	Modified  int // really changed
	Unchanged int // sent as modified or added again, identical
	Removed   int
	Posted    int // pending rows replaced by their posted successor
}

// BeginUpdate starts spooling an update of an Item.
func (db *DB) BeginUpdate(ctx context.Context, itemID string) (*Update, error) { return nil, errStub }

// Add spools a page.
func (u *Update) Add(ctx context.Context, p Page) error { return errStub }

// Restart drops the spooled pages.
func (u *Update) Restart(ctx context.Context) error { return errStub }

// Commit applies the spooled pages and the cursor in one transaction.
func (u *Update) Commit(ctx context.Context, o Outcome) (Changes, error) {
	return Changes{}, errStub
}

// Close drops whatever was not committed.
func (u *Update) Close() error { return nil }

// Entries gives a window of a list.
func (db *DB) Entries(ctx context.Context, q Query) ([]Entry, error) { return nil, errStub }

// Entry gives one entry whole (with Rare); ErrNotFound.
func (db *DB) Entry(ctx context.Context, id string) (Entry, error) { return Entry{}, errStub }

// Position is the number of entries of the filter before the key: 0 for the first.
func (db *DB) Position(ctx context.Context, f Filter, k Key) (int, error) { return 0, errStub }

// EachEntry streams all entries of a filter, newest first.
func (db *DB) EachEntry(ctx context.Context, f Filter, limit int, yield func(Entry) error) error {
	return errStub
}

// Summarize counts and adds up a filter's entries.
func (db *DB) Summarize(ctx context.Context, f Filter) (Summary, error) { return Summary{}, errStub }

// Flow is one month's money of one category in one currency, posted rows
// only, hidden rows left out.
type Flow struct {
	Month    Month
	Category string // detailed, the person's override included
	Currency string
	In, Out  int64 // minor units; Out is negative
	Count    int
}

// Flows gives every month from first to last inclusive. Transfers between own
// accounts are in it: see IsTransfer.
func (db *DB) Flows(ctx context.Context, first, last Month) ([]Flow, error) { return nil, errStub }

// IsTransfer reports whether a detailed category is money moving between the
// person's own pockets, which is neither spending nor income.
func IsTransfer(category string) bool { return false }

// Categories gives the detailed categories in use, the most used first.
func (db *DB) Categories(ctx context.Context) ([]string, error) { return nil, errStub }

// MerchantVisit is a past transaction with the same merchant.
type MerchantVisit struct {
	Date   Date
	Amount Money
}

// MerchantVisits gives an entry's merchant's transactions since a day, newest first.
func (db *DB) MerchantVisits(ctx context.Context, id string, since Date) ([]MerchantVisit, error) {
	return nil, errStub
}

// WorthPoint is net worth at the end of a day in one currency.
type WorthPoint struct {
	Date     Date
	Minor    int64
	Observed bool // every account's figure is a snapshot of that day or carried from one; otherwise reconstructed from transactions
}

// Worth gives net worth by day in one currency. accountID narrows it to one account.
func (db *DB) Worth(ctx context.Context, accountID, currency string, from, to Date) ([]WorthPoint, error) {
	return nil, errStub
}

// ErrNotFound: there is no such row.
var ErrNotFound = errors.New("not found")

// ErrNewerVersion: the cache was written by a newer passbook.
var ErrNewerVersion = errors.New("the cache was written by a newer passbook")
