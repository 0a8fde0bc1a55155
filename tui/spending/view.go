package spending

import (
	"fmt"
	"strings"

	"passbook/storage/ledger"
	"passbook/tui/figurelist"
	"passbook/tui/format"
	"passbook/tui/text"
	"passbook/tui/ui"
)

// listWidth is the width of the categories; the rest is for the merchants.
func (p *Page) listWidth() int {
	switch {
	case p.W >= ui.ThreePanes:
		return p.W - 64
	case p.W >= ui.SideBySide:
		return p.W - 44
	}
	return p.W
}

// merchantsBelow is how many lines the merchants take under the categories
// where there is no room beside them.
func (p *Page) merchantsBelow() int {
	if p.listWidth() < p.W {
		return 0
	}
	return min(max(p.H-18, 3), 5) + 2
}

// listHeight is the lines for categories.
func (p *Page) listHeight() int { return max(p.H-3-p.merchantsBelow(), 1) }

// spendColumns are the widths of the list of categories.
type spendColumns struct {
	t                    *ui.Theme
	homeCurrency         string
	full                 int64 // of a whole bar
	name, amount, change int
	trend, share         bool
}

func (p *Page) columns(w int) spendColumns {
	c := spendColumns{t: p.env.Theme, homeCurrency: p.load.Data.homeCurrency, name: 16, amount: 8, change: 8}
	now := p.load.Data.month()
	for i := range now.Spends {
		l := &now.Spends[i]
		c.full = max(c.full, l.Minor)
		c.name = max(c.name, min(text.Width(text.Clean(l.Name)), w*2/5))
		c.amount = max(c.amount, len(format.Money(p.amount(l.Minor), c.homeCurrency)))
		c.change = max(c.change, text.Width(c.changed(l))+1)
	}
	room := w - c.name - c.amount - c.change - 6
	c.share = room >= 20
	c.trend = room >= 50
	return c
}

func (p *Page) amount(minor int64) ledger.Money {
	return ledger.Money{Minor: minor, Currency: p.load.Data.homeCurrency}
}

// build makes the lines: the categories, what they add up to, what came in, and
// what stands beside them.
func (p *Page) build() {
	if !p.load.Loaded || p.empty() {
		return
	}
	now := p.load.Data.month()
	c := p.columns(p.listWidth() - 4)
	past := p.past()
	var lines []ui.Line
	if len(now.Spends) == 0 {
		lines = append(lines, ui.Line{Text: p.env.Theme.Muted.Render(" Nothing was spent in " + format.Days(now.From, now.To, p.load.Data.today) + ".")})
	}
	for i := range now.Spends {
		l := &now.Spends[i]
		lines = append(lines, ui.Line{ID: l.Code, Open: ui.ShowList(figurelist.OfLine(now, l), ledger.Key{}), Draw: func(i *ui.Palette, w int) string {
			return c.line(i, l, past[l.Code], w-2)
		}})
	}
	add := func(rows ...figurelist.Row) {
		for _, r := range rows {
			lines = append(lines, inset(r.Line(c.change+2)))
		}
	}
	add(figurelist.Spent(now))
	lines = append(lines, ui.Line{})
	add(figurelist.Incomes(now)...)
	add(figurelist.Income(now), figurelist.Kept(now))
	if beside := figurelist.Beside(now, p.load.Data.others); len(beside) > 0 {
		lines = append(lines, ui.Line{}, ui.Line{Text: " " + p.env.Theme.Muted.Render("Beside it")})
		add(beside...)
	}
	p.list.Set(lines)
}

// inset draws a line as far from the margins as the categories.
func inset(l ui.Line) ui.Line {
	draw := l.Draw
	l.Draw = func(p *ui.Palette, w int) string { return p.Text.Render(" ") + draw(p, w-3) }
	return l
}

// past gives every category's amounts over the twelve months.
func (p *Page) past() map[string][]int64 {
	out := map[string][]int64{}
	for i := range p.load.Data.months {
		for _, l := range p.load.Data.months[i].Spends {
			if out[l.Code] == nil {
				out[l.Code] = make([]int64, len(p.load.Data.months))
			}
			out[l.Code][i] = l.Minor
		}
	}
	return out
}

// changed says how much more or less a category is than in what it is compared
// with; nothing where it is compared with nothing.
func (c spendColumns) changed(l *ledger.Line) string {
	if l.Now == 0 && l.Before == 0 {
		return ""
	}
	return format.Change(l.Now, l.Before, c.homeCurrency)
}

// line draws a category: its name, a bar, its share and its year where there
// is room, the amount, and the change. Where refunds outweigh what was spent, it
// says so instead of the bar.
func (c spendColumns) line(p *ui.Palette, l *ledger.Line, past []int64, w int) string {
	right := ""
	if c.trend {
		right += p.Text.Render("  ") + p.Accent.Render(c.t.Columns(past, 12))
	}
	right += p.Text.Render(text.FitRight(format.Money(ledger.Money{Minor: l.Minor, Currency: c.homeCurrency}, c.homeCurrency), c.amount+2)) +
		p.Muted.Render(text.FitRight(c.changed(l), c.change+2))
	if l.Minor > 0 && c.share {
		right = p.Muted.Render(text.FitRight(l.Share, 6)) + right
	}
	name, room := text.Clean(l.Name), w-c.name-2-text.Width(right)
	if l.Minor <= 0 || l.Unsure {
		name = text.Cut(name, c.name)
		room += c.name + 1 - text.Width(name)
		words := figurelist.FitWords(figurelist.InWords(c.homeCurrency, l), room)
		return p.Text.Render(" "+name) + p.Muted.Render(text.Fit(words, room)) + right
	}
	bar := p.Accent.Render(c.t.Bar(l.Minor, c.full, room, false))
	return p.Text.Render(" "+text.Fit(name, c.name)+" ") + bar + right
}

