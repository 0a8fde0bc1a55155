package main

import (
	"context"
	"errors"
	"slices"

	"github.com/spf13/cobra"

	"passbook/cmd/passbook/choose"
	"passbook/plaidsvc"
	"passbook/storage/ledger"
)

func newRepair() *cobra.Command {
	var o plaidsvc.LinkOptions
	cmd := &cobra.Command{
		Use:   "repair [BANK]",
		Short: "Sign in again at a bank that asks for it",
		Long: `Sign in again at a bank that asks for it. A bank whose login Plaid no longer
knows is linked anew, and its accounts go on where they were.

--accounts shows the bank's list of accounts too, to share newly opened ones.`,
		Args: cobra.MaximumNArgs(1),
	}
	method := browserFlags(cmd, &o)
	cmd.Flags().BoolVar(&o.Accounts, "accounts", false, "choose accounts too, such as newly opened ones")
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		if err := readLinkMethod(&o, *method); err != nil {
			return err
		}
		return withService(cmd, func(ctx context.Context, ses *session, svc *plaidsvc.Service) error {
			recoverAll(ctx, cmd, svc) // it may be all that the bank needs
			items, err := ses.db.Items(ctx)
			if err != nil {
				return err
			}
			it, err := itemToRepair(items, args)
			if err != nil {
				return err
			}
			progress, stop := followLink(cmd)
			result, err := svc.Repair(ctx, it.ID, o, progress)
			stop()
			if err == nil && result.Pending != nil { // of a bank that is linked anew
				result, err = linkTwice(ctx, cmd, result.Pending, false)
			}
			if err != nil {
				return err
			}
			return afterLink(ctx, cmd, ses, svc, result)
		})
	}
	return cmd
}

// itemToRepair is the Item that args name, or else the only one that needs its
// owner.
func itemToRepair(items []ledger.Item, args []string) (ledger.Item, error) {
	if len(args) == 1 {
		return choose.Item(items, args[0])
	}
	found := slices.DeleteFunc(items, func(it ledger.Item) bool { return !it.Problem.NeedsPerson() })
	if len(found) == 0 {
		return ledger.Item{}, errors.New("no bank needs you; name one to sign in there all the same")
	}
	return choose.OneOf(found)
}
