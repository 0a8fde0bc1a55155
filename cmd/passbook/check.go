package main

import (
	"context"
	"strings"

	"github.com/spf13/cobra"

	"passbook/storage"
)

// reconciliationFields are the documented fields of passbook check balances.
var reconciliationFields = []string{
	"institution", "account", "account_id", "currency", "from", "to", "bank", "posted", "unexplained",
}

var reconciliationColumns = []column{
	{title: "Institution", width: 22},
	{title: "Account", width: 26},
	{title: "From", width: 10},
	{title: "To", width: 10},
	{title: "Bank says", width: 14, right: true},
	{title: "Posted", width: 14, right: true},
	{title: "Unexplained", width: 14, right: true},
	{title: "Cur", width: 4},
}

func newCheck() *cobra.Command {
	check := &cobra.Command{
		Use:   "check",
		Short: "Check the cache, or its balances",
		Long:  "Check that the cache is whole. passbook check balances compares the bank's balances with its transactions.",
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return withSession(cmd, func(ctx context.Context, ses *session) error {
				if err := ses.db.Check(ctx); err != nil {
					return err
				}
				return say(cmd.OutOrStdout(), "the cache is whole\n")
			})
		},
	}
	check.AddCommand(newCheckBalances())
	return check
}

func newCheckBalances() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "balances",
		Short: "Compare what accounts gained with the transactions that posted",
		Long: `For every account and every two neighbouring days with a balance: by how much the
bank's balance moved, what the posted transactions between them add up to, and
what remains unexplained.

--json and --csv print the fields
  ` + strings.Join(reconciliationFields, ", "),
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return withSession(cmd, func(ctx context.Context, ses *session) error { return printReconciliations(ctx, cmd, ses.db) })
		},
	}
	outputFlags(cmd)
	return cmd
}

func printReconciliations(ctx context.Context, cmd *cobra.Command, db *storage.DB) error {
	reconciliations, err := db.ReconcileBalances(ctx, "")
	if err != nil {
		return err
	}
	w := newRowWriter(cmd, reconciliationFields, reconciliationColumns)
	for _, r := range reconciliations {
		bank, posted, rest := decimal(&r.Bank, r.Currency), decimal(&r.Posted, r.Currency), decimal(&r.Unexplained, r.Currency)
		if err := w.row(
			[]any{r.Institution, r.AccountName, r.AccountID, r.Currency, r.From.String(), r.To.String(), bank, posted, rest},
			[]string{r.Institution, r.AccountName, r.From.String(), r.To.String(), bank, posted, rest, r.Currency},
		); err != nil {
			return err
		}
	}
	return w.end()
}
