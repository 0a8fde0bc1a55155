package setup

import (
	"context"
	"errors"
	"time"

	"github.com/spf13/cobra"

	"passbook/cmd/passbook/config"
	"passbook/cmd/passbook/exit"
	"passbook/cmd/passbook/secrets"
	"passbook/plaidsvc/vault"
	"passbook/storage"
)

// Load gives the settings as the flags of a command, the environment and the
// person's file say them.
type Load func(*cobra.Command) (config.Values, error)

// Command gives passbook setup. now tells the time in the person's zone.
func Command(load Load, now func(context.Context) func() time.Time) *cobra.Command {
	var secretFromStdin, unproven bool
	cmd := &cobra.Command{
		Use:   "setup",
		Short: "Give passbook its Plaid keys",
		Long: `Give passbook its Plaid keys: which environment, your client_id, the secret of
the environment, and where secrets lie. dashboard.plaid.com has the keys under
Developers, Keys; those of Sandbox are free.

The keys are tried at Plaid by a call that costs nothing. Then the secret goes
into the vault, the rest into the file of passbook config, and no variable is
needed any more. On a terminal setup asks for what no flag and no variable says,
and Enter keeps what is there. Without one it takes what is said: the secret
from standard input with --secret-stdin, or from PLAID_SECRET_FILE or
PLAID_SECRET.

Each environment has a secret of its own, and setup for one leaves that of the
other where it is.`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) (err error) {
			values, err := load(cmd)
			if err != nil {
				return err
			}
			s := &setup{
				cmd: cmd, values: values, asks: secrets.CanAsk(cmd), fromStdin: secretFromStdin, unproven: unproven,
				now: now(cmd.Context()),
			}
			if s.fromStdin && s.asks {
				return exit.Wrongly(errors.New("--secret-stdin is for a secret from a pipe or a file: without it setup asks for one"))
			}
			defer func() { err = errors.Join(err, s.close()) }()
			return s.run(cmd.Context())
		},
	}
	f := cmd.Flags()
	f.String("environment", "", "sandbox or production")
	f.String("client-id", "", "your client_id at Plaid")
	f.String("base-url", "", "the `address` of another Plaid, such as that of passbook plaidsim")
	f.String("vault", "", "keyring or file")
	f.BoolVar(&secretFromStdin, "secret-stdin", false, "read the secret from standard input")
	f.BoolVar(&unproven, "unproven", false, "keep the keys without trying them at Plaid")
	return cmd
}

// setup is one run of the command.
type setup struct {
	cmd             *cobra.Command
	values          config.Values // what is said; answers go before
	asks            bool          // a person sits at the terminal
	fromStdin       bool
	unproven        bool
	now             func() time.Time
	env, client, in string // the environment, the client_id, the kind of vault
	secret          string
	newSecret       bool // secret is not in the vault yet
	vault           vault.Vault
	db              *storage.DB
}

// run asks, tries and keeps. Nothing is written before Plaid has taken the keys,
// but for an empty cache and an empty vault.
func (s *setup) run(ctx context.Context) error {
	if err := s.chooseEnvironment(ctx); err != nil {
		return err
	}
	for attempt := 1; ; attempt++ {
		err := s.keys(ctx, attempt > 1)
		if err == nil {
			err = s.try(ctx)
		}
		if err == nil {
			break
		}
		if !s.asks || attempt == attempts || !refused(err) {
			return err
		}
		if err := s.say(err.Error()); err != nil {
			return err
		}
	}
	return s.keep(ctx)
}

const attempts = 3 // at keys that Plaid refuses

// close closes what was opened.
func (s *setup) close() error {
	if s.db == nil {
		return nil
	}
	return s.db.Close()
}
