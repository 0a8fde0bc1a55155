package household

import (
	"slices"

	"passbook/plaidsvc/plaidsim/draw"
	"passbook/plaidsvc/plaidsim/people/shop"
	"passbook/plaidsvc/plaidsim/profile"
)

// openPortfolios are what the two investment accounts hold at first.
var openPortfolios = [accountCount]portfolio{
	brokerage: {
		cash:  11450,
		units: [fundCount]int64{fundStocks: 420000, fundWorld: 610000, fundBonds: 380000},
		cost:  [fundCount]int64{fundStocks: 761200, fundWorld: 322900, fundBonds: 288400},
	},
	retirement: {
		units: [fundCount]int64{fundRetire: 8240000},
		cost:  [fundCount]int64{fundRetire: 2733100},
	},
}

// deal is an investment transaction with what it does: cash and cost in cents,
// units in ten-thousandths.
type deal struct {
	profile.Trade
	fund              int
	cash, units, cost int64
}

// change does to a portfolio what the deal does.
func (x deal) change(p *portfolio) {
	p.cash += x.cash
	p.units[x.fund] += x.units
	p.cost[x.fund] += x.cost
}

// book does a deal.
func (h *household) book(x deal) {
	x.Amount = draw.FormatCents(-x.cash)
	if x.units == 0 {
		x.Price = "0"
	}
	if x.Fees == "" {
		x.Fees = "0"
	}
	x.Quantity = draw.TenThousandths(x.units)
	x.change(&h.portfolios[x.Account])
	h.deals = append(h.deals, x)
}

// portfolioOn is what an account held at the end of a day.
func (h *household) portfolioOn(account int, day draw.Day) portfolio {
	p := openPortfolios[account]
	for _, x := range h.deals {
		if x.Account == account && x.Date <= day {
			x.change(&p)
		}
	}
	return p
}

// invest saves for retirement out of every salary and for the brokerage
// account once a month. The brokerage account's dividends go to the money
// market account four times a year; employee stock comes and is sold twice.
func (h *household) invest(c draw.Civil) {
	for _, p := range paidOn(c) {
		if p.retirement == 0 {
			continue
		}
		match := grown(16400, 35, raisedBy(c, 4))
		h.deposit(c.Day, retirement, "EMPLOYEE PRE-TAX CONTRIBUTION", "contribution", p.retirement)
		h.deposit(c.Day, retirement, "EMPLOYER MATCH", "contribution", match)
		h.purchase(c.Day, retirement, fundRetire, p.retirement+match)
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
	h.employeeStock(c)
}

// deposit adds cash to an investment account; less than nothing takes it out.
func (h *household) deposit(d draw.Day, account int, name, subtype string, cents int64) {
	h.book(deal{Trade: profile.Trade{Account: account, Date: d, Name: name, Type: "cash", Subtype: subtype}, cash: cents})
}

// trade is an investment transaction of a security.
func trade(d draw.Day, account, f int, what, typ, subtype string) profile.Trade {
	s := funds[f].security(d)
	return profile.Trade{Account: account, Security: &s, Date: d, Name: what + " " + s.Name, Type: typ, Subtype: subtype, Price: s.Price}
}

// purchase buys for so many cents, at most for the cash that there is.
func (h *household) purchase(d draw.Day, account, f int, cents int64) {
	price := funds[f].course(d)
	units := min(cents, h.portfolios[account].cash) * 10000 / price
	paid := units * price / 10000
	h.book(deal{Trade: trade(d, account, f, "BUY", "buy", "buy"), fund: f, cash: -paid, units: units, cost: paid})
}

func (h *household) dividends(d draw.Day) {
	var sum int64
	for i, u := range h.portfolios[brokerage].units {
		cents := u * funds[i].course(d) / 10000 * funds[i].yield / 4000
		if cents == 0 {
			continue
		}
		h.book(deal{Trade: trade(d, brokerage, i, "DIVIDEND", "cash", "dividend"), cash: cents})
		sum += cents
	}
	h.deposit(d, brokerage, "DIVIDEND SWEEP TO 5512", "withdrawal", -sum)
	r := shop.Transfer("DIVIDEND SWEEP FROM 5501", "INCOME_DIVIDENDS", "transfer")
	r.Account, r.Date = moneyMarket, d
	h.add(r, -sum)
}

// Employee stock: so many ten-thousandths of a share at a time, at 85 percent of
// the price, and the fee of a sale in cents.
const (
	stockUnits = 280000
	stockFee   = 495
)

// stockComes reports whether employee stock is delivered on a day: in June and
// December.
func stockComes(c draw.Civil) bool { return (c.Month == 6 || c.Month == 12) && c.Due(15) }

// employeeStock is delivered to the brokerage account and sold on the next
// working day; what it brings is paid out to the joint account.
func (h *household) employeeStock(c draw.Civil) {
	price := funds[stockEmployer].course(c.Day)
	if stockComes(c) {
		in := trade(c.Day, brokerage, stockEmployer, "ESPP SHARES DELIVERED", "transfer", "transfer")
		h.book(deal{Trade: in, fund: stockEmployer, units: stockUnits, cost: stockUnits * price / 10000 * 85 / 100})
	}
	held := h.portfolios[brokerage]
	before := c.Day - 1
	if c.Weekday == 1 {
		before -= 2
	}
	if !c.Workday() || !stockComes(before.Civil()) {
		return
	}
	units := held.units[stockEmployer]
	net := units*price/10000 - stockFee
	out := trade(c.Day, brokerage, stockEmployer, "SELL", "sell", "sell")
	out.Fees = draw.FormatCents(stockFee)
	h.book(deal{Trade: out, fund: stockEmployer, units: -units, cost: -held.cost[stockEmployer], cash: net})
	h.deposit(c.Day, brokerage, "ACH WITHDRAWAL FIRST GINGHAM 3318", "withdrawal", -net)
	r := shop.Transfer("HOUNDSTOOTH BROKERAGE ACH", "TRANSFER_IN_INVESTMENT_AND_RETIREMENT_FUNDS", "transfer")
	r.Account, r.Date = jointChecking, c.Day
	h.add(r, -net)
}

// trades are a bank's investment transactions after a day up to another one,
// oldest first.
func (h *household) trades(held []int, after, until draw.Day) []profile.Trade {
	var list []profile.Trade
	for _, x := range h.deals {
		if i := slices.Index(held, x.Account); i >= 0 && x.Date > after && x.Date <= until {
			x.Trade.Account = i
			list = append(list, x.Trade)
		}
	}
	return list
}
