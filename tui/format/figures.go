package format

import (
	"strings"

	"passbook/storage/ledger"
	"passbook/tui/text"
)

// Days writes a range of days: Oct 1 to 20, Oct 15 to Nov 14; a whole calendar
// month by its name. The year stands with days of another year than today's.
func Days(from, to, today ledger.Date) string {
	if from == from.Month().First() && to == from.Month().Last() {
		if from/10000 == today/10000 {
			return from.Time().Format("January")
		}
		return from.Time().Format("January 2006")
	}
	first, last := ShortDay(from, today), ShortDay(to, today)
	switch {
	case from == to:
		return first
	case from.Month() == to.Month() && from/10000 == today/10000:
		last = to.Time().Format("2")
	}
	return first + " to " + last
}

// Against says what a period is compared with: vs Oct 1 to 20. It is empty where
// that is nothing. The days of the period stand before it where it is compared in
// a part: on March 30 there are only 28 days of February to compare with.
func Against(f *ledger.Figures, today ledger.Date) string {
	c := f.Compared
	if c == nil {
		return ""
	}
	against := "vs " + Days(c.Before.From, c.Before.To, today)
	if c.Now.To != f.To && c.Now.To != today {
		return Days(c.Now.From, c.Now.To, today) + " " + against
	}
	return against
}

// LeftOut names the accounts that a comparison leaves out, because they are not
// known at both ends: without Chequing and Savings. It is empty where there is
// none.
func LeftOut(accounts []string) string {
	names := make([]string, len(accounts))
	for i, name := range accounts {
		names[i] = text.Cut(text.Clean(name), 20)
	}
	switch n := len(names); {
	case n == 0:
		return ""
	case n == 1:
		return "without " + names[0]
	case n > 3:
		return "without " + strings.Join(names[:2], ", ") + " and " + Number(n-2) + " more"
	default:
		return "without " + strings.Join(names[:n-1], ", ") + " and " + names[n-1]
	}
}

// Figure names what a figure is made of: Spent: Coffee, Moved, Pending.
func Figure(f ledger.Figure) string {
	name := map[ledger.Class]string{
		ledger.ClassSpending: "Spent", ledger.ClassIncome: "Income", ledger.ClassKept: "Kept",
		ledger.ClassMoved: "Moved", ledger.ClassUnpaired: "No pair found", ledger.ClassPaired: "Transfers",
	}[f.Class]
	state := map[ledger.State]string{ledger.StatePending: "Pending", ledger.StateHidden: "Hidden"}[f.State]
	switch {
	case f.Code != "":
		return text.Clean(ledger.LineName(f.Code))
	case name == "":
		return state
	case state != "":
		return name + ", " + strings.ToLower(state)
	}
	return name
}
