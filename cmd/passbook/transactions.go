package main

import (
	"context"
	"strings"

	"github.com/spf13/cobra"

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

var transactionColumns = []column{
	{title: "Date", width: 10},
	{title: "Merchant", width: 30},
	{title: "Category", width: 20},
	{title: "Account", width: 22},
	{title: "Amount", width: 14, right: true},
	{title: "Cur", width: 4},
	{title: "", width: 7},
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
	outputFlags(cmd)
	cmd.Flags().IntVar(&limit, "limit", 100, "print at most `N`; 0 prints all")
	cmd.Flags().StringVar(&text, "find", "", "only those with this `text` in merchant, name, note or category")
	cmd.Flags().StringVar(&from, "from", "", "only from this `day` on (YYYY-MM-DD)")
	cmd.Flags().StringVar(&to, "to", "", "only up to this `day`")
	return cmd
}

func printTransactions(ctx context.Context, cmd *cobra.Command, db *storage.DB, f ledger.Filter, limit int) error {
	w := newRowWriter(cmd, transactionFields, transactionColumns)
	var record []any
	var cells []string
	if limit <= 0 {
		limit = storage.All
	}
	err := db.EachEntry(ctx, f, limit, func(e ledger.Entry) error {
		if !w.isTable() {
			record = append(record[:0], e.ID, e.Date.String(), e.AuthorizedDate.String(), e.AccountName, e.AccountID, e.Institution,
				e.Merchant, e.Name, e.Original, e.Amount.Decimal(), e.Amount.Currency,
				e.EffectivePrimary(), e.EffectiveCategory(), e.Pending, e.Annotation.Note)
			return w.row(record, nil)
		}
		pending := ""
		if e.Pending {
			pending = "pending"
		}
		cells = append(cells[:0], e.Date.String(), e.Title(), format.CategoryName(e.EffectiveCategory()),
			accountTitle(e.AccountName, e.AccountMask), e.Amount.Decimal(), e.Amount.Currency, pending)
		return w.row(nil, cells)
	})
	if err != nil {
		return err
	}
	return w.end()
}
