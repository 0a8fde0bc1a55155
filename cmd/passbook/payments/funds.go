package payments

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/spf13/cobra"

	"passbook/cmd/passbook/choose"
	"passbook/cmd/passbook/exit"
	"passbook/cmd/passbook/online"
	"passbook/cmd/passbook/output"
	"passbook/plaidsvc/products"
	"passbook/storage/ledger"
	"passbook/tui/format"
	"passbook/tui/payment"
)

// fundsFields are the documented fields of passbook check funds.
var fundsFields = []string{
	"institution", "account", "account_id", "amount", "currency", "enough", "basis", "free", "left",
	"available", "current", "limit", "pending", "pending_count", "as_of", "bank_as_of", "source",
}

// NewFunds makes passbook check funds, which belongs to passbook check.
func NewFunds(with online.With) *cobra.Command {
	var account, amount string
	cmd := &cobra.Command{
		Use:   "funds",
		Short: "Ask a bank whether an account can pay an amount",
		Long: `Ask the bank of an account for its balance now, and say whether an amount can be
paid from it. Plaid bills this by the call. No cached balance decides: where the
bank cannot be asked, the command fails and says nothing of the amount.

What can be paid is what the bank says is available: what is pending is out of
that already. A bank that does not say has its current balance less the pending
rows that take money out, and a card or a credit line its limit less what is
owed and pending; basis says which: available, current or limit.

--json and --csv print the fields
  ` + output.FieldList(fundsFields) + `
where free is what can be paid, left what is left of it after the amount, and
pending what was taken off for rows that are not booked yet. The exit code is 0
where it is enough, and 5 where it is not.`,
		Example: "  passbook check funds --account 0000 --amount 120.00",
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return with(cmd, func(ctx context.Context, s online.Session) error { return checkFunds(ctx, cmd, s, account, amount) })
		},
	}
	output.Flags(cmd)
	payFlags(cmd, &account, &amount)
	return cmd
}

// payFlags adds the account and the amount of a payment to a command.
func payFlags(cmd *cobra.Command, account, amount *string) {
	cmd.Flags().StringVar(account, "account", "", "the `account` that pays: its id, its name, or the last digits of its number")
	cmd.Flags().StringVar(amount, "amount", "", "the `amount`, in the currency of the account")
	_ = cmd.MarkFlagRequired("account")
	_ = cmd.MarkFlagRequired("amount")
}

// payer finds the account that a person names, and reads the amount in its
// currency. Errors: exit.Wrongly.
func payer(ctx context.Context, s online.Session, name, amount string) (ledger.Account, ledger.Money, error) {
	accounts, err := s.DB.Accounts(ctx)
	if err != nil {
		return ledger.Account{}, ledger.Money{}, err
	}
	id, err := choose.Account(accounts, name)
	if err != nil {
		return ledger.Account{}, ledger.Money{}, err
	}
	account := accounts[slices.IndexFunc(accounts, func(a ledger.Account) bool { return a.ID == id })]
	if !account.GoneAt.IsZero() {
		return account, ledger.Money{}, exit.Wrongly(fmt.Errorf("%s does not list %s any more", account.Institution, account.Name))
	}
	money, err := payment.ReadAmount(amount, account.Balance.Currency)
	if err != nil {
		err = exit.Wrongly(err)
	}
	return account, money, err
}

func checkFunds(ctx context.Context, cmd *cobra.Command, s online.Session, name, words string) error {
	account, amount, err := payer(ctx, s, name, words)
	if err != nil {
		return err
	}
	if account.Kind == ledger.Loan && !slices.Contains(payment.CreditLines, account.Subtype) {
		return exit.Wrongly(fmt.Errorf("%s is a loan: nothing is paid from it", account.Name))
	}
	svc, err := s.Service()
	if err != nil {
		return err
	}
	funds, err := svc.Products().Funds(ctx, account.ID)
	if err != nil {
		return fmt.Errorf("it is not known whether %s can be paid: %w", format.Coded(amount), err)
	}
	if funds.Account.Balance.Currency != amount.Currency || funds.Basis == "" {
		return errors.New(payment.Verdict(funds, amount))
	}
	if err := printFunds(cmd, funds, amount); err != nil {
		return err
	}
	if !funds.Enough(amount.Minor) {
		return exit.Unmet(errors.New(payment.Verdict(funds, amount)))
	}
	return nil
}

func printFunds(cmd *cobra.Command, f products.Funds, amount ledger.Money) error {
	a, b := f.Account, f.Account.Balance
	if !output.AsTable(cmd) {
		w := output.New(cmd, fundsFields, nil)
		left := ledger.AddMinor(f.Free, -amount.Minor)
		dec := func(minor *int64) any { return output.OrNull(output.Decimal(minor, b.Currency)) }
		if err := w.Row([]any{
			a.Institution, a.Name, a.ID, amount.Decimal(), amount.Currency, f.Enough(amount.Minor), f.Basis, dec(&f.Free), dec(&left),
			dec(b.Available), dec(b.Current), dec(b.Limit), dec(&f.Pending), f.Rows, output.Instant(b.FetchedAt), output.Instant(b.BankAt), b.Source,
		}, nil); err != nil {
			return err
		}
		return w.End()
	}
	out := cmd.OutOrStdout()
	if err := output.Say(out, "%s, %s, asked just now (billed by Plaid), as of %s\n",
		a.Institution, output.AccountTitle(a.Name, a.Mask), b.BankAt.Local().Format("2006-01-02 15:04")); err != nil {
		return err
	}
	if !f.Enough(amount.Minor) {
		return nil // the error says the rest
	}
	return output.Say(out, "%s.\n", payment.Verdict(f, amount))
}
