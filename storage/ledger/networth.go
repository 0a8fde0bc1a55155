package ledger

import "slices"

// WorthPoint is net worth at the end of a day in one currency.
type WorthPoint struct {
	Date     Date
	Minor    int64
	Observed bool // every account's figure is a snapshot of that day or carried from one; otherwise reconstructed from transactions
}

// BalanceLine is what is known of one account, by day ascending.
type BalanceLine struct {
	Gone        Date
	FirstPosted Date // of its transactions; zero: it has none
	Snapshots   []DayAmount
	Posted      []DayAmount // posted sums of the days from the first that is asked for
}

func (l *BalanceLine) FirstDay() Date {
	first := l.Snapshots[0].Date
	if l.FirstPosted != 0 {
		first = min(first, l.FirstPosted)
	}
	return first
}

// At gives the balance at the end of a day.
func (l *BalanceLine) At(day Date) (minor int64, observed bool) {
	after, found := slices.BinarySearchFunc(l.Snapshots, day, func(d DayAmount, day Date) int { return int(d.Date - day) })
	if found {
		return l.Snapshots[after].Minor, true
	}
	if after > 0 {
		return l.Snapshots[after-1].Minor, true
	}
	minor = l.Snapshots[0].Minor
	for i := len(l.Posted) - 1; i >= 0 && l.Posted[i].Date > day; i-- {
		if l.Posted[i].Date <= l.Snapshots[0].Date {
			minor = TakeOff(minor, l.Posted[i].Minor)
		}
	}
	return minor, false
}

type DayAmount struct {
	Date  Date
	Minor int64
}
