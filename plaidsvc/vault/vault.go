// Package vault keeps access tokens and the Plaid secret: in the OS keyring, in
// a file sealed with a passphrase, or in memory. It is the only package that imports go-keyring.
//
// A vault belongs to one data folder and one Plaid environment, so that two
// folders, or sandbox and production, never see each other's secrets. Nothing
// here ever falls back to another place by itself: where a token cannot be
// kept, the caller gets an error that says what to do.
package vault

import (
	"context"
	"errors"
	"slices"
	"strings"
)

// PlaidSecret is the name of the Plaid secret in a vault, Profile that of what the
// person says of themselves, IncomeUser that of the names by which Plaid tells of
// their income, AssetReport that of a report that Plaid has billed and still has,
// and Answers that of what Plaid said of numbers and owners. No Item has such an id.
const (
	PlaidSecret = "plaid secret"
	Profile     = "own profile"
	IncomeUser  = "income user"
	AssetReport = "asset report"
	Answers     = "numbers and owners"
)

// Own are the names of what a vault keeps at most one of: no Item's and no
// exchange's.
var Own = []string{PlaidSecret, Profile, IncomeUser, AssetReport, Answers}

// IsOwn reports whether a name in a vault is one of Own.
func IsOwn(name string) bool { return slices.Contains(Own, name) }

// ExchangePrefix begins the names of exchanges that are under way, or were cut
// off: each is kept until the access token is that it brings. No item_id has a
// hyphen.
const ExchangePrefix = "exchange-"

// IsExchange reports whether a name in a vault is an exchange's, and no Item's.
func IsExchange(name string) bool { return strings.HasPrefix(name, ExchangePrefix) }

// Vault keeps secrets by name: one access token an Item, under the Item's id, at
// most one of each of Own, and exchanges.
type Vault interface {
	Get(ctx context.Context, name string) (string, error) // ErrNotFound
	Set(ctx context.Context, name, secret string) error
	Delete(ctx context.Context, name string) error // no error if there is none
	Items(ctx context.Context) ([]string, error)   // whose tokens are kept, and the names of exchanges, sorted; never those of Own
	Where() string                                 // in words: "the system keyring"

	// Ready opens the vault and does ahead of the next Set what takes long
	// in one, so that a token that exists nowhere else is kept at once.
	Ready(ctx context.Context) error
}

// ErrNotFound says that the vault keeps no secret of a name: no token of an Item,
// or no Plaid secret.
var ErrNotFound = errors.New("no access token is kept for this bank")

// UnavailableError says that the vault cannot be used now. Sentence says to the
// person what is wrong and what to do about it.
type UnavailableError struct {
	Sentence string
	Err      error // what the system said; may be nil
}

func (e *UnavailableError) Error() string { return e.Sentence }
func (e *UnavailableError) Unwrap() error { return e.Err }
