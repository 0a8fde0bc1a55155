package people

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"passbook/cmd/passbook/choose"
	"passbook/cmd/passbook/online"
	"passbook/cmd/passbook/output"
	"passbook/plaidsvc/answers"
	"passbook/plaidsvc/problem"
	"passbook/plaidsvc/products"
	"passbook/storage/kept"
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

// bankOf gives the Items that are asked for a product: that of the account which
// args name, whose id is given too, or else all that have an account for it. An
// error says that none has, or that the account that was named is none.
func bankOf(ctx context.Context, s online.Session, product kept.Product, args []string) (items []ledger.Item, account string, err error) {
	items, err = kept.Items(ctx, s.DB, product)
	switch {
	case err != nil:
		return nil, "", err
	case len(args) == 0 && len(items) == 0:
		return nil, "", errors.New("no linked bank has an account for this, so nothing was asked of Plaid: passbook link links one")
	case len(args) == 0:
		return items, "", nil
	}
	accounts, err := s.DB.Accounts(ctx)
	if err != nil {
		return nil, "", err
	}
	if account, err = choose.Account(accounts, args[0]); err != nil {
		return nil, "", err
	}
	named := accounts[slices.IndexFunc(accounts, func(a ledger.Account) bool { return a.ID == account })]
	if !product.IsAbout(named) {
		return nil, "", fmt.Errorf("plaid has no %s of %s, so nothing was asked", product, output.AccountTitle(named.Name, named.Mask))
	}
	return slices.DeleteFunc(items, func(it ledger.Item) bool { return it.ID != named.ItemID }), account, nil
}

// question is what is asked about every Item.
type question struct {
	what  string                                                          // that Plaid is asked for, with what it bills
	named bool                                                            // the person named a bank or an account
	kept  func(*products.Products, ledger.Item) (at time.Time, err error) // prints what the vault has, fetched at an instant; zero: nothing. nil: it never has it
	ask   func(*products.Products, ledger.Item) error                     // prints what Plaid says
}

// each asks about every Item of which the vault has nothing, says on stderr which
// bank is asked and what Plaid bills for it, and goes on where one fails. What a bank
// has not got fails only where it was named. Errors: *failures, the context's,
// storage's.
func each(ctx context.Context, cmd *cobra.Command, s online.Session, items []ledger.Item, q question) error {
	if len(items) == 0 {
		return output.Say(cmd.ErrOrStderr(), "passbook: No bank is linked yet: passbook link links one.\n")
	}
	svc, err := s.Service()
	if err != nil {
		return err
	}
	var failed failures
	for _, it := range items {
		if q.kept != nil {
			at, err := q.kept(svc.Products(), it)
			if err == nil && !at.IsZero() {
				err = output.Say(cmd.ErrOrStderr(), "passbook: %s: kept in the vault, fetched %s; --fetch asks Plaid anew\n", it.Institution, format.Age(at, s.Now()))
			}
			switch {
			case err != nil:
				return err
			case !at.IsZero():
				continue
			}
		}
		if err := output.Say(cmd.ErrOrStderr(), "passbook: asking Plaid about %s: "+q.what+"\n", it.Institution); err != nil {
			return err
		}
		err := q.ask(svc.Products(), it)
		var said *problem.Error
		switch {
		case ctx.Err() != nil:
			return ctx.Err()
		case err == nil:
		case !q.named && errors.As(err, &said) && problem.HasNothing(said):
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

// answer is what Plaid says of the accounts of an Item, a row or more for each.
type answer[A any] struct {
	product kept.Product
	what    string // question.what
	fields  []string
	columns []output.Column

	ask     func(*products.Products, context.Context, ledger.Item) ([]A, error)
	kept    func(answers.Bank) ([]A, time.Time) // what the vault has; nil: Plaid is asked
	account func(A) string                      // whose id it has
	print   func(output.Rows, ledger.Item, A, time.Time) error
}

// printAll prints what is said of the account that args name, or of all.
func (a answer[A]) printAll(ctx context.Context, cmd *cobra.Command, s online.Session, args []string) error {
	items, account, err := bankOf(ctx, s, a.product, args)
	if err != nil {
		return err
	}
	w := output.New(cmd, a.fields, a.columns)
	show := func(it ledger.Item, list []A, at time.Time) error {
		for _, one := range list {
			if account != "" && a.account(one) != account {
				continue
			}
			if err := a.print(w, it, one, at); err != nil {
				return err
			}
		}
		return nil
	}
	q := question{what: a.what, named: account != "", ask: func(p *products.Products, it ledger.Item) error {
		list, err := a.ask(p, ctx, it)
		return errors.Join(show(it, list, s.Now()), err)
	}}
	if a.kept != nil {
		q.kept = func(p *products.Products, it ledger.Item) (time.Time, error) {
			all, err := p.Cached(ctx)
			list, at := a.kept(all[it.ID])
			return at, errors.Join(err, show(it, list, at))
		}
	}
	failed := each(ctx, cmd, s, items, q)
	if err := w.End(); err != nil {
		return err
	}
	return failed
}

// fetchFlag adds the flag that has Plaid asked though the vault has an answer.
func fetchFlag(cmd *cobra.Command, fetch *bool) {
	cmd.Flags().BoolVar(fetch, "fetch", false, "ask Plaid also where the vault keeps what it said")
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
