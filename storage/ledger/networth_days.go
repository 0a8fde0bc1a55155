package ledger

import "slices"

// WorthPoint is net worth, or a part of it, at the end of a day.
type WorthPoint struct {
	Date     Date
	Minor    int64
	Observed bool // every account's figure is a snapshot of that day or carried from one; otherwise one at least is worked back from rows
}

// WorthLine is points by day ascending, one for each day that is known.
type WorthLine []WorthPoint

// On gives the point of a day, if it is known.
func (l WorthLine) On(day Date) (p WorthPoint, known bool) {
	i, known := slices.BinarySearchFunc(l, day, func(p WorthPoint, day Date) int { return int(p.Date - day) })
	if known {
		p = l[i]
	}
	return p, known
}

// ObservedSince gives the first day from which on every figure is the bank's;
// zero where none is.
func (l WorthLine) ObservedSince() Date {
	var since Date
	for i := len(l) - 1; i >= 0 && l[i].Observed; i-- {
		since = l[i].Date
	}
	return since
}

// AccountWorth is the balance of one account by day.
type AccountWorth struct {
	AccountID   string
	Name        string
	Institution string
	Kind        AccountKind
	Line        WorthLine
}

// Worth is net worth by day in one currency, in minor units, and what it is made
// of. All of it comes from the same lines, so that on every day the accounts add
// up to their groups, the groups to assets and debts, and these to the total. A
// part without a point on a day adds nothing on it: none of its accounts was
// known then.
type Worth struct {
	Currency string
	Total    WorthLine
	Assets   WorthLine                 // cash and investments; a point for each of Total
	Debts    WorthLine                 // cards and loans, negative; a point for each of Total
	Groups   map[AccountKind]WorthLine // of the kinds that have an account with a point
	Accounts []AccountWorth            // those with a point
}

// Account gives the balances of one account; none where it has no point.
func (w Worth) Account(id string) WorthLine {
	for _, a := range w.Accounts {
		if a.AccountID == id {
			return a.Line
		}
	}
	return nil
}

// Part gives the sum of the accounts of some kinds on a day, in minor units.
func (w Worth) Part(day Date, kinds ...AccountKind) int64 {
	var sum int64
	for _, kind := range kinds {
		p, _ := w.Groups[kind].On(day)
		sum = AddMinor(sum, p.Minor)
	}
	return sum
}

// WorthByDay gives net worth in a currency by day: from the first day that an
// account is known of, or from a later day that is asked for, up to another. An
// account counts on the days that it is known of: see BalanceLine.
func WorthByDay(currency string, lines []*BalanceLine, from, to Date) Worth {
	w := Worth{Currency: currency, Groups: map[AccountKind]WorthLine{}}
	walks := make([]lineWalk, len(lines))
	accounts := make([]AccountWorth, len(lines))
	var first Date // zero: of no line
	for i, l := range lines {
		walks[i] = l.walk()
		accounts[i] = AccountWorth{AccountID: l.AccountID, Name: l.Name, Institution: l.Institution, Kind: l.Kind}
		if first == 0 || walks[i].first < first {
			first = walks[i].first
		}
	}
	if first == 0 {
		return w
	}
	for day := max(from, first); day <= to; day = day.AddDays(1) {
		var of dayWorth
		of.start(day)
		for i := range walks {
			if p, known := walks[i].at(day); known {
				accounts[i].Line = append(accounts[i].Line, p)
				of.add(walks[i].Kind, p)
			}
		}
		of.save(&w)
	}
	w.Accounts = slices.DeleteFunc(accounts, func(a AccountWorth) bool { return len(a.Line) == 0 })
	return w
}

// dayWorth adds up one day.
type dayWorth struct {
	total, assets, debts WorthPoint
	groups               map[AccountKind]WorthPoint
}

func (d *dayWorth) start(day Date) {
	none := WorthPoint{Date: day, Observed: true}
	*d = dayWorth{total: none, assets: none, debts: none, groups: map[AccountKind]WorthPoint{}}
}

func (d *dayWorth) add(kind AccountKind, p WorthPoint) {
	group, has := d.groups[kind]
	if !has {
		group = WorthPoint{Date: p.Date, Observed: true}
	}
	d.groups[kind] = group.plus(p)
	d.total = d.total.plus(p)
	if kind.IsDebt() {
		d.debts = d.debts.plus(p)
	} else {
		d.assets = d.assets.plus(p)
	}
}

// save appends the day's points, if an account was known on it.
func (d *dayWorth) save(w *Worth) {
	if len(d.groups) == 0 {
		return
	}
	w.Total, w.Assets, w.Debts = append(w.Total, d.total), append(w.Assets, d.assets), append(w.Debts, d.debts)
	for kind, p := range d.groups {
		w.Groups[kind] = append(w.Groups[kind], p)
	}
}

// plus adds another figure of the same day.
func (p WorthPoint) plus(other WorthPoint) WorthPoint {
	return WorthPoint{Date: p.Date, Minor: AddMinor(p.Minor, other.Minor), Observed: p.Observed && other.Observed}
}

// WorthChange is how net worth, or a part of it, moved between two days, over
// the accounts that are known on both, in minor units.
type WorthChange struct {
	From, To      Date
	Before, After int64
	Line          WorthLine      // of these accounts together, on the days between on which all are known: it does not jump where another one became known
	LeftOut       []AccountWorth // known on one of the two days only
}

// Minor is what was gained; negative: lost.
func (c WorthChange) Minor() int64 { return AddMinor(c.After, -c.Before) }

// Change compares two days. Days before the first or after the last that is
// known stand for that one. With kinds, only accounts of these are compared.
func (w Worth) Change(from, to Date, kinds ...AccountKind) WorthChange {
	if len(w.Total) == 0 {
		return WorthChange{From: from, To: to}
	}
	first, last := w.Total[0].Date, w.Total[len(w.Total)-1].Date
	c := WorthChange{From: min(max(from, first), last), To: min(max(to, first), last)}
	var compared []WorthLine
	for _, a := range w.Accounts {
		if len(kinds) > 0 && !slices.Contains(kinds, a.Kind) {
			continue
		}
		before, had := a.Line.On(c.From)
		after, has := a.Line.On(c.To)
		switch {
		case had && has:
			c.Before, c.After = AddMinor(c.Before, before.Minor), AddMinor(c.After, after.Minor)
			compared = append(compared, a.Line)
		case had || has:
			c.LeftOut = append(c.LeftOut, a)
		}
	}
	c.Line = sumLines(compared, c.From, c.To)
	return c
}

// sumLines adds up lines on the days on which all of them have a point.
func sumLines(lines []WorthLine, from, to Date) (sum WorthLine) {
	if len(lines) == 0 {
		return nil
	}
	for _, p := range lines[0] {
		known := p.Date >= from && p.Date <= to
		for _, line := range lines[1:] {
			other, has := line.On(p.Date)
			p, known = p.plus(other), known && has
		}
		if known {
			sum = append(sum, p)
		}
	}
	return sum
}
