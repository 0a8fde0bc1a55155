package custom

import (
	"encoding/json"
	"math/big"
	"time"

	"passbook/plaidsvc/plaidsim/draw"
	"passbook/plaidsvc/plaidsim/profile"
	"passbook/plaidsvc/plaidsim/wire"
)

// liability reads what the bank says about a card or a student loan.
func (c *accountReader) liability(n node) {
	if n.empty() {
		return
	}
	usual := "credit"
	if c.account.Type == "loan" {
		usual = "student"
	}
	if c.profile.Debts == nil {
		c.profile.Debts = map[int]profile.Debt{}
	}
	switch n.get("type").oneOf(usual, "credit", "student") {
	case "credit":
		c.profile.Debts[c.index] = profile.Debt{Class: "credit", Fields: c.creditDebt(n)}
	case "student":
		c.profile.Debts[c.index] = profile.Debt{Class: "student", Fields: c.studentDebt(n)}
	}
}

// creditDebt reads a card. The interest is that of a month on the balance.
func (c *accountReader) creditDebt(n node) wire.Object {
	aprs := []wire.Object{}
	for _, rate := range [][2]string{
		{"balance_transfer_apr", "balance_transfer_apr"},
		{"cash_apr", "cash_apr"},
		{"purchase_apr", "purchase_apr"},
		{"special_apr", "special"},
	} {
		percent := n.get(rate[0]).decimal()
		if percent == "" {
			continue
		}
		one := wire.Object{"apr_percentage": json.Number(percent), "apr_type": rate[1], "balance_subject_to_apr": nil, "interest_charge_amount": nil}
		if rate[0] == "purchase_apr" {
			interest := new(big.Rat).Mul(draw.Rational(c.account.Current), draw.Rational(percent))
			one["balance_subject_to_apr"] = wire.Number(c.account.Current)
			one["interest_charge_amount"] = wire.Number(draw.RoundToCents(interest.Quo(interest, big.NewRat(1200, 1))))
		}
		aprs = append(aprs, one)
	}
	today := c.login.Today
	return wire.Object{
		"aprs": aprs, "is_overdue": n.get("is_overdue").flag(false),
		"last_payment_amount": n.get("last_payment_amount").numberOr("0"), "last_payment_date": (today - 20).String(),
		"last_statement_balance": wire.Number(c.account.Current), "last_statement_issue_date": (today - 15).String(),
		"minimum_payment_amount": n.get("minimum_payment_amount").numberOr("20"), "next_payment_due_date": (today + 10).String(),
	}
}

// studentDebt reads a student loan. Dates that are not given follow from the
// repayment model.
func (c *accountReader) studentDebt(n node) wire.Object {
	today := c.login.Today
	model := n.get("repayment_model")
	model.get("type").oneOf("standard", "standard")
	rest, repay := model.get("non_repayment_months").integer(12, 0, 600), model.get("repayment_months").integer(120, 1, 600)
	n.get("interest_capitalization_grace_period_months").integer(0, 0, 600)
	n.get("is_federal").flag(true)
	origin, payoff := n.get("origination_date").day(), n.get("expected_payoff_date").day()
	if origin == 0 {
		origin = months(today, -rest)
	}
	if payoff == 0 {
		payoff = months(origin, rest+repay)
	}
	status := n.get("loan_status")
	ends := status.get("end_date").day()
	if ends == 0 {
		ends = payoff
	}
	kind := "repayment"
	if months(origin, rest) > today {
		kind = "in school"
	}
	principal := n.get("principal").decimal()
	if principal == "" {
		principal = c.account.Current
	}
	apr := n.get("nominal_apr").numberOr("5.25")
	monthly := new(big.Rat).Quo(draw.Rational(principal), big.NewRat(int64(repay), 1))
	reference := n.get("payment_reference_number").scalar()
	if reference == "" {
		reference = "4277075694"
	}
	servicer := addressOf(n.get("servicer_address").get("data"))
	if n.get("servicer_address").empty() {
		servicer = profile.TestOwner.Addresses[1]
	}
	return wire.Object{
		"account_number": reference, "disbursement_dates": []string{origin.String()}, "expected_payoff_date": payoff.String(),
		"guarantor": n.get("guarantor").text("DEPT OF ED"), "interest_rate_percentage": apr, "is_overdue": n.get("is_overdue").flag(false),
		"last_payment_amount": n.get("last_payment_amount").numberOr(draw.RoundToCents(monthly)), "last_payment_date": (today - 20).String(),
		"last_statement_balance": wire.Number(c.account.Current), "last_statement_issue_date": (today - 15).String(),
		"loan_name":              n.get("loan_name").text("Consolidation"),
		"loan_status":            wire.Object{"end_date": ends.String(), "type": status.get("type").oneOf(kind, loanStatuses...)},
		"minimum_payment_amount": n.get("minimum_payment_amount").numberOr("25"), "next_payment_due_date": (today + 10).String(),
		"origination_date": origin.String(), "origination_principal_amount": wire.Number(principal), "outstanding_interest_amount": wire.Number("0"),
		"payment_reference_number": reference, "pslf_status": pslf(n.get("pslf_status")),
		"repayment_plan": wire.Object{
			"description": n.get("repayment_plan_description").text("Standard Repayment"),
			"type":        n.get("repayment_plan_type").oneOf("standard", repaymentPlans...),
		},
		"sequence_number": n.get("sequence_number").scalar(),
		"servicer_address": wire.Object{
			"city": wire.OrNull(servicer.City), "country": wire.OrNull(servicer.Country), "postal_code": wire.OrNull(servicer.Postal),
			"region": wire.OrNull(servicer.Region), "street": wire.OrNull(servicer.Street),
		},
		"ytd_interest_paid": wire.Number("0"), "ytd_principal_paid": wire.Number("0"),
	}
}

var loanStatuses = []string{
	"cancelled", "charged off", "claim", "consolidated", "deferment", "delinquent", "discharged", "extension", "forbearance", "in grace",
	"in military", "in school", "not fully disbursed", "other", "paid in full", "refunded", "repayment", "transferred", "pending idr",
}

var repaymentPlans = []string{
	"extended graduated", "extended standard", "graduated", "income-contingent repayment", "income-based repayment", "income-sensitive repayment",
	"interest-only", "interest only", "other", "pay as you earn", "revised pay as you earn", "standard", "saving on a valuable education",
}

// pslf reads pslf_status: how far a loan is from being forgiven for public
// service.
func pslf(n node) wire.Object {
	count := func(key string) any {
		if !n.get(key).present() {
			return nil
		}
		return n.get(key).integer(0, 0, 1000)
	}
	return wire.Object{
		"estimated_eligibility_date": wire.DateOrNull(n.get("estimated_eligibility_date").day()),
		"payments_made":              count("payments_made"), "payments_remaining": count("payments_remaining"),
	}
}

// months is a day so many months later; the day of the month is at most the
// 28th.
func months(d draw.Day, n int) draw.Day {
	c := d.Civil()
	return draw.DayIn(c.Year, c.Month+time.Month(n), min(c.DayOfMonth, 28))
}
