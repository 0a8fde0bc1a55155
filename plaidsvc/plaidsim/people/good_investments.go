package people

import (
	"passbook/plaidsvc/plaidsim/draw"
	"passbook/plaidsvc/plaidsim/profile"
)

// The securities of user_good, as Plaid's document has them in its example of
// /investments/holdings/get.
var (
	achillion = profile.Security{
		Ticker: "ACHN", Name: "Achillion Pharmaceuticals Inc.", Type: "equity", Subtype: "common stock", Price: "2.11",
		CUSIP: "00448Q201", ISIN: "US00448Q2012", Market: "XNAS", Sector: "Health Technology", Industry: "Major Pharmaceuticals",
	}
	totalBond = profile.Security{
		Ticker: "DBLTX", Name: "DoubleLine Total Return Bond Fund", Type: "mutual fund", Subtype: "mutual fund", Price: "10.42",
		CUSIP: "258620103", ISIN: "US2586201038", Market: "XNAS",
	}
	pacific = profile.Security{
		Ticker: "MIPTX", Name: "Matthews Pacific Tiger Fund Insti Class", Type: "mutual fund", Subtype: "mutual fund", Price: "27",
		CUSIP: "577130834", ISIN: "US5771308344", Market: "XNAS", Sector: "Miscellaneous", Industry: "Investment Trusts or Mutual Funds",
	}
	horizon = profile.Security{
		Ticker: "NHX105509", Name: "NH PORTFOLIO 1055 (FIDELITY INDEX)", Type: "etf", Subtype: "etf", Price: "13.73", Market: "XNAS", InstitutionID: "NHX105509",
	}
	treasury = profile.Security{
		Name: "US Treasury Bill - 5.43% 31/10/2024 USD 100", Type: "fixed income", Subtype: "bill", Price: "94.808", PriceDay: draw.DayIn(2023, 11, 2),
		CUSIP: "912797HE0", Sector: "Government", Industry: "Sovereign Government",
		Bond: &profile.FixedIncome{Yield: "5.43", Kind: "coupon_equivalent", Face: "100", Issued: draw.DayIn(2023, 11, 2), Matures: draw.DayIn(2024, 10, 31)},
	}
	usdCash = profile.Security{Ticker: "CUR:USD", Name: "U S Dollar", Type: "cash", Subtype: "cash", Price: "1", Cash: true}
	netflix = profile.Security{
		Ticker: "NFLX180201C00355000", Name: "Nflx Feb 01'18 $355 Call", Type: "derivative", Subtype: "option", Price: "0.011", PriceDay: goodPriced,
		Market: "XNAS", Sector: "Technology Services", Industry: "Internet Software or Services",
		Option: &profile.OptionContract{Kind: "call", Strike: "355", Underlying: "NFLX", Expires: draw.DayIn(2018, 2, 1)},
	}
)

// goodPriced is the day of user_good's prices.
var goodPriced = draw.DayIn(2021, 4, 13)

// goodHoldings are user_good's positions: the 401k first, then the IRA.
var goodHoldings = []profile.Holding{
	{Account: 6, Security: achillion, Quantity: "1", Price: "2.11", Value: "2.11", Cost: "1.5", AsOf: goodPriced},
	{Account: 6, Security: totalBond, Quantity: "2", Price: "10.42", Value: "20.84", Cost: "10", AsOf: goodPriced},
	{Account: 6, Security: pacific, Quantity: "23.567", Price: "27", Value: "636.309", Cost: "23", AsOf: goodPriced},
	{Account: 6, Security: horizon, Quantity: "100.05", Price: "13.73", Value: "1373.6865", Cost: "15", AsOf: goodPriced},
	{Account: 6, Security: treasury, Quantity: "10", Price: "94.808", Value: "948.08", Cost: "948.08", AsOf: goodPriced},
	{Account: 6, Security: usdCash, Quantity: "12345.67", Price: "1", Value: "12345.67", Cost: "12345.67", AsOf: goodPriced},
	{Account: 5, Security: usdCash, Quantity: "0.01", Price: "1", Value: "0.01", AsOf: goodPriced},
	{Account: 5, Security: netflix, Quantity: "10000", Price: "0.011", Value: "110", Cost: "0.01", AsOf: goodPriced},
}

// goodTrades are user_good's investment transactions of two years: a dividend,
// a sale and a purchase each month, oldest first.
func goodTrades(today draw.Day) []profile.Trade {
	var out []profile.Trade
	for month := 23; month >= 0; month-- {
		d := today - draw.Day(month*30)
		out = append(out,
			profile.Trade{Account: 5, Security: &usdCash, Date: d - 12, Name: "DIVIDEND ACHILLION", Type: "cash", Subtype: "dividend", Quantity: "0", Amount: "-8.72", Price: "0", Fees: "0"},
			profile.Trade{Account: 6, Security: &pacific, Date: d - 7, Name: "SELL Matthews Pacific Tiger Fund Insti Class", Type: "sell", Subtype: "sell", Quantity: "-47.74104242992852", Amount: "-1289.01", Price: "27.53", Fees: "7.99"},
			profile.Trade{Account: 6, Security: &totalBond, Date: d - 2, Name: "BUY DoubleLine Total Return Bond Fund", Type: "buy", Subtype: "buy", Quantity: "0.7388014749727547", Amount: "7.7", Price: "10.42", Fees: "7.99"},
		)
	}
	return out
}
