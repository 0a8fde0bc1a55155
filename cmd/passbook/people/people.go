package people

import (
	"context"
	"errors"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"passbook/cmd/passbook/choose"
	"passbook/cmd/passbook/online"
	"passbook/cmd/passbook/output"
	"passbook/plaidsvc/problem"
	"passbook/plaidsvc/products"
	"passbook/storage/ledger"
	"passbook/tui/format"
)

// Commands gives the commands of this package. Those below passbook products that
// end or change a login are the caller's: they go through Link, or ask as passbook
// unlink does.
func Commands(with online.With, logins ...*cobra.Command) []*cobra.Command {
	upkeep := newProducts(with)
	upkeep.AddCommand(logins...)
	return []*cobra.Command{newNumbers(with), newOwners(with), newProfile(with), upkeep}
}

// bankOf gives the Items whose accounts are meant: that of the account that args
// name, whose id is given too, or else all.
func bankOf(ctx context.Context, s online.Session, args []string) (items []ledger.Item, account string, err error) {
	items, err = s.DB.Items(ctx)
	if err != nil || len(args) == 0 {
		return items, "", err
	}
	accounts, err := s.DB.Accounts(ctx)
	if err != nil {
		return nil, "", err
	}
	if account, err = choose.Account(accounts, args[0]); err != nil {
		return nil, "", err
	}
	at := slices.IndexFunc(accounts, func(a ledger.Account) bool { return a.ID == account })
	return slices.DeleteFunc(items, func(it ledger.Item) bool { return it.ID != accounts[at].ItemID }), account, nil
}

// each asks about every Item, says on stderr which bank is asked and what Plaid
// bills for it, and goes on where one fails. What a bank has not got fails only
// where it was named. Errors: *failures, the context's, storage's.
func each(ctx context.Context, cmd *cobra.Command, s online.Session, items []ledger.Item, named bool, what string, question func(*products.Products, ledger.Item) error) error {
	if len(items) == 0 {
		return output.Say(cmd.ErrOrStderr(), "passbook: No bank is linked yet: passbook link links one.\n")
	}
	svc, err := s.Service()
	if err != nil {
		return err
	}
	var failed failures
	for _, it := range items {
		if err := output.Say(cmd.ErrOrStderr(), "passbook: asking Plaid about %s: "+what+"\n", it.Institution); err != nil {
			return err
		}
		err := question(svc.Products(), it)
		var said *problem.Error
		switch {
		case ctx.Err() != nil:
			return ctx.Err()
		case err == nil:
		case !named && errors.As(err, &said) && hasNone(said):
			if err := output.Say(cmd.ErrOrStderr(), "passbook: %s\n", format.OnceOver(said.Sentence)); err != nil {
				return err
			}
		default:
			failed = append(failed, err)
		}
	}
	if len(failed) == 0 {
		return nil
	}
	return failed
}

// hasNone reports whether a bank has nothing to give, which is no failure of a
// question about all banks.
func hasNone(e *problem.Error) bool {
	return e.Actor == ledger.ActorWait && (strings.HasPrefix(e.Code, "NO_") || e.Code == "PRODUCTS_NOT_SUPPORTED")
}

// failures are what failed at several banks. They are the error that the person
// mends, if there is one, and else the first.
type failures []error

func (f failures) Error() string {
	lines := make([]string, len(f))
	for i, err := range f {
		lines[i] = err.Error()
	}
	return strings.Join(lines, "; ")
}

func (f failures) Unwrap() error {
	for _, err := range f {
		var said *problem.Error
		if errors.As(err, &said) && said.NeedsPerson() {
			return err
		}
	}
	return f[0]
}
