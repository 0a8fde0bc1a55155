package household

import (
	"passbook/plaidsvc/plaidsim/draw"
	"passbook/plaidsvc/plaidsim/profile"
)

// fund is a security with an invented price.
type fund struct {
	ticker, name, typ, subtype string
	isin, market               string
	sector, industry           string
	base                       int64 // cents at the start of 2023
	growth, swing              int64 // per mille: a year, and around the trend
	yield                      int64 // dividends a year, per mille
}

const (
	fundStocks = iota
	fundWorld
	fundBonds
	fundRetire
	stockEmployer
	fundCount
)

const (
	fundSector   = "Miscellaneous"
	fundIndustry = "Investment Trusts or Mutual Funds"
)

var funds = [fundCount]fund{
	{"VTI", "Vanguard Total Stock Market ETF", "etf", "etf", "US9229087690", "ARCX", fundSector, fundIndustry, 19840, 118, 70, 14},
	{"VXUS", "Vanguard Total International Stock ETF", "etf", "etf", "US9219097683", "XNAS", fundSector, fundIndustry, 5230, 74, 80, 29},
	{"BND", "Vanguard Total Bond Market ETF", "etf", "etf", "US9219378356", "XNAS", fundSector, fundIndustry, 7190, 14, 25, 34},
	{"VFIFX", "Vanguard Target Retirement 2050 Fund", "mutual fund", "mutual fund", "US92202E8628", "XNAS", fundSector, fundIndustry, 3890, 96, 65, 0},
	{"CSCR", "Cascade Robotics Inc.", "equity", "common stock", "", "XNAS", "Producer Manufacturing", "Industrial Machinery", 5860, 92, 110, 0},
}

// course is the price on a day, in cents: a trend, with three random waves
// around it.
func (f fund) course(d draw.Day) int64 {
	p := f.base + f.base*f.growth*int64(d-draw.DayIn(2023, 1, 1))/365000
	n := 4*f.wave(d, 90) + 2*f.wave(d, 21) + f.wave(d, 5)
	return p + p*f.swing*n/7_000_000
}

// wave goes smoothly from one random number to the next, one a period, from
// -1000 to 1000.
func (f fund) wave(d, period draw.Day) int64 {
	k := d / period
	a := int64(draw.Rand(uint64(period), k, f.ticker).IntN(2001) - 1000)
	b := int64(draw.Rand(uint64(period), k+1, f.ticker).IntN(2001) - 1000)
	return a + (b-a)*int64(d%period)/int64(period)
}

func (f fund) security(d draw.Day) profile.Security {
	return profile.Security{
		Ticker: f.ticker, Name: f.name, Type: f.typ, Subtype: f.subtype, ISIN: f.isin, Market: f.market, Sector: f.sector, Industry: f.industry,
		Currency: "USD", Price: draw.FormatCents(f.course(d)), PriceDay: d,
	}
}

// portfolio is what an investment account holds: units in ten-thousandths, cash
// and cost in cents.
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

// holdings lists the positions on a day.
func (p portfolio) holdings(account int, d draw.Day) []profile.Holding {
	var list []profile.Holding
	for i, u := range p.units {
		if u == 0 {
			continue
		}
		s := funds[i].security(d)
		list = append(list, profile.Holding{
			Account: account, Security: s, Quantity: draw.TenThousandths(u), Price: s.Price,
			Value: draw.FormatCents(u * funds[i].course(d) / 10000), Cost: draw.FormatCents(p.cost[i]), AsOf: d,
		})
	}
	if p.cash > 0 {
		cash := profile.Security{Ticker: "CUR:USD", Name: "U S Dollar", Type: "cash", Subtype: "cash", Currency: "USD", Price: "1", PriceDay: d, Cash: true}
		list = append(list, profile.Holding{
			Account: account, Security: cash, Quantity: draw.FormatCents(p.cash), Price: "1", Value: draw.FormatCents(p.cash), Cost: draw.FormatCents(p.cash), AsOf: d,
		})
	}
	return list
}
