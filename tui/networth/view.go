package networth

import (
	"fmt"
	"strings"

	"passbook/storage/ledger"
	"passbook/tui/chart"
	"passbook/tui/format"
	"passbook/tui/text"
	"passbook/tui/ui"
)

func (p *Page) draw() {
	t := p.env.Theme
	switch {
	case p.W == 0:
		return
	case !p.load.Loaded:
		p.Drawn = p.load.View("Adding up", p.W, p.H)
		return
	case len(p.load.Data.total) == 0:
		p.Drawn = t.NoBank("No balance is known yet.", p.W, p.H)
		return
	}
	w := p.W
	if p.W >= ui.ThreePanes {
		w = p.W - 68
	}
	parts := p.parts(w - 4)
	lines := []string{p.headline(w), "  " + t.Muted.Render(text.Cut(p.note(), w-4))}
	rows := p.H - len(lines) - len(parts) - 1
	for _, l := range p.chart(w-4, rows) {
		lines = append(lines, " "+l)
	}
	lines = append(lines, "")
	for _, l := range parts {
		lines = append(lines, "  "+l)
	}
	p.Drawn = ui.Fill(lines, w, p.H)
	if w < p.W {
		p.Drawn = ui.Beside(p.Drawn, p.movers(p.W-w, p.H))
	}
}

// headline is the figure of the day, how it moved over the range, and the
// ranges.
func (p *Page) headline(w int) string {
	t, cur := p.env.Theme, p.load.Data.currency
	line, day := p.line(), p.day()
	now := accountLine{points: line}
	value, known := now.at(day)
	if !known {
		return text.Between("  "+t.Muted.Render(format.ShortDay(day, p.load.Data.today)+" is not known"), p.ranges()+"  ", w)
	}
	m := ledger.Money{Minor: value, Currency: cur}
	head := map[worthPart]string{partAssets: "Assets  ", partDebts: "Debts  "}[p.part]
	head = "  " + t.Bold.Render(head+format.WithSymbol(format.Money(m, cur), m, cur))
	if p.cursor != 0 {
		head += t.Muted.Render("  on " + format.ShortDay(day, p.load.Data.today))
	}
	from := max(p.from(), line[0].Date)
	before, _ := now.at(from)
	delta := ledger.AddMinor(value, -before)
	change := format.Moved(delta, cur)
	if value > before {
		change = t.Good.Render(change)
	}
	since := " since " + format.ShortDay(from, p.load.Data.today)
	if p.cursor == 0 && from == p.from() && p.span < len(spans)-1 {
		since = " in " + spans[p.span].words
	}
	head += "   " + change + since + percent(delta, before)
	return text.Between(head, p.ranges()+"  ", w)
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
	parts := format.WorthParts(own, p.load.Data.items, p.load.Data.total, p.load.Data.currency, p.load.Data.today)
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

// parts are bars of what a day's net worth is made of: its two sides, and the
// kinds of accounts where there is room.
func (p *Page) parts(w int) []string {
	t, day := p.env.Theme, p.day()
	type part struct {
		name  string
		kinds []ledger.AccountKind
		sub   bool
	}
	all := []part{
		{"Assets", assets, false},
		{"Cash", []ledger.AccountKind{ledger.Depository}, true},
		{"Invested", []ledger.AccountKind{ledger.Investment}, true},
		{"Debts", debts, false},
		{"Cards", []ledger.AccountKind{ledger.Credit}, true},
		{"Loans", []ledger.AccountKind{ledger.Loan}, true},
	}
	full := max(p.load.Data.sumAt(day, assets...), -p.load.Data.sumAt(day, debts...))
	digits := 0
	for _, x := range all {
		digits = max(digits, len(p.figure(p.load.Data.sumAt(day, x.kinds...))))
	}
	var out []string
	for _, x := range all {
		v := p.load.Data.sumAt(day, x.kinds...)
		if x.sub && (p.H < 30 || v == 0) {
			continue
		}
		name, inkName, inkBar := x.name, t.Text, t.Accent
		if x.sub {
			name, inkName, inkBar = "  "+x.name, t.Muted, t.Muted
		}
		bar := t.Bar(max(v, -v), full, w-12-digits-2, false)
		out = append(out, inkName.Render(text.Fit(name, 12))+inkBar.Render(bar)+"  "+text.FitRight(p.figure(v), digits))
	}
	return out
}

func (p *Page) figure(minor int64) string {
	return format.Money(ledger.Money{Minor: minor, Currency: p.load.Data.currency}, p.load.Data.currency)
}

// movers lists every account with its balance of the day and how it moved over
// the range.
func (p *Page) movers(w, h int) string {
	t, day := p.env.Theme, p.day()
	from := p.from()
	lines := []string{""}
	kind := ledger.AccountKind("")
	for _, l := range p.load.Data.lines {
		if l.account.Kind != kind {
			if kind = l.account.Kind; len(lines) > 1 {
				lines = append(lines, "")
			}
			title := ledger.GroupTitles[kind]
			if title == "" {
				title = "Other, not in net worth"
			}
			lines = append(lines, " "+t.Bold.Render(title))
		}
		now, known := l.at(day)
		if !known {
			continue
		}
		before, _ := l.at(max(from, l.points[0].Date))
		name := text.Fit("   "+format.AccountName(l.account), w-3-8-14-16)
		lines = append(lines, name+"  "+t.Muted.Render(text.Fit(format.Mask(l.account.Mask), 6))+
			text.FitRight(p.figure(now), 14)+t.Muted.Render(text.FitRight(format.Moved(ledger.AddMinor(now, -before), p.load.Data.currency), 16)))
	}
	return t.Frame("Accounts on "+format.ShortDay(day, p.load.Data.today), spans[p.span].words, "", lines, w, h, false)
}
