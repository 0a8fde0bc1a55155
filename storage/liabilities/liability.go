package liabilities

import (
	"time"

	"github.com/shopspring/decimal"

	"passbook/storage/ledger"
)

// Class is what kind of debt a liability is, by Plaid's word.
type Class string

// The classes of /liabilities/get.
const (
	Card     Class = "credit"
	Mortgage Class = "mortgage"
	Student  Class = "student"
)

// Liability is what a bank says of one card or loan. Texts are empty, days zero
// and pointers nil where it says nothing.
type Liability struct {
	AccountID string // of the account that stands for it now
	Class     Class
	Currency  string
	FetchedAt time.Time // by passbook, UTC

	Overdue         *bool
	LastPayment     *int64
	LastPaymentDate ledger.Date
	Statement       *int64 // balance of the last statement
	StatementDate   ledger.Date
	Due             *int64      // a card's or student loan's minimum, a mortgage's next payment
	DueDate         ledger.Date // may lie years back: only Overdue says that it was missed

	Rates []Rate // a card's by Plaid's order; of a loan the one that it has

	Name           string // of a loan: Consolidation, conventional
	Term           string // of a mortgage: 30 year
	Plan           string // of a student loan's repayment
	Status         string // of a student loan: repayment, deferment
	Servicer       string // where a student loan's servicer is
	Guarantor      string
	Opened         ledger.Date // origination
	Ends           ledger.Date // expected payoff of a student loan, maturity of a mortgage
	Principal      *int64      // at the origination
	UnpaidInterest *int64      // of a student loan, outstanding
	YearInterest   *int64      // paid this year
	YearPrincipal  *int64
	Escrow         *int64 // held by a mortgage's bank for taxes and insurance
	LateFee        *int64
	PastDue        *int64
	Insured        *bool // a mortgage has private mortgage insurance (PMI)
	Prepayable     *bool // a mortgage has no penalty on paying early

	Forgiveness *Forgiveness // of a student loan: PSLF

	// Of the account, as it is cached.
	Institution string
	Account     string
	Mask        string
	Owed        *int64 // the latest balance; negative: the bank owes
}

// Rate is a yearly interest rate in percent: 12.5 is 12.5 %.
type Rate struct {
	Kind     string // purchase_apr, cash_apr, balance_transfer_apr, special; fixed, variable
	Percent  decimal.Decimal
	Balance  *int64 // that it is charged on
	Interest *int64 // that it made last
}

// Forgiveness is how far a student loan is on the way to Public Service Loan
// Forgiveness.
type Forgiveness struct {
	Eligible        ledger.Date // estimated
	Made, Remaining *int64      // payments
}
