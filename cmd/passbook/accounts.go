package main

import (
	"context"
	"errors"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"passbook/cmd/passbook/output"
	"passbook/plaidsvc"
)

// accountFields are the documented fields of --json and --csv.
var accountFields = []string{
	"id", "item_id", "institution", "name", "official_name", "mask", "type", "subtype",
	"current", "available", "limit", "currency", "as_of", "source", "gone",
}

var accountColumns = []output.Column{
	{Title: "Institution", Width: 24},
	{Title: "Account", Width: 32},
	{Title: "Type", Width: 14},
	{Title: "Current", Width: 15, Right: true},
	{Title: "Available", Width: 15, Right: true},
	{Title: "Cur", Width: 4},
	{Title: "As of", Width: 16},
}

func newAccounts() *cobra.Command {
	var live bool
	cmd := &cobra.Command{
		Use:   "accounts",
		Short: "Print accounts with their balances",
		Long: `Print accounts with their balances.

--json and --csv print the fields
  ` + strings.Join(accountFields, ", ") + `
where current, available and limit are decimal text with the currency's digits;
what is owed on a card or a loan is negative; as_of is when passbook fetched the
balance (UTC) and source says whether the bank was asked for it (live) or it was
Plaid's last known figure (cached).

With --live every bank is asked for its balances now. That takes some seconds,
and Plaid bills it by the call.`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if live {
				return withService(cmd, func(ctx context.Context, ses *session, svc *plaidsvc.Service) error {
					return printLive(ctx, cmd, ses, svc)
				})
			}
			return withSession(cmd, func(ctx context.Context, ses *session) error { return printAccounts(ctx, cmd, ses) })
		},
	}
	output.Flags(cmd)
	cmd.Flags().BoolVar(&live, "live", false, "ask the banks now (billed by Plaid)")
	return cmd
}

// printLive asks the banks first. A bank that does not answer keeps its last
// balance, and the command fails after printing.
func printLive(ctx context.Context, cmd *cobra.Command, ses *session, svc *plaidsvc.Service) error {
	results, err := svc.Live(ctx)
	if err != nil {
		return err
	}
	var failed []error
	for _, r := range results {
		failed = append(failed, r.Err)
	}
	return errors.Join(append(failed, printAccounts(ctx, cmd, ses))...)
}

// printAccounts prints the accounts. Where there are none, stderr says where some
// are.
func printAccounts(ctx context.Context, cmd *cobra.Command, ses *session) error {
	accounts, err := ses.db.Accounts(ctx)
	if err != nil {
		return err
	}
	if len(accounts) == 0 {
		if elsewhere := ses.elsewhere(ctx); elsewhere != "" {
			_ = output.Say(cmd.ErrOrStderr(), "passbook: %s\n", elsewhere) // stdout has all that was asked for
		}
	}
	w := output.New(cmd, accountFields, accountColumns)
	for _, a := range accounts {
		b := a.Balance
		current, available, limit := output.Decimal(b.Current, b.Currency), output.Decimal(b.Available, b.Currency), output.Decimal(b.Limit, b.Currency)
		fetched := ""
		if !b.FetchedAt.IsZero() {
			fetched = b.FetchedAt.UTC().Format(time.RFC3339)
		}
		kind := a.Subtype
		if kind == "" {
			kind = string(a.Kind)
		}
		asOf := "never"
		if !b.FetchedAt.IsZero() {
			asOf = b.FetchedAt.Local().Format("2006-01-02 15:04")
		}
		if !a.GoneAt.IsZero() {
			asOf = "gone " + a.GoneAt.Local().Format(time.DateOnly)
		}
		if err := w.Row(
			[]any{
				a.ID, a.ItemID, a.Institution, a.Name, a.OfficialName, a.Mask, a.Kind, a.Subtype,
				current, available, limit, b.Currency, fetched, b.Source, !a.GoneAt.IsZero(),
			},
			[]string{a.Institution, output.AccountTitle(a.Name, a.Mask), kind, current, available, b.Currency, asOf},
		); err != nil {
			return err
		}
	}
	return w.End()
}
