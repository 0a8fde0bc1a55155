package bank

import (
	"slices"
	"time"

	"passbook/plaidsvc/plaidsim/wire"
)

// Consent is what a person agreed to at the end of Link: the products, and the
// accounts as /consent/events/get shows them.
type Consent struct {
	At       time.Time
	Products []string
	Accounts []wire.Object
}

// Agree notes what the person agreed to now.
func (it *Item) Agree(now time.Time) {
	consent := Consent{At: now, Products: slices.Concat(it.Products, it.Consented), Accounts: []wire.Object{}}
	for _, a := range it.Accounts {
		if a.Shared {
			consent.Accounts = append(consent.Accounts, wire.Object{
				"account_id": a.ID, "mask": wire.OrNull(a.Mask), "name": a.Name, "official_name": wire.OrNull(a.OfficialName),
				"type": a.Type, "subtype": wire.OrNull(a.Subtype),
			})
		}
	}
	it.Consents = append(it.Consents, consent)
}
