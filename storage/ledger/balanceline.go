package ledger

import "slices"

// DayAmount is a sum of one day, in minor units.
type DayAmount struct {
	Date  Date
	Minor int64
}

// Snapshot is what an account held when its balance was fetched, in minor units.
type Snapshot struct {
	Date     Date  // the person's local day then
	Minor    int64 // as Account.Worth gives it
	Unknown  bool  // the bank gave no figure, or one in another currency: from that day on nothing is known in this one
	Posted   int64 // what the account's posted rows that were known then add up to
	Complete bool  // the whole history of the Item was known then, and the figure is no live one, which is ahead of the rows
}

// BalanceLine is what is known of the balance of one account in one currency.
//
// From the first snapshot on the balance is observed: a day without a snapshot
// carries the last one forward, and no row moves it. Before it, the balance is
// worked back where rows explain it: of cash, cards and loans, and of investments
// by what was put in and taken out, as if prices had never moved. That goes as far
// as the rows reach, to the day of the first one; and no further than a row in
// another currency, which the bank booked at a rate that nobody told.
//
// A balance is worked back from one snapshot's opening: what the account held
// before all rows that were known when it was fetched. So a row that arrives
// later with an earlier date changes the days from its own on, and not the whole
// past.
type BalanceLine struct {
	AccountID   string
	Name        string
	Institution string
	Kind        AccountKind
	Gone        Date           // the day from which the bank no longer lists it; zero: it lists it
	Again       []*BalanceLine // accounts one of which may be this one, gone, under another id: it counts until one of them is known
	Snapshots   []Snapshot     // by day, those of one day in the order in which they were fetched: the last one counts; one at least is known
	FirstPosted Date           // the day of the first posted row, or investment transaction; zero: none
	LastForeign Date           // the day of the last posted row in another currency up to that of Anchor; zero: none
	Posted      []DayAmount    // sums of posted rows, of an investment account what was moved into it, before the first known snapshot, by day; those before the first day that is asked for may be one
}

// FirstObserved is the day of the first snapshot that is known.
func (l *BalanceLine) FirstObserved() Date { return l.Snapshots[l.firstKnown()].Date }

func (l *BalanceLine) firstKnown() int {
	return slices.IndexFunc(l.Snapshots, func(s Snapshot) bool { return !s.Unknown })
}

// Anchor is the snapshot that the past is worked back from: the first one for
// which the whole history was known, else the newest one.
func (l *BalanceLine) Anchor() Snapshot {
	anchor := l.Snapshots[l.firstKnown()]
	for _, s := range l.Snapshots {
		switch {
		case s.Unknown:
		case s.Complete:
			return s
		default:
			anchor = s
		}
	}
	return anchor
}

// since is the first day that the balance is known of.
func (l *BalanceLine) since() Date {
	first := l.FirstObserved()
	switch {
	case l.FirstPosted == 0:
		return first
	case l.firstKnown() > 0: // it was in another currency before
		return first
	}
	return min(first, max(l.FirstPosted, l.LastForeign))
}

// until is the first day that the balance is not known of any more; zero: there
// is none.
func (l *BalanceLine) until() Date {
	until := l.Gone
	for _, other := range l.Again {
		if since := other.since(); until == 0 || since < until {
			until = since
		}
	}
	return until
}

// lineWalk gives the balances of a line, day by day ascending.
type lineWalk struct {
	*BalanceLine
	first, end Date  // since and until
	snapshots  int   // that were passed
	posted     int   // that were passed
	minor      int64 // the balance that is worked out
}

func (l *BalanceLine) walk() lineWalk {
	anchor := l.Anchor()
	return lineWalk{BalanceLine: l, first: l.since(), end: l.until(), minor: AddMinor(anchor.Minor, -anchor.Posted)}
}

// at gives the balance at the end of a day, if it is known.
func (w *lineWalk) at(day Date) (p WorthPoint, known bool) {
	for w.snapshots < len(w.Snapshots) && w.Snapshots[w.snapshots].Date <= day {
		w.snapshots++
	}
	for w.posted < len(w.Posted) && w.Posted[w.posted].Date <= day {
		w.minor = AddMinor(w.minor, w.Posted[w.posted].Minor)
		w.posted++
	}
	switch {
	case day < w.first || w.end != 0 && day >= w.end:
		return WorthPoint{}, false
	case w.snapshots == 0:
		return WorthPoint{Date: day, Minor: w.minor}, true
	}
	last := w.Snapshots[w.snapshots-1]
	return WorthPoint{Date: day, Minor: last.Minor, Observed: true}, !last.Unknown
}
