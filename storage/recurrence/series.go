package recurrence

import (
	"math/big"
	"slices"

	"passbook/storage/ledger"
)

// Series is rows of one account that come back. Amounts are signed as those of the
// rows: money out is negative.
type Series struct {
	Account  int64
	Inflow   bool
	Currency string
	Merchant string  // of the newest row; empty: the bank's text alone says who it is
	Name     string  // the bank's text of the newest row
	Rows     []int64 // ids, oldest first
	Cadence  Cadence

	First, Last ledger.Date
	Next        ledger.Date // expected, also in the past; zero: it has ended
	Ended       bool        // more payments are missing than may be left out

	LastMinor int64   // of the newest row
	Average   int64   // of the rows of the last year, rounded half to even
	Varies    bool    // the amount is another one nearly each time
	Prices    []Price // changes, oldest first; of what varies, none
	Skipped   int     // expected payments that did not come
	Reason    string  // why it is one, in words
}

// Price is a change of what a series costs.
type Price struct {
	Date     ledger.Date // of the first row at the new price
	From, To int64
}

// series says what a walk is today.
func (w *walk) series(today ledger.Date) Series {
	last := w.last()
	s := Series{
		Account: last.row.Account, Inflow: last.minor > 0, Currency: last.row.Currency, Merchant: last.row.Merchant, Name: last.row.Name,
		Cadence: w.rhythm.cadence, First: w.first().row.Date, Last: last.row.Date, LastMinor: last.minor, Average: w.average(), Skipped: w.skipped,
		Varies: w.varies(), Reason: w.reason(),
	}
	for _, p := range w.points {
		s.Rows = append(s.Rows, p.row.ID)
	}
	if !s.Varies {
		s.Prices = w.prices()
	}
	next := w.next()
	if s.Ended = dayOf(today)-next > day(w.rhythm.grace); !s.Ended {
		s.Next = next.date()
	}
	return s
}

// varies reports whether fewer than half of the rows cost what the one before did.
// Two rows do not tell.
func (w *walk) varies() bool {
	equal := 0
	for i, p := range w.points[1:] {
		if p.minor == w.points[i].minor {
			equal++
		}
	}
	return equal*2 < len(w.points)-1 && len(w.points) > 2
}

// average is that of the rows of the year that ends with the last one.
func (w *walk) average() int64 {
	sum, n := new(big.Int), int64(0)
	for _, p := range w.points {
		if p.day > w.last().day-365 {
			sum.Add(sum, big.NewInt(p.minor))
			n++
		}
	}
	return ledger.DivideMinor(sum, n)
}

// looksBack is how many of the last rows say when the next one is expected.
const looksBack = 7

// next is the day on which the next row is expected: the middle one of those that
// each of the last rows would say. So one that was late does not move it.
func (w *walk) next() day {
	if w.rhythm.cadence == TwiceAMonth {
		return w.nextHalf()
	}
	var days []day
	periods := 1
	for i := len(w.points) - 1; i >= 0 && len(days) < looksBack; i-- {
		if i < len(w.points)-1 {
			periods += w.rhythm.between(w.points[i], w.points[i+1])
		}
		days = append(days, w.rhythm.after(w.points[i], periods))
	}
	slices.Sort(days)
	return days[len(days)/2]
}

// between is how many periods two neighbours are apart, at least one.
func (r *rhythm) between(a, b *point) int {
	return max(1, (int(b.day-a.day)+r.about/2)/r.about)
}

// nextHalf is a month after the last but one.
func (w *walk) nextHalf() day {
	monthly := rhythm{months: 1}
	return monthly.after(w.points[len(w.points)-2], 1)
}

// prices are the amounts that held at least twice, or hold since the last row, and
// are not what was paid before.
func (w *walk) prices() (changes []Price) {
	price := int64(0)
	for i, p := range w.points {
		holds := i == len(w.points)-1 || w.points[i+1].minor == p.minor
		if !holds || p.minor == price {
			continue
		}
		if price != 0 {
			changes = append(changes, Price{p.row.Date, price, p.minor})
		}
		price = p.minor
	}
	return changes
}
