package owed

import (
	"context"
	"errors"
	"strings"

	"github.com/spf13/cobra"

	"passbook/cmd/passbook/online"
	"passbook/cmd/passbook/output"
	"passbook/storage/kept"
	"passbook/storage/ledger"
	"passbook/storage/streams"
	"passbook/tui/format"
)

// streamFields are the documented fields of passbook recurring.
var streamFields = []string{
	"stream_id", "name", "inflow", "institution", "account", "account_id", "currency", "amount", "average", "month", "year", "frequency",
	"next_date", "late", "last_date", "first_date", "status", "active", "category", "description", "transactions", "fetched_at",
	"source", "reason",
}

func newRecurring(with online.With) *cobra.Command {
	var fetch bool
	cmd := &cobra.Command{
		Use:   "recurring",
		Short: "Print what comes back: bills, subscriptions, pay",
		Long: `Print what comes back in the transactions: how often, when it is expected next,
and what it makes a month. passbook finds it in the rows that are cached, from
weekly to yearly, which asks nobody and costs nothing. Plaid's own recurring
streams stand in the same list, and what both found is one row. With --fetch
Plaid is asked first, and bills recurring transactions for each bank by the
month; passbook products keep recurring has every sync that brought rows do
that, once a day.

--json and --csv print the fields
  ` + output.FieldList(streamFields) + `
where money out is negative, amount is that of the last transaction, or the
average of a year where passbook alone found it and it varies, year is amount
times how often it comes back in a year and month a twelfth of that (null where
it is not known, or the stream has ended), late is true for a next_date that is
over, transactions is how many make the stream, source is plaid, passbook or
both, and reason says why passbook found it.`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return with(cmd, func(ctx context.Context, s online.Session) error {
				var failed error
				if fetch {
					failed = fetchAll(ctx, cmd, s, kept.Recurring)
				}
				return errors.Join(failed, printRecurring(ctx, cmd, s))
			})
		},
	}
	output.Flags(cmd)
	cmd.Flags().BoolVar(&fetch, "fetch", false, "ask Plaid first, which bills recurring transactions by the month")
	return cmd
}

func printRecurring(ctx context.Context, cmd *cobra.Command, s online.Session) error {
	all, err := streams.All(ctx, s.DB, s.Today)
	if err != nil {
		return err
	}
	if len(all) == 0 && output.AsTable(cmd) {
		return output.Say(cmd.ErrOrStderr(), "Nothing comes back in the transactions that are cached. passbook recurring --fetch asks Plaid too, which bills recurring transactions for each bank and month.\n")
	}
	w := output.New(cmd, streamFields, []output.Column{
		{Title: "Name"},
		{Title: "Every", Whole: true},
		{Title: "Next", Whole: true},
		{Title: "Amount", Right: true},
		{Title: "A month", Right: true},
		{Title: "Cur"},
		{Title: "Account", Extra: true},
		{Title: "Institution", Extra: true},
		{},
		{Title: "Why", Extra: true},
	})
	for i := range all {
		if err := w.Row(streamRow(&all[i], s.Today)); err != nil {
			return err
		}
	}
	if err := w.End(); err != nil || !w.IsTable() {
		return err
	}
	home, err := s.DB.HomeCurrency(ctx)
	if err != nil {
		return err
	}
	before := "\n"
	for _, t := range streams.Totals(all, home) {
		if err := output.Say(cmd.OutOrStdout(), before+"%s a month: %s\n", t.Currency, strings.Join(totalWords(t), ", ")); err != nil {
			return err
		}
		before = ""
	}
	return nil
}

// totalWords says what the streams of a currency make a month.
func totalWords(t streams.Total) []string {
	digits := func(minor int64) string { return format.Digits(ledger.Money{Minor: minor, Currency: t.Currency}) }
	words := []string{digits(-t.Out) + " out", digits(t.In) + " in"}
	if t.Moved != 0 {
		words = append(words, digits(-t.Moved)+" between accounts")
	}
	if t.Left > 0 {
		words = append(words, "without "+format.Count(t.Left, "stream", "streams")+" whose cost a month is not known")
	}
	return words
}

func streamRow(s *streams.Stream, today ledger.Date) (record []any, cells []string) {
	var amount, month, year *int64
	if m, known := s.Amount(); known {
		amount = &m.Minor
	}
	if m, known := s.ForMonth(); known {
		month = &m.Minor
	}
	if m, known := s.ForYear(); known {
		year = &m.Minor
	}
	amountText, amountCell := money(amount, s.Currency)
	monthText, monthCell := money(month, s.Currency)
	late := s.Goes() && s.NextDate != 0 && s.NextDate < today
	next, note := "", ""
	switch {
	case !s.Goes():
		note = "ended"
	case s.NextDate != 0:
		next = s.NextDate.String()
	}
	if late {
		note = "was expected " + format.InDays(s.NextDate, today)
	}
	record = []any{
		s.ID, s.Name(), s.Inflow, s.Institution, s.Account, s.AccountID, s.Currency, amountText, decimal(s.Average, s.Currency), monthText, decimal(year, s.Currency), string(s.Frequency),
		output.OrNull(s.NextDate.String()), late, output.OrNull(s.LastDate.String()), output.OrNull(s.FirstDate.String()), output.OrNull(s.Status), s.Goes(),
		output.OrNull(s.Category), output.OrNull(s.Description), s.Count, output.Instant(s.FetchedAt),
		string(s.Source), output.OrNull(s.Reason),
	}
	return record, []string{s.Name(), format.Every(s.Frequency), next, amountCell, monthCell, s.Currency, output.AccountTitle(s.Account, s.Mask), s.Institution, note, why(s)}
}

// why says who found a stream, and why passbook did.
func why(s *streams.Stream) string {
	switch s.Source {
	case streams.Own:
		return s.Reason
	case streams.Both:
		return "Plaid, and " + s.Reason
	}
	return "Plaid"
}
