package ledger

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// TrialItems is how many Items a Trial plan of Plaid's allows, ever: one that is
// unlinked does not give its slot back. Source: Plaid's page on its plans.
const TrialItems = 10

// subscriptions are the products that Plaid bills per Item and month for as long
// as the Item is linked. Source: Plaid's page on billing.
var subscriptions = []string{"transactions", "investments", "liabilities"}

// Billing is what Plaid bills for. What it costs stands in the contract.
type Billing struct {
	Free          bool           // Sandbox, where nothing is billed
	Linked        int            // Items that are linked
	Ever          int            // Items that were ever linked from this cache; Plaid may have counted more
	Subscriptions []Subscription // what is billed by the month, in a fixed order
}

// Subscription is a product that Plaid bills per Item and month.
type Subscription struct {
	Product string // Plaid's name
	Items   int    // how many have it
}

// BillingOf counts what Plaid bills for the Items that are linked, of as many as
// were ever linked.
func BillingOf(linked []Item, ever int, free bool) Billing {
	b := Billing{Free: free, Linked: len(linked), Ever: max(ever, len(linked))}
	for _, product := range subscriptions {
		n := 0
		for _, it := range linked {
			if slices.Contains(it.BilledProducts, product) {
				n++
			}
		}
		if n > 0 {
			b.Subscriptions = append(b.Subscriptions, Subscription{product, n})
		}
	}
	return b
}

// Sentence says how many Items are linked and what Plaid bills for.
func (b Billing) Sentence() string {
	words := count(b.Linked, "bank login is", "bank logins are") + " linked"
	if b.Linked == 0 {
		words = "No bank login is linked"
	}
	if b.Ever > b.Linked {
		words += ", " + count(b.Ever, "was", "were") + " so far"
	}
	if b.Free {
		return words + ". In Sandbox nothing is billed."
	}
	words += fmt.Sprintf("; a Trial plan has %d for ever, and unlinking gives none back. "+
		"On a paid plan Plaid bills every login by the month for as long as it is linked", TrialItems)
	var each []string
	for _, s := range b.Subscriptions {
		each = append(each, s.Product+" of "+strconv.Itoa(s.Items))
	}
	if len(each) > 0 {
		words += " (now " + strings.Join(each, ", ") + ")"
	}
	return words + ", and live balances by the call."
}

// count is a number with its noun.
func count(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return strconv.Itoa(n) + " " + many
}
