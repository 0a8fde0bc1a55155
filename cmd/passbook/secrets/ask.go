package secrets

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"

	"github.com/charmbracelet/x/term"
	"github.com/spf13/cobra"

	"passbook/cmd/passbook/output"
	"passbook/plaidsvc/vault"
	"passbook/tui/format"
)

const attempts = 3 // at a passphrase

// CanAsk reports whether a person sits at a terminal to be asked for a
// secret. What the command prints may go elsewhere.
func CanAsk(cmd *cobra.Command) bool {
	return output.IsTerminal(cmd.InOrStdin()) && output.IsTerminal(cmd.ErrOrStderr())
}

// askToOpen asks for the passphrase of the sealed file and opens it: once for
// one that is there, twice for one that is to be made. Without an answer there is
// no vault.
func askToOpen(ctx context.Context, cmd *cobra.Command, dir, env string) (vault.Vault, error) {
	path := vault.SealedPath(dir, env)
	ask, about := askOnce, "The access tokens lie in %s, sealed with a passphrase. Enter alone goes on without them.\n"
	if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
		ask, about = askTwice, "The access tokens will lie in %s, sealed with a passphrase of yours. Nobody can open it without.\n"
	}
	out := cmd.ErrOrStderr()
	if err := output.Say(out, about, path); err != nil {
		return nil, err
	}
	var err error
	for range attempts {
		var key string
		if key, err = ask(ctx, cmd); err == nil && key == "" {
			return nil, nil
		}
		if err == nil {
			var v vault.Vault
			if v, err = vault.OpenSealed(dir, env, key); err == nil {
				return v, nil
			}
		}
		switch {
		case ctx.Err() != nil:
			return nil, ctx.Err()
		case errors.Is(err, vault.ErrWrongPassphrase):
			err = errors.New("this passphrase does not open it")
		case !errors.As(err, new(notChosen)):
			return nil, err
		}
		if err := output.Say(out, "%s\n", format.OnceOver(err.Error())); err != nil {
			return nil, err
		}
	}
	return nil, fmt.Errorf("no passphrase after %d attempts: %w", attempts, err)
}

// notChosen is why a passphrase was not chosen.
type notChosen struct{ error }

// askOnce asks for a passphrase.
func askOnce(ctx context.Context, cmd *cobra.Command) (string, error) {
	return Ask(ctx, cmd, "Passphrase: ")
}

// askTwice has a passphrase chosen, a strong one. Errors: notChosen, those of
// the terminal.
func askTwice(ctx context.Context, cmd *cobra.Command) (string, error) {
	key, err := Ask(ctx, cmd, "New passphrase: ")
	if err != nil || key == "" {
		return "", err
	}
	if err := vault.CheckPassphrase(key); err != nil {
		return "", notChosen{err}
	}
	again, err := Ask(ctx, cmd, "Once more: ")
	switch {
	case err != nil:
		return "", err
	case again != key:
		return "", notChosen{errors.New("that was another one")}
	}
	return key, nil
}

// Ask asks on the terminal for a line that it does not show, with a prompt: see
// CanAsk. When the context ends the terminal is as it was.
func Ask(ctx context.Context, cmd *cobra.Command, prompt string) (string, error) {
	in, out := cmd.InOrStdin().(*os.File).Fd(), cmd.ErrOrStderr()
	before, err := term.GetState(in)
	if err != nil {
		return "", fmt.Errorf("ask on the terminal: %w", err)
	}
	defer func() { _ = term.Restore(in, before) }()
	if err := output.Say(out, "%s", prompt); err != nil {
		return "", err
	}
	line, err := await(ctx, func() ([]byte, error) { return term.ReadPassword(in) })
	if sayErr := output.Say(out, "\n"); err == nil { // Enter was not shown either
		err = sayErr
	}
	if err != nil {
		return "", fmt.Errorf("ask on the terminal: %w", err)
	}
	return string(line), nil
}
