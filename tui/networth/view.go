package networth

import (
	"fmt"
	"slices"
	"strings"

	"passbook/storage/ledger"
	"passbook/tui/chart"
	"passbook/tui/format"
	"passbook/tui/text"
	"passbook/tui/ui"
)

func (p *Page) draw() {
	p.version++
	t := p.env.Theme
	switch {
	case p.W == 0:
		return
	case !p.load.Loaded:
		p.Drawn = p.load.View("Adding up", p.W, p.H)
		return
	case len(p.load.Data.worth.Total) == 0:
		p.Drawn = t.NoBank("No balance is known yet.", p.W, p.H)
		return
	}
	w := p.W
	if p.W >= ui.ThreePanes {
		w = p.W - 68
	}
	p.buildParts()
	lines := []string{p.headline(w), "  " + t.Muted.Render(text.Cut(p.note(), w-4))}
	rows := p.H - len(lines) - len(p.parts.Lines) - 1
	for _, l := range p.chart(w-4, rows) {
		lines = append(lines, " "+l)
	}
	lines = append(lines, "")
	for _, l := range p.parts.View(t, w-3, len(p.parts.Lines), true) {
		lines = append(lines, " "+l)
	}
	p.Drawn = ui.Fill(lines, w, p.H)
	if w < p.W {
		p.Drawn = ui.Beside(p.Drawn, p.movers(p.W-w, p.H))
	}
}

// headline is the figure of the day, how it moved over the range, and the
// ranges.
func (p *Page) headline(w int) string {
	t, cur, day := p.env.Theme, p.load.Data.currency, p.day()
	point, known := p.line().On(day)
	if !known {
		return text.Between("  "+t.Muted.Render(format.ShortDay(day, p.load.Data.today)+" is not known"), p.ranges()+"  ", w)
	}
	m := ledger.Money{Minor: point.Minor, Currency: cur}
	head := map[worthPart]string{partAssets: "Assets  ", partDebts: "Debts  "}[p.part]
	head = "  " + t.Bold.Render(head+format.WithSymbol(format.Money(m, cur), m, cur))
	if p.cursor != 0 {
		head += t.Muted.Render("  on " + format.ShortDay(day, p.load.Data.today))
	}
	return text.Between(head+p.moved(), p.ranges()+"  ", w)
}

// moved says how the line moved over the range, up to the day that is looked at:
// in percent too where it is the line of the whole figure. It is empty on the
// line's first day.
func (p *Page) moved() string {
	c := p.change
	point, known := c.Line.On(p.day())
	if !known || c.From == point.Date {
		return ""
	}
	c.After = point.Minor
	change := format.Moved(c.Minor(), p.load.Data.currency)
	if c.Minor() > 0 {
		change = p.env.Theme.Good.Render(change)
	}
	since := " since " + format.ShortDay(c.From, p.load.Data.today)
	if p.cursor == 0 && c.From == p.from() {
		since = " in " + spans[p.span].words
	}
	if len(c.LeftOut) == 0 {
		since += percent(c.Minor(), c.Before)
	}
	return "   " + change + since
}

// percent writes a change in percent, rounded to a tenth: (+17.7%). It is
// nothing where there is nothing to compare with.
func percent(delta, of int64) string {
	if of < 0 {
		of = -of
	}
	if of == 0 || delta == 0 || of > 1<<53 || delta > 1<<53 || delta < -1<<53 {
		return ""
	}
	sign := "+"
	if delta < 0 {
		sign, delta = "-", -delta
	}
	tenths := (delta*1000 + of/2) / of
	return fmt.Sprintf("  (%s%s.%d%%)", sign, format.Group(fmt.Sprint(tenths/10)), tenths%10)
}

// ranges lists the ranges, the current one marked.
func (p *Page) ranges() string {
	t := p.env.Theme
	var out strings.Builder
	for i, s := range spans {
		switch {
		case i != p.span:
			out.WriteString(t.Muted.Render(" " + s.name + " "))
		case t.Plain:
			out.WriteString("[" + s.name + "]")
		default:
			out.WriteString(" " + t.Title.Render(s.name) + " ")
		}
	}
	return out.String()
}

// note says what the figure is made of.
func (p *Page) note() string {
	var own []ledger.Account
	for _, a := range p.load.Data.accounts {
		if a.Balance.Currency == p.load.Data.currency {
			own = append(own, a)
		}
	}
	var parts, later []string
	for _, a := range p.load.Data.worth.Accounts {
		if kinds := p.part.kinds(); a.Line[0].Date > p.day() && (kinds == nil || slices.Contains(kinds, a.Kind)) {
			later = append(later, a.Name)
		}
	}
	if len(later) > 0 {
		parts = append(parts, format.ShortDay(p.day(), p.load.Data.today)+" "+format.LeftOut(later)+", not known then")
	}
	line, why := p.lineLeavesOut()
	if len(line) > 0 && !slices.Equal(line, later) {
		parts = append(parts, "line "+format.LeftOut(line)+why)
	}
	for _, m := range ledger.NetWorth(p.load.Data.accounts, p.load.Data.currency) {
		if m.Currency != p.load.Data.currency {
			parts = append(parts, format.Coded(m)+" apart")
		}
	}
	parts = append(parts, format.WorthParts(own, p.load.Data.items, p.load.Data.worth.Total, p.load.Data.currency, p.load.Data.today)...)
	return strings.Join(parts, " · ")
}

// lineLeavesOut names the accounts that the line is without, and says why.
func (p *Page) lineLeavesOut() (names []string, why string) {
	c := p.change
	why = ": not known on " + format.ShortDay(c.From, p.load.Data.today)
	for _, a := range c.LeftOut {
		names = append(names, a.Name)
		if _, gone := a.Line.On(c.From); gone {
			why = ": not known at both ends"
		}
	}
	return names, why
}

// chart draws the line over the range: of all that is known, from its own
// beginning on.
func (p *Page) chart(w, h int) []string {
	from := p.from()
	if from == 0 {
		from = p.change.From
	}
	days := ui.Points(p.change.Line, from, p.load.Data.today)
	plot := p.env.Theme.Plot(days, from, p.load.Data.currency, w, h)
	if p.cursor != 0 {
		plot.Cursor = min(ui.DaysBetween(from, p.cursor), len(days)-1)
	}
	return chart.Line(plot)
}
