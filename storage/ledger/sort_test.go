package ledger_test

import (
	"testing"
	"time"

	"passbook/storage/ledger"
)

const (
	spending, income, people = ledger.ClassSpending, ledger.ClassIncome, ledger.ClassPeople
	moved, unpaired, paired  = ledger.ClassMoved, ledger.ClassUnpaired, ledger.ClassPaired
)

// What counts as what, written from the definition: what a row of each category
// is as money out and as money in on a checking account, and as money out and as
// money in on a card or loan, while a card is linked.
func TestSort(t *testing.T) {
	type cell struct {
		class ledger.Class
		code  string // empty: the category itself
	}
	same := func(c ledger.Class) [4]cell { return [4]cell{{class: c}, {class: c}, {class: c}, {class: c}} }
	ownAndPayment := func(out, in, cardOut cell) [4]cell { return [4]cell{out, in, cardOut, {class: unpaired}} }
	between := cell{people, "PEOPLE"}
	all := func(c cell) [4]cell { return ownAndPayment(c, c, c) }
	for category, want := range map[string][4]cell{
		// moved to and from accounts that are not linked
		"TRANSFER_OUT_ACCOUNT_TRANSFER":                all(cell{class: moved}),
		"TRANSFER_IN_ACCOUNT_TRANSFER":                 all(cell{class: moved}),
		"TRANSFER_OUT_SAVINGS":                         all(cell{class: moved}),
		"TRANSFER_IN_SAVINGS":                          all(cell{class: moved}),
		"TRANSFER_OUT_INVESTMENT_AND_RETIREMENT_FUNDS": all(cell{class: moved}),
		"TRANSFER_IN_INVESTMENT_AND_RETIREMENT_FUNDS":  all(cell{class: moved}),
		"TRANSFER_OUT_CRYPTO":                          all(cell{class: moved}),
		// loans
		"LOAN_PAYMENTS_CREDIT_CARD_PAYMENT":     all(cell{class: unpaired}),
		"LOAN_PAYMENTS_CAR_PAYMENT":             all(cell{class: spending}),
		"LOAN_PAYMENTS_MORTGAGE_PAYMENT":        all(cell{class: spending}),
		"LOAN_PAYMENTS_BNPL":                    all(cell{class: spending}),
		"LOAN_PAYMENTS_EWA":                     all(cell{class: spending}),
		"LOAN_PAYMENTS":                         all(cell{class: spending}),
		"LOAN_DISBURSEMENTS_EWA":                same(unpaired),
		"LOAN_DISBURSEMENTS_MORTGAGE":           same(unpaired),
		"LOAN_DISBURSEMENTS_OTHER_DISBURSEMENT": same(unpaired),
		"TRANSFER_IN_CASH_ADVANCES_AND_LOANS":   same(unpaired),
		// cash
		"TRANSFER_OUT_WITHDRAWAL": all(cell{class: spending}),
		"TRANSFER_IN_DEPOSIT":     all(cell{class: income}),
		// between people, and what the bank says no more of
		"TRANSFER_OUT_TRANSFER_OUT_FROM_APPS": all(between),
		"TRANSFER_IN_TRANSFER_IN_FROM_APPS":   all(between),
		"TRANSFER_OUT_FROM_APPS":              all(between),
		"TRANSFER_OUT_WIRE":                   all(between),
		"TRANSFER_IN_WIRE":                    all(between),
		"TRANSFER_OUT_OTHER_TRANSFER_OUT":     all(between),
		"TRANSFER_IN_OTHER_TRANSFER_IN":       all(between),
		"TRANSFER_OUT":                        all(between),
		"TRANSFER_IN":                         all(between),
		// income, of both versions of the taxonomy
		"INCOME":              all(cell{class: income}),
		"INCOME_SALARY":       all(cell{class: income}),
		"INCOME_DIVIDENDS":    all(cell{class: income}),
		"INCOME_WAGES":        ownAndPayment(cell{income, "INCOME_SALARY"}, cell{income, "INCOME_SALARY"}, cell{income, "INCOME_SALARY"}),
		"INCOME_OTHER_INCOME": ownAndPayment(cell{income, "INCOME_OTHER"}, cell{income, "INCOME_OTHER"}, cell{income, "INCOME_OTHER"}),
		// everything else: a refund lowers its category, on a card too
		"FOOD_AND_DRINK_COFFEE":     same(spending),
		"BANK_FEES_INTEREST_CHARGE": same(spending),
		"OTHER_OTHER":               same(spending),
		"TRAVEL":                    same(spending),
		"NEW_AT_PLAID_THIS":         same(spending),
		"Side job":                  same(spending),
		// no category
		"": ownAndPayment(cell{spending, "UNCATEGORISED_OUT"}, cell{income, "UNCATEGORISED_IN"}, cell{spending, "UNCATEGORISED_OUT"}),
	} {
		r := ledger.Rules{CardCurrencies: map[string]bool{"USD": true}}
		for i, kind := range []ledger.AccountKind{ledger.Depository, ledger.Credit, ledger.Loan} {
			for j, in := range []bool{false, true} {
				cell := want[2*min(i, 1)+j]
				code := cell.code
				if code == "" {
					code = map[string]string{"INCOME_WAGES": "INCOME_SALARY", "INCOME_OTHER_INCOME": "INCOME_OTHER"}[category]
				}
				if code == "" {
					code = category
				}
				f := ledger.Flow{Kind: kind, Primary: ledger.PrimaryCategory(category), Category: category, Currency: "USD"}
				if gotClass, gotCode := r.Sort(f, in); gotClass != cell.class || gotCode != code {
					t.Errorf("%q on %s, in %t: %s %q, want %s %q", category, kind, in, gotClass, gotCode, cell.class, code)
				}
				if r.Why(f, in) == "" {
					t.Errorf("%q on %s, in %t: nothing says why", category, kind, in)
				}
				f.State = ledger.StatePaired
				if got, _ := r.Sort(f, in); got != paired {
					t.Errorf("%q on %s, in %t, in a pair: %s", category, kind, in, got)
				}
			}
		}
	}
}

