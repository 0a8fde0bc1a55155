package profile

import "passbook/plaidsvc/plaidsim/draw"

// Planned is a transaction that a test user has, or will have, as a generator
// makes it.
type Planned struct {
	Account          int      // index into Profile.Accounts
	Date, Authorized draw.Day // the day that it posts (or is pending since), and the day of purchase
	Amount           string   // decimal text with Plaid's sign: positive is money out
	Currency         string   // ISO; empty: the account's

	Name, Merchant, Entity, Original string
	Primary, Detailed, Confidence    string // personal finance category
	Channel, Code                    string // payment_channel, transaction_code

	City, Region, Country, Website, CheckNumber string // where the bank fills them

	Counterparty string // its type: merchant, payment_app, ...; empty: none
	Via          string // a marketplace in between, the second counterparty

	Pending bool
	Posts   draw.Day // when a pending one posts; 0: two days after Date
	Hold    bool     // it disappears on that day instead
}
