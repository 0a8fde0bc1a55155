package home

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"passbook/storage/ledger"
	"passbook/tui/accountlist"
	"passbook/tui/chart"
	"passbook/tui/format"
	"passbook/tui/text"
	"passbook/tui/ui"
)

// build makes the lines of every pane from the data.
func (p *Page) build() {
	if !p.load.Loaded || p.empty() {
		return
	}
	p.load.Data.months[len(p.load.Data.months)-1].Compare(p.second.before)
	for _, b := range p.boxes {
		var lines []ui.Line
		switch b.pane {
		case paneAccounts:
			lines = p.accountLines(b)
		case paneSpending:
			lines = p.spendingLines(b)
		case paneFlow:
			lines = p.flowLines(b)
		case paneRecent:
			lines = p.recentLines()
		}
		p.panes[b.pane].Set(lines)
	}
}

// words gives what stands in a pane's border.
func (p *Page) words(b box) (title, right, foot string) {
	o := &p.load.Data
	wide := b.w >= 44
	now := o.thisMonth()
	switch b.pane {
	case paneWorth:
		return "Net worth  " + p.worthText(), "12 months", p.worthNote(b.w - 6)
	case paneAccounts:
		return "Accounts", strconv.Itoa(len(o.accounts)), p.panes[b.pane].Beyond(b.h - 2)
	case paneSpending:
		if !wide {
			return "Spending", now.Month.First().Time().Format("Jan"), p.panes[b.pane].Beyond(b.h - 2)
		}
		return "Spending  " + p.symbol(now.Spent), now.Month.First().Time().Format("January"), p.panes[b.pane].Beyond(b.h - 2)
	case paneFlow:
		return "Cash flow", format.Count(p.flowMonths(b), "month", "months"), ""
	}
	if o.pending > 0 {
		right = strconv.Itoa(o.pending) + " pending"
	}
	return "Recent", right, ""
}

// thisMonth gives the figures of the current month.
func (o *overview) thisMonth() ledger.MonthFigures {
	if len(o.months) == 0 {
		return ledger.MonthFigures{Month: o.today.Month()}
	}
	return o.months[len(o.months)-1]
}

func (p *Page) amount(minor int64) ledger.Money {
	return ledger.Money{Minor: minor, Currency: p.load.Data.homeCurrency}
}

// symbol writes a whole amount of the home currency with its sign: $3,870.
func (p *Page) symbol(minor int64) string {
	m := p.amount(minor)
	return format.WithSymbol(format.Whole(m, m.Currency), m, m.Currency)
}

// worthText is net worth and how it moved: $62,556.47  ▲ 1,204.10 this month.
func (p *Page) worthText() string {
	worth := ledger.NetWorth(p.load.Data.accounts, p.load.Data.homeCurrency)
	if len(worth) == 0 {
		return "not known yet"
	}
	out := format.WithSymbol(format.Money(worth[0], worth[0].Currency), worth[0], worth[0].Currency)
	if before, ok := p.load.Data.worthAt(p.load.Data.today.Month().Add(-1).Last()); ok {
		out += "  " + format.Moved(ledger.AddMinor(worth[0].Minor, -before), worth[0].Currency) + " this month"
	}
	return out
}

// worthNote says what net worth is made of, in at most w cells: the accounts
// that count, the currencies that stand apart, the days that no bank stated.
func (p *Page) worthNote(w int) string {
	parts := format.WorthParts(p.load.Data.accounts, p.load.Data.items, p.load.Data.worth, p.load.Data.homeCurrency, p.load.Data.today)
	note := ""
	for i, part := range parts {
		if i > 0 {
			part = " · " + part
		}
		if text.Width(note+part) > w {
			continue
		}
		note += part
	}
	return note
}

// strip is net worth over the boxes of a narrow dashboard.
func (p *Page) strip() []string {
	t, o := p.env.Theme, &p.load.Data
	now := o.thisMonth()
	flow := fmt.Sprintf("In  %s   Out  %s   Kept  %s", p.symbol(now.Income), p.symbol(now.Spent), p.symbol(now.Kept()))
	figure, rest, _ := strings.Cut(p.worthText(), "  ")
	if strings.HasPrefix(rest, "▲") {
		rest = t.Good.Render(rest)
	}
	var trend []int64
	for _, point := range ui.Points(o.worth, ledger.YearBefore(o.today), o.today) {
		if point.Quality != chart.Unknown {
			trend = append(trend, point.Value)
		}
	}
	right := ""
	if len(trend) > 1 {
		right = t.Accent.Render(t.Trend(trend, 19)) + t.Muted.Render("  12 months")
	}
	return []string{
		text.Between("  "+t.Muted.Render("Net worth"), flow+"  ", p.W),
		text.Between("  "+t.Bold.Render(figure)+"   "+rest, right+"  ", p.W),
		"  " + t.Muted.Render(p.worthNote(p.W-4)),
	}
}

// chart draws a year of net worth.
func (p *Page) chart(w, h int) []string {
	o := &p.load.Data
	from := ledger.YearBefore(o.today)
	plot := p.env.Theme.Plot(ui.Points(o.worth, from, o.today), from, o.homeCurrency, w, h-1)
	return append([]string{""}, chart.Line(plot)...)
}

