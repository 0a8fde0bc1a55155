package profile

import "passbook/plaidsvc/plaidsim/wire"

// BankNumbers are the numbers of an account. Which are set depends on the
// country: Account, Routing and Wire in the US; Account, Institution and Branch
// in Canada; Account and SortCode in Britain; IBAN and BIC elsewhere.
type BankNumbers struct {
	Account, Routing, Wire string
	Institution, Branch    string
	SortCode               string
	IBAN, BIC              string
}

// Debt is what a bank says about a loan or a card in /liabilities/get.
type Debt struct {
	Class  string      // credit, mortgage or student
	Fields wire.Object // less account_id
}

// IncomeDocuments are the paystubs and tax forms of an account's owner:
// paystubs as user_custom configures them (nil: as usual), W-2s as
// /credit/payroll_income/get shows them.
type IncomeDocuments struct {
	Paystubs []any
	W2s      []wire.Object
}
