package main

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"passbook/cmd/passbook/choose"
	"passbook/cmd/passbook/exit"
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
	{Title: "Date", Whole: true},
	{Title: "Merchant"},
	{Title: "Category"},
	{Title: "Account"},
	{Title: "Amount", Right: true},
	{Title: "Cur"},
	{Title: ""},
	{Title: "Id", Whole: true, Extra: true},
}

func newTransactions() *cobra.Command {
	var limit int
	var chosen transactionFilter
	cmd := &cobra.Command{
		Use:   "transactions [QUERY...]",
		Short: "Print transactions, newest first",
		Long: `Print transactions, newest first.

--json and --csv print the fields
  ` + output.FieldList(transactionFields) + `
where amount is decimal text with the currency's digits, negative for money out,
category_detail is your own category or else the bank's, tags is an array (in
CSV, its JSON text), hidden says whether you hid it from spending and income, a
day that is not known is null in JSON, and a text without a value is empty.
Removed transactions are left out.

QUERY chooses, by words, amounts, days and more; passbook help query has the
language with twenty examples. Put it in single quotes:
  passbook transactions 'coffee or bakery amount:>5 date:"last month"'

Days are written 2026, 2026-03, 2026-03-07, or with .. between two of them.`,
		RunE: func(cmd *cobra.Command, args []string) (err error) {
			for _, name := range []string{"account", "bank", "category"} { // an unset variable of a script
				if f := cmd.Flags().Lookup(name); f.Changed && f.Value.String() == "" {
					return exit.Wrongly(fmt.Errorf("--%s is empty", name))
				}
			}
			if len(args) > 0 && strings.TrimSpace(strings.Join(args, "")) == "" {
				return exit.Wrongly(errors.New("the query is empty"))
			}
			if chosen.Query, err = choose.Query(args, ledger.DateOf(clock(cmd.Context())())); err != nil {
				return exit.Wrongly(err)
			}
			if err := chosen.readDates(); err != nil {
				return exit.Wrongly(err)
			}
			return withSession(cmd, func(ctx context.Context, ses *session) error {
				f, err := chosen.filter(ctx, ses.db)
				if err != nil {
					return err
				}
				return printTransactions(ctx, cmd, ses, f, limit)
			})
		},
	}
	output.Flags(cmd)
	output.Limit(cmd, &limit, 100)
	f := cmd.Flags()
	f.StringVar(&chosen.account, "account", "", "only those of this `account`: its id, its name, or the last digits of its number")
	f.StringVar(&chosen.bank, "bank", "", "only those of this `bank`")
	f.StringVar(&chosen.category, "category", "", "only those of this `category`: its name, or as in category_detail")
	f.BoolVar(&chosen.pending, "pending", false, "only pending ones")
	f.BoolVar(&chosen.Removed, "removed", false, "those that the bank took back, instead of the others")
	f.StringVar(&chosen.dates, "date", "", "only those of these `days`: 2026-03, or 2026-03..2026-05")
	f.StringVar(&chosen.from, "from", "", "only from this `day` on")
	f.StringVar(&chosen.to, "to", "", "only up to this `day`")
	cmd.MarkFlagsMutuallyExclusive("date", "from")
	cmd.MarkFlagsMutuallyExclusive("date", "to")
	return cmd
}

// transactionFilter is what the flags choose.
type transactionFilter struct {
	ledger.Filter
	account, bank, category string
	dates, from, to         string
	pending                 bool
}

// readDates reads the days. Errors: what is wrong with them, in words.
func (f *transactionFilter) readDates() (err error) {
	dates := f.dates
	if f.from != "" || f.to != "" {
		dates = f.from + ".." + f.to
	}
	if strings.Contains(f.from+f.to, "..") {
		return fmt.Errorf("read dates %.40q: --from and --to have one end each: --date has two", dates)
	}
	f.From, f.To, err = ledger.ParseRange(dates)
	return err
}

// filter gives the Filter, with what the person named looked up. Errors:
// exit.Wrongly where there is no such thing, or several.
func (f *transactionFilter) filter(ctx context.Context, db *storage.DB) (ledger.Filter, error) {
	chosen := f.Filter
	if f.pending {
		chosen.Figure = ledger.Figure{State: ledger.StatePending}
	}
	if f.bank != "" {
		items, err := db.Items(ctx)
		if err != nil {
			return chosen, err
		}
		it, err := choose.Item(items, f.bank)
		if err != nil {
			return chosen, err
		}
		chosen.ItemID = it.ID
	}
	if f.account != "" {
		accounts, err := db.Accounts(ctx)
		if err != nil {
			return chosen, err
		}
		if chosen.AccountID, err = choose.Account(accounts, f.account); err != nil {
			return chosen, err
		}
	}
	if f.category != "" {
		codes, err := db.Categories(ctx)
		if err != nil {
			return chosen, err
		}
		if chosen.Category, err = choose.Category(codes, f.category); err != nil {
			return chosen, err
		}
	}
	return chosen, nil
}

func printTransactions(ctx context.Context, cmd *cobra.Command, ses *session, f ledger.Filter, limit int) error {
	w := output.New(cmd, transactionFields, transactionColumns)
	var record []any
	var cells []string
	if limit <= 0 {
		limit = storage.All
	}
	err := ses.db.EachEntry(ctx, f, limit, func(e ledger.Entry) error {
		if !w.IsTable() {
			record = append(record[:0], e.ID, e.Date.String(), output.OrNull(e.AuthorizedDate.String()), e.AccountName, e.AccountID, e.Institution,
				e.Merchant, e.Name, e.Original, e.Amount.Decimal(), e.Amount.Currency,
				e.EffectivePrimary(), e.EffectiveCategory(), e.Pending, e.Annotation.Note, tagsOf(e), e.Annotation.Hidden)
			return w.Row(record, nil)
		}
		pending := ""
		if e.Pending {
			pending = "pending"
		}
		cells = append(cells[:0], e.Date.String(), e.Title(), format.CategoryName(e.EffectiveCategory()),
			output.AccountTitle(e.AccountName, e.AccountMask), format.Digits(e.Amount), e.Amount.Currency, pending, e.ID)
		return w.Row(nil, cells)
	})
	if err != nil {
		return err
	}
	if err := w.End(); err != nil {
		return err
	}
	return ses.sayNothingLinked(ctx, cmd)
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
