package custom

import (
	"math/big"
	"strings"
	"unicode"

	"passbook/plaidsvc/plaidsim/draw"
	"passbook/plaidsvc/plaidsim/people/persona"
	"passbook/plaidsvc/plaidsim/people/shop"
	"passbook/plaidsvc/plaidsim/profile"
)

// titled capitalises words: "credit card" becomes "Credit Card".
func titled(s string) string {
	words := strings.Fields(s)
	for i, w := range words {
		r := []rune(w)
		r[0] = unicode.ToUpper(r[0])
		words[i] = string(r)
	}
	return strings.Join(words, " ")
}

// randomRows are the transactions of an account that lists none: wages and
// purchases, a card's purchases, or interest on savings.
func (c *accountReader) randomRows() []profile.Planned {
	r := draw.Rand(c.seed, 0, "life")
	var p persona.Persona
	switch {
	case c.account.Type == "credit":
		p = persona.Persona{Shops: persona.TownShops, Daily: 5 + r.IntN(8), Bills: []persona.Monthly{{Text: "AUTOMATIC PAYMENT - THANK YOU", Detailed: "LOAN_PAYMENTS_CREDIT_CARD_PAYMENT", Cents: -draw.Between(r, 20000, 60000), DayOfMonth: 1 + r.IntN(28)}}}
	case c.account.Subtype == "checking":
		p = persona.Persona{Wages: []persona.Wage{persona.Payroll(draw.Between(r, 120000, 320000))}, Bills: []persona.Monthly{persona.Rent(draw.Between(r, 80000, 190000)), persona.Utilities}, Shops: persona.EverydayShops, Daily: 5 + r.IntN(10)}
	default:
		p = persona.Persona{Bills: []persona.Monthly{{Text: "INTEREST PAYMENT", Detailed: "INCOME_INTEREST_EARNED", Cents: -draw.Between(r, 210, 5400), DayOfMonth: 28}}}
	}
	rows := p.Planned(c.seed, c.limit, c.login.Today+profile.Future)
	for i := range rows {
		rows[i].Account = c.index
	}
	return rows
}

// monthDay reads a day of the month: 1 to 28, or "last".
func (n node) monthDay() (dom int, last bool) {
	if n.value == "last" {
		return 0, true
	}
	return n.integer(1, 1, 28), false
}

// inflow adds the transactions of an inflow model, past and future ones.
func (c *accountReader) inflow(n node) {
	kind := n.get("type").oneOf("none", "none", "monthly-income", "monthly-balance-payment", "monthly-interest-only-payment")
	if kind == "none" {
		return
	}
	name := n.get("transaction_name").required().text("")
	dom, last := n.get("payment_day_of_month").required().monthDay()
	closes, closesLast := 0, false
	income := n.get("income_amount")
	if kind == "monthly-income" {
		income.required()
	} else {
		closes, closesLast = n.get("statement_day_of_month").required().monthDay()
	}
	amount := draw.FormatRational(new(big.Rat).Neg(draw.Rational(income.decimal())))
	closed := c.limit
	for d := c.limit; d <= c.login.Today+profile.Future; d++ {
		day := d.Civil()
		if kind != "monthly-income" && isDay(day, closes, closesLast) {
			amount = c.payment(kind, closed, d)
			closed = d + 1
		}
		if !isDay(day, dom, last) || draw.Rational(amount).Sign() == 0 {
			continue
		}
		r := profile.Planned{Account: c.index, Date: d, Authorized: d, Amount: amount, Name: name}
		shop.Recognise(&r)
		if kind != "monthly-income" {
			r.Primary, r.Detailed = "LOAN_PAYMENTS", "LOAN_PAYMENTS_CREDIT_CARD_PAYMENT"
			if c.account.Type == "loan" {
				r.Detailed = "LOAN_PAYMENTS_OTHER_PAYMENT"
			}
		} else if r.Primary != "INCOME" {
			r.Primary, r.Detailed = "INCOME", "INCOME_WAGES"
		}
		c.profile.Planned = append(c.profile.Planned, r)
	}
}

// isDay reports whether a day is that day of its month, or the last one.
func isDay(c draw.Civil, dom int, last bool) bool {
	if last {
		return c.LastOfMonth()
	}
	return c.DayOfMonth == dom
}

// payment is what is paid to a card or loan for a statement: what was spent, or
// the balance if nothing was; or a month's interest on the balance.
func (c *accountReader) payment(kind string, from, to draw.Day) string {
	balance := draw.Rational(c.account.Current)
	if kind == "monthly-interest-only-payment" {
		rate := c.get("liability").get("purchase_apr").decimal() + c.get("liability").get("nominal_apr").decimal()
		if rate == "" {
			rate = "12.5"
		}
		yearly := new(big.Rat).Mul(balance, draw.Rational(rate))
		return draw.RoundToCents(yearly.Neg(yearly).Quo(yearly, big.NewRat(1200, 1)))
	}
	spent := new(big.Rat)
	for _, r := range c.profile.Planned {
		if r.Account == c.index && r.Date >= from && r.Date <= to && r.Amount[0] != '-' {
			spent.Add(spent, draw.Rational(r.Amount))
		}
	}
	if spent.Sign() == 0 {
		spent = balance
	}
	return draw.RoundToCents(spent.Neg(spent))
}