func (p *Page) accountLines(b box) []ui.Line {
	o := &p.load.Data
	list := accountlist.New(p.env, o.accounts, o.items, p.second.trends, b.w-4, false)
	groups := ledger.GroupAccounts(o.accounts, o.homeCurrency)
	spaced := len(o.accounts)+2*len(groups)-1 <= b.h-2
	var out []ui.Line
	for i, g := range groups {
		if !p.narrow() {
			if i > 0 && spaced {
				out = append(out, ui.Line{})
			}
			out = append(out, ui.Line{Text: accountlist.GroupHead(p.env.Theme, g, o.homeCurrency, b.w-4)})
		}
		for _, a := range g.Accounts {
			out = append(out, list.Line(a, p.narrow()))
		}
	}
	if room := b.h - 2 - len(out); !p.narrow() && room >= len(o.items)+2 {
		for len(out) < b.h-2-len(o.items)-1 {
			out = append(out, ui.Line{})
		}
		out = append(out, ui.Line{Text: p.env.Theme.Bold.Render("Institutions")})
		for _, it := range ledger.NeedingPersonFirst(o.items) {
			out = append(out, bankLine(it, p.env.Now()))
		}
	}
	return out
}

// spendingLines lists the month's categories, the largest first, and what
// stands out where there is room.
func (p *Page) spendingLines(b box) []ui.Line {
	o := &p.load.Data
	now := o.thisMonth()
	var out []ui.Line
	sheet := sheetColumns{t: p.env.Theme}
	sheet.measure(now.Spends, o.homeCurrency)
	for _, s := range now.Spends {
		filter := ledger.Filter{Category: s.Category, From: now.Month.First(), To: now.Month.Last()}
		out = append(out, ui.Line{ID: s.Name, Open: ui.ShowList(filter, ledger.Key{}), Draw: func(c *ui.Palette, w int) string {
			return sheet.short(c, s, w)
		}})
	}
	if len(out) == 0 {
		return []ui.Line{{Text: p.env.Theme.Muted.Render("Nothing spent yet this month.")}}
	}
	facts := p.facts(now, b.w-4)
	if room := b.h - 2 - len(facts) - 1; !p.narrow() && room >= min(len(out), 12) {
		out = out[:min(len(out), room)]
		for len(out) <= room {
			out = append(out, ui.Line{})
		}
		out = append(out, facts...)
	}
	return out
}

// facts are three lines about a month's spending.
func (p *Page) facts(now ledger.MonthFigures, w int) []ui.Line {
	t := p.env.Theme
	rise := ledger.CategorySpending{}
	for _, s := range now.Spends {
		if ledger.AddMinor(s.Amount, -s.Before) > rise.Amount-rise.Before {
			rise = s
		}
	}
	row := func(name, value string) ui.Line {
		return ui.Line{Text: text.Between(t.Muted.Render(name), value, w)}
	}
	out := []ui.Line{row("vs "+now.Month.Add(-1).First().Time().Format("January")+", same day", p.delta(now.Spent, now.Before))}
	if rise.Name != "" && len(now.Spends) > 1 {
		out = append(out, row("Biggest rise", text.Cut(text.Clean(rise.Name), w/2)+" "+p.delta(rise.Amount, rise.Before)))
	}
	return append(out, row("Largest", text.Cut(text.Clean(now.Spends[0].Name), w/2)+" "+format.Whole(p.amount(now.Spends[0].Amount), p.load.Data.homeCurrency)))
}

func (p *Page) delta(now, before int64) string {
	return format.Change(now, before, p.load.Data.homeCurrency)
}

// flowMonths is how many months fit, two lines each, none cut, and none from
// before the first that is known of.
func (p *Page) flowMonths(b box) int {
	months := p.load.Data.months
	first := slices.IndexFunc(months, func(m ledger.MonthFigures) bool { return m.Income != 0 || m.Spent != 0 })
	if first < 0 {
		first = len(months) - 1
	}
	return min(len(months)-first, max(1, (b.h-2)/2))
}

func (p *Page) flowLines(b box) []ui.Line {
	o := &p.load.Data
	shown := o.months[len(o.months)-p.flowMonths(b):]
	full := int64(1)
	for _, m := range shown {
		full = max(full, m.Income, m.Spent)
	}
	digits := 0
	for _, m := range shown {
		digits = max(digits, len(format.Whole(p.amount(m.Income), o.homeCurrency)), len(format.Whole(p.amount(m.Spent), o.homeCurrency)))
	}
	var out []ui.Line
	for _, m := range shown {
		row := func(name, word string, v int64, shaded bool) func(*ui.Palette, int) string {
			return func(c *ui.Palette, w int) string {
				figure := fmt.Sprintf(" %3s %*s", word, digits, format.Whole(p.amount(v), o.homeCurrency))
				bar := p.env.Theme.Bar(v, full, w-4-len(figure), shaded)
				return c.Muted.Render(text.Fit(name, 4)) + c.Accent.Render(bar) + c.Text.Render(figure)
			}
		}
		open := ui.ShowMonth(m.Month)
		name := m.Month.First().Time().Format("Jan")
		out = append(out,
			ui.Line{ID: m.Month.First().String(), Open: open, Draw: row(name, "in", m.Income, false)},
			ui.Line{Draw: row("", "out", m.Spent, true)})
	}
	return slices.Clip(out)
}

// bankLine says how fresh a bank's data is; enter mends what is wrong.
func bankLine(it ledger.Item, now time.Time) ui.Line {
	open := ui.GoTo(ui.TabAccounts)
	if it.Problem.NeedsPerson() {
		open = ui.Send(ui.LinkMsg{ItemID: it.ID})
	}
	return ui.Line{ID: it.ID, Item: it.ID, Open: open, Draw: func(p *ui.Palette, w int) string {
		state, ink := accountlist.Freshness(it, now, p)
		return p.Text.Render(text.Fit("  "+text.Clean(it.Institution), w-text.Width(state))) + ink.Render(state)
	}}
}
