package custom

import (
	"regexp"
	"strings"

	"passbook/plaidsvc/plaidsim/draw"
	"passbook/plaidsvc/plaidsim/profile"
)

// listedSecurities are those that Plaid completes from their ticker.
var listedSecurities = map[string]profile.Security{
	"AAPL": {Name: "Apple Inc", Type: "equity"}, "AMZN": {Name: "Amazon.com Inc", Type: "equity"},
	"GOOGL": {Name: "Alphabet Inc Class A", Type: "equity"}, "MSFT": {Name: "Microsoft Corp", Type: "equity"},
	"TSLA": {Name: "Tesla Inc", Type: "equity"}, "F": {Name: "Ford Motor Co", Type: "equity"},
	"VTI": {Name: "Vanguard Total Stock Market ETF", Type: "etf"}, "VXUS": {Name: "Vanguard Total International Stock ETF", Type: "etf"},
	"BND": {Name: "Vanguard Total Bond Market ETF", Type: "etf"}, "SPY": {Name: "SPDR S&P 500 ETF Trust", Type: "etf"},
	"VFIFX":   {Name: "Vanguard Target Retirement 2050 Fund", Type: "mutual fund"},
	"CUR:USD": {Name: "U S Dollar", Type: "cash", Cash: true}, "CUR:EUR": {Name: "Euro", Type: "cash", Cash: true},
	"CUR:BTC": {Name: "Bitcoin", Type: "cryptocurrency"}, "CUR:ETH": {Name: "Ether", Type: "cryptocurrency"},
}

// optionPattern is the symbol of an option: underlying, expiry, call or put,
// strike in thousandths.
var optionPattern = regexp.MustCompile(`^([A-Z]{1,6})([0-9]{2})([0-9]{2})([0-9]{2})([CP])([0-9]{5})([0-9]{3})$`)

// security reads a security, and completes one that is listed.
func (n node) security(price string, at draw.Day) profile.Security {
	s := profile.Security{
		Ticker: n.get("ticker_symbol").text(""), Name: n.get("name").text(""), ISIN: n.get("isin").text(""), CUSIP: n.get("cusip").text(""),
		Currency: n.get("currency").required().text(""), Price: price, PriceDay: at, Type: "equity",
	}
	if s.Ticker == "" && s.ISIN == "" && s.CUSIP == "" {
		n.get("ticker_symbol").fail("is required where neither isin nor cusip is given")
	}
	if k, ok := listedSecurities[s.Ticker]; ok {
		s.Name, s.Type, s.Cash = k.Name, k.Type, k.Cash
	}
	if m := optionPattern.FindStringSubmatch(s.Ticker); m != nil {
		kind := map[string]string{"C": "call", "P": "put"}[m[5]]
		expires, _ := draw.ParseDay("20" + m[2] + "-" + m[3] + "-" + m[4])
		s.Type, s.Option = "derivative", &profile.OptionContract{Kind: kind, Strike: draw.FormatRational(draw.Rational(m[6] + "." + m[7])), Underlying: m[1], Expires: expires}
		if s.Name == "" {
			s.Name = strings.Join([]string{m[1], expires.String(), kind, s.Option.Strike}, " ")
		}
	}
	if s.Name == "" {
		s.Name = s.Ticker + s.ISIN
	}
	return s
}

func (c *accountReader) holdings(n node) {
	for _, h := range n.some() {
		if h.empty() {
			continue
		}
		price, quantity := h.get("institution_price").required().decimal(), h.get("quantity").required().decimal()
		asOf := h.get("institution_price_as_of").rolled()
		c.profile.Holdings = append(c.profile.Holdings, profile.Holding{
			Account: c.index, Security: h.get("security").security(price, asOf), Quantity: quantity, Price: price,
			Value: draw.Product(price, quantity), Cost: h.get("cost_basis").decimal(), AsOf: asOf, Currency: h.get("currency").text(""),
		})
	}
}

// tradeSubtypes are the subtypes of investment transactions, by type.
var tradeSubtypes = map[string]string{"buy": "buy", "sell": "sell", "cash": "deposit", "fee": "miscellaneous fee", "transfer": "transfer"}

func (c *accountReader) trades(n node) {
	for _, t := range n.some() {
		if t.empty() {
			continue
		}
		out := profile.Trade{
			Account: c.index, Date: t.get("date").required().rolled(), Name: t.get("name").required().text(""),
			Quantity: t.get("quantity").required().decimal(), Price: t.get("price").required().decimal(), Fees: t.get("fees").decimal(),
			Type: t.get("type").required().oneOf("buy", "buy", "sell", "cash", "fee", "transfer"), Currency: t.get("currency").text(""),
		}
		out.Subtype, out.Amount = tradeSubtypes[out.Type], draw.Product(out.Price, out.Quantity)
		if out.Type == "cash" && !strings.HasPrefix(out.Amount, "-") {
			out.Subtype = "withdrawal"
		}
		if t.get("security").present() {
			s := t.get("security").security(out.Price, out.Date)
			out.Security = &s
		}
		c.profile.Trades = append(c.profile.Trades, out)
	}
}
