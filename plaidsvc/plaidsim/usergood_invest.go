package plaidsim

import "passbook/plaidsvc/plaidsim/draw"

// The securities of user_good.
var (
	achillion = security{ticker: "ACHN", name: "Achillion Pharmaceuticals Inc.", typ: "equity", price: "2.11"}
	totalBond = security{ticker: "DBLTX", name: "DoubleLine Total Return Bond Fund", typ: "mutual fund", price: "10.42"}
	pacific   = security{ticker: "MIPTX", name: "Matthews Pacific Tiger Fund Insti Class", typ: "mutual fund", price: "27"}
	horizon   = security{ticker: "NHX105509", name: "NH PORTFOLIO 1055 (FIDELITY INDEX)", typ: "etf", price: "13.73"}
	treasury  = security{
		name: "US Treasury Bill - 5.43% 31/10/2024 USD 100", typ: "fixed income", price: "94.808",
		bond: &fixedIncome{yield: "5.43", face: "100", issued: draw.DayIn(2023, 11, 2), matures: draw.DayIn(2024, 10, 31)},
	}
	usdCash = security{ticker: "CUR:USD", name: "U S Dollar", typ: "cash", price: "1", cash: true}
	netflix = security{
		ticker: "NFLX180201C00355000", name: "Nflx Feb 01'18 $355 Call", typ: "derivative", price: "0.011",
		option: &optionContract{kind: "call", strike: "355", underlying: "NFLX", expires: draw.DayIn(2018, 2, 1)},
	}
)

// goodHoldings are user_good's: the 401k first, then the IRA.
var goodHoldings = []holding{
	{account: 6, security: achillion, quantity: "1", price: "2.11", value: "2.11", cost: "1.5"},
	{account: 6, security: totalBond, quantity: "2", price: "10.42", value: "20.84", cost: "10"},
	{account: 6, security: pacific, quantity: "23.567", price: "27", value: "636.309", cost: "23"},
	{account: 6, security: horizon, quantity: "100.05", price: "13.73", value: "1373.6865", cost: "15"},
	{account: 6, security: treasury, quantity: "10", price: "94.808", value: "948.08"},
	{account: 6, security: usdCash, quantity: "12345.67", price: "1", value: "12345.67", cost: "12345.67"},
	{account: 5, security: usdCash, quantity: "0.01", price: "1", value: "0.01"},
	{account: 5, security: netflix, quantity: "10000", price: "0.011", value: "110", cost: "0.01"},
}

// goodTrades are user_good's investment transactions of the last two years: a
// dividend, a sale and a purchase each month, oldest first.
func goodTrades(today draw.Day) []trade {
	var out []trade
	for month := 23; month >= 0; month-- {
		d := today - draw.Day(month*30)
		out = append(out,
			trade{account: 5, security: &usdCash, date: d - 12, name: "DIVIDEND ACHILLION", typ: "cash", subtype: "dividend", quantity: "0", amount: "-8.72", price: "0", fees: "0"},
			trade{account: 6, security: &pacific, date: d - 7, name: "SELL Matthews Pacific Tiger Fund Insti Class", typ: "sell", subtype: "sell", quantity: "-47.74104242992852", amount: "-1289.01", price: "27", fees: "7.99"},
			trade{account: 6, security: &totalBond, date: d - 2, name: "BUY DoubleLine Total Return Bond Fund", typ: "buy", subtype: "buy", quantity: "0.7388014749727547", amount: "7.7", price: "10.42", fees: "7.99"},
		)
	}
	return out
}
