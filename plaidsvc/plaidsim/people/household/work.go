package household

import (
	"math/big"
	"slices"
	"strconv"

	"passbook/plaidsvc/plaidsim/draw"
	"passbook/plaidsvc/plaidsim/people/shop"
	"passbook/plaidsvc/plaidsim/profile"
	"passbook/plaidsvc/plaidsim/wire"
)

const employer = "Cascade Robotics"

// paystub is what Nora's employer pays on a day, in cents.
type paystub struct {
	day                                                              draw.Day
	bonus                                                            bool
	text                                                             string // the bank's, of the payment
	gross, federal, state, social, medicare, health, retirement, net int64
}

// isPayday is true every second Friday.
func isPayday(d draw.Day) bool { return (d-1)%14 == 0 }

// paidOn are the paystubs of a payday: the salary, with a raise each April, and
// in the second half of December the bonus.
func paidOn(c draw.Civil) []paystub {
	if !isPayday(c.Day) {
		return nil
	}
	year := raisedBy(c, 4)
	pay := paystub{
		day: c.Day, text: "CASCADE ROBOTICS PAYROLL PPD", gross: grown(430000, 35, year), net: grown(286430, 35, year),
		health: grown(9600, 35, year), retirement: grown(32800, 35, year),
	}
	pay.tax()
	if c.Month != 12 || c.DayOfMonth <= 14 {
		return []paystub{pay}
	}
	bonus := paystub{day: c.Day, bonus: true, text: "CASCADE ROBOTICS BONUS PPD", net: grown(240000, 35, c.Year)}
	bonus.gross = bonus.net * 1000 / 615
	bonus.tax()
	return []paystub{pay, bonus}
}

// tax sets the taxes: what neither Oregon nor social security and medicare take
// of the difference is federal.
func (p *paystub) tax() {
	base := p.gross - p.health
	p.social, p.medicare, p.state = base*62/1000, base*145/10000, base*68/1000
	p.federal = p.gross - p.net - p.social - p.medicare - p.state - p.health - p.retirement
}

// part is one line of a paystub.
type part struct {
	name  string
	cents func(paystub) int64
}

// deducted are the lines between gross and net.
var deducted = []part{
	{"FEDERAL INCOME TAX", func(p paystub) int64 { return p.federal }},
	{"OREGON INCOME TAX", func(p paystub) int64 { return p.state }},
	{"SOCIAL SECURITY", func(p paystub) int64 { return p.social }},
	{"MEDICARE", func(p paystub) int64 { return p.medicare }},
	{"HEALTH INSURANCE", func(p paystub) int64 { return p.health }},
	{"401K", func(p paystub) int64 { return p.retirement }},
}

// paystubs are those of a year up to a day, oldest first.
func paystubs(year int, until draw.Day) []paystub {
	var list []paystub
	for d := draw.DayIn(year, 1, 1); d <= min(until, draw.DayIn(year, 12, 31)); d++ {
		list = append(list, paidOn(d.Civil())...)
	}
	return list
}

// total adds up one line of paystubs.
func total(list []paystub, cents func(paystub) int64) int64 {
	var sum int64
	for _, p := range list {
		sum += cents(p)
	}
	return sum
}

// incomes are the paystubs of the last twelve months, newest first, and the
// W-2 of the year before.
func incomes(seed uint64, today draw.Day) profile.IncomeDocuments {
	year := today.Civil().Year
	var out profile.IncomeDocuments
	for _, y := range []int{year - 1, year} {
		list := paystubs(y, today)
		for i, p := range list {
			if p.day > today-365 {
				out.Paystubs = append(out.Paystubs, paystubJSON(seed, list[:i+1]))
			}
		}
	}
	slices.Reverse(out.Paystubs)
	out.W2s = []wire.Object{w2(year-1, paystubs(year-1, today))}
	return out
}

// Who pays, and who is paid.
var (
	payer = wire.Object{"name": employer, "address": wire.Object{"city": shop.City, "country": shop.Country, "postal_code": "97209", "region": shop.Region, "street": "1400 NW Automaton Way"}}
	payee = wire.Object{
		"name": nora.Names[0], "marital_status": "married", "taxpayer_id": wire.Object{"id_type": "SSN", "id_mask": "4417"},
		"address": wire.Object{"city": homeAddress.City, "country": homeAddress.Country, "postal_code": homeAddress.Postal, "region": homeAddress.Region, "street": homeAddress.Street},
	}
)

