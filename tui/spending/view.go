package spending

import (
	"fmt"
	"strings"

	"passbook/storage/ledger"
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
	return min(max(p.H-15, 3), 5) + 2
}

// listHeight is the lines for categories.
func (p *Page) listHeight() int { return max(p.H-3-p.merchantsBelow(), 1) }

// spendColumns are the widths of the list of categories.
type spendColumns struct {
	t                    *ui.Theme
	homeCurrency         string
	full, total          int64
	name, amount, change int
	trend, share         bool
}

func (p *Page) columns(w int) spendColumns {
	c := spendColumns{t: p.env.Theme, homeCurrency: p.load.Data.homeCurrency, name: 16, amount: 8, change: 8}
	now := p.load.Data.month()
	c.total = now.Spent
	for _, s := range now.Spends {
		c.full = max(c.full, s.Amount)
		c.name = max(c.name, min(text.Width(text.Clean(s.Name)), w/4))
		c.amount = max(c.amount, len(format.Money(p.amount(s.Amount), c.homeCurrency)))
		c.change = max(c.change, text.Width(format.Change(s.Amount, s.Before, c.homeCurrency))+1)
	}
	room := w - c.name - c.amount - c.change - 6
	c.share = room >= 30
	c.trend = room >= 50
	return c
}

func (p *Page) amount(minor int64) ledger.Money {
	return ledger.Money{Minor: minor, Currency: p.load.Data.homeCurrency}
}

func (p *Page) build() {
	if !p.load.Loaded {
		return
	}
	now := p.load.Data.month()
	c := p.columns(p.listWidth() - 4)
	past := p.past()
	var lines []ui.Line
	for _, s := range now.Spends {
		filter := ledger.Filter{Category: s.Category, From: now.Month.First(), To: now.Month.Last()}
		lines = append(lines, ui.Line{ID: s.Name, Open: ui.ShowList(filter, ledger.Key{}), Draw: func(i *ui.Palette, w int) string {
			return c.line(i, s, past[s.Name], w-2)
		}})
	}
	p.list.Set(lines)
}

// past gives every category's amounts over the twelve months.
func (p *Page) past() map[string][]int64 {
	out := map[string][]int64{}
	for i, m := range p.load.Data.months {
		for _, s := range m.Spends {
			if out[s.Name] == nil {
				out[s.Name] = make([]int64, len(p.load.Data.months))
			}
			out[s.Name][i] = s.Amount
		}
	}
	return out
}

// line draws a category: its name, a bar, its share and its year where there
// is room, the amount, and the change.
func (c spendColumns) line(p *ui.Palette, s ledger.CategorySpending, past []int64, w int) string {
	right := ""
	if c.share {
		right += p.Muted.Render(text.FitRight(share(s.Amount, c.total), 6))
	}
	if c.trend {
		right += p.Text.Render("  ") + p.Accent.Render(c.t.Columns(past, 12))
	}
	right += p.Text.Render(text.FitRight(format.Money(ledger.Money{Minor: s.Amount, Currency: c.homeCurrency}, c.homeCurrency), c.amount+2)) +
		p.Muted.Render(text.FitRight(format.Change(s.Amount, s.Before, c.homeCurrency), c.change+2))
	bar := c.t.Bar(s.Amount, c.full, w-c.name-2-text.Width(right), false)
	return p.Text.Render(" "+text.Fit(text.Clean(s.Name), c.name)+" ") + p.Accent.Render(bar) + right
}

// share writes a part of a whole in percent.
func share(part, whole int64) string {
	if whole <= 0 || part < 0 || part > 1<<53 {
		return ""
	}
	return fmt.Sprintf("%d%%", (part*100+whole/2)/whole)
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
	right += text.FitRight("Spent", c.amount+2) + text.FitRight("vs "+p.load.Data.month().Month.Add(-1).First().Time().Format("Jan"), c.change+2)
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
	if len(p.list.Lines) == 0 {
		lines = append(lines, "", "   "+t.Muted.Render("Nothing was spent in "+p.load.Data.month().Month.First().Time().Format("January 2006")+"."))
	}
	for _, l := range p.list.View(t, w-2, p.listHeight(), true) {
		lines = append(lines, " "+l)
	}
	if below := p.merchantsBelow(); below > 0 {
		lines = lines[:min(len(lines), p.H-below)]
		for len(lines) < p.H-below {
			lines = append(lines, "")
		}
		lines = append(lines, "  "+t.Rule(w-4), "  "+t.Muted.Render("Top merchants"))
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
	name := "◀ " + now.Month.First().Time().Format("January 2006") + " ▶"
	m := p.amount(now.Spent)
	line := "  " + t.Title.Render(name) + "   " + t.Bold.Render(format.WithSymbol(format.Money(m, m.Currency), m, m.Currency))
	if d := format.Change(now.Spent, now.Before, m.Currency); d != "=" {
		line += "   " + d + t.Muted.Render(" vs "+p.against())
	}
	var outs []int64
	for _, m := range p.load.Data.months {
		outs = append(outs, m.Spent)
	}
	return text.Between(line, t.Accent.Render(t.Columns(outs, 12))+"  ", w)
}

// against names what the month is compared with: October, or Oct 1 to 20 while
// the month is not over.
func (p *Page) against() string {
	now, today := p.load.Data.month().Month, p.load.Data.today
	first, last := ledger.ComparedDays(now, today)
	if now == today.Month() && today < now.Last() {
		return fmt.Sprintf("%s 1 to %d", first.Time().Format("Jan"), last%100)
	}
	return first.Time().Format("January")
}

// note says what the figure leaves out.
func (p *Page) note() string {
	now := p.load.Data.month()
	in := p.amount(now.Income)
	parts := []string{"in " + format.Whole(in, in.Currency) + ", kept " + format.Whole(p.amount(now.Kept()), in.Currency)}
	for _, m := range p.load.Data.apart {
		parts = append(parts, format.Money(m, p.load.Data.homeCurrency)+" apart")
	}
	without := "without transfers"
	if p.load.Data.pending > 0 {
		without += fmt.Sprintf(", %d pending", p.load.Data.pending)
	}
	return strings.Join(append(parts, without), " · ")
}

func (p *Page) merchant(m ledger.MerchantTotal, w int) string {
	figure := format.Money(ledger.Money{Minor: -m.Out.Minor, Currency: m.Out.Currency}, p.load.Data.homeCurrency)
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
	return p.env.Theme.Frame("Top merchants", p.load.Data.month().Month.First().Time().Format("January"), "", lines, w, h, false)
}
