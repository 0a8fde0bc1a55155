package payments

import (
	"context"

	"github.com/spf13/cobra"

	"passbook/cmd/passbook/choose"
	"passbook/cmd/passbook/online"
	"passbook/cmd/passbook/output"
	"passbook/storage/transferevents"
	"passbook/tui/format"
)

// eventFields are the documented fields of passbook transfer-events.
var eventFields = []string{
	"feed", "event_id", "at", "event", "institution", "account", "account_id", "transfer_id", "amount", "currency", "failure_code", "failure",
}

var eventColumns = []output.Column{
	{Title: "At", Whole: true},
	{Title: "Account"},
	{Title: "Transfer"},
	{Title: "Amount", Right: true},
	{Title: "Cur"},
	{Title: "What happened"},
}

func newTransferEvents(with online.With) *cobra.Command {
	var fetch bool
	var account string
	var f transferevents.Filter
	cmd := &cobra.Command{
		Use:   "transfer-events",
		Short: "Print what became of transfers made through Plaid",
		Long: `Print the steps of the transfers that were made through Plaid with your keys:
the transfer with the newest step first, and each from its first step to its
last. With --fetch Plaid is asked for new ones first, which it does not bill.
They are of your keys, not of a bank, and stay when a bank is unlinked.

--json and --csv print the fields
  ` + output.FieldList(eventFields) + `
where amount is negative for money that leaves the account, feed is transfer or
bank_transfer (Plaid's older product), and event is Plaid's word.`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return with(cmd, func(ctx context.Context, s online.Session) error {
				if account != "" {
					accounts, err := s.DB.Accounts(ctx)
					if err != nil {
						return err
					}
					if f.AccountID, err = choose.Account(accounts, account); err != nil {
						return err
					}
				}
				if fetch {
					if err := fetchEvents(ctx, cmd, s); err != nil {
						return err
					}
				}
				return printEvents(ctx, cmd, s, f)
			})
		},
	}
	output.Flags(cmd)
	cmd.Flags().BoolVar(&fetch, "fetch", false, "ask Plaid for new events first (not billed)")
	cmd.Flags().StringVar(&account, "account", "", "only those of this `account`: its id, its name, or the last digits of its number")
	cmd.Flags().StringVar(&f.TransferID, "transfer", "", "only those of the transfer with this `id`")
	return cmd
}

// fetchEvents asks Plaid, and says on stderr what came.
func fetchEvents(ctx context.Context, cmd *cobra.Command, s online.Session) error {
	svc, err := s.Service()
	if err != nil {
		return err
	}
	got, err := svc.Products().FetchTransferEvents(ctx)
	if err != nil {
		return err
	}
	for _, refused := range got.Refused {
		_ = output.Say(cmd.ErrOrStderr(), "passbook: some were not asked for: %s\n", refused.Error()) // what is printed stands
	}
	return output.Say(cmd.ErrOrStderr(), "passbook: %s\n", format.Count(got.New, "new event", "new events"))
}

func printEvents(ctx context.Context, cmd *cobra.Command, s online.Session, f transferevents.Filter) error {
	events, err := transferevents.List(ctx, s.DB, f)
	if err != nil {
		return err
	}
	w := output.New(cmd, eventFields, eventColumns)
	for _, e := range events {
		account := output.AccountTitle(e.Account, e.Mask)
		if e.Account == "" {
			account = e.AccountID
		}
		if err := w.Row([]any{
			e.Feed, e.ID, output.Instant(e.At), e.Kind, output.OrNull(e.Institution), output.OrNull(e.Account), output.OrNull(e.AccountID),
			output.OrNull(e.TransferID), output.OrNull(e.Amount), output.OrNull(e.Currency), output.OrNull(e.FailureCode), output.OrNull(e.Failure),
		}, []string{e.At.In(s.Now().Location()).Format("2006-01-02 15:04"), account, e.TransferID, e.Amount, e.Currency, e.Words()}); err != nil {
			return err
		}
	}
	if err := w.End(); err != nil {
		return err
	}
	if len(events) == 0 && output.AsTable(cmd) {
		return output.Say(cmd.ErrOrStderr(), "passbook: there is no event here; passbook transfer-events --fetch asks Plaid for new ones\n")
	}
	return nil
}
