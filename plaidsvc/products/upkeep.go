package products

import (
	"context"
	"maps"
	"slices"

	"passbook/plaidsvc/problem"
	"passbook/storage/kept"
	"passbook/storage/ledger"
)

// Upkeep is how one of Plaid's products of an Item stands.
type Upkeep struct {
	Product   string // Plaid's name
	Billed    bool   // it was billed, or is by the month; never of what is billed by the call
	InUse     bool   // it was added to the Item
	Available bool   // the bank has it, and it may be added
	Consented bool   // the person allowed it
	Kept      bool   // each sync that is due brings it
	Charge    Charge
}

// Charge is how Plaid bills a product. What it costs stands in the contract.
type Charge string

// The ways to bill. Source: Plaid's page on billing.
const (
	Monthly Charge = "month" // each Item, for as long as it is linked
	Once    Charge = "once"  // each Item, with the first question
	PerCall Charge = "call"  // each question
	Unknown Charge = ""      // passbook does not use it
)

// Words say how, in a list: "by the month".
func (c Charge) Words() string {
	return map[Charge]string{Monthly: "by the month", Once: "once", PerCall: "by the call"}[c]
}

// State says how a product stands, in a word or three.
func (u Upkeep) State() string {
	switch {
	case u.Billed:
		return "billed"
	case u.InUse:
		return "in use"
	case u.Available:
		return "may be added"
	}
	return "allowed"
}

var charges = map[string]Charge{
	"transactions": Monthly, "investments": Monthly, "liabilities": Monthly, "recurring_transactions": Monthly,
	"auth": Once, "identity": Once,
	"assets": PerCall, "balance": PerCall, "identity_match": PerCall, "signal": PerCall, "statements": PerCall,
	"income_verification": Once, "transactions_refresh": PerCall, "investments_auth": Once,
}

// keptAs is the name that passbook has for a product of Plaid's, where it is
// another one.
var keptAs = map[string]kept.Product{"recurring_transactions": kept.Recurring}

// KeptAs gives the product that a sync can bring for one of Plaid's; false: none.
func KeptAs(product string) (kept.Product, bool) {
	name, other := keptAs[product]
	if !other {
		name = kept.Product(product)
	}
	return name, slices.Contains(kept.Products, name)
}

// everyItem is what is said where the products themselves are asked for.
var everyItem = problem.Product{What: "list of products", Accounts: "account"}

// Upkeep asks Plaid, which costs nothing, for the products of an Item, and says
// which of them a sync brings. Errors: *problem.Error.
func (p *Products) Upkeep(ctx context.Context, it ledger.Item) ([]Upkeep, error) {
	states, err := kept.States(ctx, p.DB)
	if err != nil {
		return nil, p.Explain(it.Institution, err)
	}
	all := map[string]*Upkeep{}
	err = p.ask(ctx, it, everyItem, func(token string) error {
		has, err := p.Plaid.Products(ctx, token)
		mark := func(names []string, set func(*Upkeep)) {
			for _, name := range names {
				if all[name] == nil {
					all[name] = &Upkeep{Product: name, Charge: charges[name]}
				}
				set(all[name])
			}
		}
		mark(has.InUse, func(u *Upkeep) { u.InUse = true })
		mark(has.Billed, func(u *Upkeep) { u.InUse, u.Billed = true, true })
		mark(has.Available, func(u *Upkeep) { u.Available = true })
		mark(has.Consented, func(u *Upkeep) { u.Consented = true })
		return err
	})
	var list []Upkeep
	for _, name := range slices.Sorted(maps.Keys(all)) {
		u := *all[name]
		as, _ := KeptAs(name)
		u.Kept = slices.ContainsFunc(states, func(s kept.State) bool { return s.ItemID == it.ID && s.Product == as && s.Kept })
		list = append(list, u)
	}
	return list, err
}
