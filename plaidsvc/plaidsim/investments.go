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
	if !slices.ContainsFunc(it.accounts, func(a account) bool { return a.shared && a.Type == "investment" }) {
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
	for i := range it.profile.Holdings {
		h := &it.profile.Holdings[i]
		a := &it.accounts[h.Account]
		if !slices.Contains(list, a) {
			continue
		}
		code := h.Currency
		if code == "" {
			code = a.Currency
		}
		iso, unofficial := wire.Currencies(code)
		one := wire.Object{
			"account_id": a.id, "security_id": in.add(&h.Security), "quantity": wire.Number(h.Quantity), "cost_basis": wire.Number(h.Cost),
			"institution_price": wire.Number(h.Price), "institution_price_as_of": nil, "institution_price_datetime": nil, "institution_value": wire.Number(h.Value),
			"iso_currency_code": iso, "unofficial_currency_code": unofficial,
		}
		if h.AsOf != 0 {
			one["institution_price_as_of"] = h.AsOf.String()
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
	if in.Options.Async && c.now.Before(it.created.Add(c.ledger.opt.Historical)) {
		return nil, wire.ErrNotReady
	}
	start, _ := draw.ParseDay(in.Start)
	end, _ := draw.ParseDay(in.End)
	var found []int
	for i := len(it.profile.Trades) - 1; i >= 0; i-- {
		t := &it.profile.Trades[i]
		if t.Date >= start && t.Date <= end && slices.Contains(list, &it.accounts[t.Account]) {
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
	t := &it.profile.Trades[i]
	a := &it.accounts[t.Account]
	code := t.Currency
	if code == "" {
		code = a.Currency
	}
	iso, unofficial := wire.Currencies(code)
	out := wire.Object{
		"investment_transaction_id": draw.NewID(it.seed, draw.KindTrade, uint64(i)), "cancel_transaction_id": nil, "account_id": a.id, "security_id": nil,
		"date": t.Date.String(), "name": t.Name, "quantity": wire.Number(t.Quantity), "amount": wire.Number(t.Amount), "price": wire.Number(t.Price), "fees": wire.Number(t.Fees),
		"type": t.Type, "subtype": t.Subtype, "iso_currency_code": iso, "unofficial_currency_code": unofficial,
	}
	if t.Security != nil {
		out["security_id"] = in.add(t.Security)
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
	list = slices.DeleteFunc(list, func(a *account) bool { return a.Type != "investment" })
	holdings, securities := it.holdings(list)
	owners, acats, plans := []wire.Object{}, []wire.Object{}, []wire.Object{}
	for _, a := range list {
		for _, o := range it.owners(a.index) {
			owners = append(owners, wire.Object{"account_id": a.id, "names": wire.NonNil(o.Names)})
		}
		number := it.numbers(a.index).Account
		if a.Subtype == "401k" {
			plans = append(plans, wire.Object{"account_id": a.id, "plan": "PLAN-" + a.Mask, "account": number})
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
