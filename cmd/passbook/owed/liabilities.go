package owed

import (
	"context"
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"passbook/cmd/passbook/online"
	"passbook/cmd/passbook/output"
	"passbook/storage/kept"
	"passbook/storage/ledger"
	"passbook/storage/liabilities"
	"passbook/tui/format"
)

// liabilityFields are the documented fields of passbook liabilities; payoffFields
// those of --payoff.
var (
	liabilityFields = []string{
		"institution", "account", "account_id", "class", "currency", "owed", "due", "due_date", "overdue",
		"last_payment", "last_payment_date", "statement", "statement_date", "rates", "name", "term", "plan", "status",
		"servicer", "guarantor", "opened", "ends", "principal", "unpaid_interest", "year_interest", "year_principal",
		"escrow", "late_fee", "past_due", "insured", "prepayable", "pslf_eligible", "pslf_made", "pslf_remaining",
		"payoff", "payoff_months", "payoff_interest", "fetched_at",
	}
	payoffFields = []string{"institution", "account", "account_id", "currency", "payoff", "payment", "month", "paid", "interest", "left"}
)

func newLiabilities(with online.With) *cobra.Command {
	var payoff, fetch bool
	cmd := &cobra.Command{
		Use:   "liabilities",
		Short: "Print what is due on cards, student loans and mortgages",
		Long: `Print what banks say of cards, student loans and mortgages beside their
balances: rates, what is due and when, whether it is overdue, and when the debt
is paid off where the present payment and rate stay as they are. It prints what
is cached. With --fetch the banks are asked first, and Plaid bills liabilities
for each of them by the month; passbook products keep liabilities has every sync
do that, once a day.

The payoff of a card and of a student loan is reckoned with the last payment,
else the minimum; of a mortgage with the next payment. A card's rate is the one
on purchases, else its highest. With --payoff every month until then is a row.

--json and --csv print the fields
  ` + output.FieldList(liabilityFields) + `
where rates is a list of kind, percent a year, balance and interest; insured is
private mortgage insurance, and payoff is ends, never, distant (beyond a hundred
years), nothing (is owed) or unknown. With --payoff they are
  ` + output.FieldList(payoffFields) + `
where month is null for a debt that does not end.`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return with(cmd, func(ctx context.Context, s online.Session) error {
				var failed error
				if fetch {
					failed = fetchAll(ctx, cmd, s, kept.Liabilities)
				}
				return errors.Join(failed, printLiabilities(ctx, cmd, s, payoff))
			})
		},
	}
	output.Flags(cmd)
	cmd.Flags().BoolVar(&payoff, "payoff", false, "a row for each month until each debt is paid off")
	cmd.Flags().BoolVar(&fetch, "fetch", false, "ask the banks first; Plaid bills liabilities by the month")
	return cmd
}

func printLiabilities(ctx context.Context, cmd *cobra.Command, s online.Session, payoff bool) error {
	all, err := liabilities.All(ctx, s.DB)
	if err != nil {
		return err
	}
	if len(all) == 0 && output.AsTable(cmd) {
		return output.Say(cmd.ErrOrStderr(), "No bank has told of a card, student loan or mortgage. passbook liabilities --fetch asks them, which bills liabilities for each bank and month.\n")
	}
	if payoff {
		return printPayoffs(cmd, all, s.Today)
	}
	w := output.New(cmd, liabilityFields, []output.Column{
		{Title: "Account"},
		{Title: "Kind"},
		{Title: "Owed", Right: true},
		{Title: "Rate", Right: true},
		{Title: "Due", Right: true},
		{Title: "On", Whole: true},
		{Title: "Paid off", Whole: true},
		{Title: "Cur"},
		{Title: "Institution", Extra: true},
		{},
	})
	for i := range all {
		if err := w.Row(liabilityRow(&all[i], s.Today)); err != nil {
			return err
		}
	}
	return w.End()
}

