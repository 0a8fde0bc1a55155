package figures

import (
	"context"
	"strings"

	"github.com/spf13/cobra"

	"passbook/cmd/passbook/output"
	"passbook/storage/ledger"
)

// explainFields are the documented fields of passbook explain.
var explainFields = []string{
	"kind", "month", "currency", "date", "id", "account", "account_id", "name", "amount", "counted",
	"class", "category_detail", "line", "pending", "hidden", "pair_id", "pair_account", "why",
}

var explainColumns = []output.Column{
	{Title: "Date", Whole: true},
	{Title: "Name"},
	{Title: "Account"},
	{Title: "Amount", Right: true},
	{Title: "Counted", Right: true},
	{Title: "Cur"},
	{Title: "Line"},
	{Title: "Why"},
}

func newExplain(with With) *cobra.Command {
	var p period
	var currency string
	cmd := &cobra.Command{
		Use:   "explain spending|income|kept",
		Short: "Print how a figure comes about, transaction by transaction",
		Long: `Print how a month's spending, income, or what was kept of it comes about (this
month's if you name none): every transaction of the month with what it counts as
and why, also those that are in no figure, and at the end the sums.

--json and --csv print the fields
  ` + output.FieldList(explainFields) + `
where kind is counted, beside, or sum for the rows at the end, whose line is
what they are the sum of; counted is what of a transaction's amount is in the
figure, null where it stands beside it; and pair_id is the other half of a
transfer. The counted amounts of a currency add up to its sum, and that is what
passbook spending and passbook cashflow print.`,
		Args:      cobra.MatchAll(cobra.ExactArgs(1), cobra.OnlyValidArgs),
		ValidArgs: []cobra.Completion{"spending", "income", "kept"},
		RunE: func(cmd *cobra.Command, args []string) error {
			return with(cmd, func(ctx context.Context, c Cache) error {
				return printExplanation(ctx, cmd, c, &p, args[0], currency)
			})
		},
	}
	output.Flags(cmd)
	addPeriod(cmd, &p)
	cmd.Flags().StringVar(&currency, "currency", "", "only this `currency`, such as EUR")
	_ = cmd.RegisterFlagCompletionFunc("currency", cobra.NoFileCompletions)
	return cmd
}

func printExplanation(ctx context.Context, cmd *cobra.Command, c Cache, p *period, figure, currency string) error {
	m, from, to := c.days(p)
	home, err := c.DB.HomeCurrency(ctx)
	if err != nil {
		return err
	}
	all, err := c.figures(ctx, from, to)
	if err != nil {
		return err
	}
	w := output.New(cmd, explainFields, explainColumns)
	var printed []ledger.Figures
	for i := range all {
		if currency == "" || strings.EqualFold(all[i].Currency, currency) {
			printed = append(printed, all[i])
		}
	}
	if currency != "" && len(printed) > 0 {
		home = printed[0].Currency // all others stand apart from it
	}
	below := false
	err = c.DB.Explain(ctx, from, to, home, func(v ledger.Verdict) error {
		for i := range printed {
			if printed[i].Currency == v.Entry.Amount.Currency {
				below = true
				return w.Row(verdictRow(m, &printed[i], figure, &v))
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	for i := range printed {
		if w.IsTable() {
			break
		}
		sums := sumsOf(&printed[i], figure)
		for _, b := range besides(&printed[i]) {
			sums = append(sums, sum{b.name, b.words, b.sum.Net()})
		}
		for _, s := range sums {
			text, _ := amount(s.minor, printed[i].Currency)
			record := []any{"sum", monthText(m), printed[i].Currency, nil, "", "", "", s.words, text, nil, "", "", s.name, false, false, "", "", ""}
			if err := w.Row(record, nil); err != nil {
				return err
			}
		}
	}
	if err := end(cmd, w, len(printed)); err != nil || !w.IsTable() {
		return err
	}
	return saySums(cmd, m, from, to, printed, figure, below)
}

// verdictRow is one transaction with what it counts as.
func verdictRow(m ledger.Month, f *ledger.Figures, figure string, v *ledger.Verdict) (record []any, cells []string) {
	e := &v.Entry
	kind, counted, countedCell := "beside", "", ""
	if minor, counts := counts(f, figure, v); counts {
		kind = "counted"
		counted, countedCell = amount(minor, e.Amount.Currency)
	}
	why := v.Why
	if e.PairID != "" {
		why += " (" + e.PairAccount + ")"
	}
	line, place := "", besideNames[v.Class]
	if place == "" {
		line = ledger.LineName(v.Code)
		place = line
	}
	decimal, cell := amount(e.Amount.Minor, e.Amount.Currency)
	record = []any{
		kind, monthText(m), e.Amount.Currency, e.Date.String(), e.ID, e.AccountName, e.AccountID, e.Title(), decimal, output.OrNull(counted),
		string(v.Class), v.Code, line, e.Pending, e.Annotation.Hidden, e.PairID, e.PairAccount, why,
	}
	return record, []string{e.Date.String(), e.Title(), accountOf(e), cell, countedCell, e.Amount.Currency, place, why}
}

// besideNames say what a row is that is in no line of income or spending.
var besideNames = map[ledger.Class]string{
	ledger.ClassPaired:   "transfer",
	ledger.ClassMoved:    "moved",
	ledger.ClassUnpaired: "no other half",
}

// counts gives what of a row is in the figure that is explained.
func counts(f *ledger.Figures, figure string, v *ledger.Verdict) (minor int64, counted bool) {
	if figure == "kept" {
		if minor, counted = f.Counts(ledger.ClassIncome, v); counted {
			return minor, true
		}
		return f.Counts(ledger.ClassSpending, v)
	}
	return f.Counts(ledger.Class(figure), v)
}

// sum is one sum of a period, in minor units, money out negative.
type sum struct {
	name, words string
	minor       int64
}

// sumsOf gives the sums of the figure that is explained.
func sumsOf(f *ledger.Figures, figure string) []sum {
	income, spending := sum{"income", "Income", f.Income}, sum{"spending", "Spent", -f.Spent}
	switch figure {
	case "income":
		return []sum{income}
	case "spending":
		return []sum{spending}
	}
	return []sum{income, spending, {"kept", "Kept", f.Kept()}}
}

// saySums ends the table, if there is one, with the sums and what stands beside them.
func saySums(cmd *cobra.Command, m ledger.Month, from, to ledger.Date, all []ledger.Figures, figure string, below bool) error {
	out := cmd.OutOrStdout()
	for i := range all {
		f := &all[i]
		if err := apart(out, below || i > 0); err != nil {
			return err
		}
		for _, s := range sumsOf(f, figure) {
			if err := saySum(out, s, f.Currency, periodName(m, from, to)); err != nil {
				return err
			}
		}
		if err := sayBeside(out, f); err != nil {
			return err
		}
	}
	return nil
}
