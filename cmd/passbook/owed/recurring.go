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
	"stream_id", "name", "inflow", "institution", "account", "account_id", "currency", "amount", "average", "month", "frequency",
	"next_date", "late", "last_date", "first_date", "status", "active", "category", "description", "transactions", "fetched_at",
}

func newRecurring(with online.With) *cobra.Command {
	var fetch bool
	cmd := &cobra.Command{
		Use:   "recurring",
		Short: "Print what comes back: bills, subscriptions, pay",
		Long: `Print the recurring streams that Plaid finds in the transactions: how often each
comes back, when it is expected next, and what it makes a month. It prints what
is cached. With --fetch Plaid is asked first, and bills recurring transactions
for each bank by the month; passbook products keep recurring has every sync that
brought rows do that, once a day.

--json and --csv print the fields
  ` + output.FieldList(streamFields) + `
where money out is negative, amount is that of the last transaction, month is
amount times how often it comes back in a year, a twelfth of that (null where it
is not known, or the stream has ended), late is true for a next_date that is
over, and transactions is how many make the stream.`,
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
	all, err := streams.All(ctx, s.DB)
	if err != nil {
		return err
	}
	if len(all) == 0 && output.AsTable(cmd) {
		return output.Say(cmd.ErrOrStderr(), "No recurring streams in the cache. passbook recurring --fetch asks Plaid for them, which bills recurring transactions for each bank and month.\n")
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
	var amount, month *int64
	if m, known := s.Amount(); known {
		amount = &m.Minor
	}
	if m, known := s.ForMonth(); known {
		month = &m.Minor
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
		s.ID, s.Name(), s.Inflow, s.Institution, s.Account, s.AccountID, s.Currency, amountText, decimal(s.Average, s.Currency), monthText, string(s.Frequency),
		output.OrNull(s.NextDate.String()), late, output.OrNull(s.LastDate.String()), output.OrNull(s.FirstDate.String()), output.OrNull(s.Status), s.Goes(),
		output.OrNull(s.Category), output.OrNull(s.Description), s.Count, output.Instant(s.FetchedAt),
	}
	return record, []string{s.Name(), format.Every(s.Frequency), next, amountCell, monthCell, s.Currency, output.AccountTitle(s.Account, s.Mask), s.Institution, note}
}
