package plaidsim

import "passbook/plaidsvc/plaidsim/draw"

// openPortfolios is what the two investment accounts hold at the start.
func (h *home) openPortfolios() {
	h.folio[homeBrokerage] = portfolio{
		cash:  11450,
		units: [fundCount]int64{fundStocks: 420000, fundWorld: 610000, fundBonds: 380000},
		cost:  [fundCount]int64{fundStocks: 761200, fundWorld: 322900, fundBonds: 288400},
	}
	h.folio[homeRetirement] = portfolio{
		units: [fundCount]int64{fundRetire: 8240000},
		cost:  [fundCount]int64{fundRetire: 2733100},
	}
}

// invest saves for retirement out of every salary and for the brokerage
// account once a month. The brokerage account's dividends go to the money
// market account four times a year.
func (h *home) invest(c draw.Civil) {
	if (c.Day-1)%14 == 0 {
		own, match := grown(32800, 35, raisedBy(c, 4)), grown(16400, 35, raisedBy(c, 4))
		h.deposit(c.Day, homeRetirement, "EMPLOYEE PRE-TAX CONTRIBUTION", "contribution", own)
		h.deposit(c.Day, homeRetirement, "EMPLOYER MATCH", "contribution", match)
		h.purchase(c.Day, homeRetirement, fundRetire, own+match)
	}
	if c.Due(18) {
		const monthly = 50000
		r := transferRow("HOUNDSTOOTH BROKERAGE ACH", "TRANSFER_OUT_INVESTMENT_AND_RETIREMENT_FUNDS", "transfer")
		r.account, r.date = homeChecking, c.Day
		h.add(r, monthly)
		h.deposit(c.Day, homeBrokerage, "ACH DEPOSIT FIRST PLATYPUS 4071", "deposit", monthly)
	}
	if c.Due(20) {
		h.purchase(c.Day, homeBrokerage, fundStocks, 30000)
		h.purchase(c.Day, homeBrokerage, fundWorld, 12500)
		h.purchase(c.Day, homeBrokerage, fundBonds, 7500)
	}
	if c.Month%3 == 0 && c.Due(26) {
		h.dividends(c.Day)
	}
}

// deposit brings cash into an investment account.
func (h *home) deposit(d draw.Day, account int, name, subtype string, cents int64) {
	h.folio[account].cash += cents
	h.trades = append(h.trades, trade{
		account: account, date: d, name: name, typ: "cash", subtype: subtype,
		quantity: "0", amount: draw.FormatCents(-cents), price: "0", fees: "0",
	})
}

// purchase buys for so many cents, or for the cash that there is.
func (h *home) purchase(d draw.Day, account, f int, cents int64) {
	p := &h.folio[account]
	price := funds[f].course(d)
	units := min(cents, p.cash) * 10000 / price
	paid := units * price / 10000
	p.cash -= paid
	p.units[f] += units
	p.cost[f] += paid
	s := funds[f].security(d)
	h.trades = append(h.trades, trade{
		account: account, security: &s, date: d, name: "BUY " + s.name, typ: "buy", subtype: "buy",
		quantity: draw.TenThousandths(units), amount: draw.FormatCents(paid), price: s.price, fees: "0",
	})
}

func (h *home) dividends(d draw.Day) {
	p := &h.folio[homeBrokerage]
	var sum int64
	for i, u := range p.units {
		cents := u * funds[i].course(d) / 10000 * funds[i].yield / 4000
		if cents == 0 {
			continue
		}
		s := funds[i].security(d)
		h.trades = append(h.trades, trade{
			account: homeBrokerage, security: &s, date: d, name: "DIVIDEND " + s.name, typ: "cash", subtype: "dividend",
			quantity: "0", amount: draw.FormatCents(-cents), price: "0", fees: "0",
		})
		sum += cents
	}
	h.trades = append(h.trades, trade{
		account: homeBrokerage, date: d, name: "DIVIDEND SWEEP TO 5512", typ: "cash", subtype: "withdrawal",
		quantity: "0", amount: draw.FormatCents(sum), price: "0", fees: "0",
	})
	r := transferRow("DIVIDEND SWEEP FROM 5501", "INCOME_DIVIDENDS", "transfer")
	r.account, r.date = homeMoneyMarket, d
	h.add(r, -sum)
}

// portfolios gives a bank's profile its holdings and its investment
// transactions of the last 24 months.
func (h *home) portfolios(p *profile, held []int) {
	for i, a := range held {
		p.holdings = append(p.holdings, h.now[a].holdings(i, h.today)...)
		for _, t := range h.trades {
			if t.account == a && t.date > h.today-730 && t.date <= h.today {
				t.account = i
				p.trades = append(p.trades, t)
			}
		}
	}
}
