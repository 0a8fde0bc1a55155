package plaidsim

import "passbook/plaidsvc/plaidsim/draw"

// securities collects those that an answer speaks of.
type securities struct {
	list []object
	seen map[string]bool
}

func newSecurities() *securities {
	return &securities{list: []object{}, seen: map[string]bool{}}
}

// id is the security's everywhere: the same for every person and client.
func (s *security) id() string {
	return draw.NewID(draw.MixString(0, s.ticker+"\x00"+s.name), draw.KindSecurity, 0)
}

// add puts a security into the list once and gives its id.
func (in *securities) add(s *security) string {
	id := s.id()
	if !in.seen[id] {
		in.seen[id] = true
		in.list = append(in.list, s.json(id))
	}
	return id
}

func (s *security) json(id string) object {
	iso, unofficial := currencies(s.currency)
	out := object{
		"security_id": id, "isin": orNull(s.isin), "cusip": orNull(s.cusip), "sedol": nil, "institution_security_id": nil, "institution_id": nil,
		"proxy_security_id": nil, "name": orNull(s.name), "ticker_symbol": orNull(s.ticker), "is_cash_equivalent": s.cash,
		"type": s.typ, "subtype": orNull(s.subtype), "close_price": number(s.price), "close_price_as_of": nil, "update_datetime": nil,
		"iso_currency_code": iso, "unofficial_currency_code": unofficial, "market_identifier_code": nil, "sector": nil, "industry": nil,
		"option_contract": nil, "fixed_income": nil,
	}
	if s.priceDay != 0 {
		out["close_price_as_of"] = s.priceDay.String()
	}
	if o := s.option; o != nil {
		out["option_contract"] = object{"contract_type": o.kind, "expiration_date": o.expires.String(), "strike_price": number(o.strike), "underlying_security_ticker": o.underlying}
	}
	if f := s.bond; f != nil {
		out["fixed_income"] = object{
			"yield_rate":    object{"percentage": number(f.yield), "type": "coupon"},
			"maturity_date": f.matures.String(), "issue_date": f.issued.String(), "face_value": number(f.face),
		}
	}
	return out
}
