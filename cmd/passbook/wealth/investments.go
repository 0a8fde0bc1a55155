package wealth

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/spf13/cobra"

	"passbook/cmd/passbook/exit"
	"passbook/cmd/passbook/online"
	"passbook/cmd/passbook/output"
	"passbook/storage/investments"
	"passbook/storage/ledger"
	"passbook/storage/portfolio"
	"passbook/tui/format"
)

// transactionFields are the documented fields of passbook investments;
// returnFields those of --return.
var (
	transactionFields = []string{
		"date", "institution", "account", "account_id", "name", "type", "subtype", "security", "ticker", "quantity", "price",
		"amount", "fees", "currency", "moved", "id", "security_id",
	}
	returnFields = []string{
		"account", "account_id", "from", "to", "before", "put_in", "gain", "after", "return_percent", "yearly_percent", "currency", "left_out",
	}
)

func newInvestments(with online.With) *cobra.Command {
	var ask asking
	var from, to string
	var returns bool
	cmd := &cobra.Command{
		Use:   "investments",
		Short: "Print investment transactions, or what was gained",
		Long: `Print the investment transactions in the cache, newest first: all, or those of
some days. Plaid has those of 24 months. With --return, print what each account
gained between two days, with what was put in and taken out apart.

Nothing is asked of Plaid without --fetch or --refresh: see passbook holdings.

--json and --csv print the fields
  ` + output.FieldList(transactionFields) + `
where money into the account's cash is positive, and moved is what came from
outside of the account, or left it below zero: contributions and withdrawals,
not dividends, purchases or fees. With --return they print
  ` + output.FieldList(returnFields) + `
a row for each account and, where account_id is null, one for all of a currency
together; from is the first day on which a balance was seen. return_percent is
the money-weighted return over the days (the internal rate of return, rounded to
hundredths), yearly_percent the same for a year; both are null where no one rate
explains what happened.`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			first, err := readDay("from", from)
			if err != nil {
				return err
			}
			last, err := readDay("to", to)
			if err != nil {
				return err
			}
			if last != 0 && first > last {
				return exit.Wrongly(fmt.Errorf("the days from %s to %s are none: --from is the earlier one", first, last))
			}
			return with(cmd, func(ctx context.Context, s online.Session) error {
				failed := ask.run(ctx, cmd, s)
				print := printTransactions
				if returns {
					print = printReturns
				}
				return errors.Join(failed, print(ctx, cmd, s, first, last))
			})
		},
	}
	output.Flags(cmd)
	ask.flags(cmd)
	cmd.Flags().StringVar(&from, "from", "", "only from this `day` on (YYYY-MM-DD)")
	cmd.Flags().StringVar(&to, "to", "", "only up to this `day`")
	cmd.Flags().BoolVar(&returns, "return", false, "what was gained between the days")
	_ = cmd.RegisterFlagCompletionFunc("from", cobra.NoFileCompletions)
	_ = cmd.RegisterFlagCompletionFunc("to", cobra.NoFileCompletions)
	return cmd
}

func printTransactions(ctx context.Context, cmd *cobra.Command, s online.Session, from, to ledger.Date) error {
	rows, err := investments.Transactions(ctx, s.DB, investments.Query{From: from, To: to})
	if err != nil {
		return err
	}
	w := output.New(cmd, transactionFields, []output.Column{
		{Title: "Date", Whole: true},
		{Title: "Account"},
		{Title: "Name"},
		{Title: "Kind"},
		{Title: "Quantity", Right: true},
		{Title: "Price", Right: true},
		{Title: "Amount", Right: true},
		{Title: "Cur"},
		{Title: "Security", Extra: true},
	})
	for _, t := range rows {
		code := t.Amount.Currency
		sum, cell := amount(t.Amount.Minor, true, code)
		fees, _ := cost(t.Fees, code)
		moved, _ := amount(t.Flow(), true, code)
		var security any
		title := ""
		if t.Security.ID != "" {
			title = t.Security.Title()
			security = title
		}
		err := w.Row(
			[]any{
				t.Date.String(), t.Institution, t.AccountName, t.AccountID, t.Name, t.Type, output.OrNull(t.Subtype), security, output.OrNull(t.Security.Ticker),
				output.OrNull(t.Quantity), output.OrNull(t.Price), sum, fees, code, moved, t.ID, output.OrNull(t.Security.ID),
			},
			[]string{
				t.Date.String(), output.AccountTitle(t.AccountName, t.Mask), t.Name, cmp.Or(t.Subtype, t.Type), unlessZero(t.Quantity), unlessZero(t.Price),
				cell, format.Code(code), title,
			})
		if err != nil {
			return err
		}
	}
	if err := w.End(); err != nil || len(rows) > 0 {
		return err
	}
	return sayNothing(ctx, cmd, s, "investment transactions")
}

