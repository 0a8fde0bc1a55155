package beta

import (
	"math/big"
	"slices"
	"strings"

	"passbook/plaidsvc/plaidsim/api"
	"passbook/plaidsvc/plaidsim/bank"
	"passbook/plaidsvc/plaidsim/draw"
	"passbook/plaidsvc/plaidsim/wire"
)

// UserInsights serves /beta/transactions/user_insights/v1/get: what the
// transactions of a person are that /transactions/enrich was asked about, by
// merchant, bank and category, and what of them comes back. Of somebody unknown
// there are none.
func UserInsights(c *bank.Call, in struct {
	ClientUserID string `json:"client_user_id"`
},
) (any, *wire.Error) {
	all := api.Enriched(c, in.ClientUserID)
	incoming, outgoing := []wire.Object{}, []wire.Object{}
	for _, s := range api.StreamsOf(datedOf(all)) {
		if one := recurring(s, draw.DayOf(c.Now)); s.Incoming() {
			incoming = append(incoming, one)
		} else {
			outgoing = append(outgoing, one)
		}
	}
	version := c.Ledger.Taxonomy("")
	primary := func(t *bank.Transaction) string { p, _ := wire.Category(t.Primary, t.Detailed, version); return p }
	detailed := func(t *bank.Transaction) string { _, d := wire.Category(t.Primary, t.Detailed, version); return d }
	return wire.Object{
		"user_data_overview": overview(all),
		"counterparty_insights": wire.Object{
			"financial_institution_insights": institutions(all), "merchant_insights": merchants(all, primary, detailed),
		},
		"category_insights": wire.Object{
			"primary_category_insights": categories(all, primary), "detailed_category_insights": categories(all, detailed),
		},
		"recurring_transactions": wire.Object{"inflow_streams": incoming, "outflow_streams": outgoing},
	}, nil
}

// overview counts all transactions, and adds them up.
func overview(all []*bank.Transaction) wire.Object {
	out := wire.With(totals(all), wire.Object{"days_available": 0})
	if dated := datedOf(all); len(dated) > 0 {
		newest, oldest := dated[0].Date, dated[len(dated)-1].Date
		out["oldest_transaction_date"], out["newest_transaction_date"], out["days_available"] = oldest.String(), newest.String(), int(newest-oldest)+1
	}
	return out
}

// datedOf are the transactions that came with a date.
func datedOf(all []*bank.Transaction) []*bank.Transaction {
	return slices.DeleteFunc(slices.Clone(all), func(t *bank.Transaction) bool { return t.Date == 0 })
}

// spent is what of some transactions went out.
func spent(list []*bank.Transaction) *big.Rat {
	sum := new(big.Rat)
	for _, t := range list {
		if n := draw.Rational(t.Amount); n.Sign() > 0 {
			sum.Add(sum, n)
		}
	}
	return sum
}

// totals counts transactions, and adds up what went out and what came in.
func totals(list []*bank.Transaction) wire.Object {
	in := new(big.Rat)
	for _, t := range list {
		if n := draw.Rational(t.Amount); n.Sign() < 0 {
			in.Sub(in, n)
		}
	}
	return wire.Object{"transaction_count": len(list), "total_outflows": wire.TwoDecimals(spent(list)), "total_inflows": wire.TwoDecimals(in)}
}

// group is transactions of one name.
type group struct {
	name string
	rows []*bank.Transaction
}

// by groups transactions, those with the most money out first. An empty name
// stands for none.
func by(all []*bank.Transaction, name func(*bank.Transaction) string) []group {
	var groups []group
	for _, t := range all {
		n := name(t)
		i := slices.IndexFunc(groups, func(g group) bool { return g.name == n })
		switch {
		case n == "":
		case i < 0:
			groups = append(groups, group{n, []*bank.Transaction{t}})
		default:
			groups[i].rows = append(groups[i].rows, t)
		}
	}
	slices.SortStableFunc(groups, func(a, b group) int { return spent(b.rows).Cmp(spent(a.rows)) })
	return groups
}

