package products

import (
	"context"
	"fmt"
	"slices"

	"passbook/plaidsvc/problem"
	"passbook/storage"
	"passbook/storage/ledger"
)

// Basis is the figure that says what an account can pay.
type Basis string

// The figures, the better ones first.
const (
	ByAvailable Basis = "available" // what the bank says can be spent: pending rows are out of it already
	ByCurrent   Basis = "current"   // of a deposit account whose bank does not say more, less what is pending
	ByLimit     Basis = "limit"     // of a card or a credit line: its limit, less what is owed and pending
)

// Funds is what an account can pay by a live balance.
type Funds struct {
	Account ledger.Account // with the live balance
	Basis   Basis          // empty: the bank gives no figure that says it
	Free    int64          // what can be paid, in minor units of the balance's currency; may be below zero
	Pending int64          // money on its way out that was taken off, in minor units, not below zero
	Rows    int            // how many pending rows that is
}

// Enough reports whether an amount, in minor units, can be paid.
func (f Funds) Enough(amount int64) bool { return f.Basis != "" && f.Free >= amount }

var balanceProduct = problem.Product{What: "live balances", Accounts: "account"}

// Funds asks the bank of an account for its balance now, by /accounts/balance/get,
// which Plaid bills by the call, and says what the account can pay. No cached
// balance ever stands for it: where the bank is not reached there is no answer.
// The balances are kept, as Service.Live keeps them. Errors: storage.ErrNotFound
// for an account that is not in the cache, *problem.Error.
func (p *Products) Funds(ctx context.Context, accountID string) (Funds, error) {
	account, it, err := p.account(ctx, accountID)
	if err != nil {
		return Funds{}, err
	}
	var live []ledger.Account
	err = p.ask(ctx, it, balanceProduct, func(token string) (err error) {
		if live, err = p.Plaid.LiveAccounts(ctx, token, it); err != nil {
			return err
		}
		return p.DB.SaveAccounts(ctx, it.ID, live)
	})
	if err != nil {
		return Funds{}, err
	}
	i := slices.IndexFunc(live, func(a ledger.Account) bool { return a.ID == account.ID })
	if i < 0 {
		return Funds{}, fmt.Errorf("%s of %s: the bank does not list this account any more", account.Name, it.Institution)
	}
	pending, rows, err := p.pendingOut(ctx, account.ID, live[i].Balance.Currency)
	if err != nil {
		return Funds{}, err
	}
	return fundsOf(live[i], pending, rows), nil
}

// fundsOf says what an account can pay by its balance. pending is what the rows
// that are not booked yet take from it, as a sum not below zero.
func fundsOf(a ledger.Account, pending int64, rows int) Funds {
	f, b := Funds{Account: a}, a.Balance
	line := a.Kind == ledger.Credit || a.Kind == ledger.Loan
	switch {
	case b.Available != nil:
		f.Basis, f.Free = ByAvailable, *b.Available
		return f
	case line && b.Limit != nil && b.Current != nil: // what is owed is negative
		f.Basis, f.Free = ByLimit, ledger.AddMinor(*b.Limit, *b.Current)
	case a.Kind == ledger.Depository && b.Current != nil:
		f.Basis, f.Free = ByCurrent, *b.Current
	default:
		return f
	}
	f.Free, f.Pending, f.Rows = ledger.AddMinor(f.Free, -pending), pending, rows
	if f.Free == ledger.TooLarge {
		f.Basis = ""
	}
	return f
}

// pendingOut adds up the rows of an account that are not booked yet and take
// money from it, also those that the person hid: the bank does not care.
func (p *Products) pendingOut(ctx context.Context, accountID, currency string) (sum int64, rows int, err error) {
	for _, state := range []ledger.State{ledger.StatePending, ledger.StateHidden} {
		filter := ledger.Filter{AccountID: accountID, Currency: currency, Figure: ledger.Figure{State: state}}
		err = p.DB.EachEntry(ctx, filter, storage.All, func(e ledger.Entry) error {
			if e.Pending && e.Amount.Minor < 0 {
				sum, rows = ledger.AddMinor(sum, -e.Amount.Minor), rows+1
			}
			return nil
		})
		if err != nil {
			return 0, 0, err
		}
	}
	return sum, rows, nil
}

// account gives an account of the cache with its Item. storage.ErrNotFound.
func (p *Products) account(ctx context.Context, id string) (ledger.Account, ledger.Item, error) {
	accounts, err := p.DB.Accounts(ctx)
	if err != nil {
		return ledger.Account{}, ledger.Item{}, err
	}
	i := slices.IndexFunc(accounts, func(a ledger.Account) bool { return a.ID == id })
	if i < 0 {
		return ledger.Account{}, ledger.Item{}, fmt.Errorf("find account: %w", storage.ErrNotFound)
	}
	it, err := p.DB.Item(ctx, accounts[i].ItemID)
	return accounts[i], it, err
}
