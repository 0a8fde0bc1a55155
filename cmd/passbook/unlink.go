package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"passbook/cmd/passbook/choose"
	"passbook/cmd/passbook/exit"
	"passbook/cmd/passbook/output"
	"passbook/storage/ledger"
	"passbook/tui/text"
)

func newUnlink() *cobra.Command {
	var yes, dryRun bool
	var how leaving
	cmd := &cobra.Command{
		Use:   "unlink BANK",
		Short: "Remove a bank: at Plaid, from the vault and from the cache",
		Long: `Remove a bank: end its login at Plaid, then remove its token, its accounts, its
transactions and what you wrote on them. Plaid cannot take this back, and on a
Trial plan the slot does not come back.

--archive ends the login and keeps the rest: the accounts count until today and
no longer, transactions and notes stay, and the bank goes on with them when it
is linked again. It is what to do with a bank that is closed or whose permission
was withdrawn. An archived bank is removed by another passbook unlink.

BANK is the bank's name, the beginning of it, or its item_id of passbook
accounts --json. On a terminal passbook asks first; elsewhere it wants --yes.
The cache as it was is kept beside it as passbook.db.before-unlink, with a
number where that is taken.

Where Plaid does not confirm that the login ended, nothing is removed. --forget
removes the bank from passbook without asking Plaid, where the login stays open.`,
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return withSession(cmd, func(ctx context.Context, ses *session) error {
				it, err := itemThatGoes(ctx, ses, args[0], how)
				if err != nil {
					return err
				}
				return letGo(ctx, cmd, ses, it, how, yes, dryRun)
			})
		},
	}
	f := cmd.Flags()
	f.BoolVar(&yes, "yes", false, "do not ask")
	f.BoolVar(&dryRun, "dry-run", false, "only print what would go")
	f.BoolVar(&how.archive, "archive", false, "end the login and keep accounts, transactions and notes")
	f.BoolVar(&how.forget, "forget", false, "remove it from passbook alone; at Plaid the login stays open")
	cmd.MarkFlagsMutuallyExclusive("archive", "forget")
	return cmd
}

// leaving says how a bank goes: it is unlinked unless one of these is set. Where
// its products end, it is archived too.
type leaving struct{ archive, forget, products bool }

func (l leaving) verb() string {
	switch {
	case l.products:
		return "end the products of"
	case l.archive:
		return "archive"
	}
	return "unlink"
}

// itemThatGoes finds the Item that is named, also an archived one.
func itemThatGoes(ctx context.Context, ses *session, name string, how leaving) (ledger.Item, error) {
	items, err := ses.db.Items(ctx)
	if err != nil {
		return ledger.Item{}, err
	}
	archived, err := ses.db.Archived(ctx)
	if err != nil {
		return ledger.Item{}, err
	}
	it, err := choose.Item(append(items, archived...), name)
	if err == nil && how.archive && !it.ArchivedAt.IsZero() {
		err = exit.Wrongly(fmt.Errorf("%s is archived already", text.Clean(it.Institution)))
	}
	return it, err
}

// letGo says what goes with a bank, asks, and lets it go.
func letGo(ctx context.Context, cmd *cobra.Command, ses *session, it ledger.Item, how leaving, yes, dryRun bool) error {
	switch {
	case dryRun:
		return describeUnlink(ctx, cmd.OutOrStdout(), ses, it, how)
	case yes:
	case !interactive(cmd):
		return exit.Wrongly(errors.New("the login cannot be had back: add --yes, or --dry-run to see what goes"))
	default:
		if err := describeUnlink(ctx, cmd.OutOrStdout(), ses, it, how); err != nil {
			return err
		}
		if err := output.Confirm(ctx, cmd, "Type y to "+how.verb()+" it"); err != nil {
			return err
		}
	}
	return unlink(ctx, cmd, ses, it, how)
}

