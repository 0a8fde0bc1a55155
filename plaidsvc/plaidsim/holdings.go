package plaidsim

import "passbook/plaidsvc/plaidsim/draw"

// security is what a holding or a trade is in. Empty texts are null.
type security struct {
	ticker, name, typ, subtype, isin, cusip, currency string
	price                                             string // close price
	priceDay                                          draw.Day
	cash                                              bool // a cash equivalent
	option                                            *optionContract
	bond                                              *fixedIncome
}

// optionContract is what makes a security an option.
type optionContract struct {
	kind, strike, underlying string // kind is put or call
	expires                  draw.Day
}

// fixedIncome is what makes a security a bond. yield is in percent.
type fixedIncome struct {
	yield, face     string
	issued, matures draw.Day
}

// holding is one position of an investment account. Numbers are decimal text;
// an empty cost is null.
type holding struct {
	account                      int // index into profile.accounts
	security                     security
	quantity, price, value, cost string
	asOf                         draw.Day
	currency                     string // empty: the account's
}

// trade is one investment transaction, with Plaid's signs: a sell's quantity
// is negative, an amount is positive when cash leaves.
type trade struct {
	account                       int
	security                      *security // nil: none, as in a deposit
	date                          draw.Day
	name, typ, subtype            string
	quantity, amount, price, fees string
	currency                      string // empty: the account's
}

// fund is a security of the household with an invented course.
type fund struct {
	ticker, name, typ, subtype string
	base                       int64 // cents at the start of 2023
	growth, swing              int64 // per mille: a year, and around the trend
	yield                      int64 // dividends a year, per mille
}

const (
	fundStocks = iota
	fundWorld
	fundBonds
	fundRetire
	fundCount
)

var funds = [fundCount]fund{
	{"VTI", "Vanguard Total Stock Market ETF", "etf", "etf", 19840, 118, 70, 14},
	{"VXUS", "Vanguard Total International Stock ETF", "etf", "etf", 5230, 74, 80, 29},
	{"BND", "Vanguard Total Bond Market ETF", "etf", "etf", 7190, 14, 25, 34},
	{"VFIFX", "Vanguard Target Retirement 2050 Fund", "mutual fund", "mutual fund", 3890, 96, 65, 0},
}

// course gives the price of a fund on a day, in cents: a trend with three
// waves of chance around it.
func (f fund) course(d draw.Day) int64 {
	p := f.base + f.base*f.growth*int64(d-draw.DayIn(2023, 1, 1))/365000
	n := 4*f.wave(d, 90) + 2*f.wave(d, 21) + f.wave(d, 5)
	return p + p*f.swing*n/7_000_000
}

// wave goes smoothly between chances drawn once a period, -1000 to 1000.
func (f fund) wave(d, period draw.Day) int64 {
	k := d / period
	a := int64(draw.Rand(uint64(period), k, f.ticker).IntN(2001) - 1000)
	b := int64(draw.Rand(uint64(period), k+1, f.ticker).IntN(2001) - 1000)
	return a + (b-a)*int64(d%period)/int64(period)
}

func (f fund) security(d draw.Day) security {
	return security{ticker: f.ticker, name: f.name, typ: f.typ, subtype: f.subtype, currency: "USD", price: draw.FormatCents(f.course(d)), priceDay: d}
}

// portfolio is what an investment account holds: units in ten-thousandths,
// cash and cost in cents.
type portfolio struct {
	cash        int64
	units, cost [fundCount]int64
}

func (p portfolio) value(d draw.Day) int64 {
	sum := p.cash
	for i, u := range p.units {
		sum += u * funds[i].course(d) / 10000
	}
	return sum
}

// holdings lists the positions as of a day.
func (p portfolio) holdings(account int, d draw.Day) []holding {
	var list []holding
	for i, u := range p.units {
		if u == 0 {
			continue
		}
		s := funds[i].security(d)
		list = append(list, holding{
			account: account, security: s, quantity: draw.TenThousandths(u), price: s.price,
			value: draw.FormatCents(u * funds[i].course(d) / 10000), cost: draw.FormatCents(p.cost[i]), asOf: d,
		})
	}
	if p.cash > 0 {
		cash := security{ticker: "CUR:USD", name: "U S Dollar", typ: "cash", currency: "USD", price: "1", priceDay: d, cash: true}
		list = append(list, holding{
			account: account, security: cash, quantity: draw.FormatCents(p.cash), price: "1", value: draw.FormatCents(p.cash), cost: draw.FormatCents(p.cash), asOf: d,
		})
	}
	return list
}
