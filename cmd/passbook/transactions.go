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
	"amount", "currency", "category", "category_detail", "pending", "note", "tags", "hidden",
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
out, category_detail is your own category or else the bank's, tags is an array
(in CSV, its JSON text), hidden says whether you hid it from spending and income,
and a field without a value is empty. Removed transactions are left out.

--find looks, in upper and lower case, for a part of the merchant, the name, the
bank's original text, your note, your tags or the category, and for a number also
in the amount.`,
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
	cmd.Flags().StringVar(&text, "find", "", "only those with this `text` in merchant, name, original text, note, tags, category or amount")
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
				e.EffectivePrimary(), e.EffectiveCategory(), e.Pending, e.Annotation.Note, tagsOf(e), e.Annotation.Hidden)
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

// noTags is the field tags of almost every row.
var noTags any = []string{}

// tagsOf is the field tags, which is an array without tags too.
func tagsOf(e ledger.Entry) any {
	if len(e.Annotation.Tags) == 0 {
		return noTags
	}
	return e.Annotation.Tags
}
