package figures

import (
	"context"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"passbook/cmd/passbook/exit"
	"passbook/cmd/passbook/output"
	"passbook/storage/ledger"
	"passbook/tui/format"
)

// proofFields are the documented fields of passbook check balances.
var proofFields = []string{
	"institution", "account", "account_id", "currency", "from", "to", "bank", "posted", "unexplained", "foreign", "began",
}

var proofColumns = []output.Column{
	{Title: "Institution"},
	{Title: "Account"},
	{Title: "From", Whole: true},
	{Title: "To", Whole: true},
	{Title: "Bank says", Right: true},
	{Title: "Posted", Right: true},
	{Title: "Unexplained", Right: true},
	{Title: "Cur"},
	{},
}

// NewBalances makes passbook check balances.
func NewBalances(with With) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "balances",
		Short: "Compare what accounts gained with what the syncs brought",
		Long: `For every account and every two neighbouring days with a balance: by how much
the bank's balance moved, what the posted transactions add up to that the syncs
between them brought, changed or took back, and what remains unexplained.
Without --json or --csv only the accounts that do not add up are shown step by
step.

--json and --csv print the fields
  ` + output.FieldList(proofFields) + `
for every step, where foreign is a list of amounts in other currencies, which
are in the bank's balance but not in posted: what is unexplained beside them and
goes the same way is the bank's exchange. began is true for the step with
which an account stopped adding up. The exit code is 5 if an account does not
add up.`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return with(cmd, func(ctx context.Context, c Cache) error { return printProofs(ctx, cmd, c) })
		},
	}
	output.Flags(cmd)
	return cmd
}

func printProofs(ctx context.Context, cmd *cobra.Command, c Cache) error {
	proofs, err := c.DB.BalanceProofs(ctx, "")
	if err != nil {
		return err
	}
	began := map[string]ledger.Date{} // by account that does not add up
	for _, p := range ledger.FirstUnexplained(proofs) {
		began[p.AccountID] = p.To
	}
	var w output.Rows
	if !output.AsTable(cmd) || len(began) > 0 {
		w = output.New(cmd, proofFields, proofColumns)
		for i := range proofs {
			since, wrong := began[proofs[i].AccountID]
			if w.IsTable() && !wrong {
				continue
			}
			if err := w.Row(proofRow(&proofs[i], wrong && since == proofs[i].To)); err != nil {
				return err
			}
		}
		if err := w.End(); err != nil {
			return err
		}
	}
	if output.AsTable(cmd) {
		if err := sayProofs(cmd, proofs, began); err != nil {
			return err
		}
	}
	if len(began) > 0 {
		return exit.Unmet(fmt.Errorf("%s not add up", format.Count(len(began), "account does", "accounts do")))
	}
	return nil
}

func proofRow(p *ledger.BalanceProof, began bool) (record []any, cells []string) {
	foreign := []string{}
	for _, m := range p.ForeignAmounts {
		foreign = append(foreign, m.Currency+" "+m.Decimal())
	}
	record = []any{p.Institution, p.AccountName, p.AccountID, p.Currency, p.From.String(), p.To.String()}
	cells = []string{p.Institution, p.AccountName, p.From.String(), p.To.String()}
	for _, minor := range []int64{p.Gained, p.Brought, p.Unexplained} {
		text, cell := amount(minor, p.Currency)
		record, cells = append(record, text), append(cells, cell)
	}
	note := ""
	if began {
		note = "does not add up from here on"
	}
	if len(p.ForeignAmounts) > 0 {
		words := make([]string, len(p.ForeignAmounts))
		for i, m := range p.ForeignAmounts {
			words[i] = format.Coded(m)
		}
		note = strings.TrimPrefix(note+"; and "+strings.Join(words, ", ")+" in other currencies", "; ")
	}
	return append(record, foreign, began), append(cells, p.Currency, note)
}

// sayProofs ends with a line for each account: that it adds up, or since when it
// does not.
func sayProofs(cmd *cobra.Command, proofs []ledger.BalanceProof, began map[string]ledger.Date) error {
	out := cmd.OutOrStdout()
	if len(proofs) == 0 {
		return output.Say(out, "there is nothing to compare yet: no account has balances of two days\n")
	}
	if len(began) > 0 {
		if err := output.Say(out, "\n"); err != nil {
			return err
		}
	}
	for i := range proofs {
		if i > 0 && proofs[i].AccountID == proofs[i-1].AccountID {
			continue
		}
		words := "adds up"
		if day, wrong := began[proofs[i].AccountID]; wrong {
			words = fmt.Sprintf("stopped adding up on %s", day)
		}
		if err := output.Say(out, "%s, %s: %s\n", proofs[i].Institution, proofs[i].AccountName, words); err != nil {
			return err
		}
	}
	return nil
}
