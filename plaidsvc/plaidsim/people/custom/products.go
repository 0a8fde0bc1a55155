package custom

import (
	"cmp"
	"encoding/json"
	"maps"
	"math/big"
	"slices"
	"strings"

	"passbook/plaidsvc/plaidsim/draw"
	"passbook/plaidsvc/plaidsim/profile"
	"passbook/plaidsvc/plaidsim/wire"
)

// numbers reads the account numbers.
func (c *accountReader) numbers(n node) {
	if n.empty() {
		return
	}
	b := profile.BankNumbers{
		Account: n.get("account").scalar(), Routing: n.get("ach_routing").scalar(), Wire: n.get("ach_wire_routing").scalar(),
		Institution: n.get("eft_institution").scalar(), Branch: n.get("eft_branch").scalar(),
		SortCode: n.get("bacs_sort_code").scalar(), IBAN: n.get("international_iban").scalar(), BIC: n.get("international_bic").scalar(),
	}
	if b.IBAN != "" && b.BIC == "" {
		n.get("international_bic").fail("is required beside international_iban")
	}
	if b.BIC != "" && b.IBAN == "" {
		n.get("international_iban").fail("is required beside international_bic")
	}
	if b.Account == "" {
		b.Account = "111122223333" + c.account.Mask
	}
	if b.Routing == "" && b.Institution == "" && b.SortCode == "" && b.IBAN == "" {
		b.Routing = "011401533"
	}
	if b.Routing != "" && b.Wire == "" {
		b.Wire = "021000021"
	}
	c.profile.Numbers[c.index] = b
}

// identity reads the account's owner, completed with the Sandbox's. An account
// without one has the owners of the first account that has some.
func (c *accountReader) identity(n node) {
	if n.empty() {
		for i := range c.index {
			if o, ok := c.profile.Owners[i]; ok {
				c.profile.Owners[c.index] = o
				return
			}
		}
		return
	}
	o := profile.TestOwner
	if names := n.get("names").texts(); len(names) > 0 {
		o.Names = names
	}
	if phones := contacts(n.get("phone_numbers"), "home", "home", "work", "office", "mobile", "mobile1", "other"); len(phones) > 0 {
		o.Phones = phones
	}
	if emails := contacts(n.get("emails"), "primary", "primary", "secondary", "other"); len(emails) > 0 {
		o.Emails = emails
	}
	var homes []profile.Address
	for _, a := range n.get("addresses").list() {
		if !a.empty() {
			home := addressOf(a.get("data"))
			home.Primary = a.get("primary").flag(false)
			homes = append(homes, home)
		}
	}
	if len(homes) > 0 {
		o.Addresses = homes
	}
	c.profile.Owners[c.index] = []profile.Owner{o}
}

func contacts(n node, usual string, types ...string) []profile.Contact {
	var out []profile.Contact
	for _, e := range n.list() {
		if !e.empty() {
			out = append(out, profile.Contact{Data: e.get("data").required().scalar(), Type: e.get("type").oneOf(usual, types...), Primary: e.get("primary").flag(false)})
		}
	}
	return out
}

func addressOf(n node) profile.Address {
	return profile.Address{
		Street: n.get("street").text(""), City: n.get("city").text(""), Region: n.get("region").text(""),
		Postal: n.get("postal_code").scalar(), Country: n.get("country").text(""),
	}
}

// income reads paystubs and tax forms.
func (c *accountReader) income(n node) {
	var d profile.IncomeDocuments
	usual := profile.Paystub("", c.login.Today.Start())
	for _, stub := range n.get("paystubs").list() {
		stub.checkLike(usual)
		stub.breakdown()
		period := stub.get("pay_period_details")
		period.get("pay_frequency").oneOf("", "PAY_FREQUENCY_UNKNOWN", "PAY_FREQUENCY_WEEKLY", "PAY_FREQUENCY_BIWEEKLY", "PAY_FREQUENCY_SEMIMONTHLY", "PAY_FREQUENCY_MONTHLY")
		for _, key := range []string{"start_date", "end_date", "pay_day", "pay_date"} {
			if day := period.get(key).rolled(); day != 0 && c.state.err == nil {
				period.value.(map[string]any)[strings.Replace(key, "pay_day", "pay_date", 1)] = day.String()
			}
		}
		d.Paystubs = append(d.Paystubs, stub.value)
	}
	for _, form := range n.get("w2s").list() {
		d.W2s = append(d.W2s, form.w2(usual))
	}
	if len(d.Paystubs)+len(d.W2s) > 0 {
		c.profile.Incomes[c.index] = d
	}
}

