package products

import (
	"context"
	"errors"
	"slices"

	"passbook/plaidsvc/holder"
	"passbook/plaidsvc/plaidapi"
	"passbook/plaidsvc/problem"
	"passbook/storage/ledger"
)

// accountNumbers is what is said of Plaid's product auth.
var accountNumbers = problem.Product{
	What: "account numbers", Accounts: "checking or savings account", Add: `passbook products add auth "{bank}"`,
}

// Numbers asks Plaid for the numbers that reach the accounts of an Item: checking,
// savings and cash management accounts have some. Plaid bills it once for an Item.
// Nothing of the answer is kept or logged. Where the accounts are not proved yet,
// each says what its proof needs, and has no numbers. Errors: *problem.Error.
func (p *Products) Numbers(ctx context.Context, it ledger.Item) (list []holder.Numbers, err error) {
	err = p.ask(ctx, it, accountNumbers, func(token string) (err error) {
		list, err = p.Plaid.Numbers(ctx, token)
		var answer *plaidapi.Error
		if !errors.As(err, &answer) || answer.Code != notReady {
			return err
		}
		waiting, lookErr := p.Plaid.Verifications(ctx, token)
		waiting = slices.DeleteFunc(waiting, func(n holder.Numbers) bool { return !n.Verification.Waits() })
		if lookErr != nil || len(waiting) == 0 {
			return err
		}
		list = waiting
		return nil
	})
	return list, err
}

// notReady is Plaid's code for a product whose data are still to come, and for
// numbers that are not proved.
const notReady = "PRODUCT_NOT_READY"
