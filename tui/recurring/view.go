package recurring

import (
	"fmt"
	"slices"
	"strings"

	"passbook/storage/ledger"
	"passbook/storage/query"
	"passbook/storage/streams"
	"passbook/tui/format"
	"passbook/tui/text"
	"passbook/tui/ui"
)

// headHeight is the lines over the list: empty, what it all makes a month, how it
// stands with fetching.
const headHeight = 3

// footHeight is the lines under the list: empty, and two of why the chosen stream is
// one.
const footHeight = 3

func (p *Page) listHeight() int { return max(0, p.H-headHeight-footHeight) }

func (p *Page) foot() []string {
	lines := append([]string{""}, text.Wrap(p.why(), max(1, p.W-4))...)
	for i := range lines {
		lines[i] = "  " + p.env.Theme.Muted.Render(lines[i])
	}
	return lines[:min(len(lines), footHeight)]
}

// why says who found the chosen stream, what passbook saw, and its last change of
// price.
func (p *Page) why() string {
	id := p.pane.Current().ID
	i := slices.IndexFunc(p.load.Data.streams, func(s streams.Stream) bool { return s.ID == id })
	if i < 0 {
		return ""
	}
	s := &p.load.Data.streams[i]
	words := map[streams.Source]string{streams.Plaid: "Plaid found it", streams.Own: "Found here: ", streams.Both: "Plaid found it, and here are "}[s.Source] + s.Reason
	if n := len(s.Prices); n > 0 {
		change := s.Prices[n-1]
		words += fmt.Sprintf("; %s since %s, before %s", p.money(ledger.Money{Minor: change.To, Currency: s.Currency}, s.Inflow), format.ShortDay(change.Date, p.load.Data.today),
			p.money(ledger.Money{Minor: change.From, Currency: s.Currency}, s.Inflow))
	}
	return words
}

func (p *Page) draw() {
	switch {
	case p.H == 0:
	case !p.load.Loaded:
		p.Drawn = p.load.View("Reading", p.W, p.H)
	case len(p.load.Data.streams) == 0:
		p.Drawn = p.fetch.Nothing(p.load.Data.states, "Nothing comes back in the transactions that are here.", "Neither Plaid nor passbook finds anything that comes back.",
			"ask Plaid too. It bills recurring transactions for each bank and month.", p.W, p.H)
	default:
		lines := []string{"", text.Between("  "+p.monthly(), p.right()+"  ", p.W), "  " + p.env.Theme.Muted.Render(text.Cut(p.fetch.State(p.load.Data.states), p.W-4))}
		p.Drawn = ui.Fill(append(append(lines, p.pane.View(p.env.Theme, p.W-1, p.listHeight(), true)...), p.foot()...), p.W, p.H)
	}
}

// monthly says what the streams make a month: $2,712 out, $6,240 in a month.
func (p *Page) monthly() string {
	var parts []string
	for _, total := range p.load.Data.totals {
		parts = append(parts, p.whole(-total.Out, total.Currency)+" out, "+p.whole(total.In, total.Currency)+" in")
	}
	if len(parts) == 0 {
		return "nothing comes back any more"
	}
	words := p.env.Theme.Bold.Render(strings.Join(parts, "; ") + " a month")
	for _, total := range p.load.Data.totals {
		if total.Moved != 0 {
			words += p.env.Theme.Muted.Render("  " + p.whole(-total.Moved, total.Currency) + " moved")
		}
	}
	return words
}

func (p *Page) whole(minor int64, currency string) string {
	m := ledger.Money{Minor: minor, Currency: currency}
	return format.WithSymbol(format.Whole(m, p.load.Data.home), m, p.load.Data.home)
}

// right says how many streams are due soon.
func (p *Page) right() string {
	due, today := 0, p.load.Data.today
	for i := range p.load.Data.streams {
		if s := &p.load.Data.streams[i]; s.Goes() && s.NextDate >= today && s.NextDate <= today.AddDays(30) {
			due++
		}
	}
	return p.env.Theme.Muted.Render(format.Number(due) + " expected in 30 days")
}

// The columns of the list behind the name, in cells.
const (
	everyWidth, nextWidth, monthWidth, amountWidth = 12, format.AheadWidth + 2, 12, 14
	columnsWidth                                   = everyWidth + nextWidth + monthWidth + amountWidth
)

// lines draws the list: money out, money in, what ended, each under a heading.
// Enter lists the transactions that have the stream's name.
func (p *Page) lines() []ui.Line {
	t := p.env.Theme
	var lines []ui.Line
	part := ""
	for i := range p.load.Data.streams {
		s := &p.load.Data.streams[i]
		name := partOf(s)
		if name != part {
			if part != "" {
				lines = append(lines, ui.Line{}, ui.Line{Draw: func(_ *ui.Palette, w int) string { return t.Rule(w - 1) }})
			}
			part = name
			lines = append(lines, heading(name))
		}
		open := ui.ShowList(ledger.Filter{AccountID: s.AccountID, Query: query.Quote(text.Clean(s.Name()))}, ledger.Key{})
		lines = append(lines, ui.Line{ID: s.ID, Open: open, Draw: func(c *ui.Palette, w int) string { return p.row(c, s, w) }})
	}
	return lines
}

// partOf is the heading that a stream stands under.
func partOf(s *streams.Stream) string {
	switch {
	case !s.Goes():
		return "Ended"
	case s.Inflow:
		return "Money in"
	}
	return "Money out"
}

func heading(name string) ui.Line {
	next := "Next"
	if name == "Ended" {
		next = "Last"
	}
	return ui.Line{Draw: func(c *ui.Palette, w int) string {
		return c.Muted.Render(text.Fit(name, w-columnsWidth-1) + text.Fit("Every", everyWidth) + text.Fit(next, nextWidth) +
			text.FitRight("A month", monthWidth) + text.FitRight("Amount", amountWidth) + " ")
	}}
}

func (p *Page) row(c *ui.Palette, s *streams.Stream, w int) string {
	month, amount := "", ""
	if m, known := s.ForMonth(); known {
		month = p.money(m, s.Inflow)
	}
	if m, known := s.Amount(); known {
		amount = p.money(m, s.Inflow)
	}
	ink := c.Text
	if !s.Goes() {
		ink = c.Muted
	}
	next, nextInk := p.next(s), c.Muted
	if p.isLate(s) {
		nextInk = c.Warn
	}
	return ink.Render(text.Fit(text.Clean(s.Name()), w-columnsWidth-3)+"  ") + c.Muted.Render(text.Fit(format.Every(s.Frequency), everyWidth)) +
		nextInk.Render(text.Fit(next, nextWidth)) + c.Muted.Render(text.FitRight(month, monthWidth)) + ink.Render(text.FitRight(amount, amountWidth)+" ")
}

// money writes an amount without the sign of its side.
func (p *Page) money(m ledger.Money, inflow bool) string {
	if !inflow {
		m.Minor = -m.Minor
	}
	return format.Money(m, p.load.Data.home)
}

// isLate reports whether a stream was expected on a day that is over.
func (p *Page) isLate(s *streams.Stream) bool {
	return s.Goes() && s.NextDate != 0 && s.NextDate < p.load.Data.today
}

// next says when the stream is expected, and of one that ended when it was last.
func (p *Page) next(s *streams.Stream) string {
	today := p.load.Data.today
	switch {
	case !s.Goes():
		return format.ShortDay(s.LastDate, today)
	case s.NextDate == 0:
		return "not known"
	case p.isLate(s):
		return "was due " + format.NearDay(s.NextDate, today)
	}
	return format.Ahead(s.NextDate, today)
}
