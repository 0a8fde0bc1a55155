package ledger

import (
	"cmp"
	"slices"
	"strings"
)

// Class is what a row counts as.
type Class string

// The classes. Every standing row is of exactly one.
const (
	ClassSpending Class = "spending"
	ClassIncome   Class = "income"
	ClassPeople   Class = "people"   // netted over a period, and then spending or income by the sum
	ClassMoved    Class = "moved"    // to or from an own account that is not linked
	ClassUnpaired Class = "unpaired" // an internal transfer, or a debt taken up or paid off, of which one half is known
	ClassPaired   Class = "paired"   // an internal transfer of which both halves are known
)

// ClassKept chooses the rows that Figures.Kept is made of: spending, income and
// payments between people. It is for a Figure: no row is sorted into it.
const ClassKept Class = "kept"

// Codes of lines that are no category of a bank.
const (
	CodePeople           = "PEOPLE"
	CodeUncategorisedIn  = "UNCATEGORISED_IN"
	CodeUncategorisedOut = "UNCATEGORISED_OUT"
)

const cardPayment = "LOAN_PAYMENTS_CREDIT_CARD_PAYMENT"

// Rules are what sorting needs beside the row.
type Rules struct {
	People         PeopleRule
	CardCurrencies map[string]bool // in which a credit account is linked, or was
}

// RulesOf gives the rules for a person's settings and accounts. A card that its
// bank lists no more still counts: what was said of older months stays as it was.
func RulesOf(s Settings, accounts []Account) Rules {
	r := Rules{People: s.People, CardCurrencies: map[string]bool{}}
	for _, a := range accounts {
		if a.Kind == Credit && a.Balance.Currency != "" {
			r.CardCurrencies[a.Balance.Currency] = true
		}
	}
	return r
}

// Sort gives the class that one side of a flow counts as, and the code of its
// line within the class: a category, or one of the codes above. Amounts of 0
// count with what comes in.
//
// The rules, the first that fits. Categories are those of both versions of
// Plaid's taxonomy (plaid.com/documents/pfc-taxonomy-all.csv and the migration
// guide); a category of the person's own goes before the bank's.
// docs/money.md tells the rules with examples.
//
//   - A row in a pair is an internal transfer, whatever its category.
//   - What of a loan payment paid the loan off is a transfer to the loan.
//   - Money into a card or loan is never income. With a category of income,
//     transfers or loans, and with none, it is a payment; else a refund, which
//     lowers its category.
//   - Without a category, money in and money out are two lines that never
//     cancel.
//   - INCOME is income, and a clawback lowers it.
//   - Loans that are paid out, wage advances too, are debts and no income.
//   - The payment of a card is a transfer while a card of its currency is
//     linked, else spending: no other row tells what was bought.
//   - Other loan payments are spending. SplitLoans takes out of them what paid a
//     debt off.
//   - Cash drawn is spending, cash paid in is income: what became of it, or
//     where it came from, no row tells.
//   - Transfers to and from accounts, savings, investments, pensions and crypto
//     without another half are money moved to accounts that are not linked.
//   - All other transfers are payments between people: PeopleRule.
//   - Everything else is spending. Money in lowers it.
func (r Rules) Sort(f Flow, in bool) (class Class, code string) {
	class, code, _ = r.sort(&f, in)
	return class, code
}

// Why says in words why one side of a flow counts as what Sort says.
func (r Rules) Why(f Flow, in bool) string {
	_, _, why := r.sort(&f, in)
	return why
}

var debtCategories = []string{"", "INCOME", "TRANSFER_IN", "TRANSFER_OUT", "LOAN_PAYMENTS", "LOAN_DISBURSEMENTS"}

func (r Rules) sort(f *Flow, in bool) (class Class, code, why string) {
	primary, code := CurrentCategory(cmp.Or(f.Primary, PrimaryCategory(f.Category)), cmp.Or(f.Category, f.Primary))
	switch {
	case f.State == StatePaired:
		return ClassPaired, code, "an internal transfer: its other half is on another account"
	case f.Principal:
		return ClassUnpaired, code, "paid the loan off"
	case in && (f.Kind == Credit || f.Kind == Loan) && slices.Contains(debtCategories, primary):
		return ClassUnpaired, code, "a payment into a card or loan whose other half is not known"
	}
	switch primary {
	case "":
		if in {
			return ClassIncome, CodeUncategorisedIn, "money in without a category"
		}
		return ClassSpending, CodeUncategorisedOut, "money out without a category"
	case "INCOME":
		if in {
			return ClassIncome, code, "income"
		}
		return ClassIncome, code, "taken back: lowers income"
	case "LOAN_DISBURSEMENTS":
		return ClassUnpaired, code, "a loan that was paid out is a debt and no income"
	case "LOAN_PAYMENTS":
		return r.sortLoanPayment(f, code)
	case "TRANSFER_IN", "TRANSFER_OUT":
		return r.sortTransfer(code, in)
	}
	if in {
		return ClassSpending, code, "a refund: lowers its category"
	}
	return ClassSpending, code, "spending"
}

func (r Rules) sortLoanPayment(f *Flow, code string) (Class, string, string) {
	switch {
	case code == cardPayment && (f.Kind == Credit || r.CardCurrencies[f.Currency]):
		return ClassUnpaired, code, "the payment of a card whose other half is not known yet"
	case code == cardPayment:
		return ClassSpending, code, "the payment of a card that is not linked"
	case f.Unsure:
		return ClassSpending, code, "a loan payment: no balance tells how much of it is interest"
	}
	return ClassSpending, code, "a loan payment"
}

// sortTransfer sorts a transfer without another half. Details are told by
// their ends: Plaid's own TRANSFER_OUT_TRANSFER_OUT_FROM_APPS shows that the
// part before them is not certain.
func (r Rules) sortTransfer(code string, in bool) (Class, string, string) {
	ends := func(ends ...string) bool {
		return slices.ContainsFunc(ends, func(end string) bool { return strings.HasSuffix(code, end) })
	}
	switch {
	case code == "TRANSFER_OUT_WITHDRAWAL":
		return ClassSpending, code, "cash drawn"
	case code == "TRANSFER_IN_DEPOSIT":
		return ClassIncome, code, "a deposit"
	case code == "TRANSFER_IN_CASH_ADVANCES_AND_LOANS":
		return ClassUnpaired, code, "a loan that was paid out is a debt and no income"
	case ends("_ACCOUNT_TRANSFER", "_SAVINGS", "_INVESTMENT_AND_RETIREMENT_FUNDS", "_CRYPTO"):
		return ClassMoved, code, "moved between own accounts, one of which is not linked"
	case r.People == PeopleTransfer:
		return ClassUnpaired, CodePeople, "between people: counts as a transfer, as the settings say"
	case r.People == PeopleGross && in:
		return ClassIncome, CodePeople, "between people: what comes in is income, as the settings say"
	case r.People == PeopleGross:
		return ClassSpending, CodePeople, "between people: what goes out is spending, as the settings say"
	}
	return ClassPeople, CodePeople, "between people: netted over the period"
}
