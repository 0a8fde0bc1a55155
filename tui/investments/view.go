package investments

import (
	"fmt"

	"passbook/storage/ledger"
	"passbook/storage/portfolio"
	"passbook/tui/format"
	"passbook/tui/text"
	"passbook/tui/ui"
)

// spreadWidth is the width of how the holdings are spread, where it stands beside
// the list; 0: it stands above it.
func (p *Page) spreadWidth() int {
	switch {
	case p.W >= ui.ThreePanes:
		return 64
	case p.W >= ui.SideBySide:
		return 46
	}
	return 0
}

// spreadHeight is the lines that the spread takes above the list.
func (p *Page) spreadHeight() int {
	if p.spreadWidth() > 0 {
		return 0
	}
	return min(len(p.parts())+2, 7)
}

// listHeight is the lines for holdings.
func (p *Page) listHeight() int { return max(p.H-3-p.spreadHeight()-2, 1) }

func (p *Page) parts() []portfolio.Part {
	return portfolio.Allocate(p.load.Data.holdings, groupings[p.by], p.load.Data.home)
}

// columns are the widths of the list of holdings.
type columns struct {
	home                                 string
	quantity, price, value, gain, ticker int
}

func (p *Page) columns(w int) columns {
	c := columns{home: p.load.Data.home, value: 8}
	for _, h := range p.load.Data.holdings {
		c.quantity = max(c.quantity, text.Width(format.Exact(h.Quantity)))
		c.price = max(c.price, text.Width(format.Exact(h.Price)))
		c.value = max(c.value, text.Width(format.Money(h.Value, c.home)))
		c.gain = max(c.gain, text.Width(c.gained(h)))
		c.ticker = max(c.ticker, min(text.Width(text.Clean(h.Security.Ticker)), 10))
	}
	// A number is shown whole or not at all: the page of a holding has it too.
	room := w - c.value - 2 - 18
	for _, width := range []*int{&c.gain, &c.quantity, &c.price, &c.ticker} {
		if *width > 0 && *width+2 <= room {
			room -= *width + 2
		} else {
			*width = 0
		}
	}
	return c
}

// gained writes a holding's gain; nothing where it is not known.
func (c columns) gained(h portfolio.Holding) string {
	gain, known := h.Gain()
	if !known {
		return ""
	}
	return format.Moved(gain, h.Value.Currency)
}

// line draws one holding.
func (c columns) line(p *ui.Palette, h portfolio.Holding, w int) string {
	right := ""
	cell := func(s string, width int) {
		if width > 0 {
			right += "  " + text.FitRight(s, width)
		}
	}
	cell(format.Exact(h.Quantity), c.quantity)
	cell(format.Exact(h.Price), c.price)
	left := " " + text.Clean(h.Security.Title())
	if c.ticker > 0 {
		left = " " + text.Fit(text.Clean(h.Security.Ticker), c.ticker) + " " + left
	}
	value := "  " + text.FitRight(format.Money(h.Value, c.home), c.value)
	gain := ""
	if c.gain > 0 {
		gain = "  " + text.FitRight(c.gained(h), c.gain)
	}
	paint := p.Muted
	if minor, known := h.Gain(); known && minor > 0 {
		paint = p.Good
	}
	room := w - text.Width(right) - text.Width(value) - text.Width(gain)
	return p.Text.Render(text.Fit(left, room)) + p.Muted.Render(right) + p.Text.Render(value) + paint.Render(gain)
}

// build makes the lines of the list: the accounts, each with what it holds.
func (p *Page) build() {
	if !p.load.Loaded || p.W == 0 {
		return
	}
	data := p.load.Data
	c := p.columns(p.W - p.spreadWidth() - 4)
	accounts := map[[2]string]portfolio.Part{}
	for _, part := range portfolio.Allocate(data.holdings, portfolio.ByAccount, data.home) {
		accounts[[2]string{part.Key, part.Currency}] = part
	}
	var lines []ui.Line
	var last [2]string
	for i, h := range data.holdings {
		if of := [2]string{h.AccountID, h.Value.Currency}; of != last {
			if last[0] != "" {
				lines = append(lines, ui.Line{})
			}
			last = of
			lines = append(lines, heading(h, accounts[of], data))
		}
		lines = append(lines, ui.Line{
			ID:   fmt.Sprint(h.AccountID, " ", h.Security.ID, " ", i),
			Open: ui.Push(newDetails(p.env, h)),
			Draw: func(pal *ui.Palette, w int) string { return c.line(pal, h, w) },
		})
	}
	p.list.Set(lines)
}