// unlessZero is a quantity or a price for a table; nothing where there is none.
func unlessZero(decimal string) string {
	if decimal == "0" {
		return ""
	}
	return format.Exact(decimal)
}

func printReturns(ctx context.Context, cmd *cobra.Command, s online.Session, from, to ledger.Date) error {
	w := output.New(cmd, returnFields, []output.Column{
		{Title: "Account"},
		{Title: "From", Whole: true},
		{Title: "To", Whole: true},
		{Title: "Before", Right: true},
		{Title: "Put in", Right: true},
		{Title: "Gain", Right: true},
		{Title: "After", Right: true},
		{Title: "Return", Right: true},
		{Title: "A year", Right: true},
		{Title: "Cur"},
		{},
	})
	if to == 0 || to > s.Today {
		to = s.Today
	}
	currencies, err := invested(ctx, s)
	if err != nil {
		return err
	}
	some := false
	for _, code := range currencies {
		list, err := investments.Returns(ctx, s.DB, code, from, to)
		if err != nil {
			return err
		}
		for _, r := range list {
			some = true
			if err := printReturn(w, r); err != nil {
				return err
			}
		}
	}
	if err := w.End(); err != nil || some || !w.IsTable() {
		return err
	}
	return output.Say(cmd.ErrOrStderr(), "%s\n", "No return is known of these days: it needs balances of two days, which syncs bring, and the investment transactions between them, which passbook investments --fetch brings.")
}

func printReturn(w output.Rows, r investments.Return) error {
	record := []any{r.Name, output.OrNull(r.AccountID), r.From.String(), r.To.String()}
	cells := []string{r.Name, r.From.String(), r.To.String()}
	for _, minor := range []int64{r.Before, r.PutIn, r.Gain, r.After} {
		decimal, cell := amount(minor, true, r.Currency)
		record, cells = append(record, decimal), append(cells, cell)
	}
	if r.HasRate {
		record, cells = append(record, r.Whole.Percent(), r.Yearly.Percent()), append(cells, r.Whole.Percent()+"%", r.Yearly.Percent()+"%")
	} else {
		record, cells = append(record, nil, nil), append(cells, "", "")
	}
	note := ""
	if len(r.LeftOut) > 0 {
		note = format.LeftOut(r.LeftOut)
	}
	return w.Row(append(record, r.Currency, append([]string{}, r.LeftOut...)), append(cells, format.Code(r.Currency), note))
}

// invested gives the currencies of the investment accounts, the home currency
// first.
func invested(ctx context.Context, s online.Session) ([]string, error) {
	home, err := s.DB.HomeCurrency(ctx)
	if err != nil {
		return nil, err
	}
	accounts, err := s.DB.Accounts(ctx)
	if err != nil {
		return nil, err
	}
	var codes []string
	for _, a := range accounts {
		if code := a.Balance.Currency; a.Kind == ledger.Investment && code != "" && !slices.Contains(codes, code) {
			codes = append(codes, code)
		}
	}
	slices.SortFunc(codes, func(a, b string) int { return portfolio.HomeFirst(a, b, home) })
	return codes, nil
}
