package owed

import (
	"context"
	"errors"

	"github.com/spf13/cobra"

	"passbook/cmd/passbook/exit"
	"passbook/cmd/passbook/online"
	"passbook/cmd/passbook/output"
	"passbook/plaidsvc/problem"
	"passbook/storage/kept"
)

// what is asked for, in words.
var words = map[kept.Product]string{kept.Liabilities: "liabilities", kept.Recurring: "recurring transactions"}

// fetchAll asks Plaid for a product of every bank that has accounts for it, one
// after the other, and says on stderr that it bills it. That a bank has nothing of
// the kind is said, and no failure. Errors: exit.Several.
func fetchAll(ctx context.Context, cmd *cobra.Command, s online.Session, product kept.Product) error {
	svc, err := s.Service()
	if err != nil {
		return err
	}
	items, err := kept.Items(ctx, s.DB, product)
	if err != nil {
		return err
	}
	if len(items) == 0 {
		return errors.New("no linked bank has an account for this, so nothing was asked of Plaid: passbook link links one")
	}
	var failed exit.Several
	for _, it := range items {
		if err := output.Say(cmd.ErrOrStderr(), "passbook: asking Plaid for "+words[product]+" of %s, which Plaid bills by the month\n", it.Institution); err != nil {
			return err
		}
		err := svc.Products().Fetch(ctx, it.ID, product)
		var said *problem.Error
		switch {
		case ctx.Err() != nil:
			return ctx.Err()
		case errors.As(err, &said) && problem.HasNothing(said):
			if err := output.Say(cmd.ErrOrStderr(), "passbook: %s\n", said.Sentence); err != nil {
				return err
			}
		case err != nil:
			failed = append(failed, err)
		}
	}
	return failed.OrNil()
}