// heading draws an account, with what it holds together and the day of it.
func heading(h portfolio.Holding, sum portfolio.Part, data holdingsData) ui.Line {
	return ui.Line{Draw: func(p *ui.Palette, w int) string {
		left := text.Clean(h.AccountName)
		if h.Mask != "" {
			left += " " + format.Mask(h.Mask)
		}
		left += "  " + text.Clean(h.Institution)
		right := format.Money(ledger.Money{Minor: sum.Value, Currency: sum.Currency}, data.home)
		if h.Date != data.today {
			right = "as of " + format.ShortDay(h.Date, data.today) + "  " + right
		}
		return p.Bold.Render(text.Fit(text.Cut(left, w-text.Width(right)-2), w-text.Width(right))) + p.Bold.Render(right)
	}}
}

func (p *Page) draw() {
	t, data := p.env.Theme, p.load.Data
	switch {
	case p.W == 0:
		return
	case !p.load.Loaded:
		p.Drawn = p.load.View("Adding up", p.W, p.H)
		return
	case len(data.holdings) == 0:
		p.Drawn = p.fetch.Nothing(data.states, "What the investment accounts hold was not asked for yet.", "The investment accounts hold nothing.",
			"fetch it. Plaid bills investments for each bank and month.", p.W, p.H)
		return
	}
	lines := []string{p.headline(), "  " + t.Muted.Render(text.Cut(p.fetch.State(data.states), p.W-4))}
	h := p.H - len(lines)
	if w := p.spreadWidth(); w > 0 {
		list := p.listFrame(p.W-w, h)
		spread := t.Frame("By "+string(groupings[p.by]), "", "", p.spread(w-4, h-2), w, h, false)
		p.Drawn = ui.Fill(lines, p.W, len(lines)) + "\n" + ui.Beside(list, spread)
		return
	}
	lines = append(lines, p.spread(p.W-2, p.spreadHeight()-1)...)
	lines = append(lines, "")
	p.Drawn = ui.Fill(lines, p.W, len(lines)) + "\n" + p.listFrame(p.W, p.H-len(lines))
}

func (p *Page) listFrame(w, h int) string {
	return p.env.Theme.Frame("Holdings", format.Count(len(p.load.Data.holdings), "holding", "holdings"), p.list.Beyond(h-2), p.list.View(p.env.Theme, w-3, h-2, true), w, h, true)
}

// headline is what all holdings are worth, what they gained, and the other
// currencies apart.
func (p *Page) headline() string {
	t, data := p.env.Theme, p.load.Data
	parts := p.parts()
	codes := portfolio.Currencies(parts)
	sum := portfolio.Total(parts, codes[0])
	m := ledger.Money{Minor: sum.Value, Currency: sum.Currency}
	head := "  " + t.Bold.Render(format.WithSymbol(format.Money(m, data.home), m, data.home))
	if sum.Known > 0 {
		gain := "   " + format.Moved(sum.Gain, sum.Currency)
		if sum.Gain > 0 {
			gain = t.Good.Render(gain)
		}
		head += gain
		if sum.Known < sum.Holdings {
			head += t.Muted.Render(fmt.Sprintf(" on %d of %d, whose cost is known", sum.Known, sum.Holdings))
		}
	}
	for _, code := range codes[1:] {
		other := portfolio.Total(parts, code)
		head += t.Muted.Render("  and " + format.Coded(ledger.Money{Minor: other.Value, Currency: code}))
	}
	return text.Fit(head, p.W)
}

// spread draws how the holdings are spread.
func (p *Page) spread(w, h int) (lines []string) {
	t, data, parts := p.env.Theme, p.load.Data, p.parts()
	if p.spreadWidth() == 0 {
		lines = append(lines, "  "+t.Muted.Render("By "+string(groupings[p.by])))
	}
	full := map[string]int64{} // of a whole bar, by currency
	name, value := 8, 8
	for _, part := range parts {
		full[part.Currency] = max(full[part.Currency], part.Value)
		name = max(name, min(text.Width(text.Clean(part.Name)), w/3))
		value = max(value, text.Width(format.Money(ledger.Money{Minor: part.Value, Currency: part.Currency}, data.home)))
	}
	bar := w - name - value - 10
	for i, part := range parts {
		if len(lines) == h-1 && i < len(parts)-1 {
			lines = append(lines, "  "+t.Muted.Render("and "+format.Count(len(parts)-i, "more", "more")))
			break
		}
		m := ledger.Money{Minor: part.Value, Currency: part.Currency}
		lines = append(lines, "  "+text.Fit(text.Clean(part.Name), name)+" "+t.Accent.Render(t.Bar(part.Value, full[part.Currency], bar, false))+
			text.FitRight(part.Share, 5)+"  "+text.FitRight(format.Money(m, data.home), value))
	}
	return lines
}
