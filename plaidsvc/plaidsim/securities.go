package plaidsim

import (
	"passbook/plaidsvc/plaidsim/draw"
	"passbook/plaidsvc/plaidsim/wire"
)

// securities collects those that an answer speaks of.
type securities struct {
	list []wire.Object
	seen map[string]bool
}

func newSecurities() *securities {
	return &securities{list: []wire.Object{}, seen: map[string]bool{}}
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

func (s *security) json(id string) wire.Object {
	iso, unofficial := wire.Currencies(s.currency)
	out := wire.Object{
		"security_id": id, "isin": wire.OrNull(s.isin), "cusip": wire.OrNull(s.cusip), "sedol": nil, "institution_security_id": nil, "institution_id": nil,
		"proxy_security_id": nil, "name": wire.OrNull(s.name), "ticker_symbol": wire.OrNull(s.ticker), "is_cash_equivalent": s.cash,
		"type": s.typ, "subtype": wire.OrNull(s.subtype), "close_price": wire.Number(s.price), "close_price_as_of": nil, "update_datetime": nil,
		"iso_currency_code": iso, "unofficial_currency_code": unofficial, "market_identifier_code": nil, "sector": nil, "industry": nil,
		"option_contract": nil, "fixed_income": nil,
	}
	if s.priceDay != 0 {
		out["close_price_as_of"] = s.priceDay.String()
	}
	if o := s.option; o != nil {
		out["option_contract"] = wire.Object{"contract_type": o.kind, "expiration_date": o.expires.String(), "strike_price": wire.Number(o.strike), "underlying_security_ticker": o.underlying}
	}
	if f := s.bond; f != nil {
		out["fixed_income"] = wire.Object{
			"yield_rate":    wire.Object{"percentage": wire.Number(f.yield), "type": "coupon"},
			"maturity_date": f.matures.String(), "issue_date": f.issued.String(), "face_value": wire.Number(f.face),
		}
	}
	return out
}
