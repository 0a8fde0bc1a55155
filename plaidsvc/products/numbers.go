package products

import (
	"context"
	"errors"
	"slices"
	"time"

	"passbook/plaidsvc/answers"
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
// Nothing of the answer is logged, and it is kept only where the person wants that
// (see Cached). Where the accounts are not proved yet, each says what its proof
// needs, and has no numbers. Errors: *problem.Error; one that comes with numbers
// says why they are not kept.
func (p *Products) Numbers(ctx context.Context, it ledger.Item) (list []holder.Numbers, err error) {
	err = p.ask(ctx, it, accountNumbers, func(token string) (err error) {
		if list, err = p.numbers(ctx, token); err != nil {
			return err
		}
		return p.cache(ctx, it, func(b *answers.Bank) {
			b.Numbers, b.NumbersAt = list, p.Now().UTC()
			if slices.ContainsFunc(list, waits) { // tomorrow's answer is another one
				b.Numbers, b.NumbersAt = nil, time.Time{}
			}
		})
	})
	return list, err
}

// numbers asks for numbers, and where there are none yet for what their proof needs.
func (p *Products) numbers(ctx context.Context, token string) ([]holder.Numbers, error) {
	list, err := p.Plaid.Numbers(ctx, token)
	var answer *plaidapi.Error
	if !errors.As(err, &answer) || answer.Code != notReady {
		return list, err
	}
	waiting, lookErr := p.Plaid.Verifications(ctx, token)
	waiting = slices.DeleteFunc(waiting, func(n holder.Numbers) bool { return !waits(n) })
	if lookErr != nil || len(waiting) == 0 {
		return nil, err
	}
	return waiting, nil
}

func waits(n holder.Numbers) bool { return n.Verification.Waits() }

// notReady is Plaid's code for a product whose data are still to come, and for
// numbers that are not proved.
const notReady = "PRODUCT_NOT_READY"
