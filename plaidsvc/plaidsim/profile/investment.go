package profile

import "passbook/plaidsvc/plaidsim/draw"

// Security is what a holding or a trade is of. Prices are decimal text; empty
// texts are null.
type Security struct {
	Ticker, Name, Type, Subtype, ISIN, CUSIP, Currency string
	Market, Sector, Industry                           string // Market is a market identifier code (ISO 10383)
	InstitutionID                                      string // the institution's own id
	Price                                              string // close price
	PriceDay                                           draw.Day
	Cash                                               bool // a cash equivalent
	Option                                             *OptionContract
	Bond                                               *FixedIncome
}

// OptionContract is set for a security that is an option. Kind is put or call.
type OptionContract struct {
	Kind, Strike, Underlying string // kind is put or call
	Expires                  draw.Day
}

// FixedIncome is set for a security that is a bond. Yield is in percent; Kind,
// what it is reckoned by, is coupon, coupon_equivalent, discount or yield.
type FixedIncome struct {
	Yield, Face     string
	Kind            string
	Issued, Matures draw.Day
}

// Holding is one position of an investment account. Numbers are decimal text;
// an empty Cost is null.
type Holding struct {
	Account                      int // index into Profile.Accounts
	Security                     Security
	Quantity, Price, Value, Cost string
	AsOf                         draw.Day
	Currency                     string // empty: the account's
}

// Trade is one investment transaction, with Plaid's signs: a sale has a
// negative quantity, and an amount is positive when cash leaves the account.
type Trade struct {
	Account                       int
	Security                      *Security // nil: none, as in a deposit
	Date                          draw.Day
	Name, Type, Subtype           string
	Quantity, Amount, Price, Fees string
	Currency                      string // empty: the account's
}
