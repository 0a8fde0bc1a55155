package plaidsim

import (
	"passbook/plaidsvc/plaidsim/draw"
	"passbook/plaidsvc/plaidsim/profile"
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

// securityID is the security's everywhere: the same for every person and client.
func securityID(s *profile.Security) string {
	return draw.NewID(draw.MixString(0, s.Ticker+"\x00"+s.Name), draw.KindSecurity, 0)
}

// add puts a security into the list once and gives its id.
func (in *securities) add(s *profile.Security) string {
	id := securityID(s)
	if !in.seen[id] {
		in.seen[id] = true
		in.list = append(in.list, securityJSON(s, id))
	}
	return id
}

func securityJSON(s *profile.Security, id string) wire.Object {
	iso, unofficial := wire.Currencies(s.Currency)
	out := wire.Object{
		"security_id": id, "isin": wire.OrNull(s.ISIN), "cusip": wire.OrNull(s.CUSIP), "sedol": nil, "institution_security_id": nil, "institution_id": nil,
		"proxy_security_id": nil, "name": wire.OrNull(s.Name), "ticker_symbol": wire.OrNull(s.Ticker), "is_cash_equivalent": s.Cash,
		"type": s.Type, "subtype": wire.OrNull(s.Subtype), "close_price": wire.Number(s.Price), "close_price_as_of": nil, "update_datetime": nil,
		"iso_currency_code": iso, "unofficial_currency_code": unofficial, "market_identifier_code": nil, "sector": nil, "industry": nil,
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
			"yield_rate":    wire.Object{"percentage": wire.Number(f.Yield), "type": "coupon"},
			"maturity_date": f.Matures.String(), "issue_date": f.Issued.String(), "face_value": wire.Number(f.Face),
		}
	}
	return out
}