func liabilityRow(l *liabilities.Liability, today ledger.Date) (record []any, cells []string) {
	p := l.Payoff()
	rates := []rate{}
	for _, r := range l.Rates {
		rates = append(rates, rate{output.OrNull(r.Kind), r.Percent.String(), decimal(r.Balance, l.Currency), decimal(r.Interest, l.Currency)})
	}
	pslf := l.Forgiveness
	if pslf == nil {
		pslf = new(liabilities.Forgiveness)
	}
	var months, interest any
	if p.Outcome == liabilities.Ends {
		months, interest = len(p.Months), decimal(&p.Interest, l.Currency)
	}
	owed, owedCell := money(l.Owed, l.Currency)
	due, dueCell := money(l.Due, l.Currency)
	day := func(d ledger.Date) any { return output.OrNull(d.String()) }
	sum := func(minor *int64) any { return decimal(minor, l.Currency) }
	record = []any{
		l.Institution, l.Account, l.AccountID, string(l.Class), l.Currency, owed, due, day(l.DueDate), yes(l.Overdue),
		sum(l.LastPayment), day(l.LastPaymentDate), sum(l.Statement), day(l.StatementDate), rates,
		output.OrNull(l.Name), output.OrNull(l.Term), output.OrNull(l.Plan), output.OrNull(l.Status),
		output.OrNull(l.Servicer), output.OrNull(l.Guarantor), day(l.Opened), day(l.Ends), sum(l.Principal), sum(l.UnpaidInterest), sum(l.YearInterest), sum(l.YearPrincipal),
		sum(l.Escrow), sum(l.LateFee), sum(l.PastDue), yes(l.Insured), yes(l.Prepayable), day(pslf.Eligible), count(pslf.Made), count(pslf.Remaining),
		string(p.Outcome), months, interest, output.Instant(l.FetchedAt),
	}
	rateCell, note := "", ""
	if len(l.Rates) > 0 {
		rateCell = format.Percent(p.Rate)
	}
	if l.Overdue != nil && *l.Overdue {
		note = "overdue"
	}
	return record, []string{output.AccountTitle(l.Account, l.Mask), format.LiabilityClass(l.Class), owedCell, rateCell, dueCell, l.DueDate.String(), format.PayoffShort(&p, today), l.Currency, l.Institution, note}
}

// rate is a rate as records have it.
type rate struct {
	Kind     any    `json:"kind"`
	Percent  string `json:"percent"`
	Balance  any    `json:"balance"`
	Interest any    `json:"interest"`
}

// yes is what a bank may not say.
func yes(v *bool) any {
	if v == nil {
		return nil
	}
	return *v
}

func count(v *int64) any {
	if v == nil {
		return nil
	}
	return *v
}

// printPayoffs prints every debt month by month, and in a table a sentence for
// each.
func printPayoffs(cmd *cobra.Command, all []liabilities.Liability, today ledger.Date) error {
	w := output.New(cmd, payoffFields, []output.Column{
		{Title: "Account"}, {Title: "Month", Whole: true}, {Title: "Paid", Right: true}, {Title: "Interest", Right: true}, {Title: "Left", Right: true}, {Title: "Cur"}, {Title: "Institution", Extra: true},
	})
	var sentences []string
	for i := range all {
		l := &all[i]
		p := l.Payoff()
		sentences = append(sentences, fmt.Sprintf("%s, %s: %s", l.Institution, output.AccountTitle(l.Account, l.Mask), format.Payoff(&p, l.Currency, today)))
		head := []any{l.Institution, l.Account, l.AccountID, l.Currency, string(p.Outcome), nil}
		if p.Payment > 0 {
			head[5] = decimal(&p.Payment, l.Currency)
		}
		if len(p.Months) == 0 && !w.IsTable() {
			if err := w.Row(append(head, nil, nil, nil, nil), nil); err != nil {
				return err
			}
		}
		for n, m := range p.Months {
			month := today.Month().Add(n + 1).First().Time().Format("2006-01")
			record, cells := append(head[:len(head):len(head)], month), []string{output.AccountTitle(l.Account, l.Mask), month}
			for _, minor := range []int64{m.Paid, m.Interest, m.Left} {
				text, cell := money(&minor, l.Currency)
				record, cells = append(record, text), append(cells, cell)
			}
			if err := w.Row(record, append(cells, l.Currency, l.Institution)); err != nil {
				return err
			}
		}
	}
	if err := w.End(); err != nil || !w.IsTable() {
		return err
	}
	before := "\n"
	for _, sentence := range sentences {
		if err := output.Say(cmd.OutOrStdout(), before+"%s\n", sentence); err != nil {
			return err
		}
		before = ""
	}
	return nil
}
