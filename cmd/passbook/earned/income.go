package earned

import (
	"context"
	"strconv"
	"time"

	"github.com/spf13/cobra"

	"passbook/cmd/passbook/online"
	"passbook/cmd/passbook/output"
	"passbook/plaidsvc/products"
	"passbook/storage/income"
	"passbook/storage/ledger"
	"passbook/storage/streams"
	"passbook/tui/format"
)

// sourceFields are the documented fields of passbook income.
var sourceFields = []string{
	"source_id", "institution", "account", "mask", "description", "category", "frequency", "currency", "total",
	"transactions", "first_date", "last_date", "fetched_at",
}

func printSources(ctx context.Context, cmd *cobra.Command, s online.Session) error {
	r, err := income.Bank(ctx, s.DB)
	if err != nil {
		return err
	}
	paid, err := income.Payroll(ctx, s.DB)
	if err != nil {
		return err
	}
	if output.AsTable(cmd) {
		switch {
		case r.FetchedAt.IsZero() && paid.FetchedAt.IsZero():
			return output.Say(cmd.OutOrStdout(), "no income is cached: passbook income link shows Plaid a bank or an employer, then passbook income --fetch asks; Plaid bills it\n")
		case len(r.Sources) == 0:
			if err := output.Say(cmd.OutOrStdout(), "%s\n", noSources(r)); err != nil {
				return err
			}
			return sayStubs(cmd, paid)
		}
	}
	w := output.New(cmd, sourceFields, []output.Column{
		{Title: "From"},
		{Title: "Kind", Whole: true},
		{Title: "Every", Whole: true},
		{Title: "Total", Right: true},
		{Title: "Cur"},
		{Title: "Since", Whole: true, Extra: true},
		{Title: "Last", Whole: true},
		{Title: "Account", Extra: true},
	})
	for _, one := range r.Sources {
		for _, t := range one.Totals() {
			if err := w.Row(
				[]any{
					one.ID, one.Institution, output.OrNull(one.Account), output.OrNull(one.Mask), one.Description, output.OrNull(one.Category), output.OrNull(one.Frequency),
					t.Currency, output.Decimal(&t.Minor, t.Currency), one.Count, output.OrNull(one.First.String()), output.OrNull(one.Last.String()), output.Instant(r.FetchedAt),
				},
				[]string{
					one.Description, format.IncomeKind(one.Category), format.Every(streams.Frequency(one.Frequency)), format.Digits(t), t.Currency,
					one.First.String(), one.Last.String(), output.AccountTitle(one.Account, one.Mask),
				},
			); err != nil {
				return err
			}
		}
	}
	if err := w.End(); err != nil || !w.IsTable() {
		return err
	}
	if r.From != 0 {
		if err := output.Say(cmd.OutOrStdout(), "\nIt is of %s and after, as of %s.\n", r.From, r.FetchedAt.In(s.Now().Location()).Format(time.DateOnly)); err != nil {
			return err
		}
	}
	return sayStubs(cmd, paid)
}

// noSources says why there is no source of a bank's.
func noSources(r income.BankReport) string {
	if r.FetchedAt.IsZero() {
		return "no bank was asked about income: passbook income link shows Plaid one"
	}
	return "the banks that you linked for income show none"
}

// sayStubs says that there are pay stubs.
func sayStubs(cmd *cobra.Command, r income.PayrollReport) error {
	if len(r.Stubs) == 0 {
		return nil
	}
	return output.Say(cmd.OutOrStdout(), "%s: passbook income --stubs prints them.\n", format.Count(len(r.Stubs), "pay stub", "pay stubs"))
}

// yearFields are the documented fields of passbook income --years.
var yearFields = []string{"from", "year", "currency", "amount", "gross", "count", "stated", "incomplete"}

