package earned

import (
	"context"
	"errors"

	"github.com/spf13/cobra"

	"passbook/cmd/passbook/exit"
	"passbook/cmd/passbook/online"
	"passbook/cmd/passbook/output"
	"passbook/plaidsvc/products"
)

// Command gives passbook income. link, below it, is the caller's: it goes through
// Link.
func Command(with online.With, link *cobra.Command) *cobra.Command {
	var fetch, years, stubs bool
	cmd := &cobra.Command{
		Use:   "income",
		Short: "Print where your income comes from, and what it makes a year",
		Long: `Print where income comes from, as Plaid reads it from the accounts of a bank:
how often each source pays and what it brought; with --years what a calendar
year brought, with --stubs the pay stubs that employers sent.

income link shows Plaid a bank or an employer for this: a consent of its own,
beside the banks of passbook link. --fetch asks Plaid for what it found;
otherwise what is cached is printed. Plaid bills income once for each bank or
employer that is linked for it, and under some contracts each time that it is
asked for. income end takes all of it back.

--json and --csv print the fields
  ` + output.FieldList(sourceFields) + `
of a source in a currency, where category and frequency are as Plaid has them.
With --years they are
  ` + output.FieldList(yearFields) + `
where from is bank (amount is what came, and count of how many sources) or
payroll (amount is the net pay, count of how many pay stubs, and stated what the
last one of each employer says of the year: another figure where some are not
here). These are not to be added up: a salary is in both. With --stubs they are
  ` + output.FieldList(stubFields) + `
where year_gross and year_net are since January.`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if years && stubs {
				return exit.Wrongly(errors.New("--years and --stubs are two tables: choose one"))
			}
			return with(cmd, func(ctx context.Context, s online.Session) error {
				if fetch {
					if err := fetchIncome(ctx, cmd, s); err != nil {
						return err
					}
				}
				switch {
				case years:
					return printYears(ctx, cmd, s)
				case stubs:
					return printStubs(ctx, cmd, s)
				}
				return printSources(ctx, cmd, s)
			})
		},
	}
	output.Flags(cmd)
	cmd.Flags().BoolVar(&fetch, "fetch", false, "ask Plaid first, which may bill it")
	cmd.Flags().BoolVar(&years, "years", false, "what each calendar year brought")
	cmd.Flags().BoolVar(&stubs, "stubs", false, "the pay stubs")
	cmd.AddCommand(link, newEnd(with))
	return cmd
}

// fetchIncome asks Plaid, and says on stderr what it bills.
func fetchIncome(ctx context.Context, cmd *cobra.Command, s online.Session) error {
	svc, err := s.Service()
	if err != nil {
		return err
	}
	if err := output.Say(cmd.ErrOrStderr(), "passbook: asking Plaid for your income. %s\n", products.IncomeBilling); err != nil {
		return err
	}
	return svc.Products().FetchIncome(ctx)
}

func newEnd(with online.With) *cobra.Command {
	var yes bool
	cmd := &cobra.Command{
		Use:   "end",
		Short: "Take back what you linked for income",
		Long: `End at Plaid what was linked for income, every bank and employer of it, and drop
what is cached of income. The banks of passbook link stay as they are.

On a terminal passbook asks first; elsewhere it wants --yes.`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return with(cmd, func(ctx context.Context, s online.Session) error {
				if !yes {
					if !output.IsTerminal(cmd.InOrStdin()) || !output.IsTerminal(cmd.OutOrStdout()) {
						return exit.Wrongly(errors.New("it cannot be had back: add --yes"))
					}
					if err := output.Confirm(ctx, cmd, "Type y to end what was linked for income"); err != nil {
						return err
					}
				}
				svc, err := s.Service()
				if err != nil {
					return err
				}
				ended, err := svc.Products().EndIncome(ctx)
				if err != nil {
					return err
				}
				if !ended {
					return output.Say(cmd.OutOrStdout(), "Nothing was linked for income.\n")
				}
				return output.Say(cmd.OutOrStdout(), "What was linked for income has ended at Plaid, and left the cache.\n")
			})
		},
	}
	cmd.Flags().BoolVar(&yes, "yes", false, "do not ask")
	return cmd
}
