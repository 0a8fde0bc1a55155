package household

import (
	"passbook/plaidsvc/plaidsim/draw"
	"passbook/plaidsvc/plaidsim/people/shop"
	"passbook/plaidsvc/plaidsim/profile"
	"passbook/plaidsvc/plaidsim/wire"
)

// The loan of the house, as it was taken up four years of payments before the
// books open.
const (
	housePrincipal = 31200000 // cents
	houseYears     = 30
	housePaid      = 48 // payments
)

// rooter repairs what leaks.
var rooter = shop.Shop{Text: "CASCADE ROOTER & DRAIN", Detailed: "HOME_IMPROVEMENT_REPAIR_AND_MAINTENANCE", Lo: 14500, Hi: 68000}

// escrow is what is paid along with the loan for property tax and insurance.
func escrow(c draw.Civil) int64 { return grown(41800, 30, raisedBy(c, 12)) }

// house is what the household lets: rent comes in, the loan and repairs are paid.
func (h *household) house(c draw.Civil) {
	if c.Due(3) {
		r := shop.Direct(houseChecking, c.Day, "", "", "APPFOLIO RENT L OKAFOR PPD", "INCOME_OTHER_INCOME", "direct debit")
		r.Counterparty = "income_source"
		h.add(r, -grown(215000, 25, raisedBy(c, 7)))
	}
	if c.Due(mortgageTerms.dueOn) {
		const detailed = "LOAN_PAYMENTS_MORTGAGE_PAYMENT"
		h.charge(c.Day, mortgage, "INTEREST CHARGE", "MONTHLY INTEREST CHARGE", "BANK_FEES_INTEREST_CHARGE", "interest", mortgageTerms.interest(-h.worth[mortgage]))
		h.charge(c.Day, mortgage, escrowText, escrowText+" TAX AND INSURANCE", "GOVERNMENT_AND_NON_PROFIT_TAX_PAYMENT", "transfer", escrow(c))
		h.move(c.Day, houseChecking, mortgage, mortgageTerms.payment+escrow(c),
			shop.Direct(houseChecking, c.Day, "", "", "TATTERSALL FCU MORTGAGE PMT 8850", detailed, "bill payment"),
			shop.Direct(mortgage, c.Day, "", "", "PAYMENT RECEIVED - THANK YOU", detailed, "bill payment"))
	}
	r := draw.Rand(h.seed, c.Day, "house")
	if c.Workday() && draw.Chance(r, 4) {
		h.buy(c.Day, houseChecking, shop.Stores[5], draw.Between(r, shop.Stores[5].Lo, shop.Stores[5].Hi))
	}
	if c.Workday() && draw.Chance(r, 1) {
		h.buy(c.Day, houseChecking, rooter, draw.Between(r, rooter.Lo, rooter.Hi))
	}
}

// The row that pays into escrow, and what always stays there, in cents.
const (
	escrowText    = "ESCROW DEPOSIT"
	escrowCushion = 83600
)

// mortgageDebt is the loan of the house on a day. Tax and insurance are paid
// out of escrow on the 15th of November.
func (h *household) mortgageDebt(day draw.Day) profile.Debt {
	c, paid := day.Civil(), h.lastPayment(mortgage, day)
	next := nextPayment(day, mortgageTerms.dueOn)
	due := draw.FormatCents(mortgageTerms.payment + escrow(next.Civil()))
	disbursed := draw.DayIn(c.Year, 11, 15)
	if disbursed > day {
		disbursed = draw.DayIn(c.Year-1, 11, 15)
	}
	reserve := int64(escrowCushion)
	for _, e := range h.entries {
		if e.Account == mortgage && e.Name == escrowText && e.Date > disbursed && e.Date <= day {
			reserve += e.cents
		}
	}
	interest, principal := h.paidThisYear(mortgage, day)
	first := draw.DayIn(h.opened.Civil().Year, 1-housePaid, 1) // the first payment
	return profile.Debt{Class: "mortgage", Fields: wire.Object{
		"account_number": "6120488850", "current_late_fee": wire.Number("0"), "escrow_balance": wire.Number(draw.FormatCents(reserve)), "has_pmi": false,
		"has_prepayment_penalty": false, "interest_rate": wire.Object{"percentage": wire.Number("3.625"), "type": "fixed"},
		"last_payment_amount": wire.Number(draw.FormatCents(-paid.cents)), "last_payment_date": wire.DateOrNull(paid.Date), "loan_type_description": "conventional", "loan_term": "30 year",
		"maturity_date": draw.DayIn(first.Civil().Year, 12*houseYears, 1).String(), "next_monthly_payment": wire.Number(due), "next_payment_due_date": next.String(),
		"origination_date": draw.DayIn(first.Civil().Year-1, 11, 14).String(), "origination_principal_amount": wire.Number(draw.FormatCents(housePrincipal)),
		"past_due_amount": wire.Number("0"), "property_address": wire.Object{"city": houseAddress.City, "country": houseAddress.Country, "postal_code": houseAddress.Postal, "region": houseAddress.Region, "street": houseAddress.Street},
		"ytd_interest_paid": wire.Number(draw.FormatCents(interest)), "ytd_principal_paid": wire.Number(draw.FormatCents(principal)),
	}}
}
