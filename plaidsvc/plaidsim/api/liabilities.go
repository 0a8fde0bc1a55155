package api

import (
	"math/big"
	"slices"
	"time"

	"passbook/plaidsvc/plaidsim/bank"
	"passbook/plaidsvc/plaidsim/draw"
	"passbook/plaidsvc/plaidsim/profile"
	"passbook/plaidsvc/plaidsim/wire"
)

// LiabilitiesGet serves /liabilities/get: what is owed on cards, mortgages and
// student loans. None of those is NO_LIABILITY_ACCOUNTS.
func LiabilitiesGet(c *bank.Call, in accountsRequest) (any, *wire.Error) {
	it, list, err := c.ReachAccounts(in.AccessToken, "liabilities", in.Options.IDs)
	if err != nil {
		return nil, err
	}
	debts := debtsOf(it, draw.DayOf(c.Now))
	if !slices.ContainsFunc(it.Accounts, func(a bank.Account) bool { return a.Shared && debts[a.Index].Class != "" }) {
		return nil, wire.ItemError("NO_LIABILITY_ACCOUNTS", "There are no valid liability account(s) associated with this Item. See https://plaid.com/docs/api/#item-errors for more information.", "")
	}
	classes := map[string][]wire.Object{}
	for _, a := range list {
		if d, ok := debts[a.Index]; ok {
			classes[d.Class] = append(classes[d.Class], wire.With(d.Fields, wire.Object{"account_id": a.ID}))
		}
	}
	liabilities := wire.Object{}
	for _, class := range []string{"credit", "mortgage", "student"} {
		liabilities[class] = nil
		if classes[class] != nil {
			liabilities[class] = classes[class]
		}
	}
	return wire.Object{"accounts": bank.AccountsJSON(list), "item": it.JSON(), "liabilities": liabilities}, nil
}

// debtsOf is what the bank says about the Item's cards and loans on a day, by
// account: the profile's, or else computed from the balances.
func debtsOf(it *bank.Item, today draw.Day) map[int]profile.Debt {
	if it.Profile.Debts != nil {
		return it.Profile.Debts
	}
	out := map[int]profile.Debt{}
	for i := range it.Accounts {
		a := &it.Accounts[i]
		switch {
		case a.Type == "credit":
			out[i] = cardDebt(a, today)
		case a.Subtype == "mortgage":
			out[i] = mortgageDebt(a, today)
		case a.Subtype == "student":
			out[i] = studentDebt(a, today)
		}
	}
	return out
}

// share is a part of the account's balance in per mille, never negative.
func share(a *bank.Account, perMille int64) *big.Rat {
	r := new(big.Rat).Mul(draw.Rational(a.Current), big.NewRat(perMille, 1000))
	if r.Sign() < 0 {
		r.SetInt64(0)
	}
	return r
}

// monthDay is a day of the month, so many months from today.
func monthDay(today draw.Day, months, dom int) string {
	t := today.Start()
	return draw.DayOf(time.Date(t.Year(), t.Month()+time.Month(months), dom, 0, 0, 0, 0, time.UTC)).String()
}

// cardDebt is a card whose statement comes on the 3rd and is due on the 28th.
func cardDebt(a *bank.Account, today draw.Day) profile.Debt {
	issued, due := monthDay(today, 0, 3), monthDay(today, 0, 28)
	if today.Start().Day() < 3 {
		issued, due = monthDay(today, -1, 3), monthDay(today, -1, 28)
	}
	statement := share(a, 850)
	least := new(big.Rat).Mul(statement, big.NewRat(2, 100))
	if floor := big.NewRat(25, 1); least.Cmp(floor) < 0 {
		least = floor
	}
	if least.Cmp(statement) > 0 {
		least = statement
	}
	return profile.Debt{Class: "credit", Fields: wire.Object{
		"aprs": []wire.Object{
			{"apr_percentage": 21.99, "apr_type": "purchase_apr", "balance_subject_to_apr": wire.TwoDecimals(share(a, 150)), "interest_charge_amount": wire.TwoDecimals(share(a, 3))},
			{"apr_percentage": 27.99, "apr_type": "cash_apr", "balance_subject_to_apr": 0, "interest_charge_amount": 0},
		},
		"is_overdue": false, "last_payment_amount": wire.TwoDecimals(share(a, 700)), "last_payment_date": monthDay(today, -1, 26),
		"last_statement_issue_date": issued, "last_statement_balance": wire.TwoDecimals(statement),
		"minimum_payment_amount": wire.TwoDecimals(least), "next_payment_due_date": due,
	}}
}

