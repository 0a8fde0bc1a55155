package main

import (
	"cmp"
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"passbook/cmd/passbook/figures"
	"passbook/cmd/passbook/output"
	"passbook/cmd/passbook/payments"
	"passbook/storage"
	"passbook/tui/text"
)

func newCheck() *cobra.Command {
	check := &cobra.Command{
		Use:   "check",
		Short: "Check the cache, its balances, or what can be paid",
		Long: "Check that the cache is whole, and name the transactions that a\nbank sent and that cannot be kept.\n" +
			"passbook check balances compares the bank's balances with its transactions,\npassbook check funds asks a bank whether an account can pay an amount.",
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return withSession(cmd, func(ctx context.Context, ses *session) error {
				if err := ses.db.Check(ctx); err != nil {
					return err
				}
				if err := output.Say(cmd.OutOrStdout(), "the cache is whole\n"); err != nil {
					return err
				}
				return saySetAside(ctx, cmd, ses.db)
			})
		},
	}
	check.AddCommand(figures.NewBalances(withFigures), payments.NewFunds(withOnline))
	return check
}

// mostSetAside bounds what passbook check prints: a bank may send any number.
const mostSetAside = 1000

// saySetAside names the rows that banks sent and that cannot be kept.
func saySetAside(ctx context.Context, cmd *cobra.Command, db *storage.DB) error {
	rows, all, err := db.RowsSetAside(ctx, mostSetAside)
	if err != nil || all == 0 {
		return err
	}
	out := cmd.OutOrStdout()
	if err := output.Say(out, "transactions that a bank sent and that cannot be kept: %d. No list and no figure has them.\n", all); err != nil {
		return err
	}
	for _, r := range rows {
		account := cmp.Or(r.AccountName, r.AccountID, "no account")
		if err := output.Say(out, "  %s\n", text.Clean(fmt.Sprintf("%s, %s, %s: %s", r.Institution, account, r.ID, r.Reason))); err != nil {
			return err
		}
	}
	return nil
}