func unlink(ctx context.Context, cmd *cobra.Command, ses *session, it ledger.Item, how leaving) error {
	out := cmd.OutOrStdout()
	svc, err := ses.online(ctx, cmd)
	if err != nil {
		return err
	}
	if how.products {
		if err := svc.EndProducts(ctx, it.ID); err != nil {
			return err
		}
		return output.Say(out, "%s: every product of its login has ended at Plaid, and the login with them. "+
			"Its accounts count until today, and its transactions and notes stay.\n", it.Institution)
	}
	if how.archive {
		if err := svc.Archive(ctx, it.ID); err != nil {
			return err
		}
		return output.Say(out, "%s is archived: its login has ended, its accounts count until today, and its transactions and notes stay.\n", it.Institution)
	}
	if how.forget {
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
func describeUnlink(ctx context.Context, out io.Writer, ses *session, it ledger.Item, how leaving) error {
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
	does, atPlaid := "Unlinking %s removes", "Its login at Plaid ends for good; on a Trial plan the slot does not come back."
	switch {
	case how.products:
		does = "Ending the products of %s ends its login too, and keeps, counted until today,"
		atPlaid = "Plaid ends and bills no longer: " + cmp.Or(strings.Join(it.BilledProducts, ", "), "nothing so far") + ". " + atPlaid
	case how.archive:
		does = "Archiving %s keeps, counted until today,"
	case how.forget:
		atPlaid = "Plaid is not asked: the login stays open there."
	case !it.ArchivedAt.IsZero():
		atPlaid = "Its login at Plaid ended when it was archived."
	}
	if err := output.Say(out, does+"\n  %d accounts:", it.Institution, len(accounts)); err != nil {
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

// newEndProducts makes the command of passbook products that ends all of them.
func newEndProducts() *cobra.Command {
	var yes, dryRun, user bool
	cmd := &cobra.Command{
		Use:   "end [BANK]",
		Short: "End all products of a bank's login, and the login",
		Long: `End all products of a bank's login at Plaid, by /item/products/terminate, and
with them the login. Here it is what passbook unlink --archive is: the accounts
count until today, transactions and notes stay, and the bank goes on with them
when it is linked again. Plaid bills the login no longer.

--user ends Plaid's user instead, whom your logins were noted for, with
whatever logins of yours Plaid still has noted and passbook does not know. It
is what to do when every bank has gone, and refuses while one is linked.

On a terminal passbook asks first; elsewhere it wants --yes.`,
		Args: cobra.MatchAll(cobra.MaximumNArgs(1), func(_ *cobra.Command, args []string) error {
			if user == (len(args) == 1) {
				return errors.New("end takes a bank, or --user")
			}
			return nil
		}),
		RunE: func(cmd *cobra.Command, args []string) error {
			return withSession(cmd, func(ctx context.Context, ses *session) error {
				if user {
					return endUser(ctx, cmd, ses, yes, dryRun)
				}
				how := leaving{archive: true, products: true}
				it, err := itemThatGoes(ctx, ses, args[0], how)
				if err != nil {
					return err
				}
				return letGo(ctx, cmd, ses, it, how, yes, dryRun)
			})
		},
	}
	f := cmd.Flags()
	f.BoolVar(&yes, "yes", false, "do not ask")
	f.BoolVar(&dryRun, "dry-run", false, "only print what would end")
	f.BoolVar(&user, "user", false, "end Plaid's user, once no bank is linked")
	return cmd
}

// endUser ends Plaid's user.
func endUser(ctx context.Context, cmd *cobra.Command, ses *session, yes, dryRun bool) error {
	out := cmd.OutOrStdout()
	if err := output.Say(out, "Plaid's user is whom your logins were noted for. It ends with all that Plaid has noted for it, and so does the one of your income, whose figures leave the cache; the rest of the cache stays as it is.\n"); err != nil || dryRun {
		return err
	}
	if !yes {
		if !interactive(cmd) {
			return exit.Wrongly(errors.New("the user cannot be had back: add --yes"))
		}
		if err := output.Confirm(ctx, cmd, "Type y to end it"); err != nil {
			return err
		}
	}
	svc, err := ses.online(ctx, cmd)
	if err != nil {
		return err
	}
	removed, err := svc.RemoveUser(ctx)
	if err != nil {
		return err
	}
	if !removed {
		return output.Say(out, "Plaid has no user of yours.\n")
	}
	return output.Say(out, "Plaid's user has ended.\n")
}
