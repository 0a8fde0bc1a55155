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
investments, liabilities, recurring or statements (which there are; none is
downloaded); products drop NAME [BANK] ends that. What was fetched stays. Plaid
goes on billing by the month until the login ends: it takes nothing away from a
login that lives on.

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
	failed := each(ctx, cmd, s, items, question{what: "its products, which costs nothing", named: len(args) > 0, ask: func(p *products.Products, it ledger.Item) error {
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
	}})
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
				if keep {
					return keepProduct(ctx, cmd, s, kept.Product(args[0]), items)
				}
				return dropProduct(ctx, cmd, s, kept.Product(args[0]), items)
			})
		},
	}
}

// keepProduct has syncs bring a product of those Items that have accounts for it:
// no other is asked, since Plaid may bill the question.
func keepProduct(ctx context.Context, cmd *cobra.Command, s online.Session, product kept.Product, items []ledger.Item) error {
	fit, err := kept.Items(ctx, s.DB, product)
	if err != nil {
		return err
	}
	bills := "Plaid bills it by the month."
	if product == kept.Statements {
		bills = "Plaid bills for statements."
	}
	for _, it := range items {
		words := "%s: it has no account for %s, so it is not asked."
		if slices.ContainsFunc(fit, func(f ledger.Item) bool { return f.ID == it.ID }) {
			words = "%s: syncs bring %s, at most once a day. " + bills
			if err := kept.Keep(ctx, s.DB, it.ID, product, true); err != nil {
				return err
			}
		}
		if err := output.Say(cmd.OutOrStdout(), words+"\n", it.Institution, string(product)); err != nil {
			return err
		}
	}
	return nil
}

// dropProduct has syncs no longer bring a product, and says what Plaid goes on
// billing.
func dropProduct(ctx context.Context, cmd *cobra.Command, s online.Session, product kept.Product, items []ledger.Item) error {
	states, err := kept.States(ctx, s.DB)
	if err != nil {
		return err
	}
	for _, it := range items {
		var state kept.State
		if i := slices.IndexFunc(states, func(st kept.State) bool { return st.ItemID == it.ID && st.Product == product }); i >= 0 {
			state = states[i]
		}
		words := "%s: syncs do not bring %s."
		if state.Kept {
			words = "%s: syncs no longer bring %s."
			if err := kept.Keep(ctx, s.DB, it.ID, product, false); err != nil {
				return err
			}
		}
		if !state.FetchedAt.IsZero() && product != kept.Statements {
			words += " What was fetched stays, and Plaid bills it by the month until the login ends."
		}
		if err := output.Say(cmd.OutOrStdout(), words+"\n", it.Institution, string(product)); err != nil {
			return err
		}
	}
	return nil
}
