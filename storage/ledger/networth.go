package ledger

import (
	"maps"
	"slices"
)

// WorthPoint is net worth at the end of a day in one currency.
type WorthPoint struct {
	Date     Date
	Minor    int64
	Observed bool // every account's figure is a snapshot of that day or carried from one; otherwise reconstructed from transactions
}

// WorthByDay gives net worth by day, from the first day that anything is known
// of, or from a later day that is asked for, with a point for every day up to
// another: in total, and of each line. The lines are of one currency.
//
// A day without a snapshot carries the last one forward. Days before an
// account's first snapshot are reconstructed: the snapshot less the posted
// transactions since. Of the time before an account's first transaction only its
// opening balance is known: the account has no points there, but the total
// counts it with that balance, because leaving it out would draw its whole worth
// as a gain of one day. An account that the bank stopped listing counts until
// that day.
func WorthByDay(lines []*BalanceLine, from, to Date) (total []WorthPoint, each [][]WorthPoint) {
	each = make([][]WorthPoint, len(lines))
	firstDays := make([]Date, len(lines))
	var first, firstOfTotal Date // zero: of no line
	for i, line := range lines {
		day := line.firstDay()
		firstDays[i] = day
		if first == 0 || day < first {
			first = day
		}
		if !line.ListedAgain && (firstOfTotal == 0 || day < firstOfTotal) {
			firstOfTotal = day
		}
	}
	if first == 0 {
		return nil, each
	}
	for day := max(from, first); day <= to; day = day.AddDays(1) {
		sum, some := WorthPoint{Date: day, Observed: true}, false
		for i, line := range lines {
			if line.Gone != 0 && day >= line.Gone {
				continue
			}
			minor, observed := line.at(day)
			if day >= firstDays[i] {
				each[i] = append(each[i], WorthPoint{Date: day, Minor: minor, Observed: observed})
			}
			if !line.ListedAgain {
				sum.Minor, sum.Observed, some = AddMinor(sum.Minor, minor), sum.Observed && observed, true
			}
		}
		if some && day >= firstOfTotal {
			total = append(total, sum)
		}
	}
	return total, each
}

// BalanceLine is what is known of one account, by day ascending. It has a
// snapshot at least.
type BalanceLine struct {
	Gone        Date // the day from which the bank no longer lists it; zero: it lists it
	ListedAgain bool // gone, but listed under another id, whose line stands for it in the total
	FirstPosted Date // of its transactions; zero: it has none
	Snapshots   []DayAmount
	Posted      []DayAmount // posted sums of the days from the first that is asked for
	estimates   []int64     // the balance before each of Posted, worked back from the first snapshot
}

// firstDay is the first day that anything is known of: a snapshot or a
// transaction.
func (l *BalanceLine) firstDay() Date {
	first := l.Snapshots[0].Date
	if l.FirstPosted != 0 {
		first = min(first, l.FirstPosted)
	}
	return first
}

// at gives the balance at the end of a day, and whether a snapshot says so.
func (l *BalanceLine) at(day Date) (minor int64, observed bool) {
	after, found := slices.BinarySearchFunc(l.Snapshots, day, func(d DayAmount, day Date) int { return int(d.Date - day) })
	if found {
		return l.Snapshots[after].Minor, true
	}
	if after > 0 {
		return l.Snapshots[after-1].Minor, true
	}
	if l.estimates == nil {
		l.estimate()
	}
	later, _ := slices.BinarySearchFunc(l.Posted, day.AddDays(1), func(d DayAmount, day Date) int { return int(d.Date - day) })
	return l.estimates[later], false
}

// estimate works out the balances before the first snapshot, all of them in one
// walk.
func (l *BalanceLine) estimate() {
	l.estimates = make([]int64, len(l.Posted)+1)
	minor := l.Snapshots[0].Minor
	l.estimates[len(l.Posted)] = minor
	for i := len(l.Posted) - 1; i >= 0; i-- {
		if l.Posted[i].Date <= l.Snapshots[0].Date {
			minor = AddMinor(minor, -l.Posted[i].Minor)
		}
		l.estimates[i] = minor
	}
}

// DayAmount is a balance or a sum of one day, in minor units.
type DayAmount struct {
	Date  Date
	Minor int64
}

// HomeCurrency is the currency of most accounts, of several the first by code.
// Accounts without a balance have none. Empty: no account has one.
func HomeCurrency(accounts []Account) string {
	counts := make(map[string]int)
	home := ""
	for _, a := range accounts {
		c := a.Balance.Currency
		if c == "" {
			continue
		}
		counts[c]++
		if counts[c] > counts[home] || counts[c] == counts[home] && c < home {
			home = c
		}
	}
	return home
}

// NetWorth adds up the accounts that count, one sum for each currency: home
// first, the others by code.
func NetWorth(accounts []Account, home string) []Money {
	return sumsByCurrency(accounts, home, Account.CountsAsWorth)
}

func sumsByCurrency(accounts []Account, home string, counts func(Account) bool) []Money {
	sum := map[string]int64{}
	for _, a := range accounts {
		if counts(a) {
			sum[a.Balance.Currency] = AddMinor(sum[a.Balance.Currency], *a.Balance.Current)
		}
	}
	var out []Money
	for _, currency := range slices.Sorted(maps.Keys(sum)) {
		out = append(out, Money{Minor: sum[currency], Currency: currency})
	}
	slices.SortStableFunc(out, func(a, b Money) int {
		switch home {
		case a.Currency:
			return -1
		case b.Currency:
			return 1
		}
		return 0
	})
	return out
}

// AccountGroup is the accounts of one kind.
type AccountGroup struct {
	Title    string
	Accounts []Account
	Totals   []Money // of those that have a balance and are listed, one for each currency, home first
}

// GroupTitles are the headings of the kinds of accounts that count towards net
// worth.
var GroupTitles = map[AccountKind]string{
	Depository: "Cash",
	Credit:     "Credit",
	Loan:       "Loans",
	Investment: "Investments",
}

// GroupAccounts groups accounts by kind, in the order they come in. Kinds that
// passbook does not know stand together at the end and never count.
func GroupAccounts(accounts []Account, home string) []AccountGroup {
	var out []AccountGroup
	at := map[string]int{}
	for _, a := range accounts {
		title, known := GroupTitles[a.Kind]
		if !known {
			title = "Other, not in net worth"
		}
		i, seen := at[title]
		if !seen {
			i = len(out)
			at[title] = i
			out = append(out, AccountGroup{Title: title})
		}
		out[i].Accounts = append(out[i].Accounts, a)
	}
	listed := func(a Account) bool { return a.Balance.Current != nil && a.GoneAt.IsZero() }
	for i := range out {
		out[i].Totals = sumsByCurrency(out[i].Accounts, home, listed)
	}
	return out
}

// ObservedSince gives the first day from which on every figure is the bank's;
// zero where none is.
func ObservedSince(points []WorthPoint) Date {
	var since Date
	for i := len(points) - 1; i >= 0 && points[i].Observed; i-- {
		since = points[i].Date
	}
	return since
}
