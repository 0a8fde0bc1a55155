package people

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"passbook/cmd/passbook/choose"
	"passbook/cmd/passbook/exit"
	"passbook/cmd/passbook/online"
	"passbook/cmd/passbook/output"
	"passbook/plaidsvc/products"
	"passbook/storage/kept"
	"passbook/storage/ledger"
	"passbook/tui/text"
)

// productFields are the documented fields of passbook products.
var productFields = []string{"item_id", "institution", "product", "in_use", "billed", "available", "consented", "kept", "charge"}

var productColumns = []output.Column{
	{Title: "Institution"},
	{Title: "Product"},
	{Title: "State", Whole: true},
	{Title: "Consent", Whole: true},
	{Title: "By syncs", Whole: true},
	{Title: "Plaid bills", Whole: true},
}

func newProducts(with online.With) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "products [BANK]",
		Short: "Print what of Plaid's products each bank has and is billed for",
		Long: `Print which of Plaid's products each bank has in use and may have, which you
allowed, which syncs bring, and how Plaid bills each. Plaid is asked, which
costs nothing.

products keep NAME [BANK] has each sync that is due, at most one a day, bring
investments, liabilities or recurring; products drop NAME [BANK] ends that.
What was fetched stays. Plaid goes on billing by the month until the login
ends: it takes nothing away from a login that lives on.

--json and --csv print the fields
  ` + output.FieldList(productFields) + `
where charge is month (each login, for as long as it is linked), once (each
login), call (each question), or null for what passbook does not use; billed
says that Plaid billed it for this login, which it never says of what is billed
by the call.`,
		Args: cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return with(cmd, func(ctx context.Context, s online.Session) error { return printProducts(ctx, cmd, s, args) })
		},
	}
	output.Flags(cmd)
	cmd.AddCommand(newKeep(with, "keep", "Have syncs bring a product", true), newKeep(with, "drop", "Let syncs no longer bring a product", false))
	return cmd
}

func printProducts(ctx context.Context, cmd *cobra.Command, s online.Session, args []string) error {
	items, err := banks(ctx, s, args)
	if err != nil {
		return err
	}
	w := output.New(cmd, productFields, productColumns)
	failed := each(ctx, cmd, s, items, len(args) > 0, "its products, which costs nothing", func(p *products.Products, it ledger.Item) error {
		list, err := p.Upkeep(ctx, it)
		if err != nil {
			return err
		}
		for _, u := range list {
			if err := w.Row(
				[]any{it.ID, it.Institution, u.Product, u.InUse, u.Billed, u.Available, u.Consented, u.Kept, output.OrNull(string(u.Charge))},
				[]string{it.Institution, u.Product, u.State(), yes(u.Consented), yes(u.Kept), u.Charge.Words()},
			); err != nil {
				return err
			}
		}
		return nil
	})
	if err := w.End(); err != nil {
		return err
	}
	return failed
}

// banks are the Items that args name, or all.
func banks(ctx context.Context, s online.Session, args []string) ([]ledger.Item, error) {
	items, err := s.DB.Items(ctx)
	if err != nil || len(args) == 0 {
		return items, err
	}
	it, err := choose.Item(items, args[0])
	return []ledger.Item{it}, err
}

func yes(is bool) string {
	if is {
		return "yes"
	}
	return ""
}

func newKeep(with online.With, verb, short string, keep bool) *cobra.Command {
	names := make([]string, len(kept.Products))
	for i, p := range kept.Products {
		names[i] = string(p)
	}
	return &cobra.Command{
		Use:       verb + " NAME [BANK]",
		Short:     short,
		Long:      short + ":\n" + strings.Join(names, ", ") + ".\nWithout BANK it is of every bank.",
		Args:      cobra.RangeArgs(1, 2),
		ValidArgs: names,
		RunE: func(cmd *cobra.Command, args []string) error {
			if !slices.Contains(names, args[0]) {
				return exit.Wrongly(fmt.Errorf("syncs bring %s, and not %q", strings.Join(names, ", "), text.Clean(args[0])))
			}
			return with(cmd, func(ctx context.Context, s online.Session) error {
				items, err := banks(ctx, s, args[1:])
				if err == nil && len(items) == 0 {
					err = errors.New("no bank is linked yet: passbook link links one")
				}
				if err != nil {
					return err
				}
				for _, it := range items {
					if err := kept.Keep(ctx, s.DB, it.ID, kept.Product(args[0]), keep); err != nil {
						return err
					}
					words := "%s: syncs bring %s, at most once a day. Plaid bills it by the month where the bank has it.\n"
					if !keep {
						words = "%s: syncs no longer bring %s. What was fetched stays, and Plaid bills it by the month until the login ends.\n"
					}
					if err := output.Say(cmd.OutOrStdout(), words, it.Institution, args[0]); err != nil {
						return err
					}
				}
				return nil
			})
		},
	}
}
