package secrets

import (
	"context"

	"github.com/spf13/cobra"

	"passbook/cmd/passbook/output"
	"passbook/plaidsvc/vault"
)

// Where secrets are kept: a vault of PASSBOOK_VAULT.
const (
	Keyring = "keyring"
	File    = "file"
)

// OpenVault gives the vault of a kind, Keyring or File, for a data folder and an
// environment, to use its secrets: nobody moves them until the process ends. It is
// opened when it is first needed, unless the person is asked for its passphrase.
// Errors: the context's, and what keeps a passphrase from being asked for.
func OpenVault(ctx context.Context, cmd *cobra.Command, kind, dir, env string) (vault.Vault, error) {
	open, err := opener(ctx, cmd, kind, dir, env)
	if err != nil {
		return nil, err
	}
	return vault.Later(func(ctx context.Context) (vault.Vault, error) {
		release, err := vault.Use(ctx, dir, env)
		if err != nil {
			return nil, err
		}
		v, err := open(ctx)
		if err != nil {
			release()
			return nil, err
		}
		return inUse{v, release}, nil
	}), nil
}

// inUse is a vault whose secrets are not moved as long as it is held.
type inUse struct {
	vault.Vault
	release func()
}

// openVault is OpenVault for now, and for who has the secrets alone.
func openVault(ctx context.Context, cmd *cobra.Command, kind, dir, env string) (vault.Vault, error) {
	open, err := opener(ctx, cmd, kind, dir, env)
	switch {
	case err != nil:
		return nil, err
	case kind == File:
		return open(ctx)
	}
	v := vault.Patient(vault.Later(open), func(words string) { _ = output.Say(cmd.ErrOrStderr(), "passbook: %s\n", words) })
	return v, v.Ready(ctx)
}

// opener gives what opens a vault, once the person has been asked for a
// passphrase that nothing gives.
func opener(ctx context.Context, cmd *cobra.Command, kind, dir, env string) (func(context.Context) (vault.Vault, error), error) {
	if kind == Keyring {
		return func(ctx context.Context) (vault.Vault, error) { return vault.OpenKeyring(ctx, dir, env) }, nil
	}
	key, err := Passphrase.Read(ctx, cmd.ErrOrStderr())
	switch {
	case ctx.Err() != nil:
		return nil, ctx.Err()
	case err == nil && key == "" && CanAsk(cmd):
		v, err := askToOpen(ctx, cmd, dir, env)
		if err != nil {
			return nil, err
		}
		if v != nil {
			return func(context.Context) (vault.Vault, error) { return v, nil }, nil
		}
	}
	return func(context.Context) (vault.Vault, error) {
		if err != nil {
			return nil, &vault.UnavailableError{Sentence: err.Error(), Err: err}
		}
		return vault.OpenSealed(dir, env, key)
	}, nil
}
