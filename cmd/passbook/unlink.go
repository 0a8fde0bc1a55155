package main

import (
	"bufio"
	"context"
	"errors"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"passbook/cmd/passbook/output"
	"passbook/storage/ledger"
)

func newUnlink() *cobra.Command {
	var yes, dryRun, forget bool
	cmd := &cobra.Command{
		Use:   "unlink BANK",
		Short: "Remove a bank: at Plaid, from the vault and from the cache",
		Long: `Remove a bank: end its login at Plaid, then remove its token, its accounts, its
transactions and what you wrote on them. Plaid cannot take this back, and on a
Trial plan the slot does not come back.

BANK is the bank's name, the beginning of it, or its item_id of passbook
accounts --json. On a terminal passbook asks first; elsewhere it wants --yes.
The cache as it was is kept beside it as passbook.db.before-unlink, with a
number where that is taken.

Where Plaid does not confirm that the login ended, nothing is removed. --forget
removes the bank from passbook without asking Plaid, where the login stays open.`,
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return withSession(cmd, func(ctx context.Context, ses *session) error {
				items, err := ses.db.Items(ctx)
				if err != nil {
					return err
				}
				it, err := chooseItem(items, args[0])
				if err != nil {
					return err
				}
				switch {
				case dryRun:
					return describeUnlink(ctx, cmd.OutOrStdout(), ses, it, forget)
				case yes:
				case !interactive(cmd):
					return usageError{errors.New("unlinking cannot be taken back: add --yes, or --dry-run to see what goes")}
				default:
					if err := describeUnlink(ctx, cmd.OutOrStdout(), ses, it, forget); err != nil {
						return err
					}
					if err := confirm(ctx, cmd, "Type y to unlink it"); err != nil {
						return err
					}
				}
				return unlink(ctx, cmd, ses, it, forget)
			})
		},
	}
	f := cmd.Flags()
	f.BoolVar(&yes, "yes", false, "do not ask")
	f.BoolVar(&dryRun, "dry-run", false, "only print what would go")
	f.BoolVar(&forget, "forget", false, "remove it from passbook alone; at Plaid the login stays open")
	return cmd
}

func unlink(ctx context.Context, cmd *cobra.Command, ses *session, it ledger.Item, forget bool) error {
	out := cmd.OutOrStdout()
	svc, err := ses.online(ctx, cmd)
	if err != nil {
		return err
	}
	if forget {
		if err := svc.Forget(ctx, it.ID); err != nil {
			return err
		}
		return output.Say(out, "%s is removed from passbook alone. At Plaid its login stays open and may be billed: "+
			"end it at my.plaid.com, or give Plaid's support the Item id %s.\n", it.Institution, it.ID)
	}
	if err := svc.Unlink(ctx, it.ID); err != nil {
		return err
	}
	return output.Say(out, "%s is removed. The cache as it was is kept in %s as passbook.db.before-unlink, with a number where that was taken.\n", it.Institution, ses.dataDir)
}

// describeUnlink says what goes with a bank.
func describeUnlink(ctx context.Context, out io.Writer, ses *session, it ledger.Item, forget bool) error {
	all, err := ses.db.Accounts(ctx)
	if err != nil {
		return err
	}
	var accounts []string
	for _, a := range all {
		if a.ItemID == it.ID {
			accounts = append(accounts, output.AccountTitle(a.Name, a.Mask))
		}
	}
	rows, err := ses.db.Summarize(ctx, ledger.Filter{ItemID: it.ID})
	if err != nil {
		return err
	}
	annotated, err := ses.db.Annotated(ctx, it.ID)
	if err != nil {
		return err
	}
	atPlaid := "Its login at Plaid ends for good; on a Trial plan the slot does not come back."
	if forget {
		atPlaid = "Plaid is not asked: the login stays open there."
	}
	if err := output.Say(out, "Unlinking %s removes\n  %d accounts:", it.Institution, len(accounts)); err != nil {
		return err
	}
	before := " "
	for _, account := range accounts {
		if err := output.Say(out, before+"%s", account); err != nil {
			return err
		}
		before = ", "
	}
	return output.Say(out, `
  %d transactions
  what you wrote on %d of them: notes, tags, categories, hiding
%s
`, rows.Count, annotated, atPlaid)
}

// confirm asks for a y on the terminal. Anything else is an error, and so is
// Ctrl-C, which a read would not notice.
func confirm(ctx context.Context, cmd *cobra.Command, question string) error {
	if err := output.Say(cmd.OutOrStdout(), "%s: ", question); err != nil {
		return err
	}
	answer := make(chan string, 1)
	go func() {
		line, _ := bufio.NewReader(cmd.InOrStdin()).ReadString('\n') // an end of input is no y
		answer <- strings.ToLower(strings.TrimSpace(line))
	}()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case a := <-answer:
		if a == "y" || a == "yes" {
			return nil
		}
	}
	return errors.New("not confirmed; nothing was unlinked")
}