// canonical are Plaid's words for the types of an income_breakdown.
var canonical = map[string]string{"REGULAR": "REGULAR PAY", "OVERTIME": "OVERTIME", "BONUS": "BONUS"}

// breakdown reads what older configurations have in place of earnings and net
// pay: income_breakdown, and the check_amount of the pay period.
func (n node) breakdown() {
	parts := n.get("income_breakdown").list()
	stub, ok := n.value.(map[string]any)
	if !ok {
		return
	}
	gross, hours, rows := new(big.Rat), new(big.Rat), []any{}
	for _, part := range parts {
		total := part.get("total").decimal()
		gross.Add(gross, draw.Rational(total))
		hours.Add(hours, draw.Rational(part.get("hours").decimal()))
		kind := strings.ToUpper(part.get("type").text("regular"))
		rows = append(rows, wire.Object{
			"canonical_description": cmp.Or(canonical[kind], "OTHER"), "description": kind, "current_amount": wire.Number(total), "ytd_amount": wire.Number(total),
			"hours": wire.Number(part.get("hours").decimal()), "rate": wire.Number(part.get("rate").decimal()),
		})
	}
	if sum := wire.Number(draw.FormatRational(gross)); len(rows) > 0 && stub["earnings"] == nil {
		stub["earnings"] = wire.Object{"breakdown": rows, "total": wire.Object{"current_amount": sum, "ytd_amount": sum, "hours": wire.Number(draw.FormatRational(hours))}}
	}
	period := n.get("pay_period_details")
	paid, earned := period.get("check_amount").decimal(), period.get("gross_earnings").decimal()
	if paid != "" && stub["net_pay"] == nil {
		stub["net_pay"] = wire.Object{"current_amount": wire.Number(paid), "ytd_amount": wire.Number(paid)}
	}
	if paid != "" && earned != "" && stub["deductions"] == nil {
		kept := wire.Number(draw.FormatRational(new(big.Rat).Sub(draw.Rational(earned), draw.Rational(paid))))
		stub["deductions"] = wire.Object{
			"breakdown": []any{wire.Object{"description": "TAXES", "current_amount": kept, "ytd_amount": kept}},
			"total":     wire.Object{"current_amount": kept, "ytd_amount": kept},
		}
	}
}

// The fields of a W-2 that hold one value each, and those of its lists.
var (
	w2Fields = strings.Fields(`tax_year employer_id_number wages_tips_other_comp federal_income_tax_withheld social_security_wages
		social_security_tax_withheld medicare_wages_and_tips medicare_tax_withheld social_security_tips allocated_tips box_9
		dependent_care_benefits nonqualified_plans statutory_employee retirement_plan third_party_sick_pay other`)
	w2Box12 = []string{"code", "amount"}
	w2Local = strings.Fields("state employer_state_id_number state_wages_tips state_income_tax local_wages_tips local_income_tax locality_name")
)

// w2 reads a W-2. Employer and employee are completed from the usual paystub.
func (n node) w2(usual wire.Object) wire.Object {
	out := n.scalars(w2Fields)
	for _, who := range []string{"employer", "employee"} {
		n.get(who).checkLike(usual[who])
		out[who] = wire.Overlay(usual[who].(wire.Object), n.get(who).value)
	}
	out["box_12"] = n.get("box_12").rows(w2Box12)
	out["state_and_local_wages"] = n.get("state_and_local_wages").rows(w2Local)
	return out
}

// rows reads the same fields of every element of a list.
func (n node) rows(fields []string) []wire.Object {
	out := []wire.Object{}
	for _, e := range n.list() {
		out = append(out, e.scalars(fields))
	}
	return out
}

// scalars reads fields as texts; null if there is none.
func (n node) scalars(fields []string) wire.Object {
	out := wire.Object{}
	for _, key := range fields {
		out[key] = wire.OrNull(n.get(key).scalar())
	}
	return out
}

// checkLike fails if a value has another type than the usual document has in
// its place.
func (n node) checkLike(usual any) {
	switch u := usual.(type) {
	case wire.Object:
		for _, key := range slices.Sorted(maps.Keys(u)) {
			n.get(key).checkLike(u[key])
		}
	case []wire.Object:
		for _, e := range n.list() {
			e.checkLike(u[0])
		}
	case string:
		n.text("")
	case int, float64:
		if _, ok := n.value.(json.Number); !ok && n.present() {
			n.fail("must be a number")
		}
	}
}

// numberOr is a number for JSON; other if there is none.
func (n node) numberOr(other string) json.Number {
	if text := n.decimal(); text != "" {
		return json.Number(text)
	}
	return json.Number(other)
}
