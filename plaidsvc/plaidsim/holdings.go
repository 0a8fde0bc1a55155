package plaidsim

// security is what a holding or a trade is in. Empty texts are null.
type security struct {
	ticker, name, typ, subtype, isin, cusip, currency string
	price                                             string // close price
	priceDay                                          day
	cash                                              bool // a cash equivalent
	option                                            *optionContract
	bond                                              *fixedIncome
}

// optionContract is what makes a security an option.
type optionContract struct {
	kind, strike, underlying string // kind is put or call
	expires                  day
}

// fixedIncome is what makes a security a bond. yield is in percent.
type fixedIncome struct {
	yield, face     string
	issued, matures day
}

// holding is one position of an investment account. Numbers are decimal text;
// an empty cost is null.
type holding struct {
	account                      int // index into profile.accounts
	security                     security
	quantity, price, value, cost string
	asOf                         day
	currency                     string // empty: the account's
}

// trade is one investment transaction, with Plaid's signs: a sell's quantity
// is negative, an amount is positive when cash leaves.
type trade struct {
	account                       int
	security                      *security // nil: none, as in a deposit
	date                          day
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
func (f fund) course(d day) int64 {
	p := f.base + f.base*f.growth*int64(d-dayIn(2023, 1, 1))/365000
	n := 4*f.wave(d, 90) + 2*f.wave(d, 21) + f.wave(d, 5)
	return p + p*f.swing*n/7_000_000
}

// wave goes smoothly between chances drawn once a period, -1000 to 1000.
func (f fund) wave(d, period day) int64 {
	k := d / period
	a := int64(dice(uint64(period), k, f.ticker).IntN(2001) - 1000)
	b := int64(dice(uint64(period), k+1, f.ticker).IntN(2001) - 1000)
	return a + (b-a)*int64(d%period)/int64(period)
}

func (f fund) security(d day) security {
	return security{ticker: f.ticker, name: f.name, typ: f.typ, subtype: f.subtype, currency: "USD", price: decimal(f.course(d)), priceDay: d}
}

// portfolio is what an investment account holds: units in ten-thousandths,
// cash and cost in cents.
type portfolio struct {
	cash        int64
	units, cost [fundCount]int64
}

func (p portfolio) value(d day) int64 {
	sum := p.cash
	for i, u := range p.units {
		sum += u * funds[i].course(d) / 10000
	}
	return sum
}

// holdings lists the positions as of a day.
func (p portfolio) holdings(account int, d day) []holding {
	var list []holding
	for i, u := range p.units {
		if u == 0 {
			continue
		}
		s := funds[i].security(d)
		list = append(list, holding{
			account: account, security: s, quantity: tenThousandths(u), price: s.price,
			value: decimal(u * funds[i].course(d) / 10000), cost: decimal(p.cost[i]), asOf: d,
		})
	}
	if p.cash > 0 {
		cash := security{ticker: "CUR:USD", name: "U S Dollar", typ: "cash", currency: "USD", price: "1", priceDay: d, cash: true}
		list = append(list, holding{
			account: account, security: cash, quantity: decimal(p.cash), price: "1", value: decimal(p.cash), cost: decimal(p.cash), asOf: d,
		})
	}
	return list
}

// tenThousandths writes a count of 1/10000 units as a decimal.
func tenThousandths(n int64) string {
	if n < 0 {
		return "-" + tenThousandths(-n)
	}
	whole, part := n/10000, n%10000
	text := decimal(whole * 100)
	if part == 0 {
		return text
	}
	tail := []byte{'.', byte('0' + part/1000), byte('0' + part/100%10), byte('0' + part/10%10), byte('0' + part%10)}
	for tail[len(tail)-1] == '0' {
		tail = tail[:len(tail)-1]
	}
	return text + string(tail)
}
