package api

import (
	"cmp"
	"math/big"
	"slices"
	"strings"

	"passbook/plaidsvc/plaidsim/bank"
	"passbook/plaidsvc/plaidsim/draw"
	"passbook/plaidsvc/plaidsim/wire"
)

// incomeDays is how far Bank Income looks back where nobody said how far.
const incomeDays = 365

// bankIncomeRequest is the body of /credit/bank_income/get.
type bankIncomeRequest struct {
	personRequest
	Options struct {
		Count *int `json:"count"`
	} `json:"options"`
}

// BankIncomeGet serves /credit/bank_income/get: the income of a person's Items,
// over as many days as each was linked for. Amounts are positive here, unlike
// anywhere else. PRODUCT_NOT_READY until the banks have been read.
func BankIncomeGet(c *bank.Call, in bankIncomeRequest) (any, *wire.Error) {
	u, err := c.Person(in.UserToken, in.UserID)
	if err != nil {
		return nil, err
	}
	today, longest := draw.DayOf(c.Now), 0
	var sources []incomeSource
	items := []wire.Object{}
	for _, it := range c.ItemsOf(u["user_id"].(string)) {
		if !it.Income.Gives("bank") {
			continue
		}
		if !it.History.Read {
			return nil, &wire.Error{Type: "INCOME_VERIFICATION_ERROR", Code: "PRODUCT_NOT_READY", Message: wire.ErrNotReady.Message}
		}
		days := cmp.Or(it.Income.Bank.Days, incomeDays)
		longest = max(longest, days)
		found := incomeOf(it, today-draw.Day(days)+1)
		sources = append(sources, found...)
		items = append(items, incomeJSON(it, found, today, wire.Timestamp(it.History.Updated)))
	}
	longest = cmp.Or(longest, incomeDays)
	report := wire.Object{
		"bank_income_id": draw.NewUUID(draw.MixString(c.Seed, u["user_id"].(string))), "generated_time": wire.Timestamp(c.Now), "days_requested": longest,
		"items": items, "bank_income_summary": incomeSummary(sources, today-draw.Day(longest)+1, today), "warnings": []wire.Object{},
	}
	return wire.Object{"bank_income": []wire.Object{report}}, nil
}

// incomeSource is what came from one source, oldest first.
type incomeSource struct {
	rows                []*bank.Transaction
	category, frequency string
}

// incomeOf finds the Item's sources since a day: what came to an account from
// the same place, at whatever times, and is income.
func incomeOf(it *bank.Item, from draw.Day) []incomeSource {
	it.History.Extend(int(draw.DayOf(it.Created)-from) + 1)
	list, _ := it.SharedAccounts(nil)
	list = slices.DeleteFunc(list, func(a *bank.Account) bool { return a.Type != "depository" })
	var out []incomeSource
	for _, rows := range alike(it.History.Known(from, 1<<30, list)) {
		last := rows[len(rows)-1]
		category := incomeCategory(last.Detailed)
		if category == "" || !strings.HasPrefix(last.Amount, "-") {
			continue
		}
		source := incomeSource{rows: rows, category: category, frequency: "UNKNOWN"}
		if every, ok := intervalOf(rows); ok && every.name != "ANNUALLY" {
			source.frequency = every.name
		}
		out = append(out, source)
	}
	return out
}

// incomeCategory is Bank Income's name for a category; empty: no income.
func incomeCategory(detailed string) string {
	switch detailed {
	case "INCOME_WAGES", "INCOME_SALARY":
		return "SALARY"
	case "INCOME_INTEREST_EARNED":
		return "BANK_INTEREST"
	case "INCOME_RETIREMENT_PENSION":
		return "RETIREMENT"
	case "INCOME_TAX_REFUND":
		return "TAX_REFUND"
	case "INCOME_UNEMPLOYMENT":
		return "UNEMPLOYMENT"
	case "INCOME_GIG_ECONOMY":
		return "GIG_ECONOMY"
	case "INCOME_CHILD_SUPPORT":
		return "CHILD_SUPPORT"
	}
	if strings.HasPrefix(detailed, "INCOME_") {
		return "OTHER"
	}
	return ""
}

