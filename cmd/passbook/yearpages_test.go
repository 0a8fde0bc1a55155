package main

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// holdPages holds the figures of the pages against the books of today.
func (y *year) holdPages(books *rawBooks) {
	y.t.Helper()
	term := y.holdTabs(books, y.nextDues()...)
	term.press("6")
	term.waitFor("Can I pay this?")
	y.holdRooms(term)
	term.press("q")
	term.wait()
}

// holdTabs opens the dashboard, which shows some words too, and holds the figures of
// its first pages against the books of today.
func (y *year) holdTabs(books *rawBooks, words ...string) *terminal {
	y.t.Helper()
	var assets, debts, invested int64
	for _, minor := range y.worth[y.today()] {
		if minor < 0 {
			debts += minor
		} else {
			assets += minor
		}
	}
	invested = y.invested("", y.today())
	_, figures := books.flows(y.today()[:7])
	now := figures[month{y.today()[:7], "USD"}]
	dollars := func(minor int64) string { return strings.Replace("$"+onPage(minor), "$-", "-$", 1) }
	term := startTerminal(y.t, y.in("UTC", y.now()).command(), 200, 60)
	home := []string{"Net worth  " + dollars(assets+debts)}
	for _, balance := range y.worth[y.today()] {
		home = append(home, onPage(balance))
	}
	term.waitFor(append(home, words...)...)
	term.press("4")
	term.waitFor(dollars(assets+debts), onPage(assets), onPage(debts), onPage(invested))
	term.press("5")
	term.waitFor("Category", dollars(-now["spending"]), onPage(now["income"]), onPage(now["kept"]))
	return term
}

// nextDues is how the dashboard begins the three rows of what is due next.
func (y *year) nextDues() (rows []string) {
	y.t.Helper()
	names := map[string]string{}
	for _, b := range y.banks {
		for _, a := range y.accounts(b) {
			names[a.ID] = a.Name
		}
	}
	said, _ := y.debts()
	all := slices.Concat(said["credit"], said["student"], said["mortgage"])
	slices.SortFunc(all, func(a, b bookDebt) int { return strings.Compare(a.Due, b.Due) })
	for _, b := range all[:3] {
		day, err := time.Parse(time.DateOnly, b.Due)
		if err != nil {
			y.t.Fatal(err)
		}
		rows = append(rows, fmt.Sprintf("%-8s%s", day.Format("Jan 2"), names[b.Account]))
	}
	return rows
}

// holdRooms holds the pages of investments, debts and streams, which the page that
// is open leads to, against the books.
func (y *year) holdRooms(term *terminal) {
	y.t.Helper()
	var value, gain int64
	for _, h := range y.holdings() {
		cents, _ := centsOf(y.t, h.Value)
		value += cents
		if cost, ok := centsOf(y.t, h.Cost); ok {
			gain += cents - cost
		}
	}
	term.press("\r")
	term.waitFor("By type", onPage(value), onPage(max(gain, -gain)))
	term.press("\x1b")
	term.waitFor("Can I pay this?")
	owed := []string{"Paid off"}
	said, _ := y.debts()
	for _, list := range said {
		for _, b := range list {
			due, _ := centsOf(y.t, b.Minimum)
			if next, ok := centsOf(y.t, b.Next); ok {
				due = next
			}
			owed = append(owed, onPage(-y.worth[y.today()][b.Account]), onPage(due))
		}
	}
	term.press("j\r")
	term.waitFor(owed...)
	term.press("\x1b")
	term.waitFor("Can I pay this?")
	comes := []string{"a month"}
	for _, b := range y.streams() {
		if b.Active && b.Next > y.today() && !b.inflow {
			cents, _ := centsOf(y.t, b.Last.Amount)
			comes = append(comes, onPage(cents))
		}
	}
	term.press("j\r")
	term.waitFor(comes...)
}

// onPage writes cents as pages do.
func onPage(minor int64) string {
	text := decimalText(minor, 2)
	for at := len(text) - 6; at > 0 && text[at-1] != '-'; at -= 3 {
		text = text[:at] + "," + text[at:]
	}
	return text
}
