package portfolio

import (
	"slices"

	"github.com/shopspring/decimal"

	"passbook/storage/ledger"
)

// Transaction is an investment transaction, in the words of
// /investments/transactions/get but for the sign: money into the cash of the
// account is positive here, as everywhere in passbook. Decimals are exact decimal
// text.
type Transaction struct {
	ID          string
	AccountID   string
	AccountName string // filled when read, as are the next two
	Mask        string
	Institution string
	Security    Security // without an ID: of none, as in a deposit
	Date        ledger.Date
	Name        string
	Type        string // buy, sell, cancel, cash, fee, transfer; the set is open
	Subtype     string // the set is open
	Quantity    string // of the security: what was bought is positive, what was sold negative
	Price       string // of one
	Amount      ledger.Money
	Fees        *int64 // in minor units of Amount's currency; nil: the bank does not say
}

// moved are the subtypes of what comes from outside of the account or leaves it.
// All others, such as dividends, interest and fees, are what the account earned
// or cost.
// Source: investment transaction subtypes of Plaid's OpenAPI document.
var moved = []string{"contribution", "deposit", "distribution", "loan payment", "send", "transfer", "withdrawal"}

// Flow is what a transaction brought into the account from outside, or took out
// of it, in minor units of its currency: contributions and withdrawals. It is 0
// for whatever stays inside: purchases, sales, dividends, interest, fees. What is
// moved in a security, without cash, counts by its quantity and price.
func (t Transaction) Flow() int64 {
	if !slices.Contains(moved, t.Subtype) {
		return 0
	}
	if t.Type == "transfer" && !t.Security.Cash {
		if value := product(t.Quantity, t.Price, t.Amount.Currency); value != 0 {
			return value
		}
	}
	return t.Amount.Minor
}

// product multiplies two exact decimals to minor units of a currency, rounded
// once, half to even; 0 where one of them is not known.
func product(a, b, currency string) int64 {
	x, err := decimal.NewFromString(a)
	if err != nil {
		return 0
	}
	y, err := decimal.NewFromString(b)
	if err != nil {
		return 0
	}
	m, err := ledger.ParseMoney(x.Mul(y).String(), currency)
	if err != nil {
		return ledger.TooLarge
	}
	return m.Minor
}
