// Package online is what the commands about Plaid's products work with: the
// cache, and the way to Plaid, which is opened only where a command asks for it.
package online

import (
	"context"
	"time"

	"github.com/spf13/cobra"

	"passbook/plaidsvc"
	"passbook/storage"
	"passbook/storage/ledger"
)

// Session is what a command works with.
type Session struct {
	DB    *storage.DB
	Now   func() time.Time // in the person's zone
	Today ledger.Date
	Dir   string // of the cache

	// Service opens the vault and gives the way to Plaid, the same one each time.
	// Errors: those that end a command with the exit codes 2 and 4.
	Service func() (*plaidsvc.Service, error)
}

// With opens a Session for a command and closes it after it.
type With func(cmd *cobra.Command, do func(context.Context, Session) error) error
