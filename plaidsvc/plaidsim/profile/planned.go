package profile

import "passbook/plaidsvc/plaidsim/draw"

// Planned is one transaction of a test user's history as the generators give it.
type Planned struct {
	Account          int      // index into profile.accounts
	Date, Authorized draw.Day // posted (or pending) day and the day of purchase
	Amount           string   // decimal text, Plaid's sign: positive is money out
	Currency         string   // ISO; empty: the account's

	Name, Merchant, Entity, Original string
	Primary, Detailed, Confidence    string // personal finance category
	Channel, Code                    string // payment_channel, transaction_code

	City, Region, Country, Website, CheckNumber string // where the bank fills them

	Counterparty string // its type: merchant, payment_app, ...; empty: none
	Via          string // the marketplace that stands between, a second counterparty

	Pending bool
	Posts   draw.Day // of a pending row: when it posts; 0: two days after its date
	Hold    bool     // it vanishes on that day instead
}
