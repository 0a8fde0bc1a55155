package plaidsim

import (
	"regexp"
	"strings"

	"passbook/plaidsvc/plaidsim/draw"
)

// knownSecurities are those that Plaid completes from their ticker.
var knownSecurities = map[string]security{
	"AAPL": {name: "Apple Inc", typ: "equity"}, "AMZN": {name: "Amazon.com Inc", typ: "equity"},
	"GOOGL": {name: "Alphabet Inc Class A", typ: "equity"}, "MSFT": {name: "Microsoft Corp", typ: "equity"},
	"TSLA": {name: "Tesla Inc", typ: "equity"}, "F": {name: "Ford Motor Co", typ: "equity"},
	"VTI": {name: "Vanguard Total Stock Market ETF", typ: "etf"}, "VXUS": {name: "Vanguard Total International Stock ETF", typ: "etf"},
	"BND": {name: "Vanguard Total Bond Market ETF", typ: "etf"}, "SPY": {name: "SPDR S&P 500 ETF Trust", typ: "etf"},
	"VFIFX":   {name: "Vanguard Target Retirement 2050 Fund", typ: "mutual fund"},
	"CUR:USD": {name: "U S Dollar", typ: "cash", cash: true}, "CUR:EUR": {name: "Euro", typ: "cash", cash: true},
	"CUR:BTC": {name: "Bitcoin", typ: "cryptocurrency"}, "CUR:ETH": {name: "Ether", typ: "cryptocurrency"},
}

// optionForm is an option's symbol: underlying, expiry, call or put, strike in
// thousandths.
var optionForm = regexp.MustCompile(`^([A-Z]{1,6})([0-9]{2})([0-9]{2})([0-9]{2})([CP])([0-9]{5})([0-9]{3})$`)

// security is a configured one, completed where it is known.
func (n node) security(price string, at draw.Day) security {
	s := security{
		ticker: n.get("ticker_symbol").text(""), name: n.get("name").text(""), isin: n.get("isin").text(""), cusip: n.get("cusip").text(""),
		currency: n.get("currency").needed().text(""), price: price, priceDay: at, typ: "equity",
	}
	if s.ticker == "" && s.isin == "" && s.cusip == "" {
		n.get("ticker_symbol").fail("is required where neither isin nor cusip is given")
	}
	if k, ok := knownSecurities[s.ticker]; ok {
		s.name, s.typ, s.cash = k.name, k.typ, k.cash
	}
	if m := optionForm.FindStringSubmatch(s.ticker); m != nil {
		kind := map[string]string{"C": "call", "P": "put"}[m[5]]
		expires, _ := draw.ParseDay("20" + m[2] + "-" + m[3] + "-" + m[4])
		s.typ, s.option = "derivative", &optionContract{kind: kind, strike: draw.FormatRational(draw.Rational(m[6] + "." + m[7])), underlying: m[1], expires: expires}
		if s.name == "" {
			s.name = strings.Join([]string{m[1], expires.String(), kind, s.option.strike}, " ")
		}
	}
	if s.name == "" {
		s.name = s.ticker + s.isin
	}
	return s
}

func (c *customAccount) holdings(n node) {
	for _, h := range n.some() {
		if h.empty() {
			continue
		}
		price, quantity := h.get("institution_price").needed().decimal(), h.get("quantity").needed().decimal()
		asOf := h.get("institution_price_as_of").rolled()
		c.profile.holdings = append(c.profile.holdings, holding{
			account: c.index, security: h.get("security").security(price, asOf), quantity: quantity, price: price,
			value: draw.Product(price, quantity), cost: h.get("cost_basis").decimal(), asOf: asOf, currency: h.get("currency").text(""),
		})
	}
}

// tradeSubtypes are what an investment transaction of a type is in detail.
var tradeSubtypes = map[string]string{"buy": "buy", "sell": "sell", "cash": "deposit", "fee": "miscellaneous fee", "transfer": "transfer"}

func (c *customAccount) trades(n node) {
	for _, t := range n.some() {
		if t.empty() {
			continue
		}
		out := trade{
			account: c.index, date: t.get("date").needed().rolled(), name: t.get("name").needed().text(""),
			quantity: t.get("quantity").needed().decimal(), price: t.get("price").needed().decimal(), fees: t.get("fees").decimal(),
			typ: t.get("type").needed().oneOf("buy", "buy", "sell", "cash", "fee", "transfer"), currency: t.get("currency").text(""),
		}
		out.subtype, out.amount = tradeSubtypes[out.typ], draw.Product(out.price, out.quantity)
		if out.typ == "cash" && !strings.HasPrefix(out.amount, "-") {
			out.subtype = "withdrawal"
		}
		if t.get("security").there() {
			s := t.get("security").security(out.price, out.date)
			out.security = &s
		}
		c.profile.trades = append(c.profile.trades, out)
	}
}
