package household

import (
	"passbook/plaidsvc/plaidsim/draw"
	"passbook/plaidsvc/plaidsim/people/shop"
	"passbook/plaidsvc/plaidsim/profile"
)

// openPortfolios sets what the two investment accounts hold at first.
func (h *household) openPortfolios() {
	h.portfolios[brokerage] = portfolio{
		cash:  11450,
		units: [fundCount]int64{fundStocks: 420000, fundWorld: 610000, fundBonds: 380000},
		cost:  [fundCount]int64{fundStocks: 761200, fundWorld: 322900, fundBonds: 288400},
	}
	h.portfolios[retirement] = portfolio{
		units: [fundCount]int64{fundRetire: 8240000},
		cost:  [fundCount]int64{fundRetire: 2733100},
	}
}

// invest saves for retirement out of every salary and for the brokerage
// account once a month. The brokerage account's dividends go to the money
// market account four times a year.
func (h *household) invest(c draw.Civil) {
	if (c.Day-1)%14 == 0 {
		own, match := grown(32800, 35, raisedBy(c, 4)), grown(16400, 35, raisedBy(c, 4))
		h.deposit(c.Day, retirement, "EMPLOYEE PRE-TAX CONTRIBUTION", "contribution", own)
		h.deposit(c.Day, retirement, "EMPLOYER MATCH", "contribution", match)
		h.purchase(c.Day, retirement, fundRetire, own+match)
	}
	if c.Due(18) {
		const monthly = 50000
		r := shop.Transfer("HOUNDSTOOTH BROKERAGE ACH", "TRANSFER_OUT_INVESTMENT_AND_RETIREMENT_FUNDS", "transfer")
		r.Account, r.Date = checkingAccount, c.Day
		h.add(r, monthly)
		h.deposit(c.Day, brokerage, "ACH DEPOSIT FIRST PLATYPUS 4071", "deposit", monthly)
	}
	if c.Due(20) {
		h.purchase(c.Day, brokerage, fundStocks, 30000)
		h.purchase(c.Day, brokerage, fundWorld, 12500)
		h.purchase(c.Day, brokerage, fundBonds, 7500)
	}
	if c.Month%3 == 0 && c.Due(26) {
		h.dividends(c.Day)
	}
}

// deposit adds cash to an investment account.
func (h *household) deposit(d draw.Day, account int, name, subtype string, cents int64) {
	h.portfolios[account].cash += cents
	h.trades = append(h.trades, profile.Trade{
		Account: account, Date: d, Name: name, Type: "cash", Subtype: subtype,
		Quantity: "0", Amount: draw.FormatCents(-cents), Price: "0", Fees: "0",
	})
}

// purchase buys for so many cents, at most for the cash that there is.
func (h *household) purchase(d draw.Day, account, f int, cents int64) {
	p := &h.portfolios[account]
	price := funds[f].course(d)
	units := min(cents, p.cash) * 10000 / price
	paid := units * price / 10000
	p.cash -= paid
	p.units[f] += units
	p.cost[f] += paid
	s := funds[f].security(d)
	h.trades = append(h.trades, profile.Trade{
		Account: account, Security: &s, Date: d, Name: "BUY " + s.Name, Type: "buy", Subtype: "buy",
		Quantity: draw.TenThousandths(units), Amount: draw.FormatCents(paid), Price: s.Price, Fees: "0",
	})
}

func (h *household) dividends(d draw.Day) {
	p := &h.portfolios[brokerage]
	var sum int64
	for i, u := range p.units {
		cents := u * funds[i].course(d) / 10000 * funds[i].yield / 4000
		if cents == 0 {
			continue
		}
		s := funds[i].security(d)
		h.trades = append(h.trades, profile.Trade{
			Account: brokerage, Security: &s, Date: d, Name: "DIVIDEND " + s.Name, Type: "cash", Subtype: "dividend",
			Quantity: "0", Amount: draw.FormatCents(-cents), Price: "0", Fees: "0",
		})
		sum += cents
	}
	h.trades = append(h.trades, profile.Trade{
		Account: brokerage, Date: d, Name: "DIVIDEND SWEEP TO 5512", Type: "cash", Subtype: "withdrawal",
		Quantity: "0", Amount: draw.FormatCents(sum), Price: "0", Fees: "0",
	})
	r := shop.Transfer("DIVIDEND SWEEP FROM 5501", "INCOME_DIVIDENDS", "transfer")
	r.Account, r.Date = moneyMarket, d
	h.add(r, -sum)
}

// investments sets a bank's holdings, and its investment transactions of 24
// months.
func (h *household) investments(p *profile.Profile, held []int) {
	for i, a := range held {
		p.Holdings = append(p.Holdings, h.portfoliosToday[a].holdings(i, h.today)...)
		for _, t := range h.trades {
			if t.Account == a && t.Date > h.today-730 && t.Date <= h.today {
				t.Account = i
				p.Trades = append(p.Trades, t)
			}
		}
	}
}
