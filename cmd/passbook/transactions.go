package main

import (
	"context"
	"strings"

	"github.com/spf13/cobra"

	"passbook/cmd/passbook/output"
	"passbook/storage"
	"passbook/storage/ledger"
	"passbook/tui/format"
)

// transactionFields are the documented fields of --json and --csv. Their order
// and meaning do not change.
var transactionFields = []string{
	"id", "date", "authorized_date", "account", "account_id", "institution", "merchant", "name", "original",
	"amount", "currency", "category", "category_detail", "pending", "note",
}

var transactionColumns = []output.Column{
	{Title: "Date", Width: 10},
	{Title: "Merchant", Width: 30},
	{Title: "Category", Width: 20},
	{Title: "Account", Width: 22},
	{Title: "Amount", Width: 14, Right: true},
	{Title: "Cur", Width: 4},
	{Title: "", Width: 7},
}

func newTransactions() *cobra.Command {
	var limit int
	var text, from, to string
	cmd := &cobra.Command{
		Use:   "transactions",
		Short: "Print transactions, newest first",
		Long: `Print transactions, newest first.

--json and --csv print the fields
  ` + strings.Join(transactionFields, ", ") + `
where amount is decimal text with the currency's digits, negative for money
out, category_detail is your own category or else the bank's, and a field
without a value is empty. Removed transactions are left out.`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			f := ledger.Filter{Text: text}
			var err error
			if f.From, err = ledger.ParseDate(from); err != nil {
				return usageError{err}
			}
			if f.To, err = ledger.ParseDate(to); err != nil {
				return usageError{err}
			}
			return withSession(cmd, func(ctx context.Context, ses *session) error {
				return printTransactions(ctx, cmd, ses.db, f, limit)
			})
		},
	}
	output.Flags(cmd)
	cmd.Flags().IntVar(&limit, "limit", 100, "print at most `N`; 0 prints all")
	cmd.Flags().StringVar(&text, "find", "", "only those with this `text` in merchant, name, note or category")
	cmd.Flags().StringVar(&from, "from", "", "only from this `day` on (YYYY-MM-DD)")
	cmd.Flags().StringVar(&to, "to", "", "only up to this `day`")
	return cmd
}

func printTransactions(ctx context.Context, cmd *cobra.Command, db *storage.DB, f ledger.Filter, limit int) error {
	w := output.New(cmd, transactionFields, transactionColumns)
	var record []any
	var cells []string
	if limit <= 0 {
		limit = storage.All
	}
	err := db.EachEntry(ctx, f, limit, func(e ledger.Entry) error {
		if !w.IsTable() {
			record = append(record[:0], e.ID, e.Date.String(), e.AuthorizedDate.String(), e.AccountName, e.AccountID, e.Institution,
				e.Merchant, e.Name, e.Original, e.Amount.Decimal(), e.Amount.Currency,
				e.EffectivePrimary(), e.EffectiveCategory(), e.Pending, e.Annotation.Note)
			return w.Row(record, nil)
		}
		pending := ""
		if e.Pending {
			pending = "pending"
		}
		cells = append(cells[:0], e.Date.String(), e.Title(), format.CategoryName(e.EffectiveCategory()),
			output.AccountTitle(e.AccountName, e.AccountMask), e.Amount.Decimal(), e.Amount.Currency, pending)
		return w.Row(nil, cells)
	})
	if err != nil {
		return err
	}
	return w.End()
}