func printYears(ctx context.Context, cmd *cobra.Command, s online.Session) error {
	r, err := income.Bank(ctx, s.DB)
	if err != nil {
		return err
	}
	paid, err := income.Payroll(ctx, s.DB)
	if err != nil {
		return err
	}
	if len(r.Sources)+len(paid.Stubs) == 0 && output.AsTable(cmd) {
		return output.Say(cmd.OutOrStdout(), "no income is cached: passbook income --fetch asks Plaid, which may bill it\n")
	}
	w := output.New(cmd, yearFields, []output.Column{
		{Title: "Year", Whole: true}, {Title: "As shown by"}, {Title: "Came in", Right: true}, {Title: "Gross", Right: true}, {Title: "Cur"}, {},
	})
	for _, y := range income.Years(r.Sources) {
		if err := w.Row(
			[]any{"bank", y.Year, y.Currency, output.Decimal(&y.Amount, y.Currency), nil, y.Count, nil, isCut(r.From, y.Year) || y.Year == int(s.Today)/10000},
			[]string{strconv.Itoa(y.Year), "banks, " + format.Count(y.Count, "source", "sources"), digits(y.Amount, y.Currency), "", y.Currency, note(y, r.From, s.Today)},
		); err != nil {
			return err
		}
	}
	for _, y := range income.PaidYears(paid.Stubs) {
		stated := any(nil)
		if y.Stated != nil {
			stated = output.Decimal(y.Stated, y.Currency)
		}
		if err := w.Row(
			[]any{"payroll", y.Year, y.Currency, output.Decimal(&y.Amount, y.Currency), output.Decimal(&y.Gross, y.Currency), y.Count, stated, stubsLack(y) || y.Year == int(s.Today)/10000},
			[]string{strconv.Itoa(y.Year), format.Count(y.Count, "pay stub", "pay stubs"), digits(y.Amount, y.Currency), digits(y.Gross, y.Currency), y.Currency, stubNote(y, s.Today)},
		); err != nil {
			return err
		}
	}
	return w.End()
}

// isCut reports whether a year is only known from some day on.
func isCut(from ledger.Date, year int) bool {
	return from != 0 && int(from)/10000 == year && from%10000 != 101
}

// note says what a year lacks.
func note(y income.Year, from, today ledger.Date) string {
	switch {
	case isCut(from, y.Year):
		return "from " + from.String()
	case y.Year == int(today)/10000:
		return "so far"
	}
	return ""
}

// stubsLack reports whether pay stubs of a year are missing, or do not say what they
// paid.
func stubsLack(y income.Year) bool { return y.Unsaid > 0 || y.Stated != nil && *y.Stated != y.Amount }

// stubNote says what the pay stubs of a year lack.
func stubNote(y income.Year, today ledger.Date) string {
	switch {
	case y.Unsaid > 0:
		return "without " + format.Count(y.Unsaid, "pay stub", "pay stubs") + " that do not say"
	case stubsLack(y):
		return "not all are here: the last says " + digits(*y.Stated, y.Currency) + " since January"
	case y.Year == int(today)/10000:
		return "so far"
	}
	return ""
}

func digits(minor int64, currency string) string {
	return format.Digits(ledger.Money{Minor: minor, Currency: currency})
}

// stubFields are the documented fields of passbook income --stubs.
var stubFields = []string{
	"stub_id", "employer", "institution", "paid_on", "first_date", "last_date", "frequency", "currency", "gross", "deducted", "net", "year_gross", "year_net", "fetched_at",
}

func printStubs(ctx context.Context, cmd *cobra.Command, s online.Session) error {
	r, err := income.Payroll(ctx, s.DB)
	if err != nil {
		return err
	}
	if len(r.Stubs) == 0 && output.AsTable(cmd) {
		return output.Say(cmd.OutOrStdout(), "no pay stubs are cached: passbook income link --payroll shows Plaid an employer. %s\n", products.IncomeBilling)
	}
	w := output.New(cmd, stubFields, []output.Column{
		{Title: "Paid on", Whole: true},
		{Title: "Employer"},
		{Title: "Gross", Right: true},
		{Title: "Kept back", Right: true},
		{Title: "Net", Right: true},
		{Title: "Since January", Right: true, Extra: true},
		{Title: "Cur"},
	})
	for _, one := range r.Stubs {
		record := []any{
			one.ID, one.Employer, one.Institution, output.OrNull(one.PaidOn.String()), output.OrNull(one.First.String()), output.OrNull(one.Last.String()),
			output.OrNull(one.Frequency), one.Currency,
		}
		cells := []string{one.PaidOn.String(), one.Employer}
		for i, minor := range []*int64{one.Gross, one.Deducted, one.Net, one.YearGross, one.YearNet} {
			field, cell := any(nil), ""
			if minor != nil {
				field, cell = output.Decimal(minor, one.Currency), digits(*minor, one.Currency)
			}
			if record = append(record, field); i != 3 { // the table has the net pay since January
				cells = append(cells, cell)
			}
		}
		if err := w.Row(append(record, output.Instant(r.FetchedAt)), append(cells, one.Currency)); err != nil {
			return err
		}
	}
	return w.End()
}
