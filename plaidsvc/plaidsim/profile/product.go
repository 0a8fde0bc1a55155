package profile

import "passbook/plaidsvc/plaidsim/wire"

// BankNumbers are the numbers that money can be sent to. Which are filled
// depends on the country: account, routing and wire in the US; account,
// institution and branch in Canada; account and sortCode in Britain; iban and
// bic elsewhere.
type BankNumbers struct {
	Account, Routing, Wire string
	Institution, Branch    string
	SortCode               string
	IBAN, BIC              string
}

// Debt is what a bank tells of a loan or a card.
type Debt struct {
	Class  string      // credit, mortgage or student
	Fields wire.Object // less account_id
}

// IncomeDocuments are what an account's employer issued, as configured: the
// paystubs as they are written, the W-2s as /credit/payroll_income/get has them.
type IncomeDocuments struct {
	Paystubs []any
	W2s      []wire.Object
}
