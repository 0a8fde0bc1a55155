package recurrence

import (
	"math/bits"

	"passbook/storage/ledger"
)

// Cadence is how often a series comes back.
type Cadence int

// From the most often to the least. TwiceAMonth is two days of each month.
const (
	Weekly Cadence = iota + 1
	EveryTwoWeeks
	TwiceAMonth
	Monthly
	EveryTwoMonths
	Quarterly
	HalfYearly
	Yearly
)

// rhythm is what a cadence asks of rows. Either days or months is set.
type rhythm struct {
	cadence      Cadence
	days, months int
	about        int // days that a period has, about
	slack        int // days that a row may be early or late: weekends, holidays, the days until a card posts
	least        int // rows
	grace        int // days after the expected one until the series has ended: more than one payment may be left out
}

// rhythms are those that rows are held against. Two days a month are two monthly
// series, put together.
var rhythms = []rhythm{
	{cadence: Weekly, days: 7, about: 7, slack: 3, least: 4, grace: 16},
	{cadence: EveryTwoWeeks, days: 14, about: 14, slack: 3, least: 4, grace: 32},
	{cadence: Monthly, months: 1, about: 30, slack: 5, least: 3, grace: 67},
	{cadence: EveryTwoMonths, months: 2, about: 61, slack: 6, least: 3, grace: 75},
	{cadence: Quarterly, months: 3, about: 91, slack: 7, least: 3, grace: 60},
	{cadence: HalfYearly, months: 6, about: 182, slack: 8, least: 3, grace: 60},
	{cadence: Yearly, months: 12, about: 365, slack: 8, least: 2, grace: 60},
}

// day counts days; 0 is the first of March of the year 0.
type day int

// dayOf is the day of a date.
func dayOf(d ledger.Date) day {
	y, m := int(d)/10000, int(d)/100%100
	return dayIn(y*12+m-1, int(d)%100)
}

// dayIn is a day of a month, which is counted from January of the year 0; of a
// month that has no such day, its last.
func dayIn(month, dom int) day {
	first := firstOf(month)
	return min(first+day(dom-1), firstOf(month+1)-1)
}

// firstOf is the first day of a month, by the civil calendar: a year that begins
// in March has its leap day at the end.
func firstOf(month int) day {
	y, m := month/12, month%12+1
	if m <= 2 {
		y--
	}
	return day(365*y + y/4 - y/100 + y/400 + (153*((m+9)%12)+2)/5)
}

// date is the reverse of dayOf.
func (d day) date() ledger.Date {
	month := int(d)*100/36525*12/12*12 + 2 // not later than the year's March
	for firstOf(month+12) <= d {
		month += 12
	}
	for firstOf(month+1) <= d {
		month++
	}
	return ledger.Date(month/12*10000 + (month%12+1)*100 + int(d-firstOf(month)) + 1)
}

// point is a row as a walk sees it.
type point struct {
	day        day
	month, dom int
	minor      int64
	row        *Row
	taken      bool // by a series
}

func pointOf(r *Row) *point {
	d := int(r.Date)
	return &point{day: dayOf(r.Date), month: d/10000*12 + d/100%100 - 1, dom: d % 100, minor: r.Minor, row: r}
}

// after is the day so many periods after a point.
func (r *rhythm) after(p *point, periods int) day {
	if r.days > 0 {
		return p.day + day(r.days*periods)
	}
	return dayIn(p.month+r.months*periods, p.dom)
}

// quarterBits is four times the logarithm of n/d to base 2, rounded down, and 0
// where n is not greater than d. n is less than 65,536.
func quarterBits(n, d int) int {
	if n <= d {
		return 0
	}
	fourth := func(x int) uint64 { return uint64(x) * uint64(x) * uint64(x) * uint64(x) }
	return bits.Len64(fourth(n)/fourth(d)) - 1
}
