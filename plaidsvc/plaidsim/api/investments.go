package api

import (
	"slices"

	"passbook/plaidsvc/plaidsim/bank"
	"passbook/plaidsvc/plaidsim/draw"
	"passbook/plaidsvc/plaidsim/profile"
	"passbook/plaidsvc/plaidsim/wire"
)

// reachInvestments is Call.ReachAccounts for an Item with investment accounts;
// without any it is NO_INVESTMENT_ACCOUNTS.
func reachInvestments(c *bank.Call, accessToken, product string, ids []string) (*bank.Item, []*bank.Account, *wire.Error) {
	it, list, err := c.ReachAccounts(accessToken, product, ids)
	if err != nil {
		return nil, nil, err
	}
	if !slices.ContainsFunc(it.Accounts, func(a bank.Account) bool { return a.Shared && a.Type == "investment" }) {
		code := "NO_INVESTMENT_ACCOUNTS"
		if product == "investments_auth" {
			code = "NO_INVESTMENT_AUTH_ACCOUNTS"
		}
		return nil, nil, wire.ItemError(code, "There are no valid investment account(s) associated with this Item. See https://plaid.com/docs/api/#item-errors for more information.", "")
	}
	return it, list, nil
}

// HoldingsGet serves /investments/holdings/get: positions and their securities.
func HoldingsGet(c *bank.Call, in accountsRequest) (any, *wire.Error) {
	it, list, err := reachInvestments(c, in.AccessToken, "investments", in.Options.IDs)
	if err != nil {
		return nil, err
	}
	holdings, securities := holdingsOf(it, list)
	return wire.Object{
		"accounts": investmentAccounts(list), "item": it.JSON(), "is_investments_fallback_item": false,
		"holdings": holdings, "securities": securities.list,
	}, nil
}

// investmentAccounts is a list of accounts for JSON, as the endpoints for
// investments show them.
func investmentAccounts(list []*bank.Account) []wire.Object {
	out := bank.AccountsJSON(list)
	for _, a := range out {
		a["balances"].(wire.Object)["margin_loan_amount"] = nil
	}
	return out
}

