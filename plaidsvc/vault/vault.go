// Package vault keeps access tokens: in the OS keyring, in a file sealed with
// a passphrase, or in memory. It is the only package that imports go-keyring.
//
// A vault belongs to one data folder and one Plaid environment, so that two
// folders, or sandbox and production, never see each other's tokens. Nothing
// here ever falls back to another place by itself: where a token cannot be
// kept, the caller gets an error that says what to do.
package vault

import (
	"context"
	"errors"
)

// Vault keeps one access token an Item.
type Vault interface {
	Get(ctx context.Context, itemID string) (string, error) // ErrNotFound
	Set(ctx context.Context, itemID, token string) error
	Delete(ctx context.Context, itemID string) error // no error if there is none
	Items(ctx context.Context) ([]string, error)     // whose tokens are kept, sorted
	Where() string                                   // in words: "the system keyring"

	// Ready opens the vault and does ahead of the next Set what takes long
	// in one, so that a token that exists nowhere else is kept at once.
	Ready(ctx context.Context) error
}

// ErrNotFound says that the vault keeps no token for an Item.
var ErrNotFound = errors.New("no access token is kept for this bank")

// UnavailableError says that the vault cannot be used now. Sentence says to the
// person what is wrong and what to do about it.
type UnavailableError struct {
	Sentence string
	Err      error // what the system said; may be nil
}

func (e *UnavailableError) Error() string { return e.Sentence }
func (e *UnavailableError) Unwrap() error { return e.Err }
