package papers

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"passbook/cmd/passbook/choose"
	"passbook/cmd/passbook/exit"
	"passbook/cmd/passbook/online"
	"passbook/plaidsvc/products"
	"passbook/storage/ledger"
)

// Commands gives the commands of this package.
func Commands(with online.With) []*cobra.Command {
	return []*cobra.Command{newAudit(with), newCategories(with), newEnrich(with), newInstitutions(with), newReport(with), newStatements(with)}
}

// productsOf gives the way to Plaid's products.
func productsOf(ses online.Session) (*products.Products, error) {
	svc, err := ses.Service()
	if err != nil {
		return nil, err
	}
	return svc.Products(), nil
}

// banks gives the Items that a person names, or all of them where none is named.
// Errors: exit.Wrongly where there is none.
func banks(ctx context.Context, ses online.Session, names []string) ([]ledger.Item, error) {
	all, err := ses.DB.Items(ctx)
	if err != nil {
		return nil, err
	}
	if len(all) == 0 {
		return nil, exit.Wrongly(fmt.Errorf("no bank is linked: passbook link links one"))
	}
	if len(names) == 0 {
		return all, nil
	}
	var chosen []ledger.Item
	for _, name := range names {
		it, err := choose.Item(all, name)
		if err != nil {
			return nil, err
		}
		chosen = append(chosen, it)
	}
	return chosen, nil
}