// who is the name of whom a transaction was with, if that is a counterparty of
// a kind.
func who(kinds ...string) func(*bank.Transaction) string {
	return func(t *bank.Transaction) string {
		if slices.Contains(kinds, t.Counterparty) {
			return t.Merchant
		}
		return ""
	}
}

// merchants are the insights about whom money was spent at.
func merchants(all []*bank.Transaction, primary, detailed func(*bank.Transaction) string) []wire.Object {
	out := []wire.Object{}
	for _, g := range by(all, who("merchant", "marketplace", "payment_app")) {
		t := g.rows[0]
		out = append(out, wire.With(totals(g.rows), wire.Object{
			"name": g.name, "entity_id": wire.OrNull(t.Entity), "website": t.Website,
			"personal_finance_category_primary": primary(t), "personal_finance_category_detailed": detailed(t),
		}))
	}
	return out
}

// institutions are the insights about other banks, each with the one account
// that its transactions hint at.
func institutions(all []*bank.Transaction) []wire.Object {
	out := []wire.Object{}
	for _, g := range by(all, who("financial_institution")) {
		account := wire.With(totals(g.rows), wire.Object{"account_type": accountType(g.rows[0]), "account_subtype": nil})
		if dated := datedOf(g.rows); len(dated) > 0 {
			newest := dated[0]
			account["oldest_transaction_date"], account["newest_transaction_date"] = dated[len(dated)-1].Date.String(), newest.Date.String()
			account["newest_transaction_amount"] = wire.Number(strings.TrimPrefix(newest.Amount, "-"))
		}
		out = append(out, wire.Object{
			"name": g.name, "entity_id": wire.OrNull(g.rows[0].Entity), "website": g.rows[0].Website, "detected_accounts": []wire.Object{account},
		})
	}
	return out
}

// accountType is what kind of account a transaction with a bank hints at; nil:
// none.
func accountType(t *bank.Transaction) any {
	switch {
	case t.Detailed == "LOAN_PAYMENTS_CREDIT_CARD_PAYMENT":
		return "credit"
	case t.Primary == "LOAN_PAYMENTS":
		return "loan"
	case strings.HasSuffix(t.Detailed, "_INVESTMENT_AND_RETIREMENT_FUNDS"):
		return "investment"
	case strings.HasPrefix(t.Primary, "TRANSFER_"):
		return "depository"
	}
	return nil
}

// categories are the insights by category.
func categories(all []*bank.Transaction, name func(*bank.Transaction) string) []wire.Object {
	out := []wire.Object{}
	for _, g := range by(all, name) {
		top := []string{}
		for _, m := range by(g.rows, func(t *bank.Transaction) string { return t.Merchant }) {
			top = append(top, m.name)
		}
		out = append(out, wire.With(totals(g.rows), wire.Object{"name": g.name, "top_counterparties": top[:min(3, len(top))]}))
	}
	return out
}

// recurring is a stream as the insights show it.
func recurring(s api.Stream, today draw.Day) wire.Object {
	first, last := s.Rows[0], s.Rows[len(s.Rows)-1]
	active, status := s.State(today)
	name := last.Merchant
	if name == "" {
		name = last.Name
	}
	ids := []string{}
	for _, t := range s.Rows {
		ids = append(ids, t.ID)
	}
	money := func(amount any) wire.Object {
		return wire.Object{"amount": amount, "iso_currency_code": last.Currency, "unofficial_currency_code": nil}
	}
	return wire.Object{
		"stream_id": draw.NewID(draw.MixString(0, first.ID), draw.KindStream, 0), "description": last.Name, "merchant_name": name,
		"oldest_transaction_date": first.Date.String(), "newest_transaction_date": last.Date.String(),
		"average_days_apart": float64(last.Date-first.Date) / float64(len(s.Rows)-1), "frequency": s.Frequency(),
		"transaction_count": len(s.Rows), "transaction_ids": ids, "average_amount": money(s.Average()), "newest_transaction_amount": money(wire.Number(last.Amount)),
		"is_active": active, "status": status, "personal_finance_category_primary": last.Primary, "personal_finance_category_detailed": last.Detailed,
	}
}