// What depends on more than the category.
func TestSortSettings(t *testing.T) {
	card := ledger.Account{Kind: ledger.Credit, Balance: ledger.Balance{Currency: "USD"}}
	gone := card
	gone.GoneAt = time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC)
	payment := ledger.Flow{Kind: ledger.Depository, Category: "LOAN_PAYMENTS_CREDIT_CARD_PAYMENT", Currency: "USD"}
	euros, principal := payment, payment
	euros.Currency = "EUR"
	principal.Category, principal.Principal = "LOAN_PAYMENTS_CAR_PAYMENT", true
	friend := ledger.Flow{Kind: ledger.Depository, Category: "TRANSFER_IN_TRANSFER_IN_FROM_APPS", Currency: "USD"}
	onCard := friend
	onCard.Kind = ledger.Credit
	for name, tt := range map[string]struct {
		people   ledger.PeopleRule
		accounts []ledger.Account
		flow     ledger.Flow
		in       bool
		want     ledger.Class
	}{
		"a card that is not linked":     {"", nil, payment, false, spending},
		"a linked card":                 {"", []ledger.Account{card}, payment, false, unpaired},
		"a card of another currency":    {"", []ledger.Account{card}, euros, false, spending},
		"a card that is listed no more": {"", []ledger.Account{gone}, payment, false, unpaired},
		"a card payment that came back": {"", nil, on(ledger.Credit, payment), false, unpaired},
		"what paid a loan off":          {"", nil, principal, false, unpaired},
		"people, in":                    {"", nil, friend, true, people},
		"people netted":                 {ledger.PeopleNet, nil, friend, false, people},
		"people gross, in":              {ledger.PeopleGross, nil, friend, true, income},
		"people gross, out":             {ledger.PeopleGross, nil, friend, false, spending},
		"people as transfers":           {ledger.PeopleTransfer, nil, friend, true, unpaired},
		"people gross, into a card":     {ledger.PeopleGross, nil, onCard, true, unpaired},
	} {
		r := ledger.RulesOf(ledger.Settings{People: tt.people}, tt.accounts)
		if got, _ := r.Sort(tt.flow, tt.in); got != tt.want {
			t.Errorf("%s: %s, want %s", name, got, tt.want)
		}
	}
}

func TestLineName(t *testing.T) {
	for code, want := range map[string]string{
		"PEOPLE":                            "People and other transfers",
		"UNCATEGORISED_IN":                  "Uncategorised in",
		"UNCATEGORISED_OUT":                 "Uncategorised out",
		"TRANSFER_OUT_WITHDRAWAL":           "Cash",
		"TRANSFER_IN_DEPOSIT":               "Deposits",
		"LOAN_PAYMENTS_CREDIT_CARD_PAYMENT": "Card that is not linked",
		"INCOME_SALARY":                     "Salary",
		"INCOME_OTHER":                      "Other income",
		"OTHER_OTHER":                       "Other",
		"Side job":                          "Side job",
	} {
		if got := ledger.LineName(code); got != want {
			t.Errorf("%s is called %q, want %q", code, got, want)
		}
	}
}
