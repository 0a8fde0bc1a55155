package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"passbook/cmd/passbook/choose"
	"passbook/cmd/passbook/exit"
	"passbook/cmd/passbook/output"
	"passbook/plaidsvc"
	"passbook/plaidsvc/products"
	"passbook/storage/ledger"
	"passbook/tui/text"
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

// addable are the products that a login can be given consent for in update mode.
// Income is a person's, and no login's.
var addable = []string{"assets", "auth", "identity", "investments", "liabilities", "signal", "statements", "transactions"}

// newAddProduct makes the command of passbook products that gives a login consent
// for a product.
func newAddProduct() *cobra.Command {
	var o plaidsvc.LinkOptions
	cmd := &cobra.Command{
		Use:   "add NAME BANK",
		Short: "Give consent for a product at a bank",
		Long: `Give consent for one of Plaid's products at a bank that was linked without it:
  ` + output.FieldList(addable) + `.
You sign in at the bank once more, in Link; the login and its token stay. Plaid
bills nothing before the product is asked for.`,
		Args:      cobra.ExactArgs(2),
		ValidArgs: addable,
	}
	method := browserFlags(cmd, &o)
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		if err := readLinkMethod(&o, *method); err != nil {
			return err
		}
		if !slices.Contains(addable, args[0]) {
			return exit.Wrongly(fmt.Errorf("consent can be added for %s, and not for %q", strings.Join(addable, ", "), text.Clean(args[0])))
		}
		return withService(cmd, func(ctx context.Context, ses *session, svc *plaidsvc.Service) error {
			items, err := ses.db.Items(ctx)
			if err != nil {
				return err
			}
			it, err := choose.Item(items, args[1])
			if err != nil {
				return err
			}
			return addProduct(ctx, cmd, svc, it, args[0], o)
		})
	}
	return cmd
}

// addProduct takes the person through Link, and says what came of it.
func addProduct(ctx context.Context, cmd *cobra.Command, svc *plaidsvc.Service, it ledger.Item, product string, o plaidsvc.LinkOptions) error {
	o.Consent = []string{product}
	progress, stop := followLink(cmd)
	_, err := svc.Repair(ctx, it.ID, o, progress)
	stop()
	if err != nil {
		return err
	}
	list, err := svc.Products().Upkeep(ctx, it)
	if err != nil {
		return err
	}
	if !slices.ContainsFunc(list, func(u products.Upkeep) bool { return u.Product == product && (u.Consented || u.InUse) }) {
		return exit.Unmet(fmt.Errorf("%s does not say that you allowed %s: the bank may not have it (passbook products)", text.Clean(it.Institution), product))
	}
	return output.Say(cmd.OutOrStdout(), "%s: you allowed %s. Plaid bills nothing for it before it is asked for.\n", it.Institution, product)
}
