package figures

import (
	"context"
	"errors"
	"strings"

	"github.com/spf13/cobra"

	"passbook/cmd/passbook/exit"
	"passbook/cmd/passbook/output"
	"passbook/storage"
	"passbook/storage/ledger"
	"passbook/tui/format"
)

// transferFields are the documented fields of passbook transfers.
var transferFields = []string{
	"kind", "by", "id", "date", "account", "account_id", "name", "amount", "currency",
	"pair_id", "pair_date", "pair_account", "pair_account_id", "pair_name", "pair_amount", "pair_currency", "candidates",
}

var transferColumns = []output.Column{
	{Title: "Date", Whole: true},
	{Title: "From"},
	{Title: "To"},
	{Title: "Amount", Right: true},
	{Title: "Cur"},
	{},
}

func newTransfers(with With) *cobra.Command {
	var p period
	cmd := &cobra.Command{
		Use:   "transfers",
		Short: "Print transfers between your accounts, and halves of them",
		Long: `Print the transfers between your accounts: two transactions each, which no
figure of income or spending counts. After them what is filed as a transfer and
has no other half here, and where several fit equally, which they are: passbook
transfers pair says which two belong together.

--json and --csv print the fields
  ` + output.FieldList(transferFields) + `
where kind is paired (then the fields are those of the money out, and pair_…
those of the money in), moved (to or from an account that is not linked),
unpaired (another half is missing) or people (counts as a payment between
people); by is passbook or you; candidates is a list of ids. In JSON the pair_…
of a transaction without another half are null. Without --from and --to all are
printed.`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return with(cmd, func(ctx context.Context, c Cache) error { return printTransfers(ctx, cmd, c, &p) })
		},
	}
	output.Flags(cmd)
	addDays(cmd, &p)
	cmd.AddCommand(newPair(with), newUnpair(with))
	return cmd
}

func newPair(with With) *cobra.Command {
	return &cobra.Command{
		Use:   "pair ID ID",
		Short: "Say that two transactions are one transfer",
		Long: `Say that two transactions are one transfer between your accounts, also where
their amounts differ, such as by a fee or an exchange. It outlives every sync,
and passbook undo takes it back. The ids are those of passbook transfers --json
or passbook transactions --json.`,
		Args:              cobra.ExactArgs(2),
		ValidArgsFunction: cobra.NoFileCompletions,
		RunE: func(cmd *cobra.Command, ids []string) error {
			return with(cmd, func(ctx context.Context, c Cache) error { return named(c.DB.Pair(ctx, ids[0], ids[1])) })
		},
	}
}

func newUnpair(with With) *cobra.Command {
	return &cobra.Command{
		Use:   "unpair ID",
		Short: "Say that a transaction is no half of a transfer",
		Long: `Say that a transaction is no half of a transfer: both halves count by their
categories again. It outlives every sync, and passbook undo takes it back.`,
		Args:              cobra.ExactArgs(1),
		ValidArgsFunction: cobra.NoFileCompletions,
		RunE: func(cmd *cobra.Command, ids []string) error {
			return with(cmd, func(ctx context.Context, c Cache) error { return named(c.DB.Unpair(ctx, ids[0])) })
		},
	}
}

// named says where ids are to be had, if one is wrong.
func named(err error) error {
	if errors.Is(err, storage.ErrNotFound) {
		return exit.Wrongly(errors.New("there is no such transaction: passbook transfers --json and passbook transactions --json print the ids"))
	}
	return err
}

func printTransfers(ctx context.Context, cmd *cobra.Command, c Cache, p *period) error {
	from, to := ledger.Date(p.from), ledger.Date(p.to)
	pairs, err := c.DB.Transfers(ctx, from, to)
	if err != nil {
		return err
	}
	alone, err := c.DB.LoneTransfers(ctx, from, to)
	if err != nil {
		return err
	}
	w := output.New(cmd, transferFields, transferColumns)
	for i := range pairs {
		if err := w.Row(pairRow(&pairs[i])); err != nil {
			return err
		}
	}
	for i := range alone {
		if err := w.Row(loneRow(&alone[i])); err != nil {
			return err
		}
	}
	return end(cmd, w, len(pairs)+len(alone))
}

func pairRow(t *storage.Transfer) (record []any, cells []string) {
	by, note := "passbook", ""
	if t.ByPerson {
		by, note = "you", "by you"
	}
	if t.In.Date != t.Out.Date {
		note = strings.TrimPrefix(note+"; there on "+t.In.Date.String(), "; ")
	}
	if t.In.Amount.Minor != -t.Out.Amount.Minor || t.In.Amount.Currency != t.Out.Amount.Currency {
		note = strings.TrimPrefix(note+"; "+format.Coded(t.In.Amount)+" arrived", "; ")
	}
	record = append([]any{string(ledger.ClassPaired), by}, half(&t.Out)...)
	record = append(append(record, half(&t.In)...), []string{})
	_, cell := amount(t.In.Amount.Minor, t.In.Amount.Currency)
	if t.In.Amount.Currency != t.Out.Amount.Currency {
		_, cell = amount(-t.Out.Amount.Minor, t.Out.Amount.Currency)
	}
	return record, []string{
		t.Out.Date.String(), accountOf(&t.Out), accountOf(&t.In), cell, t.Out.Amount.Currency, note,
	}
}

func loneRow(t *storage.LoneTransfer) (record []any, cells []string) {
	candidates, names := []string{}, []string{}
	for i := range t.Candidates {
		candidates = append(candidates, t.Candidates[i].ID)
		names = append(names, t.Candidates[i].Date.String()+" "+accountOf(&t.Candidates[i]))
	}
	record = append([]any{string(t.Class), "passbook"}, half(&t.Entry)...)
	record = append(record, nil, nil, nil, nil, nil, nil, nil, candidates)
	note := map[ledger.Class]string{
		ledger.ClassMoved:    "an account that is not linked",
		ledger.ClassUnpaired: "no other half",
		ledger.ClassPeople:   "a payment between people",
	}[t.Class]
	if len(names) > 0 {
		note = "one of: " + strings.Join(names, ", ")
	}
	from, to := accountOf(&t.Entry), ""
	if t.Entry.Amount.Minor >= 0 {
		from, to = to, from
	}
	_, cell := amount(t.Entry.Amount.Minor, t.Entry.Amount.Currency)
	return record, []string{t.Entry.Date.String(), from, to, cell, t.Entry.Amount.Currency, note}
}

// half is one half of a transfer, or all of a lone one, in a record.
func half(e *ledger.Entry) []any {
	return []any{e.ID, e.Date.String(), e.AccountName, e.AccountID, e.Title(), e.Amount.Decimal(), e.Amount.Currency}
}

func accountOf(e *ledger.Entry) string { return output.AccountTitle(e.AccountName, e.AccountMask) }
