package papers

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"passbook/cmd/passbook/exit"
	"passbook/cmd/passbook/online"
	"passbook/cmd/passbook/output"
	"passbook/plaidsvc/products"
	"passbook/storage/ledger"
	"passbook/tui/format"
	"passbook/tui/text"
)

// enrichFields are the documented fields of passbook enrich.
var enrichFields = []string{
	"row", "id", "date", "description", "amount", "currency", "merchant", "category", "category_detail", "confidence",
	"channel", "website", "city", "region", "counterparties",
}

var enrichTable = []output.Column{
	{Title: "Date", Whole: true},
	{Title: "Description"},
	{Title: "Amount", Right: true},
	{Title: "Cur", Whole: true},
	{Title: "Merchant"},
	{Title: "Category"},
	{Title: "Sure", Whole: true},
}

// enrichCommand is what the flags of passbook enrich say.
type enrichCommand struct {
	kind string
	from int
	yes  bool
}

func newEnrich(with online.With) *cobra.Command {
	var e enrichCommand
	cmd := &cobra.Command{
		Use:   "enrich FILE",
		Short: "Ask Plaid what rows of a CSV file are about (billed by Plaid)",
		Long: `Ask Plaid for the merchant and the category of rows that no linked bank has,
such as those that another program exported. Plaid bills each row: passbook says
how many there are, and sends them after your y, or with --yes. Nothing is kept.

FILE is CSV in UTF-8, or - for stdin. Its first line names the columns date
(YYYY-MM-DD), description, amount and currency (such as USD), in any order;
others are passed over. Money out is negative, unless there is a column
direction with inflow or outflow. What passbook transactions --csv prints is
such a file: its description is original, or else name.

Rows are sent a hundred at a time. What came is printed whatever fails after it,
and passbook says which rows are left: --from goes on with them.

--json and --csv print the fields
  ` + output.FieldList(enrichFields) + `
where row counts from 1, id is that of the file, amount is negative for money
out, counterparties is an array, and what Plaid does not say is null.`,
		Example: "  passbook enrich old-bank.csv --csv > enriched.csv",
		Args:    cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			if e.kind != string(ledger.Depository) && e.kind != string(ledger.Credit) {
				return exit.Wrongly(fmt.Errorf("--account-type is depository or credit, not %.40q", text.Clean(e.kind)))
			}
			rows, err := readEnrichFile(args[0], cmd.InOrStdin())
			if err == nil && (e.from < 1 || e.from > len(rows)) {
				err = fmt.Errorf("--from is a row from 1 to %d", len(rows))
			}
			if err != nil {
				return exit.Wrongly(err)
			}
			return with(cmd, func(ctx context.Context, ses online.Session) error { return e.run(ctx, cmd, ses, rows[e.from-1:]) })
		},
	}
	output.Flags(cmd)
	cmd.Flags().StringVar(&e.kind, "account-type", string(ledger.Depository), "the `kind` of the rows' account: depository, or credit for a card")
	cmd.Flags().IntVar(&e.from, "from", 1, "begin with the `N`th row of the file")
	cmd.Flags().BoolVar(&e.yes, "yes", false, "do not ask whether Plaid may bill the rows")
	return cmd
}

func (e enrichCommand) run(ctx context.Context, cmd *cobra.Command, ses online.Session, rows []enrichRow) error {
	bill := "Plaid bills " + format.Count(len(rows), "row", "rows")
	switch {
	case e.yes:
		if err := output.Say(cmd.ErrOrStderr(), "passbook: sending %s to Plaid, which bills each\n", format.Count(len(rows), "row", "rows")); err != nil {
			return err
		}
	case !output.IsTerminal(cmd.InOrStdin()) || !output.IsTerminal(cmd.OutOrStdout()):
		return exit.Wrongly(errors.New(bill + ": add --yes to send them"))
	default:
		if err := output.Confirm(ctx, cmd, bill+". Type y to send them"); err != nil {
			return err
		}
	}
	asked, err := productsOf(ses)
	if err != nil {
		return err
	}
	send := make([]products.RowToEnrich, len(rows))
	for i, r := range rows {
		send[i] = r.RowToEnrich
	}
	w := output.New(cmd, enrichFields, enrichTable)
	printed, silent := 0, 0
	done, err := asked.Enrich(ctx, products.Enrich{
		Kind: ledger.AccountKind(e.kind), Rows: send,
		Limited: func(ctx context.Context) error { return waitAMinute(ctx, cmd, "") },
		Got: func(batch []products.Enriched) error {
			for _, b := range batch {
				if b.Said == nil {
					silent++
				}
				if err := w.Row(e.row(rows[printed], e.from+printed, b.Said)); err != nil {
					return err
				}
				printed++
			}
			return nil
		},
	})
	if err = errors.Join(err, w.End()); err != nil {
		return errors.Join(e.sayLeft(cmd, done, len(rows)), err)
	}
	if silent > 0 {
		return output.Say(cmd.ErrOrStderr(), "passbook: Plaid says nothing of %s\n", format.Count(silent, "row", "rows"))
	}
	return nil
}

// sayLeft says which rows Plaid was not asked about, where it was about others.
func (e enrichCommand) sayLeft(cmd *cobra.Command, asked products.Asked, all int) error {
	first, last := e.from+asked.Done, e.from+all-1
	if asked.Lost > 0 {
		err := output.Say(cmd.ErrOrStderr(), "passbook: the answer about %s did not come: Plaid may bill them\n", span(first, first+asked.Lost-1))
		if first += asked.Lost; err != nil || first > last {
			return err
		}
	} else if asked.Done == 0 || first > last {
		return nil
	}
	return output.Say(cmd.ErrOrStderr(), "passbook: %s were not asked about: --from %s goes on with them\n", span(first, last), strconv.Itoa(first))
}

// span names some rows of a file.
func span(first, last int) string { return fmt.Sprintf("rows %d to %d", first, last) }

// row gives a row of the file, by its number there, as records and tables have it.
func (e enrichCommand) row(r enrichRow, number int, said *products.Enrichment) (record []any, cells []string) {
	if said == nil {
		said = &products.Enrichment{}
	}
	var others any
	if said.ID != "" {
		others = append([]string{}, said.Counterparties...)
	}
	record = []any{
		number, output.OrNull(r.id), r.Date.String(), r.Description, r.Amount.Decimal(), r.Amount.Currency, output.OrNull(said.Merchant),
		output.OrNull(said.Category), output.OrNull(said.Detailed), output.OrNull(said.Confidence), output.OrNull(said.Channel),
		output.OrNull(said.Website), output.OrNull(said.City), output.OrNull(said.Region), others,
	}
	category := said.Detailed
	if category == "" {
		category = said.Category
	}
	cells = []string{
		r.Date.String(), r.Description, format.Digits(r.Amount), r.Amount.Currency, said.Merchant, format.CategoryName(category),
		strings.ToLower(strings.ReplaceAll(said.Confidence, "_", " ")),
	}
	return record, cells
}
