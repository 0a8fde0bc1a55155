package secrets

import (
	"context"

	"github.com/spf13/cobra"

	"passbook/plaidsvc"
	"passbook/plaidsvc/vault"
	"passbook/storage"
)

// Session is what the commands of this package work with.
type Session struct {
	DB       *storage.DB
	Dir, Env string
	Kind     func() (string, error)                       // of the vault in use: Keyring or File
	Service  func(vault.Vault) (*plaidsvc.Service, error) // talks to Plaid with the secrets of a vault
	Use      func(kind string) error                      // writes into the settings which vault is in use
}

// With runs a command on the cache.
type With func(cmd *cobra.Command, do func(context.Context, Session) error) error

// New gives the command secrets.
func New(with With) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "secrets",
		Short: "List, check and move the access tokens and the Plaid secret",
		Long: `List, check and move the access tokens and the Plaid secret.

They lie in the vault that the setting vault names (PASSBOOK_VAULT): keyring,
the system keyring, or file, a file beside the cache that is sealed with a
passphrase. No command prints a secret.`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(newList(with), newVerify(with), newMove(with))
	return cmd
}
