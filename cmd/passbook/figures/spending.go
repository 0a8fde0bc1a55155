package figures

import (
	"context"
	"io"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"passbook/cmd/passbook/output"
	"passbook/storage/ledger"
	"passbook/tui/format"
)

// spendingFields are the documented fields of passbook spending.
var spendingFields = []string{
	"month", "currency", "category", "category_detail", "name", "merchant", "account", "amount", "pending", "count",
}

func newSpending(with With) *cobra.Command {
	var p period
	var by *choice
	cmd := &cobra.Command{
		Use:   "spending",
		Short: "Print a month's spending by category, merchant or account",
		Long: `Print what was spent in a month (this one if you name none) or between two days,
by category, merchant or account, in every currency.

--json and --csv print the fields
  ` + output.FieldList(spendingFields) + `
where amount and pending are decimal text, negative for money out; pending is
beside amount, never in it, and count is of the transactions in amount. name is
what the table shows; of category, category_detail, merchant and account only
what --by names is there, and month is empty between two days. Categories are
Plaid's codes, your own, and PEOPLE and UNCATEGORISED_OUT. The amounts of a
currency add up to the spending of passbook cashflow.
passbook explain spending shows the transactions.`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return with(cmd, func(ctx context.Context, c Cache) error { return printSpending(ctx, cmd, c, &p, by.word) })
		},
	}
	output.Flags(cmd)
	addPeriod(cmd, &p)
	by = addChoice(cmd, "by", "a line for each `category`, merchant or account", "category", "merchant", "account")
	return cmd
}

// spendingColumns are 80 cells wide with what most lines have. Only categories
// have a share.
func spendingColumns(by string) []output.Column {
	columns := []output.Column{
		{Title: strings.ToUpper(by[:1]) + by[1:]},
		{Title: "Amount", Right: true},
		{Title: "Share", Right: true},
		{Title: "Pending", Right: true},
		{Title: "Count", Right: true},
		{Title: "Cur"},
		{},
	}
	if by != "category" {
		columns = slices.Delete(columns, 2, 3)
	}
	return columns
}

// part is one part of what was spent, in minor units, as it counts: positive
// where money went out.
type part struct {
	category, code, name, merchant, account string
	minor, pending                          int64
	count, pendingCount                     int
	share, note                             string // of a table
}

func printSpending(ctx context.Context, cmd *cobra.Command, c Cache, p *period, by string) error {
	m, from, to := c.days(p)
	all, err := c.figures(ctx, from, to)
	if err != nil {
		return err
	}
	w := output.New(cmd, spendingFields, spendingColumns(by))
	rows := 0
	for i := range all {
		currency := all[i].Currency
		parts, err := c.spendingParts(ctx, &all[i], by)
		if err != nil {
			return err
		}
		rows += len(parts)
		for _, s := range parts {
			spent, cell := amount(-s.minor, currency)
			pending, pendingCell := besideAmount(-s.pending, s.pendingCount, currency)
			cells := []string{s.name, cell, s.share, pendingCell, format.Number(s.count), currency, s.note}
			if by != "category" {
				cells = slices.Delete(cells, 2, 3)
			}
			record := []any{monthText(m), currency, s.category, s.code, s.name, s.merchant, s.account, spent, pending, s.count}
			if err := w.Row(record, cells); err != nil {
				return err
			}
		}
	}
	if err := end(cmd, w, len(all)); err != nil || !w.IsTable() {
		return err
	}
	return saySpent(cmd, m, from, to, all, rows > 0)
}

// apart prints an empty line where something stands above.
func apart(out io.Writer, below bool) error {
	if !below {
		return nil
	}
	return output.Say(out, "\n")
}

// spendingParts gives the parts of what was spent in one currency.
func (c Cache) spendingParts(ctx context.Context, f *ledger.Figures, by string) (parts []part, err error) {
	switch by {
	case "merchant":
		totals, err := c.DB.MerchantTotals(ctx, f.Currency, f.From, f.To)
		for _, t := range totals {
			parts = append(parts, part{
				name: t.Merchant, merchant: t.Merchant,
				minor: t.Minor, count: t.Count, pending: t.Pending, pendingCount: t.PendingCount,
			})
		}
		return parts, err
	case "account":
		totals, err := c.DB.SpendingByAccount(ctx, f.Currency, f.From, f.To)
		for _, t := range totals {
			parts = append(parts, part{
				name: t.Name, account: t.Name,
				minor: t.Minor, count: t.Count, pending: t.Pending, pendingCount: t.PendingCount,
			})
		}
		return parts, err
	}
	for _, l := range f.Spends {
		one := part{
			category: ledger.PrimaryCategory(l.Code), code: l.Code, name: l.Name, share: l.Share,
			minor: l.Minor, count: l.Count, pending: l.Pending, pendingCount: l.PendingCount,
		}
		if l.Unsure {
			one.note = "no balance tells how much of it is interest"
		}
		parts = append(parts, one)
	}
	return parts, nil
}

// saySpent ends the table, if there is one, with each currency's sum and what stands
// beside it.
func saySpent(cmd *cobra.Command, m ledger.Month, from, to ledger.Date, all []ledger.Figures, below bool) error {
	out := cmd.OutOrStdout()
	for i := range all {
		f := &all[i]
		if err := apart(out, below || i > 0); err != nil {
			return err
		}
		if err := saySum(out, sumsOf(f, "spending")[0], f.Currency, periodName(m, from, to)); err != nil {
			return err
		}
		if err := sayBeside(out, f); err != nil {
			return err
		}
	}
	return nil
}
