package main

import (
	"cmp"
	"context"
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
	{Title: "Institution"},
	{Title: "Account"},
	{Title: "Type"},
	{Title: "Current", Right: true},
	{Title: "Available", Right: true},
	{Title: "Cur"},
	{Title: "As of", Whole: true},
}

func newAccounts() *cobra.Command {
	var live bool
	cmd := &cobra.Command{
		Use:   "accounts",
		Short: "Print accounts with their balances",
		Long: `Print accounts with their balances.

--json and --csv print the fields
  ` + output.FieldList(accountFields) + `
where current, available and limit are decimal text with the currency's digits;
what is owed on a card or a loan is negative; as_of is when passbook fetched the
balance (UTC), and source says whether the bank was asked for it (live) or it
was Plaid's last known figure (cached). What is not known is null in JSON.

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
	items, err := ses.db.Items(ctx)
	if err != nil {
		return err
	}
	var failed banksError
	for _, r := range results {
		if r.Err != nil {
			failed.add(failure(r.Item, r.Err, items), r.Err)
		}
	}
	if err := printAccounts(ctx, cmd, ses); err != nil || failed.worst == nil {
		return err
	}
	return failed
}

// printAccounts prints the accounts.
func printAccounts(ctx context.Context, cmd *cobra.Command, ses *session) error {
	accounts, err := ses.db.Accounts(ctx)
	if err != nil {
		return err
	}
	w := output.New(cmd, accountFields, accountColumns)
	for _, a := range accounts {
		b := a.Balance
		current, available, limit := output.Decimal(b.Current, b.Currency), output.Decimal(b.Available, b.Currency), output.Decimal(b.Limit, b.Currency)
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
				output.OrNull(current), output.OrNull(available), output.OrNull(limit), b.Currency, output.Instant(b.FetchedAt), b.Source, !a.GoneAt.IsZero(),
			},
			[]string{a.Institution, output.AccountTitle(a.Name, a.Mask), kind, output.Figure(b.Current, b.Currency), output.Figure(b.Available, b.Currency), b.Currency, asOf},
		); err != nil {
			return err
		}
	}
	if err := w.End(); err != nil {
		return err
	}
	return ses.sayNothingLinked(ctx, cmd)
}

// sayNothingLinked says on stderr that a cache has no bank, and what to do;
// nothing where it has one.
func (s *session) sayNothingLinked(ctx context.Context, cmd *cobra.Command) error {
	items, err := s.db.Items(ctx)
	if err != nil || len(items) > 0 {
		return err
	}
	hint := cmp.Or(s.elsewhere(ctx), "No bank is linked yet: passbook link links one, passbook demo shows an invented household.")
	_ = output.Say(cmd.ErrOrStderr(), "passbook: %s\n", hint) // stdout has all that was asked for
	return nil
}