// paystubJSON is the last of a year's paystubs, in the form of profile.Paystub.
func paystubJSON(seed uint64, list []paystub) wire.Object {
	p := list[len(list)-1]
	pay := func(cents func(paystub) int64) wire.Object {
		return wire.Object{
			"current_amount": wire.Number(draw.FormatCents(cents(p))), "ytd_amount": wire.Number(draw.FormatCents(total(list, cents))),
			"iso_currency_code": "USD", "unofficial_currency_code": nil,
		}
	}
	gross, net := func(p paystub) int64 { return p.gross }, func(p paystub) int64 { return p.net }
	var deductions []wire.Object
	for _, d := range deducted {
		deductions = append(deductions, wire.With(pay(d.cents), wire.Object{"description": d.name}))
	}
	earned, hours := wire.Object{"canonical_description": "REGULAR PAY", "description": "REGULAR", "hours": 80, "rate": wire.Number(draw.FormatRational(big.NewRat(p.gross, 8000)))}, any(80)
	if p.bonus {
		earned, hours = wire.Object{"canonical_description": "BONUS", "description": "BONUS", "hours": nil, "rate": nil}, nil
	}
	start, end := (p.day - 18).String(), (p.day - 5).String()
	paid := wire.Number(draw.FormatCents(p.net))
	account := accountSeeds[checkingAccount]
	return wire.Object{
		"doc_id":     draw.NewUUID(draw.MixString(seed^uint64(p.day), p.text)),
		"deductions": wire.Object{"breakdown": deductions, "total": pay(func(p paystub) int64 { return p.gross - p.net })},
		"earnings":   wire.Object{"breakdown": []wire.Object{wire.With(pay(gross), earned)}, "total": wire.With(pay(gross), wire.Object{"hours": hours})},
		"employee":   payee, "employer": payer,
		"net_pay": wire.With(pay(net), wire.Object{"description": "NET PAY"}),
		"pay_period_details": wire.Object{
			"check_amount": paid, "gross_earnings": wire.Number(draw.FormatCents(p.gross)), "start_date": start, "end_date": end, "pay_date": p.day.String(),
			"pay_frequency": "PAY_FREQUENCY_BIWEEKLY",
			"distribution_breakdown": []wire.Object{{
				"account_name": account.Name, "bank_name": "First Platypus Bank", "current_amount": paid, "iso_currency_code": "USD",
				"mask": account.Mask, "type": account.Subtype, "unofficial_currency_code": nil,
			}},
		},
	}
}

// w2 is the tax form of a year's paystubs.
func w2(year int, list []paystub) wire.Object {
	sum := func(cents func(paystub) int64) string { return draw.FormatCents(total(list, cents)) }
	wages := sum(func(p paystub) int64 { return p.gross - p.health - p.retirement })
	insured := sum(func(p paystub) int64 { return p.gross - p.health })
	return wire.Object{
		"employer": payer, "employee": payee, "tax_year": strconv.Itoa(year), "employer_id_number": "93-5550118",
		"wages_tips_other_comp": wages, "federal_income_tax_withheld": sum(deducted[0].cents),
		"social_security_wages": insured, "social_security_tax_withheld": sum(deducted[2].cents),
		"medicare_wages_and_tips": insured, "medicare_tax_withheld": sum(deducted[3].cents),
		"social_security_tips": nil, "allocated_tips": nil, "box_9": nil, "dependent_care_benefits": nil, "nonqualified_plans": nil,
		"statutory_employee": nil, "retirement_plan": "X", "third_party_sick_pay": nil, "other": nil,
		"box_12": []wire.Object{{"code": "D", "amount": sum(deducted[5].cents)}},
		"state_and_local_wages": []wire.Object{{
			"state": shop.Region, "employer_state_id_number": "5550118-4", "state_wages_tips": wages, "state_income_tax": sum(deducted[1].cents),
			"local_wages_tips": nil, "local_income_tax": nil, "locality_name": nil,
		}},
	}
}
