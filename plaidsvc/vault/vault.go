// Package vault keeps access tokens: in the OS keyring, in a file sealed with
// a passphrase, or in memory. It is the only package that imports go-keyring.
package vault

import "context"

// Vault keeps one access token an Item.
type Vault interface {
	Get(ctx context.Context, itemID string) (string, error) // ErrNotFound
	Set(ctx context.Context, itemID, token string) error
	Delete(ctx context.Context, itemID string) error // no error if there is none
	Items(ctx context.Context) ([]string, error)     // whose tokens are kept
	Where() string                                   // in words: "the system keyring"
}
