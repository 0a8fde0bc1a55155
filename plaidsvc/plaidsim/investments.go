package plaidsim

import (
	"slices"

	"passbook/plaidsvc/plaidsim/draw"
	"passbook/plaidsvc/plaidsim/wire"
)

// reachInvestments is reach for an Item that has investment accounts.
func (c *call) reachInvestments(accessToken, product string, ids []string) (*item, []*account, *wire.Error) {
	it, list, err := c.reachAccounts(accessToken, product, ids)
	if err != nil {
		return nil, nil, err
	}
	if !slices.ContainsFunc(it.accounts, func(a account) bool { return a.shared && a.typ == "investment" }) {
		code := "NO_INVESTMENT_ACCOUNTS"
		if product == "investments_auth" {
			code = "NO_INVESTMENT_AUTH_ACCOUNTS"
		}
		return nil, nil, wire.ItemError(code, "There are no valid investment account(s) associated with this Item. See https://plaid.com/docs/api/#item-errors for more information.", "")
	}
	return it, list, nil
}

func holdingsGet(c *call, in accountsRequest) (any, *wire.Error) {
	it, list, err := c.reachInvestments(in.AccessToken, "investments", in.Options.IDs)
	if err != nil {
		return nil, err
	}
	holdings, securities := it.holdings(list)
	return wire.Object{
		"accounts": accountsJSON(list), "item": it.json(), "is_investments_fallback_item": false,
		"holdings": holdings, "securities": securities.list,
	}, nil
}

// holdings are the positions of the accounts and the securities in them.
func (it *item) holdings(list []*account) ([]wire.Object, *securities) {
	out, in := []wire.Object{}, newSecurities()
	for i := range it.profile.holdings {
		h := &it.profile.holdings[i]
		a := &it.accounts[h.account]
		if !slices.Contains(list, a) {
			continue
		}
		code := h.currency
		if code == "" {
			code = a.currency
		}
		iso, unofficial := wire.Currencies(code)
		one := wire.Object{
			"account_id": a.id, "security_id": in.add(&h.security), "quantity": wire.Number(h.quantity), "cost_basis": wire.Number(h.cost),
			"institution_price": wire.Number(h.price), "institution_price_as_of": nil, "institution_price_datetime": nil, "institution_value": wire.Number(h.value),
			"iso_currency_code": iso, "unofficial_currency_code": unofficial,
		}
		if h.asOf != 0 {
			one["institution_price_as_of"] = h.asOf.String()
		}
		out = append(out, one)
	}
	return out, in
}

func investmentTransactionsGet(c *call, in struct {
	accessOnly
	Start   string `json:"start_date"`
	End     string `json:"end_date"`
	Options struct {
		accountFilter
		Count  *int `json:"count"`
		Offset int  `json:"offset"`
		Async  bool `json:"async_update"`
	} `json:"options"`
},
) (any, *wire.Error) {
	it, list, err := c.reachInvestments(in.AccessToken, "investments", in.Options.IDs)
	if err != nil {
		return nil, err
	}
	if in.Options.Async && c.now.Before(it.created.Add(c.server.opt.Historical)) {
		return nil, wire.ErrNotReady
	}
	start, _ := draw.ParseDay(in.Start)
	end, _ := draw.ParseDay(in.End)
	var found []int
	for i := len(it.profile.trades) - 1; i >= 0; i-- {
		t := &it.profile.trades[i]
		if t.date >= start && t.date <= end && slices.Contains(list, &it.accounts[t.account]) {
			found = append(found, i)
		}
	}
	total, count := len(found), 100
	if in.Options.Count != nil {
		count = *in.Options.Count
	}
	found = found[min(in.Options.Offset, total):]
	rows, secs := []wire.Object{}, newSecurities()
	for _, i := range found[:min(count, len(found))] {
		rows = append(rows, it.trade(i, secs))
	}
	return wire.Object{
		"accounts": accountsJSON(list), "item": it.json(), "is_investments_fallback_item": false,
		"investment_transactions": rows, "securities": secs.list, "total_investment_transactions": total,
	}, nil
}

// trade is the i-th investment transaction for JSON.
func (it *item) trade(i int, in *securities) wire.Object {
	t := &it.profile.trades[i]
	a := &it.accounts[t.account]
	code := t.currency
	if code == "" {
		code = a.currency
	}
	iso, unofficial := wire.Currencies(code)
	out := wire.Object{
		"investment_transaction_id": draw.NewID(it.seed, draw.KindTrade, uint64(i)), "cancel_transaction_id": nil, "account_id": a.id, "security_id": nil,
		"date": t.date.String(), "name": t.name, "quantity": wire.Number(t.quantity), "amount": wire.Number(t.amount), "price": wire.Number(t.price), "fees": wire.Number(t.fees),
		"type": t.typ, "subtype": t.subtype, "iso_currency_code": iso, "unofficial_currency_code": unofficial,
	}
	if t.security != nil {
		out["security_id"] = in.add(t.security)
	}
	return out
}

func investmentsRefresh(c *call, in accessOnly) (any, *wire.Error) {
	it, _, err := c.reachInvestments(in.AccessToken, "investments", nil)
	if err != nil {
		return nil, err
	}
	for _, typ := range []string{"HOLDINGS", "INVESTMENTS_TRANSACTIONS"} {
		it.notify(typ, "DEFAULT_UPDATE", it.example(typ, "DEFAULT_UPDATE"))
	}
	return wire.Object{}, nil
}

func investmentsAuthGet(c *call, in accountsRequest) (any, *wire.Error) {
	it, list, err := c.reachInvestments(in.AccessToken, "investments_auth", in.Options.IDs)
	if err != nil {
		return nil, err
	}
	list = slices.DeleteFunc(list, func(a *account) bool { return a.typ != "investment" })
	holdings, securities := it.holdings(list)
	owners, acats, plans := []wire.Object{}, []wire.Object{}, []wire.Object{}
	for _, a := range list {
		for _, o := range it.owners(a.index) {
			owners = append(owners, wire.Object{"account_id": a.id, "names": wire.NonNil(o.names)})
		}
		number := it.numbers(a.index).account
		if a.subtype == "401k" {
			plans = append(plans, wire.Object{"account_id": a.id, "plan": "PLAN-" + a.mask, "account": number})
		} else {
			acats = append(acats, wire.Object{"account_id": a.id, "account": number, "dtc_numbers": []string{"0226"}})
		}
	}
	return wire.Object{
		"accounts": accountsJSON(list), "item": it.json(), "holdings": holdings, "securities": securities.list, "owners": owners,
		"numbers":      wire.Object{"acats": acats, "aton": []wire.Object{}, "retirement_401k": plans},
		"data_sources": wire.Object{"numbers": "INSTITUTION", "owners": "INSTITUTION", "holdings": "INSTITUTION"},
	}, nil
}
