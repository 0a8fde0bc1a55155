package figures

import (
	"context"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"passbook/cmd/passbook/output"
	"passbook/storage/ledger"
)

// cashflowFields are the documented fields of passbook cashflow.
var cashflowFields = []string{"month", "currency", "income", "spending", "kept", "moved", "pending_in", "pending_out"}

// cashflowColumns are 80 cells wide with what most months have.
var cashflowColumns = []output.Column{
	{Title: "Month", Whole: true},
	{Title: "Income", Right: true},
	{Title: "Spending", Right: true},
	{Title: "Kept", Right: true},
	{Title: "Moved", Right: true},
	{Title: "Cur"},
	{Title: "Pending"}, // of the newest months
}

func newCashflow(with With) *cobra.Command {
	months := count(12)
	cmd := &cobra.Command{
		Use:   "cashflow",
		Short: "Print income, spending and what was kept, month by month",
		Long: `Print income, spending and what was kept of it, month by month up to this one,
in every currency.

--json and --csv print the fields
  ` + output.FieldList(cashflowFields) + `
where money out is negative, so that income and spending add up to kept; moved
is what went to accounts that are not linked (negative) or came from them, and
pending_in and pending_out are what pending transactions would add. passbook
explain kept shows the transactions of a month.`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return with(cmd, func(ctx context.Context, c Cache) error { return printCashflow(ctx, cmd, c, int(months)) })
		},
	}
	output.Flags(cmd)
	cmd.Flags().Var(&months, "months", "this month and those before it, `N` in all")
	_ = cmd.RegisterFlagCompletionFunc("months", cobra.NoFileCompletions)
	return cmd
}

func printCashflow(ctx context.Context, cmd *cobra.Command, c Cache, months int) error {
	last := c.DB.Settings().MonthOf(c.Today)
	all, err := c.monthly(ctx, last.Add(1-months), last)
	if err != nil {
		return err
	}
	w := output.New(cmd, cashflowFields, cashflowColumns)
	for i := range all {
		f := &all[i]
		record, cells := []any{monthText(f.Month), f.Currency}, []string{monthText(f.Month)}
		for _, minor := range []int64{f.Income, -f.Spent, f.Kept(), f.Moved.Net()} {
			text, cell := amount(minor, f.Currency)
			record, cells = append(record, text), append(cells, cell)
		}
		in, _ := amount(f.PendingIncome, f.Currency)
		out, _ := amount(-f.PendingSpent, f.Currency)
		pending := inAndOut(f.PendingIncome, -f.PendingSpent, f.Currency)
		if err := w.Row(append(record, in, out), append(cells, f.Currency, strings.Join(pending, ", "))); err != nil {
			return err
		}
	}
	return end(cmd, w, len(all))
}

// monthly gives the figures of months in every currency: month by month, the home
// currency first, and the others in the months that they have rows in.
func (c Cache) monthly(ctx context.Context, first, last ledger.Month) ([]ledger.Figures, error) {
	whole, err := c.figures(ctx, c.DB.Settings().First(first), c.DB.Settings().Last(last))
	if err != nil {
		return nil, err
	}
	var all []ledger.Figures
	for i := range whole {
		months, err := c.DB.Figures(ctx, whole[i].Currency, first, last)
		if err != nil {
			return nil, err
		}
		for _, f := range months {
			if i == 0 || !isEmpty(&f) {
				all = append(all, f)
			}
		}
	}
	slices.SortStableFunc(all, func(a, b ledger.Figures) int { return int(a.Month - b.Month) })
	return all, nil
}

// isEmpty reports whether figures have no rows.
func isEmpty(f *ledger.Figures) bool {
	return len(f.Incomes) == 0 && len(f.Spends) == 0 &&
		!slices.ContainsFunc(besides(f), func(b beside) bool { return b.sum.Count > 0 })
}
