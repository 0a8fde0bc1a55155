package ledger

import "testing"

func TestBillingSaysWhatCosts(t *testing.T) {
	bank := func(products ...string) Item { return Item{BilledProducts: products} }
	for _, tt := range []struct {
		linked []Item
		ever   int
		free   bool
		want   string
	}{
		{nil, 0, true, "No bank login is linked. In Sandbox nothing is billed."},
		{nil, 0, false, "No bank login is linked; a Trial plan has 10 for ever, and unlinking gives none back. " +
			"On a paid plan Plaid bills every login by the month for as long as it is linked, and live balances by the call."},
		{[]Item{bank("transactions"), bank("auth", "liabilities", "transactions")}, 5, false, "2 bank logins are linked, 5 were so far; " +
			"a Trial plan has 10 for ever, and unlinking gives none back. On a paid plan Plaid bills every login by the month " +
			"for as long as it is linked (now transactions of 2, liabilities of 1), and live balances by the call."},
		{[]Item{bank()}, 0, true, "1 bank login is linked. In Sandbox nothing is billed."},
	} {
		if got := BillingOf(tt.linked, tt.ever, tt.free).Sentence(); got != tt.want {
			t.Errorf("%q, not %q", got, tt.want)
		}
	}
}
