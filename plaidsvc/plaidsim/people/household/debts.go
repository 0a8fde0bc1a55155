package household

import (
	"strings"

	"passbook/plaidsvc/plaidsim/draw"
	"passbook/plaidsvc/plaidsim/profile"
	"passbook/plaidsvc/plaidsim/wire"
)

// debts sets what a bank says about its cards and the student loan, from the
// household's transactions.
func (h *household) debts(p *profile.Profile, held []int) {
	p.Debts = map[int]profile.Debt{}
	for i, a := range held {
		switch a {
		case cashCard:
			p.Debts[i] = h.cardDebt(a, 27, 21, "22.49", "29.99")
		case travelCard:
			p.Debts[i] = h.cardDebt(a, 12, 6, "24.74", "29.99")
		case studentLoan:
			p.Debts[i] = h.studentDebt()
		}
	}
}

// lastPayment is the latest payment to an account.
func (h *household) lastPayment(account int) entry {
	var last entry
	for _, e := range h.entries {
		if e.Account == account && e.Date <= h.today && e.Date >= last.Date && strings.Contains(e.Name, "PAYMENT") {
			last = e
		}
	}
	return last
}

// cardDebt is a card whose statement closes on one day of the month and is due
// on another.
func (h *household) cardDebt(card, closing, due int, purchase, cash string) profile.Debt {
	c := h.today.Civil()
	issued := draw.DayIn(c.Year, c.Month, closing)
	if issued > h.today {
		issued = draw.DayIn(c.Year, c.Month-1, closing)
	}
	next := draw.DayIn(c.Year, c.Month, due)
	if next <= issued {
		next = draw.DayIn(c.Year, c.Month+1, due)
	}
	statement, paid := max(h.owed(card, issued), 0), h.lastPayment(card)
	apr := func(kind, percent string, on int64) wire.Object {
		return wire.Object{"apr_type": kind, "apr_percentage": wire.Number(percent), "balance_subject_to_apr": wire.Number(draw.FormatCents(on)), "interest_charge_amount": wire.Number("0")}
	}
	return profile.Debt{Class: "credit", Fields: wire.Object{
		"aprs":       []wire.Object{apr("purchase_apr", purchase, statement), apr("cash_apr", cash, 0)},
		"is_overdue": false, "last_payment_amount": wire.Number(draw.FormatCents(-paid.cents)), "last_payment_date": wire.DateOrNull(paid.Date),
		"last_statement_balance": wire.Number(draw.FormatCents(statement)), "last_statement_issue_date": issued.String(),
		"minimum_payment_amount": wire.Number(draw.FormatCents(max(min(statement, 3500), statement/50))), "next_payment_due_date": next.String(),
	}}
}

func (h *household) studentDebt() profile.Debt {
	c, paid := h.today.Civil(), h.lastPayment(studentLoan)
	next := draw.DayIn(c.Year, c.Month, 17)
	if next <= h.today {
		next = draw.DayIn(c.Year, c.Month+1, 17)
	}
	var interest, principal int64
	for _, e := range h.entries {
		if e.Account != studentLoan || e.Date > h.today || e.Date < draw.DayIn(c.Year, 1, 1) {
			continue
		}
		if e.cents > 0 {
			interest += e.cents
		} else {
			principal -= e.cents
		}
	}
	balance := h.account(studentLoan).Current
	return profile.Debt{Class: "student", Fields: wire.Object{
		"account_number": "6120482260", "disbursement_dates": []string{"2014-08-25"}, "expected_payoff_date": "2035-02-17", "guarantor": "DEPT OF ED",
		"interest_rate_percentage": wire.Number("4.3"), "is_overdue": false, "last_payment_amount": wire.Number(draw.FormatCents(-paid.cents)), "last_payment_date": wire.DateOrNull(paid.Date),
		"last_statement_balance": wire.Number(balance), "last_statement_issue_date": draw.DayIn(c.Year, c.Month, 1).String(), "loan_name": "Consolidated Student Loan",
		"loan_status": wire.Object{"end_date": "2035-02-17", "type": "repayment"}, "minimum_payment_amount": wire.Number("248.1"), "next_payment_due_date": next.String(),
		"origination_date": "2014-08-25", "origination_principal_amount": wire.Number("38500"), "outstanding_interest_amount": wire.Number("0"),
		"payment_reference_number": "6120482260",
		"pslf_status":              wire.Object{"estimated_eligibility_date": nil, "payments_made": nil, "payments_remaining": nil},
		"repayment_plan":           wire.Object{"description": "Standard Repayment", "type": "standard"}, "sequence_number": "1",
		"servicer_address":  wire.Object{"city": "Portland", "country": "US", "postal_code": "97201", "region": "OR", "street": "500 Tartan Plaza"},
		"ytd_interest_paid": wire.Number(draw.FormatCents(interest)), "ytd_principal_paid": wire.Number(draw.FormatCents(max(principal-interest, 0))),
	}}
}