func (p *Page) head(w int) string {
	c, t := p.columns(w), p.env.Theme
	right := ""
	if c.share {
		right += text.FitRight("Share", 6)
	}
	if c.trend {
		right += "  " + text.Fit("12 months", 12)
	}
	now, against := p.load.Data.month(), ""
	if now.Compared != nil {
		against = "vs " + now.Month.Add(-1).First().Time().Format("Jan")
	}
	right += text.FitRight("Spent", c.amount+2) + text.FitRight(against, c.change+2)
	return t.Muted.Render(text.Between(" Category", right, w-1))
}

func (p *Page) draw() {
	switch {
	case p.W == 0:
		return
	case !p.load.Loaded:
		p.Drawn = p.load.View("Adding up", p.W, p.H)
		return
	case p.empty():
		p.Drawn = p.env.Theme.NoBank("No spending is known yet.", p.W, p.H)
		return
	}
	t, w := p.env.Theme, p.listWidth()
	lines := []string{p.headline(w), "  " + t.Muted.Render(text.Cut(p.note(), w-4)), " " + p.head(w-3)}
	for _, l := range p.list.View(t, w-2, p.listHeight(), true) {
		lines = append(lines, " "+l)
	}
	if below := p.merchantsBelow(); below > 0 {
		lines = lines[:min(len(lines), p.H-below)]
		for len(lines) < p.H-below {
			lines = append(lines, "")
		}
		lines = append(lines, "  "+t.RuleWith(p.list.Beyond(p.listHeight()), w-4), "  "+t.Muted.Render("Top merchants"))
		lines = append(lines, p.merchantColumns(w-4, below-2)...)
	}
	p.Drawn = ui.Fill(lines, w, p.H)
	if w < p.W {
		p.Drawn = ui.Beside(p.Drawn, p.merchantBox(p.W-w, p.H))
	}
}

// headline is the month, what was spent, how that compares, and the year.
func (p *Page) headline(w int) string {
	t, now := p.env.Theme, p.load.Data.month()
	name := now.Month.First().Time().Format("January 2006")
	if now.From != now.Month.First() { // the month of the budget is no calendar month
		name = format.Days(now.From, now.To, p.load.Data.today)
	}
	m := p.amount(now.Spent)
	line := "  " + t.Title.Render("◀ "+name+" ▶") + "   " + t.Bold.Render(format.WithSymbol(format.Money(m, m.Currency), m, m.Currency))
	if c := now.Compared; c != nil {
		if d := format.Change(c.NowSpent, c.BeforeSpent, m.Currency); d != "=" {
			line += "   " + d + t.Muted.Render(" "+format.Against(now, p.load.Data.today))
		}
	}
	var outs []int64
	for i := range p.load.Data.months {
		outs = append(outs, p.load.Data.months[i].Spent)
	}
	return text.Between(line, t.Accent.Render(t.Columns(outs, 12))+"  ", w)
}

// note says what the comparison leaves out, what came in and was kept, and what
// stands beside the figures.
func (p *Page) note() string {
	now := p.load.Data.month()
	var parts []string
	if c := now.Compared; c != nil && len(c.LeftOut) > 0 {
		parts = append(parts, "compared "+format.LeftOut(c.LeftOut))
	}
	in := p.amount(now.Income)
	parts = append(parts, "in "+format.Whole(in, in.Currency)+", kept "+format.Whole(p.amount(now.Kept()), in.Currency))
	for _, r := range figurelist.Beside(now, p.load.Data.others) {
		if r.Rows.Figure.Class != ledger.ClassPaired { // they are in no sum
			parts = append(parts, strings.ToLower(r.Name)+" "+r.Amount)
		}
	}
	return strings.Join(parts, " · ")
}

func (p *Page) merchant(m ledger.MerchantTotal, w int) string {
	figure := format.Money(p.amount(m.Minor), p.load.Data.homeCurrency)
	return text.Between(text.Clean(m.Merchant), "  "+figure, w)
}

// merchantColumns lists the first merchants in two columns.
func (p *Page) merchantColumns(w, rows int) []string {
	half := (w - 4) / 2
	var out []string
	for i := range rows {
		row := "    "
		for j := range 2 {
			cell := text.Fit("", half)
			if k := i + j*rows; k < len(p.load.Data.merchants) {
				cell = p.merchant(p.load.Data.merchants[k], half-2) + "  "
			}
			row += cell
		}
		out = append(out, row)
	}
	return out
}

func (p *Page) merchantBox(w, h int) string {
	lines := []string{""}
	for _, m := range p.load.Data.merchants {
		visits := ""
		if m.Count > 1 {
			visits = fmt.Sprintf("%d×", m.Count)
		}
		lines = append(lines, " "+p.env.Theme.Muted.Render(text.FitRight(visits, 4))+" "+p.merchant(m, w-9))
	}
	now := p.load.Data.month()
	return p.env.Theme.Frame("Top merchants", format.Days(now.From, now.To, p.load.Data.today), "", lines, w, h, false)
}
