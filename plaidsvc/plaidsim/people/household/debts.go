package household

import (
	"strings"
	"time"

	"passbook/plaidsvc/plaidsim/draw"
	"passbook/plaidsvc/plaidsim/people/shop"
	"passbook/plaidsvc/plaidsim/profile"
	"passbook/plaidsvc/plaidsim/wire"
)

// debts is what a bank says on a day about its cards and loans, from the
// household's transactions.
func (h *household) debts(held []int, day draw.Day) map[int]profile.Debt {
	debts := map[int]profile.Debt{}
	for i, a := range held {
		switch a {
		case cashCard:
			debts[i] = h.cardDebt(a, cashCardClosing, cashCardDue, day, "22.49", "29.99")
		case travelCard:
			debts[i] = h.cardDebt(a, travelCardClosing, travelCardDue, day, "24.74", "29.99")
		case studentLoan:
			debts[i] = h.studentDebt(day)
		case mortgage:
			debts[i] = h.mortgageDebt(day)
		}
	}
	return debts
}

// lastPayment is the latest payment to an account up to a day.
func (h *household) lastPayment(account int, day draw.Day) *entry {
	last := &entry{}
	for _, e := range h.entries {
		if e.Account == account && e.Date <= day && e.Date >= last.Date && strings.Contains(e.Name, "PAYMENT") {
			last = e
		}
	}
	return last
}

// paidThisYear is what was paid on a loan since January: the interest, and what
// paid the loan off.
func (h *household) paidThisYear(account int, day draw.Day) (interest, principal int64) {
	for _, e := range h.entries {
		if e.Account != account || e.Date > day || e.Date < draw.DayIn(day.Civil().Year, 1, 1) {
			continue
		}
		principal -= e.cents
		if e.Code == "interest" {
			interest += e.cents
		}
	}
	return interest, principal
}

// When the cards' statements close, and when they are paid.
const (
	cashCardClosing, cashCardDue     = 27, 21
	travelCardClosing, travelCardDue = 12, 6
)

// cardDebt is a card whose statement closes on one day of the month and is paid
// on another. What is paid needs no minimum.
func (h *household) cardDebt(card, closing, due int, day draw.Day, purchase, cash string) profile.Debt {
	c := day.Civil()
	issued := draw.DayIn(c.Year, c.Month, closing)
	if issued > day {
		issued = draw.DayIn(c.Year, c.Month-1, closing)
	}
	statement, paid := max(h.owed(card, issued), 0), h.lastPayment(card, day)
	minimum := max(min(statement, 3500), statement/50)
	if nextPayment(issued, due) <= day {
		minimum = 0
	}
	apr := func(kind, percent string, on int64) wire.Object {
		return wire.Object{"apr_type": kind, "apr_percentage": wire.Number(percent), "balance_subject_to_apr": wire.Number(draw.FormatCents(on)), "interest_charge_amount": wire.Number("0")}
	}
	return profile.Debt{Class: "credit", Fields: wire.Object{
		"aprs":       []wire.Object{apr("purchase_apr", purchase, statement), apr("cash_apr", cash, 0)},
		"is_overdue": false, "last_payment_amount": wire.Number(draw.FormatCents(-paid.cents)), "last_payment_date": wire.DateOrNull(paid.Date),
		"last_statement_balance": wire.Number(draw.FormatCents(statement)), "last_statement_issue_date": issued.String(),
		"minimum_payment_amount": wire.Number(draw.FormatCents(minimum)), "next_payment_due_date": nextPayment(day, due).String(),
	}}
}

// studentPrincipal is what the student loan began with, in cents, seven years of
// payments before the books open.
const studentPrincipal = 3843586

// studentDebt is the student loan on a day.
func (h *household) studentDebt(day draw.Day) profile.Debt {
	c, paid := day.Civil(), h.lastPayment(studentLoan, day)
	owed, next := -h.worthOn(studentLoan, day), nextPayment(day, studentTerms.dueOn)
	least := draw.FormatCents(min(studentTerms.payment, owed+studentTerms.interest(owed)))
	payoff := draw.DayIn(next.Civil().Year, next.Civil().Month+time.Month(studentTerms.left(owed)-1), studentTerms.dueOn).String()
	began := draw.DayIn(h.opened.Civil().Year-8, 12, 15).String()
	issued := draw.DayIn(c.Year, c.Month, 1)
	interest, principal := h.paidThisYear(studentLoan, day)
	return profile.Debt{Class: "student", Fields: wire.Object{
		"account_number": "6120482260", "disbursement_dates": []string{began}, "expected_payoff_date": payoff, "guarantor": "DEPT OF ED",
		"interest_rate_percentage": wire.Number("4.3"), "is_overdue": false, "last_payment_amount": wire.Number(draw.FormatCents(-paid.cents)), "last_payment_date": wire.DateOrNull(paid.Date),
		"last_statement_balance": wire.Number(draw.FormatCents(-h.worthOn(studentLoan, issued))), "last_statement_issue_date": issued.String(), "loan_name": "Consolidated Student Loan",
		"loan_status": wire.Object{"end_date": payoff, "type": "repayment"}, "minimum_payment_amount": wire.Number(least), "next_payment_due_date": next.String(),
		"origination_date": began, "origination_principal_amount": wire.Number(draw.FormatCents(studentPrincipal)), "outstanding_interest_amount": wire.Number("0"),
		"payment_reference_number": "6120482260",
		"pslf_status":              wire.Object{"estimated_eligibility_date": nil, "payments_made": nil, "payments_remaining": nil},
		"repayment_plan":           wire.Object{"description": "Standard Repayment", "type": "standard"}, "sequence_number": "1",
		"servicer_address":  wire.Object{"city": shop.City, "country": shop.Country, "postal_code": "97201", "region": shop.Region, "street": "500 Tartan Plaza"},
		"ytd_interest_paid": wire.Number(draw.FormatCents(interest)), "ytd_principal_paid": wire.Number(draw.FormatCents(principal)),
	}}
}
