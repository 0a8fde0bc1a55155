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
	Address, Postal, Lat, Lon, Store            string // of a known merchant's branch; Lat and Lon are decimal text
	Logo                                        string // the address of the merchant's
	Payment                                     Payment

	Counterparty string // its type: merchant, payment_app, ...; empty: none
	Via          Marketplace

	Pending bool
	Posts   draw.Day // when a pending one posts; 0: two days after Date
	Hold    bool     // it disappears on that day instead
}

// Marketplace is a marketplace in between, the second counterparty; without a
// name there is none.
type Marketplace struct{ Name, Entity, Website, Logo string }

// Payment is the payment_meta of a transfer between banks. Empty texts are null.
type Payment struct {
	Method, PPD, Payee, Payer, Reason, Reference string
}
