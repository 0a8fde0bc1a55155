package people

import (
	"context"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"passbook/cmd/passbook/online"
	"passbook/cmd/passbook/output"
	"passbook/plaidsvc/answers"
	"passbook/plaidsvc/holder"
	"passbook/plaidsvc/products"
	"passbook/storage/kept"
	"passbook/storage/ledger"
)

// numberFields are the documented fields of passbook numbers.
var numberFields = []string{
	"account_id", "institution", "account", "mask", "system", "number", "masked", "tokenized",
	"routing", "wire_routing", "institution_number", "branch", "bic", "sort_code", "verification", "about", "fetched_at",
}

var numberColumns = []output.Column{
	{Title: "Institution"},
	{Title: "Account"},
	{Title: "System", Whole: true},
	{Title: "Number", Whole: true},
	{Title: "Bank's codes", Whole: true},
	{},
}

func newNumbers(with online.With) *cobra.Command {
	var reveal, fetch bool
	cmd := &cobra.Command{
		Use:   "numbers [ACCOUNT]",
		Short: "Ask Plaid for account and routing numbers",
		Long: `Ask Plaid for the numbers by which others reach your checking, savings and cash
management accounts: ACH and wire in the United States, EFT in Canada, sort
codes in Britain, IBAN and BIC elsewhere. ACCOUNT is an account's id, its name
or its last digits. Plaid bills this once for each bank, with the first
question.

The number of the account is masked unless --reveal is given, in --json and
--csv too. passbook keeps no number, and none is in its log, unless you have set
cache_numbers to on (passbook config): then the vault keeps them, sealed, they
are printed from there with how old they are, and --fetch asks Plaid anew. That
of a login ends with it, and all of it when you set cache_numbers to off.

A tokenized number is made by the bank for this login alone: payments by it
arrive, but it is on no statement and ends with the login.

--json and --csv print the fields
  ` + output.FieldList(numberFields) + `
where system is ach, eft, iban or bacs, and number is the IBAN of iban; masked
says whether number is; verification is Plaid's word for how far an account is
proved whose numbers you typed into Link, and about says what that needs. An
account that is not proved yet has a row without a number.`,
		Args: cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return with(cmd, func(ctx context.Context, s online.Session) error {
				return printNumbers(ctx, cmd, s, args, reveal, fetch)
			})
		},
	}
	output.Flags(cmd)
	cmd.Flags().BoolVar(&reveal, "reveal", false, "print the numbers whole")
	fetchFlag(cmd, &fetch)
	return cmd
}

func printNumbers(ctx context.Context, cmd *cobra.Command, s online.Session, args []string, reveal, fetch bool) error {
	a := answer[holder.Numbers]{
		product: kept.Numbers, what: "account numbers, which it bills once for each bank", fields: numberFields, columns: numberColumns,
		ask:     (*products.Products).Numbers,
		account: func(n holder.Numbers) string { return n.AccountID },
		print: func(w output.Rows, it ledger.Item, n holder.Numbers, at time.Time) error {
			return printAccountNumbers(w, it, n, reveal, at)
		},
	}
	if !fetch {
		a.kept = func(b answers.Bank) ([]holder.Numbers, time.Time) { return b.Numbers, b.NumbersAt }
	}
	return a.printAll(ctx, cmd, s, args)
}

func printAccountNumbers(w output.Rows, it ledger.Item, a holder.Numbers, reveal bool, at time.Time) error {
	numbers := a.List
	if len(numbers) == 0 {
		numbers = []holder.Number{{}}
	}
	for _, n := range numbers {
		value := n.Account
		if !reveal && value != "" {
			value = n.Masked()
		}
		about := a.Verification.Sentence()
		var codes []string
		for _, c := range n.Codes() {
			codes = append(codes, c.Name+" "+c.Value)
		}
		words := about
		if n.Tokenized {
			words = strings.TrimSpace("Made by the bank for this login alone. " + about)
		}
		if err := w.Row(
			[]any{
				a.AccountID, it.Institution, a.Name, a.Mask, output.OrNull(string(n.System)), output.OrNull(value), !reveal, n.Tokenized,
				output.OrNull(n.Routing), output.OrNull(n.WireRouting), output.OrNull(n.Institution), output.OrNull(n.Branch),
				output.OrNull(n.BIC), output.OrNull(n.SortCode), output.OrNull(string(a.Verification)), output.OrNull(about), output.Instant(at),
			},
			[]string{it.Institution, output.AccountTitle(a.Name, a.Mask), n.System.Name(), value, strings.Join(codes, ", "), words},
		); err != nil {
			return err
		}
	}
	return nil
}
