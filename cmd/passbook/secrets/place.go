package secrets

import (
	"context"
	"errors"
	"io/fs"
	"os"

	"github.com/spf13/cobra"

	"passbook/plaidsvc/vault"
)

// place is one of the two vaults, as far as it can be looked into.
type place struct {
	kind   string
	vault  vault.Vault      // nil where it is not open
	closed error            // why it cannot be opened; nil where it is open or there is none
	held   map[string]error // by name of a secret: nil where it opens
	values map[string]string
}

// look opens a vault of the session's folder and reads every secret in it. A
// sealed file that is not there is not made.
func look(ctx context.Context, cmd *cobra.Command, s Session, kind string) place {
	p := place{kind: kind, held: map[string]error{}, values: map[string]string{}}
	if kind == File && !sealedIsThere(s) {
		return p
	}
	v, err := openVault(ctx, cmd, kind, s.Dir, s.Env)
	if err != nil {
		p.closed = err
		return p
	}
	names, err := v.Items(ctx)
	if err != nil {
		p.closed = err
		return p
	}
	p.vault = v
	for _, name := range append(names, vault.Own...) {
		value, err := v.Get(ctx, name)
		if errors.Is(err, vault.ErrNotFound) { // an Item that is listed may have none after a crash
			continue
		}
		p.held[name], p.values[name] = err, value
	}
	return p
}

// sealedIsThere reports whether the session's folder has a sealed file.
func sealedIsThere(s Session) bool {
	_, err := os.Stat(vault.SealedPath(s.Dir, s.Env))
	return !errors.Is(err, fs.ErrNotExist)
}

// other is the kind of the vault that is not of a kind.
func other(kind string) string {
	if kind == Keyring {
		return File
	}
	return Keyring
}

// words names a vault of a kind in a sentence.
func words(kind string) string {
	if kind == Keyring {
		return "the keyring"
	}
	return "the sealed file"
}
