package main

import (
	"bytes"
	"context"
	_ "embed"
	"fmt"
	"io"
	"regexp"
	"strings"

	"github.com/spf13/cobra"

	"passbook/cmd/passbook/banks"
	"passbook/cmd/passbook/doctor"
	"passbook/cmd/passbook/earned"
	"passbook/cmd/passbook/exit"
	"passbook/cmd/passbook/figures"
	"passbook/cmd/passbook/logfile"
	"passbook/cmd/passbook/owed"
	"passbook/cmd/passbook/papers"
	"passbook/cmd/passbook/payments"
	"passbook/cmd/passbook/people"
	"passbook/cmd/passbook/secrets"
	"passbook/cmd/passbook/setup"
	"passbook/cmd/passbook/wealth"
	"passbook/cmd/passbook/webhooks"
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
  PLAID_SECRET                   Plaid's secret of the environment
  PLAID_SECRET_FILE              a file that holds it
  PASSBOOK_PASSPHRASE            opens the sealed file of PASSBOOK_VAULT=file
  PASSBOOK_PASSPHRASE_FILE       a file that holds it
  PASSBOOK_PASSPHRASE_COMMAND    a command for sh that prints it
  PASSBOOK_CONFIG                the file with the settings of passbook config
  NO_COLOR                       no colours
and one for every setting, such as PLAID_ENV and PLAID_CLIENT_ID: passbook
config --help names them.

The secret and the passphrase can also be systemd's credentials plaid_secret and
passphrase. Each is given in one way only. On a terminal passbook asks for a
passphrase that is not given.

Exit codes: 0 done, 1 failed, 2 used wrongly, 3 a bank needs you (passbook
repair), 4 keys, vault or configuration, 5 what was asked about is not so
(audit: the cache is not as the bank says; check balances: an account does not
add up; check funds: the amount cannot be paid; doctor: there is a problem;
secrets verify: a secret does not hold), 130 interrupted by a signal before it
was done. What runs until it is ended, such as passbook webhooks, ends with 0.`,
		Version:       version(),
		Args:          cobra.NoArgs,
		SilenceErrors: true,
		SilenceUsage:  true,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return withSession(cmd, func(ctx context.Context, ses *session) error { return open(ctx, cmd, ses) })
		},
	}
	root.PersistentFlags().String("data-dir", "", "`folder` of the cache (default: passbook, or passbook-sandbox, in the XDG data folder)")
	lookFlags(root)
	root.AddCommand(setup.Command(loadConfig, clock), newDemo(), newLink(), newRepair(), newRotate(), newUnlink(), newSync(), newAccounts(), newTransactions(),
		newAnnotate(), newUndo(), newHistory(), newCheck(), newConfig(), newBackup(), newRestore(), newPlaidsim(), newVersion(), secrets.New(withSecrets))
	root.AddCommand(figures.Commands(withFigures)...)
	root.AddCommand(banks.Commands(withBanks)...)
	root.AddCommand(papers.Commands(withOnline)...)
	root.AddCommand(people.Commands(withOnline, newAddProduct(), newEndProducts())...)
	root.AddCommand(logfile.Command(withLog), doctor.Command(withDoctor))
	root.AddCommand(wealth.Commands(withOnline)...)
	root.AddCommand(owed.Commands(withOnline)...)
	root.AddCommand(earned.Command(withOnline, newIncomeLink()))
	root.AddCommand(webhooks.New(withWebhooks))
	root.AddCommand(payments.Commands(withOnline)...)
	root.SetHelpCommand(newHelp(root))
	root.InitDefaultHelpCmd()
	root.InitDefaultCompletionCmd()
	complete(root)
	markRuns(root)
	root.SetHelpFunc(within(80, root.HelpFunc()))
	return root
}

// within gives a help whose flags fit into lines of so many cells.
func within(width int, help func(*cobra.Command, []string)) func(*cobra.Command, []string) {
	return func(cmd *cobra.Command, args []string) {
		out := cmd.OutOrStdout()
		var b bytes.Buffer
		cmd.SetOut(&b)
		help(cmd, args)
		cmd.SetOut(out)
		words := b.String()
		own, shared := cmd.LocalFlags(), cmd.InheritedFlags()
		words = strings.Replace(words, strings.TrimSpace(own.FlagUsages()), strings.TrimSpace(own.FlagUsagesWrapped(width)), 1)
		words = strings.Replace(words, strings.TrimSpace(shared.FlagUsages()), strings.TrimSpace(shared.FlagUsagesWrapped(width)), 1)
		_, _ = io.WriteString(out, words) // nobody reads it
	}
}

// markRuns marks the errors of a command that ran: every other one is a command
// used wrongly, and says how it is used.
func markRuns(cmd *cobra.Command) {
	check := cmd.Args
	if check == nil && cmd.HasSubCommands() {
		check = cobra.NoArgs
	}
	if check != nil {
		cmd.Args = func(cmd *cobra.Command, args []string) error {
			if check(cmd, args) == nil {
				return nil
			}
			return usedAs(cmd, args)
		}
	}
	run := cmd.RunE
	if run == nil && cmd.HasSubCommands() {
		run = func(cmd *cobra.Command, _ []string) error { return cmd.Help() }
	}
	if run != nil {
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

// usedAs says how a command is used that got the wrong arguments.
func usedAs(cmd *cobra.Command, args []string) error {
	if !cmd.HasSubCommands() {
		return fmt.Errorf("use it as: %s", strings.TrimSuffix(cmd.UseLine(), " [flags]"))
	}
	cmd.SuggestionsMinimumDistance = 2
	hint := ""
	if near := cmd.SuggestionsFor(args[0]); len(near) > 0 {
		hint = "; did you mean " + strings.Join(near, " or ") + "?"
	}
	return fmt.Errorf("there is no command %s %s%s (%s --help lists all)", cmd.CommandPath(), args[0], hint, cmd.CommandPath())
}

// flagGroup matches cobra's words about flags that exclude each other or of which
// one is needed.
var flagGroup = regexp.MustCompile(`^(if any|at least one of the) flags in the group \[(.+?)\]`)

// usedFlags says the same in passbook's words.
func usedFlags(err error) error {
	found := flagGroup.FindStringSubmatch(err.Error())
	if found == nil {
		return err
	}
	names := "--" + strings.Join(strings.Fields(found[2]), ", --")
	if found[1] == "if any" {
		return fmt.Errorf("only one of %s can be given", names)
	}
	return fmt.Errorf("one of %s is needed", names)
}

// queryHelp is what passbook help query prints: docs/query.md, which make docs
// writes from it.
//
//go:embed query.md
var queryHelp string

func newHelp(root *cobra.Command) *cobra.Command {
	return &cobra.Command{
		Use:   "help [COMMAND | query]",
		Short: "Print what a command does, or what a query asks for",
		RunE: func(help *cobra.Command, args []string) error {
			if len(args) == 1 && args[0] == "query" {
				_, err := io.WriteString(help.OutOrStdout(), queryHelp)
				return err
			}
			cmd, rest, err := root.Find(args)
			if err != nil || len(rest) > 0 {
				return exit.Wrongly(usedAs(cmd, append(rest, args...)))
			}
			return cmd.Help()
		},
	}
}
