package owed

import (
	"context"
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"passbook/cmd/passbook/online"
	"passbook/cmd/passbook/output"
	"passbook/plaidsvc/problem"
	"passbook/storage/kept"
)

// fetchAll asks Plaid for a product of every bank that has accounts for it, one
// after the other, and says
// on stderr that it bills it and what did not come. That a bank has nothing of the
// kind is no failure; the error is the first one that a person or time mends.
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
	var first error
	for _, it := range items {
		if err := output.Say(cmd.ErrOrStderr(), "passbook: asking Plaid for "+string(product)+" of %s, which Plaid bills by the month\n", it.Institution); err != nil {
			return err
		}
		err := svc.Products().Fetch(ctx, it.ID, product)
		var found *problem.Error
		switch {
		case err == nil:
			continue
		case ctx.Err() != nil, !errors.As(err, &found):
			return err
		}
		if err := output.Say(cmd.ErrOrStderr(), "passbook: %s\n", found.Sentence); err != nil {
			return err
		}
		if first == nil && !problem.HasNothing(found) {
			first = fmt.Errorf("not every bank gave its %s: %w", product, err)
		}
	}
	return first
}
