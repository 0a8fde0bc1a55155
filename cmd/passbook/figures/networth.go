package figures

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"passbook/cmd/passbook/output"
	"passbook/storage/ledger"
	"passbook/tui/format"
	"passbook/tui/text"
)

// worthFields are the documented fields of passbook networth; accountWorthFields
// those that --accounts adds.
var (
	worthFields        = []string{"date", "currency", "net_worth", "assets", "debts", "observed"}
	accountWorthFields = []string{"account", "account_id", "balance"}
)

func newNetWorth(with With) *cobra.Command {
	var p period
	var by *choice
	var accounts bool
	cmd := &cobra.Command{
		Use:   "networth",
		Short: "Print net worth day by day",
		Long: `Print net worth day by day: of all that is known, or between two days, in every
currency. With --by week or month it is that of the last day of each.

--json and --csv print the fields
  ` + output.FieldList(worthFields) + `
where debts are negative, net_worth is assets and debts together, and observed
tells whether every balance in it is one that a bank gave; otherwise one at
least is worked back from transactions. With --accounts there is a row for each
day and account, which has also
  ` + output.FieldList(accountWorthFields) + `
beside the day's totals.`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return with(cmd, func(ctx context.Context, c Cache) error {
				return printNetWorth(ctx, cmd, c, &p, by.word, accounts)
			})
		},
	}
	output.Flags(cmd)
	addDays(cmd, &p)
	by = addChoice(cmd, "by", "a row for each `day`, week or month", "day", "week", "month")
	cmd.Flags().BoolVar(&accounts, "accounts", false, "a row for each account")
	return cmd
}

func printNetWorth(ctx context.Context, cmd *cobra.Command, c Cache, p *period, by string, accounts bool) error {
	all, err := c.worth(ctx, ledger.Date(p.from), ledger.Date(p.to))
	if err != nil {
		return err
	}
	fields := worthFields
	columns := []output.Column{
		{Title: "Date", Whole: true},
		{Title: "Net worth", Right: true},
		{Title: "Assets", Right: true},
		{Title: "Debts", Right: true},
		{Title: "Cur"},
		{},
	}
	if accounts {
		fields = append(fields[:len(fields):len(fields)], accountWorthFields...)
		columns = append(columns, output.Column{Title: "Account"}, output.Column{Title: "Balance", Right: true})
	}
	w := output.New(cmd, fields, columns)
	for i := range all {
		if err := c.printWorth(w, &all[i], by, accounts); err != nil {
			return err
		}
	}
	if err := end(cmd, w, len(all)); err != nil || !w.IsTable() {
		return err
	}
	return sayChange(cmd, all)
}

// sayChange ends the table with what was gained in each currency, over the
// accounts that are known on both days.
func sayChange(cmd *cobra.Command, all []ledger.Worth) error {
	var lines strings.Builder
	for i := range all {
		line := all[i].Total
		if len(line) < 2 {
			continue
		}
		c := all[i].Change(line[0].Date, line[len(line)-1].Date)
		fmt.Fprintf(&lines, "\n%s from %s to %s: %s", format.Code(all[i].Currency), c.From, c.To, format.Moved(c.Minor(), all[i].Currency))
		for j, a := range c.LeftOut {
			before := ", "
			if j == 0 {
				before = ", without what is known of one of these days only: "
			}
			lines.WriteString(before + text.Clean(a.Name))
		}
	}
	if lines.Len() == 0 {
		return nil
	}
	_, err := fmt.Fprintln(cmd.OutOrStdout(), lines.String())
	return err
}

// printWorth prints the net worth in one currency.
func (c Cache) printWorth(w output.Rows, worth *ledger.Worth, by string, accounts bool) error {
	for i, total := range worth.Total {
		if i < len(worth.Total)-1 && !c.endsOne(by, total.Date) {
			continue
		}
		assets, _ := worth.Assets.On(total.Date)
		debts, _ := worth.Debts.On(total.Date)
		note := ""
		if !total.Observed {
			note = "estimated"
		}
		record, cells := []any{total.Date.String(), worth.Currency}, []string{total.Date.String()}
		for _, p := range []ledger.WorthPoint{total, assets, debts} {
			decimal, cell := amount(p.Minor, worth.Currency)
			record, cells = append(record, decimal), append(cells, cell)
		}
		record, cells = append(record, total.Observed), append(cells, worth.Currency, note)
		if !accounts {
			if err := w.Row(record, cells); err != nil {
				return err
			}
			continue
		}
		for _, a := range worth.Accounts {
			p, known := a.Line.On(total.Date)
			if !known {
				continue
			}
			decimal, cell := amount(p.Minor, worth.Currency)
			if err := w.Row(append(record[:len(record):len(record)], a.Name, a.AccountID, decimal),
				append(cells[:len(cells):len(cells)], a.Name, cell)); err != nil {
				return err
			}
		}
	}
	return nil
}

// endsOne reports whether a day is the last one of a week or month, which ends on
// Sunday, or where the settings say. Every day ends a day.
func (c Cache) endsOne(by string, day ledger.Date) bool {
	switch by {
	case "week":
		return day.Time().Weekday() == time.Sunday
	case "month":
		return day == c.DB.Settings().Last(c.DB.Settings().MonthOf(day))
	}
	return true
}

// worth gives net worth in every currency that an account has or had, the home
// currency first and the others by code.
func (c Cache) worth(ctx context.Context, from, to ledger.Date) ([]ledger.Worth, error) {
	home, err := c.DB.HomeCurrency(ctx)
	if err != nil {
		return nil, err
	}
	accounts, err := c.DB.Accounts(ctx)
	if err != nil {
		return nil, err
	}
	var codes []string
	for _, a := range accounts {
		if code := a.Balance.Currency; code != "" && code != home && !slices.Contains(codes, code) {
			codes = append(codes, code)
		}
	}
	slices.Sort(codes)
	if to == 0 || to > c.Today {
		to = c.Today
	}
	var all []ledger.Worth
	for _, code := range append([]string{home}, codes...) {
		worth, err := c.DB.Worth(ctx, code, from, to)
		if err != nil {
			return nil, err
		}
		all = append(all, worth)
	}
	return all, nil
}
