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
	c := p.change()
	change := format.Moved(c.Minor(), cur)
	if c.Minor() > 0 {
		change = t.Good.Render(change)
	}
	since := " since " + format.ShortDay(c.From, p.load.Data.today)
	if p.cursor == 0 && c.From == p.from() && p.span < len(spans)-1 {
		since = " in " + spans[p.span].words
	}
	head += "   " + change + since + percent(c.Minor(), c.Before)
	return text.Between(head, p.ranges()+"  ", w)
}

// change is how the part that is shown moved over the range, up to the day that
// is looked at.
func (p *Page) change() ledger.WorthChange {
	return p.load.Data.worth.Change(p.from(), p.day(), p.part.kinds()...)
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
	var parts, moved, later []string
	for _, a := range p.change().LeftOut {
		moved = append(moved, a.Name)
	}
	for _, a := range p.load.Data.worth.Accounts {
		if kinds := p.part.kinds(); a.Line[0].Date > p.day() && (kinds == nil || slices.Contains(kinds, a.Kind)) {
			later = append(later, a.Name)
		}
	}
	if len(later) > 0 {
		parts = append(parts, format.ShortDay(p.day(), p.load.Data.today)+" "+format.LeftOut(later)+", not known then")
	}
	if len(moved) > 0 && !slices.Equal(moved, later) {
		parts = append(parts, "moved "+format.LeftOut(moved))
	}
	parts = append(parts, format.WorthParts(own, p.load.Data.items, p.load.Data.worth.Total, p.load.Data.currency, p.load.Data.today)...)
	for _, m := range ledger.NetWorth(p.load.Data.accounts, p.load.Data.currency) {
		if m.Currency != p.load.Data.currency {
			parts = append(parts, format.Coded(m)+" apart")
		}
	}
	return strings.Join(parts, " · ")
}

func (p *Page) chart(w, h int) []string {
	from := p.from()
	days := ui.Points(p.line(), from, p.load.Data.today)
	plot := p.env.Theme.Plot(days, from, p.load.Data.currency, w, h)
	if p.cursor != 0 {
		plot.Cursor = min(daysBetween(from, p.cursor), len(days)-1)
	}
	return chart.Line(plot)
}

func daysBetween(from, to ledger.Date) int {
	return int(to.Time().Sub(from.Time()).Hours() / 24)
}