// holdingsOf are the positions of some accounts, and their securities.
func holdingsOf(it *bank.Item, list []*bank.Account) ([]wire.Object, *securities) {
	out, in := []wire.Object{}, newSecurities()
	for i := range it.Profile.Holdings {
		h := &it.Profile.Holdings[i]
		a := &it.Accounts[h.Account]
		if !slices.Contains(list, a) {
			continue
		}
		code := h.Currency
		if code == "" {
			code = a.Currency
		}
		iso, unofficial := wire.Currencies(code)
		one := wire.Object{
			"account_id": a.ID, "security_id": in.add(&h.Security), "quantity": wire.Number(h.Quantity), "cost_basis": wire.Number(h.Cost),
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

// InvestmentTransactionsGet serves /investments/transactions/get: trades of
// some days, newest first. With async_update they are PRODUCT_NOT_READY until
// the history is complete.
func InvestmentTransactionsGet(c *bank.Call, in struct {
	itemRequest
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
	it, list, err := reachInvestments(c, in.AccessToken, "investments", in.Options.IDs)
	if err != nil {
		return nil, err
	}
	if in.Options.Async && c.Now.Before(it.Created.Add(c.Ledger.Options.Historical)) {
		return nil, wire.ErrNotReady
	}
	start, _ := draw.ParseDay(in.Start)
	end, _ := draw.ParseDay(in.End)
	var found []int
	for i := len(it.Profile.Trades) - 1; i >= 0; i-- {
		t := &it.Profile.Trades[i]
		if t.Date >= start && t.Date <= end && slices.Contains(list, &it.Accounts[t.Account]) {
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
		rows = append(rows, tradeJSON(it, i, secs))
	}
	return wire.Object{
		"accounts": investmentAccounts(list), "item": it.JSON(), "is_investments_fallback_item": false,
		"investment_transactions": rows, "securities": secs.list, "total_investment_transactions": total,
	}, nil
}

// tradeJSON is the i-th investment transaction as Plaid shows it.
func tradeJSON(it *bank.Item, i int, in *securities) wire.Object {
	t := &it.Profile.Trades[i]
	a := &it.Accounts[t.Account]
	code := t.Currency
	if code == "" {
		code = a.Currency
	}
	iso, unofficial := wire.Currencies(code)
	out := wire.Object{
		"investment_transaction_id": draw.NewID(it.Seed, draw.KindTrade, uint64(i)), "cancel_transaction_id": nil, "account_id": a.ID, "security_id": nil,
		"date": t.Date.String(), "name": t.Name, "quantity": wire.Number(t.Quantity), "amount": wire.Number(t.Amount), "price": wire.Number(t.Price), "fees": wire.Number(t.Fees),
		"type": t.Type, "subtype": t.Subtype, "iso_currency_code": iso, "unofficial_currency_code": unofficial,
	}
	if t.Security != nil {
		out["security_id"] = in.add(t.Security)
	}
	return out
}

// InvestmentsRefresh serves /investments/refresh: nothing changes, and the two
// webhooks are sent.
func InvestmentsRefresh(c *bank.Call, in itemRequest) (any, *wire.Error) {
	it, _, err := reachInvestments(c, in.AccessToken, "investments", nil)
	if err != nil {
		return nil, err
	}
	for _, typ := range []string{"HOLDINGS", "INVESTMENTS_TRANSACTIONS"} {
		it.Notify(typ, "DEFAULT_UPDATE", exampleWebhook(it, draw.DayOf(c.Now), typ, "DEFAULT_UPDATE"))
	}
	return wire.Object{}, nil
}

// InvestmentsAuthGet serves /investments/auth/get: what a transfer of an
// investment account wants to know: holdings, owners, numbers.
func InvestmentsAuthGet(c *bank.Call, in accountsRequest) (any, *wire.Error) {
	it, list, err := reachInvestments(c, in.AccessToken, "investments_auth", in.Options.IDs)
	if err != nil {
		return nil, err
	}
	list = slices.DeleteFunc(list, func(a *bank.Account) bool { return a.Type != "investment" })
	holdings, securities := holdingsOf(it, list)
	owners, acats, plans := []wire.Object{}, []wire.Object{}, []wire.Object{}
	for _, a := range list {
		for _, o := range ownersOf(it, a.Index) {
			owners = append(owners, wire.Object{"account_id": a.ID, "names": wire.NonNil(o.Names)})
		}
		number := numbersOf(it, a.Index).Account
		if a.Subtype == "401k" {
			plans = append(plans, wire.Object{"account_id": a.ID, "plan": "PLAN-" + a.Mask, "account": number})
		} else {
			acats = append(acats, wire.Object{"account_id": a.ID, "account": number, "dtc_numbers": []string{"0226"}})
		}
	}
	return wire.Object{
		"accounts": investmentAccounts(list), "item": it.JSON(), "holdings": holdings, "securities": securities.list, "owners": owners,
		"numbers":      wire.Object{"acats": acats, "aton": []wire.Object{}, "retirement_401k": plans},
		"data_sources": wire.Object{"numbers": "INSTITUTION", "owners": "INSTITUTION", "holdings": "INSTITUTION"},
	}, nil
}

// securities collects the securities of an answer, each once.
type securities struct {
	list []wire.Object
	seen map[string]bool
}

func newSecurities() *securities {
	return &securities{list: []wire.Object{}, seen: map[string]bool{}}
}

// securityID is a security's id, the same for every person and client.
func securityID(s *profile.Security) string {
	return draw.NewID(draw.MixString(0, s.Ticker+"\x00"+s.Name), draw.KindSecurity, 0)
}

func securityJSON(s *profile.Security, id string) wire.Object {
	iso, unofficial := wire.Currencies(s.Currency)
	out := wire.Object{
		"security_id": id, "isin": wire.OrNull(s.ISIN), "cusip": wire.OrNull(s.CUSIP), "sedol": nil, "institution_security_id": wire.OrNull(s.InstitutionID), "institution_id": nil,
		"proxy_security_id": nil, "name": wire.OrNull(s.Name), "ticker_symbol": wire.OrNull(s.Ticker), "is_cash_equivalent": s.Cash,
		"type": s.Type, "subtype": wire.OrNull(s.Subtype), "close_price": wire.Number(s.Price), "close_price_as_of": nil, "update_datetime": nil,
		"iso_currency_code": iso, "unofficial_currency_code": unofficial, "market_identifier_code": wire.OrNull(s.Market), "sector": wire.OrNull(s.Sector), "industry": wire.OrNull(s.Industry),
		"cfi_code": nil, "figi": nil,
		"option_contract": nil, "fixed_income": nil,
	}
	if s.PriceDay != 0 {
		out["close_price_as_of"] = s.PriceDay.String()
	}
	if o := s.Option; o != nil {
		out["option_contract"] = wire.Object{"contract_type": o.Kind, "expiration_date": o.Expires.String(), "strike_price": wire.Number(o.Strike), "underlying_security_ticker": o.Underlying}
	}
	if f := s.Bond; f != nil {
		out["fixed_income"] = wire.Object{
			"yield_rate":    wire.Object{"percentage": wire.Number(f.Yield), "type": f.Kind},
			"maturity_date": f.Matures.String(), "issue_date": f.Issued.String(), "face_value": wire.Number(f.Face),
		}
	}
	return out
}

// add adds a security, and gives its id.
func (in *securities) add(s *profile.Security) string {
	id := securityID(s)
	if !in.seen[id] {
		in.seen[id] = true
		in.list = append(in.list, securityJSON(s, id))
	}
	return id
}
