package payments

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"passbook/cmd/passbook/exit"
	"passbook/cmd/passbook/online"
	"passbook/cmd/passbook/output"
	"passbook/plaidsvc/products"
	"passbook/storage/risk"
	"passbook/tui/format"
	"passbook/tui/payment"
)

// riskFields are the documented fields of passbook risk.
var riskFields = []string{
	"id", "at", "institution", "account", "account_id", "amount", "currency", "judged", "customer_score", "bank_score",
	"ruleset", "result", "note", "reasons", "warnings", "decision", "return_code",
}

var riskColumns = []output.Column{
	{Title: "At", Whole: true},
	{Title: "Account"},
	{Title: "Amount", Right: true},
	{Title: "Cur"},
	{Title: "Owner"},
	{Title: "Bank"},
	{Title: "Rules say"},
	{Title: "Reported"},
	{Title: "Id", Whole: true},
}

func newRisk(with online.With) *cobra.Command {
	var account, amount, ruleset string
	cmd := &cobra.Command{
		Use:   "risk",
		Short: "Ask Plaid how likely a planned debit comes back",
		Long: `Ask Plaid's Signal how likely a debit of an amount from an account comes back,
and why. Plaid bills this by the call. A score is a number from 1 to 99, and a
high one means a high risk: low up to 33, middling up to 66. The owner's is for
debits that the owner of the account has sent back, the bank's for those that
the bank does, such as for want of money. Rules of Plaid's dashboard that look
at the balance alone give no scores, but a result. passbook risk list prints
what was asked before, and passbook risk report tells Plaid what became of a
debit.

--json and --csv print the fields
  ` + output.FieldList(riskFields) + `
where a score is null where there is none, and reasons are sentences.`,
		Example: "  passbook risk --account 0000 --amount 120.00",
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return with(cmd, func(ctx context.Context, s online.Session) error { return judge(ctx, cmd, s, account, amount, ruleset) })
		},
	}
	output.Flags(cmd)
	payFlags(cmd, &account, &amount)
	cmd.Flags().StringVar(&ruleset, "ruleset", "", "the `key` of the rules of Plaid's dashboard that judge")
	cmd.AddCommand(newRiskList(with), newRiskReport(with))
	return cmd
}

func judge(ctx context.Context, cmd *cobra.Command, s online.Session, name, words, ruleset string) error {
	account, amount, err := payer(ctx, s, name, words)
	if err != nil {
		return err
	}
	svc, err := s.Service()
	if err != nil {
		return err
	}
	check, err := svc.Products().Judge(ctx, account.ID, amount, ruleset)
	if errors.Is(err, products.ErrNoDebit) {
		return exit.Wrongly(fmt.Errorf("%s: %w", account.Name, err))
	}
	if err != nil {
		return err
	}
	if !output.AsTable(cmd) {
		w := output.New(cmd, riskFields, nil)
		if err := w.Row(riskRow(s, check)); err != nil {
			return err
		}
		return w.End()
	}
	for _, line := range riskLines(check) {
		if err := output.Say(cmd.OutOrStdout(), "%s\n", line); err != nil {
			return err
		}
	}
	return nil
}

// riskLines says what Plaid judged, a line each.
func riskLines(c risk.Check) []string {
	lines := []string{fmt.Sprintf("%s from %s, %s (billed by Plaid)", format.Coded(c.Amount), output.AccountTitle(c.Account, c.Mask), c.Institution)}
	lines = append(lines, payment.Judged(c)...)
	return append(lines, "what becomes of it: passbook risk report "+c.ID+" --decision or --return")
}

func riskRow(s online.Session, c risk.Check) (record []any, cells []string) {
	number := func(n int) any {
		if n == 0 {
			return nil
		}
		return n
	}
	list := func(texts []string) []string { return append([]string{}, texts...) }
	record = []any{
		c.ID, output.Instant(c.At), c.Institution, c.Account, c.AccountID, c.Amount.Decimal(), c.Amount.Currency, c.Judged, number(c.Customer), number(c.Bank),
		output.OrNull(c.Ruleset), output.OrNull(c.Result), output.OrNull(c.Note), list(c.Reasons), list(c.Warnings),
		output.OrNull(c.Decision), output.OrNull(c.Returned),
	}
	result := strings.ToLower(c.Result)
	if !c.Judged {
		result = "no answer"
	}
	cell := func(n int) string {
		return strings.TrimSpace(strings.TrimSuffix(fmt.Sprintf("%s %d", risk.Level(n), n), " 0"))
	}
	cells = []string{
		c.At.In(s.Now().Location()).Format("2006-01-02 15:04"), output.AccountTitle(c.Account, c.Mask), format.Digits(c.Amount), c.Amount.Currency,
		cell(c.Customer), cell(c.Bank), result, strings.TrimSpace(strings.ToLower(c.Decision) + " " + c.Returned), c.ID,
	}
	return record, cells
}

func newRiskList(with online.With) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "list",
		Short: "Print the debits that Plaid was asked about",
		Long: `Print the debits that Plaid was asked about, the newest first, with what it
judged and what was reported of them. What is cached is printed: Plaid is not
asked, and reasons, which are not kept, are left out.

--json and --csv print the fields of passbook risk.`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return with(cmd, func(ctx context.Context, s online.Session) error {
				checks, err := risk.List(ctx, s.DB)
				if err != nil {
					return err
				}
				w := output.New(cmd, riskFields, riskColumns)
				for _, c := range checks {
					if err := w.Row(riskRow(s, c)); err != nil {
						return err
					}
				}
				if err := w.End(); err != nil || len(checks) > 0 || !w.IsTable() {
					return err
				}
				return output.Say(cmd.ErrOrStderr(), "passbook: Plaid was asked about no debit yet: passbook risk asks\n")
			})
		},
	}
	output.Flags(cmd)
	return cmd
}
