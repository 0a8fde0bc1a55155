package main

import (
	"context"
	"runtime/debug"

	"github.com/spf13/cobra"

	"passbook/cmd/passbook/figures"
)

func newRoot() *cobra.Command {
	root := &cobra.Command{
		Use:   "passbook",
		Short: "All of your money in a terminal",
		Long: `All of your money in a terminal: every bank, card, loan and brokerage account,
every transaction, as of the last sync, with or without a network.

Without a command passbook opens the dashboard; without a terminal it prints
the overview.

Environment:
  PLAID_CLIENT_ID, PLAID_SECRET  your Plaid keys
  PLAID_SECRET_FILE              a file that holds the secret
  PLAID_ENV                      sandbox (the default) or production
  PLAID_BASE_URL                 another Plaid, such as passbook plaidsim
  PLAID_COUNTRIES                whose banks Link offers: US (the default), or a list such as US,CA
  PASSBOOK_CONFIG                the file with the settings of passbook config
  PASSBOOK_DATA_DIR              where the cache lies
  PASSBOOK_VAULT                 keyring (the default) or file: where access tokens lie
  PASSBOOK_PASSPHRASE            opens the sealed file of PASSBOOK_VAULT=file
  PASSBOOK_PASSPHRASE_FILE       a file that holds it
  PASSBOOK_PASSPHRASE_COMMAND    a command for sh that prints it
  NO_COLOR                       no colours
and one for every setting of passbook config, such as PASSBOOK_MONTH_START.

The secret and the passphrase can also be systemd's credentials plaid_secret and
passphrase. Each is given in one way only. On a terminal passbook asks for a
passphrase that is not given.

Exit codes: 0 done, 1 failed, 2 used wrongly, 3 a bank needs you (passbook
repair), 4 keys, vault or configuration, 130 interrupted.`,
		Version:           version(),
		Args:              cobra.NoArgs,
		SilenceErrors:     true,
		SilenceUsage:      true,
		CompletionOptions: cobra.CompletionOptions{HiddenDefaultCmd: true},
		RunE: func(cmd *cobra.Command, _ []string) error {
			return withSession(cmd, func(ctx context.Context, ses *session) error { return open(ctx, cmd, ses) })
		},
	}
	root.PersistentFlags().String("data-dir", "", "`folder` of the cache (default: passbook, or passbook-sandbox, in the XDG data folder)")
	root.AddCommand(newDemo(), newLink(), newRepair(), newUnlink(), newSync(), newAccounts(), newTransactions(),
		newAnnotate(), newUndo(), newHistory(), newCheck(), newConfig(), newBackup(), newRestore(), newPlaidsim())
	root.AddCommand(figures.Commands(withFigures)...)
	markRuns(root)
	return root
}

// markRuns marks the errors of a command that ran: every other one is cobra's
// word for a command used wrongly.
func markRuns(cmd *cobra.Command) {
	if run := cmd.RunE; run != nil {
		cmd.RunE = func(cmd *cobra.Command, args []string) error {
			if err := run(cmd, args); err != nil {
				return ranError{err}
			}
			return nil
		}
	}
	for _, c := range cmd.Commands() {
		markRuns(c)
	}
}

// version is the module's version, as far as the build knows it.
func version() string {
	if info, ok := debug.ReadBuildInfo(); ok && info.Main.Version != "" {
		return info.Main.Version
	}
	return "(devel)"
}