// mortgageDebt is a loan of 30 years, six of them paid.
func mortgageDebt(a *bank.Account, today draw.Day) profile.Debt {
	years := today.Start().Year()
	payment := wire.TwoDecimals(share(a, 7))
	month := int64(today.Start().Month()) - 1
	return profile.Debt{Class: "mortgage", Fields: wire.Object{
		"account_number": "31201941" + a.Mask, "current_late_fee": nil, "escrow_balance": wire.TwoDecimals(share(a, 9)), "has_pmi": false,
		"has_prepayment_penalty": false, "interest_rate": wire.Object{"percentage": 3.625, "type": "fixed"},
		"last_payment_amount": payment, "last_payment_date": monthDay(today, 0, 1), "loan_type_description": "conventional", "loan_term": "30 year",
		"maturity_date": draw.DayIn(years+24, 7, 31).String(), "next_monthly_payment": payment, "next_payment_due_date": monthDay(today, 1, 1),
		"origination_date": draw.DayIn(years-6, 8, 1).String(), "origination_principal_amount": wire.TwoDecimals(share(a, 1150)), "past_due_amount": 0,
		"property_address":  wire.Object{"city": "Malakoff", "country": "US", "postal_code": "14236", "region": "NY", "street": "2992 Cameron Road"},
		"ytd_interest_paid": wire.TwoDecimals(share(a, 3*month)), "ytd_principal_paid": wire.TwoDecimals(share(a, 2*month)),
	}}
}

// studentDebt is a loan of ten years in repayment, four of them paid.
func studentDebt(a *bank.Account, today draw.Day) profile.Debt {
	years := today.Start().Year()
	payment := wire.TwoDecimals(share(a, 15))
	month := int64(today.Start().Month()) - 1
	payoff := draw.DayIn(years+6, 6, 28).String()
	return profile.Debt{Class: "student", Fields: wire.Object{
		"account_number": "42770756" + a.Mask, "disbursement_dates": []string{draw.DayIn(years-6, 8, 28).String()}, "expected_payoff_date": payoff,
		"guarantor": "DEPT OF ED", "interest_rate_percentage": 5.05, "is_overdue": false, "last_payment_amount": payment,
		"last_payment_date": monthDay(today, -1, 22), "last_statement_balance": wire.TwoDecimals(share(a, 1000)), "last_statement_issue_date": monthDay(today, -1, 28),
		"loan_name": "Consolidation", "loan_status": wire.Object{"end_date": payoff, "type": "repayment"}, "minimum_payment_amount": payment,
		"next_payment_due_date": monthDay(today, 1, 22), "origination_date": draw.DayIn(years-6, 8, 28).String(),
		"origination_principal_amount": wire.TwoDecimals(share(a, 1500)), "outstanding_interest_amount": wire.TwoDecimals(share(a, 20)),
		"payment_reference_number": "42770756" + a.Mask, "pslf_status": wire.Object{"estimated_eligibility_date": nil, "payments_made": nil, "payments_remaining": nil},
		"repayment_plan": wire.Object{"description": "Standard Repayment", "type": "standard"}, "sequence_number": "1",
		"servicer_address":  wire.Object{"city": "San Matias", "country": "US", "postal_code": "99415", "region": "CA", "street": "123 Relaxation Road"},
		"ytd_interest_paid": wire.TwoDecimals(share(a, 4*month)), "ytd_principal_paid": wire.TwoDecimals(share(a, 11*month)),
	}}
}
