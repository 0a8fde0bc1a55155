package secrets

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"os"
	"slices"
	"time"

	"github.com/spf13/cobra"

	"passbook/cmd/passbook/exit"
	"passbook/cmd/passbook/output"
	"passbook/plaidsvc/vault"
	"passbook/tui/format"
)

// othersFor is how long a move waits for other passbooks to end.
const othersFor = 10 * time.Second

// vaultVariable goes before the setting that a move writes.
const vaultVariable = "PASSBOOK_VAULT"

func newMove(with With) *cobra.Command {
	var to string
	cmd := &cobra.Command{
		Use:   "move --to keyring|file",
		Short: "Move every secret to the keyring or to the sealed file",
		Long: `Move every secret to the keyring or to the sealed file, and have passbook use
that from then on: the setting vault is written.

Both vaults are opened first. Every secret is copied, read back and compared
before the setting changes, and only then the old ones are deleted. So a move
that is cut off at any instant leaves the vault in use whole; run it again to
finish it. It waits some seconds for other passbooks that use the secrets, and
then refuses: leave the dashboard first.

A secret that both vaults have and that differs stays as it is in the vault in
use. Where that is the one moved to, the other one stays where it is.`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if to != Keyring && to != File {
				return exit.Wrongly(errors.New("--to is keyring or file"))
			}
			if said := os.Getenv(vaultVariable); said != "" && said != to {
				return exit.Wrongly(fmt.Errorf("%s=%s goes before the setting that a move writes: set it to %s and run the command again", vaultVariable, said, to))
			}
			return with(cmd, func(ctx context.Context, s Session) error { return moveAll(ctx, cmd, s, to) })
		},
	}
	cmd.Flags().StringVar(&to, "to", "", "keyring or file")
	_ = cmd.RegisterFlagCompletionFunc("to", cobra.FixedCompletions([]string{Keyring, File}, cobra.ShellCompDirectiveNoFileComp))
	return cmd
}

// moveAll opens both vaults while no other passbook uses them, and moves.
func moveAll(ctx context.Context, cmd *cobra.Command, s Session, to string) error {
	release, err := alone(ctx, cmd, s)
	if err != nil {
		return err
	}
	defer release()
	if to == Keyring && !sealedIsThere(s) {
		if err := s.Use(to); err != nil {
			return err
		}
		return output.Say(cmd.OutOrStdout(), "There is no sealed file: nothing was moved, and the keyring is in use.\n")
	}
	target, err := openVault(ctx, cmd, to, s.Dir, s.Env)
	if err == nil {
		err = target.Ready(ctx)
	}
	var source vault.Vault
	if err == nil {
		source, err = openVault(ctx, cmd, other(to), s.Dir, s.Env)
	}
	if err != nil {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		return exit.Misconfigured(err)
	}
	inUse, err := s.Kind()
	if err != nil {
		return err
	}
	m := moving{from: source, to: target, authority: inUse == to, use: func() error { return s.Use(to) }}
	moved, left, err := m.run(ctx)
	if err != nil {
		return fmt.Errorf("move the secrets: %w", err)
	}
	if left > 0 {
		if err := output.Say(cmd.ErrOrStderr(), "passbook: %s in %s differ from those in use and stay there\n",
			format.Count(left, "secret", "secrets"), source.Where()); err != nil {
			return err
		}
	}
	return output.Say(cmd.OutOrStdout(), "%s moved to %s, which is in use from now on.\n",
		format.Count(moved, "secret", "secrets"), target.Where())
}

// alone waits until no other passbook uses the secrets.
func alone(ctx context.Context, cmd *cobra.Command, s Session) (release func(), err error) {
	soon, cancel := context.WithTimeout(ctx, 500*time.Millisecond)
	release, got, err := vault.Alone(soon, s.Dir, s.Env)
	cancel()
	if err == nil && !got {
		if err := output.Say(cmd.ErrOrStderr(), "passbook: waiting for another passbook that uses the secrets: leave the dashboard\n"); err != nil {
			return nil, err
		}
		soon, cancel := context.WithTimeout(ctx, othersFor)
		release, got, err = vault.Alone(soon, s.Dir, s.Env)
		cancel()
	}
	switch {
	case ctx.Err() != nil:
		return nil, ctx.Err()
	case err != nil:
		return nil, fmt.Errorf("lock the secrets: %w", err)
	case !got:
		return nil, errors.New("another passbook uses the secrets, such as a dashboard or a sync: end it and run the command again; nothing was moved")
	}
	return release, nil
}

// moving moves every secret from one vault to another.
type moving struct {
	from, to  vault.Vault
	authority bool         // to is in use already: what it holds is right where the two differ
	use       func() error // has to be the vault in use
}

// run copies every secret, reads the copies back, switches, and deletes. At every
// instant the vault in use has them all. left is how many stay where they are.
func (m moving) run(ctx context.Context) (moved, left int, err error) {
	old, err := vault.All(ctx, m.from)
	if err != nil {
		return 0, 0, err
	}
	has, err := vault.All(ctx, m.to)
	if err != nil {
		return 0, 0, err
	}
	done := map[string]string{}  // will be in to as they are in from
	lacks := map[string]string{} // of those, to does not have
	for name, secret := range old {
		there, ok := has[name]
		switch {
		case ok && there != secret && m.authority:
			left++
			continue
		case there != secret:
			lacks[name] = secret
		}
		done[name] = secret
	}
	if len(lacks) > 0 {
		if err := vault.Put(ctx, m.to, lacks); err != nil {
			return 0, 0, err
		}
	}
	written, err := vault.All(ctx, vault.Anew(m.to))
	if err != nil {
		return 0, 0, err
	}
	for name, secret := range done {
		if written[name] != secret {
			return 0, 0, fmt.Errorf("%s does not give back what was written into it: nothing was deleted", m.to.Where())
		}
	}
	if err := m.use(); err != nil {
		return 0, 0, err
	}
	gone := slices.Collect(maps.Keys(done))
	listed, err := m.from.Items(ctx)
	for _, name := range listed {
		if _, has := old[name]; !has { // a crash left its id behind
			gone = append(gone, name)
		}
	}
	return len(done), left, errors.Join(err, vault.Drop(ctx, m.from, gone))
}