func incomeJSON(it *bank.Item, sources []incomeSource, today draw.Day, updated string) wire.Object {
	accounts, found := []wire.Object{}, []wire.Object{}
	list, _ := it.SharedAccounts(nil)
	for _, a := range list {
		if a.Type == "depository" {
			accounts = append(accounts, wire.Object{
				"account_id": a.ID, "mask": wire.OrNull(a.Mask), "name": a.Name, "official_name": wire.OrNull(a.OfficialName),
				"type": a.Type, "subtype": a.Subtype, "owners": ownersJSON(ownersOf(it, a.Index)),
			})
		}
	}
	for _, s := range sources {
		first, last := s.rows[0], s.rows[len(s.rows)-1]
		found = append(found, wire.Object{
			"income_source_id": draw.NewID(draw.MixString(it.Seed, first.ID), draw.KindStream, 1), "income_description": last.Name, "income_category": s.category,
			"account_id": it.Accounts[last.Account].ID, "start_date": first.Date.String(), "end_date": last.Date.String(),
			"pay_frequency": s.frequency, "total_amount": earned(s.rows), "transaction_count": len(s.rows), "historical_summary": byMonth(s.rows),
		})
	}
	return wire.Object{
		"bank_income_accounts": accounts, "bank_income_sources": found, "last_updated_time": updated,
		"institution_id": it.Institution.ID, "institution_name": it.Institution.Name, "item_id": it.ID,
	}
}

// earned is the sum of incoming transactions, as a positive number.
func earned(rows []*bank.Transaction) any {
	sum := new(big.Rat)
	for _, t := range rows {
		sum.Sub(sum, draw.Rational(t.Amount))
	}
	return wire.TwoDecimals(sum)
}

// byMonth sums transactions by calendar month.
func byMonth(rows []*bank.Transaction) []wire.Object {
	out := []wire.Object{}
	for i := 0; i < len(rows); {
		first := rows[i].Date.Start()
		j := i
		var list []wire.Object
		for ; j < len(rows) && rows[j].Date.Start().Month() == first.Month() && rows[j].Date.Start().Year() == first.Year(); j++ {
			t := rows[j]
			list = append(list, wire.Object{
				"amount": wire.TwoDecimals(new(big.Rat).Neg(draw.Rational(t.Amount))), "date": t.Date.String(), "name": t.Name, "original_description": wire.OrNull(t.Original),
				"pending": false, "transaction_id": t.ID, "check_number": nil, "iso_currency_code": "USD", "unofficial_currency_code": nil,
			})
		}
		out = append(out, wire.Object{
			"total_amount": earned(rows[i:j]), "iso_currency_code": "USD", "unofficial_currency_code": nil,
			"total_amounts": []wire.Object{{"amount": earned(rows[i:j]), "iso_currency_code": "USD", "unofficial_currency_code": nil}},
			"start_date":    rows[i].Date.String(), "end_date": rows[j-1].Date.String(), "transactions": list,
		})
		i = j
	}
	return out
}

func incomeSummary(sources []incomeSource, from, today draw.Day) wire.Object {
	var rows []*bank.Transaction
	categories := map[string]bool{}
	for _, s := range sources {
		rows = append(rows, s.rows...)
		categories[s.category] = true
	}
	byDate(rows)
	return wire.Object{
		"total_amount": earned(rows), "iso_currency_code": "USD", "unofficial_currency_code": nil,
		"total_amounts": []wire.Object{{"amount": earned(rows), "iso_currency_code": "USD", "unofficial_currency_code": nil}},
		"start_date":    from.String(), "end_date": today.String(), "income_sources_count": len(sources),
		"income_categories_count": len(categories), "income_transactions_count": len(rows), "historical_summary": byMonth(rows),
	}
}
