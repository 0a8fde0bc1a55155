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
	"passbook/tui/figurelist"
	"passbook/tui/format"
	"passbook/tui/text"
	"passbook/tui/ui"
)

// build makes the lines of every pane from the data.
func (p *Page) build() {
	if !p.load.Loaded || p.empty() {
		return
	}
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
			lines = append(p.dueLines(), p.recentLines()...)
		}
		p.panes[b.pane].Set(lines)
	}
}

// words gives what stands in a pane's border.
func (p *Page) words(b box) (title, right, foot string) {
	o := &p.load.Data
	switch b.pane {
	case paneWorth:
		return "Net worth  " + p.worthText(), "12 months", p.worthNote(b.w - 6)
	case paneAccounts:
		return "Accounts", strconv.Itoa(len(o.accounts)), p.panes[b.pane].Beyond(b.h - 2)
	case paneSpending:
		title, right = p.spendingTitle(b)
		return title, right, p.spendingFoot(b)
	case paneFlow:
		return "Cash flow", format.Count(p.flowMonths(b), "month", "months"), ""
	}
	var marks []string
	if n := len(p.second.dues); n > 0 {
		marks = append(marks, strconv.Itoa(n)+" due")
	}
	if o.pending > 0 {
		marks = append(marks, strconv.Itoa(o.pending)+" pending")
	}
	return "Recent", strings.Join(marks, " · "), ""
}

// thisMonth gives the figures of the current month: compared once that is known
// of these very figures.
func (p *Page) thisMonth() *ledger.Figures {
	if p.compared {
		return &p.second.month
	}
	return p.load.Data.thisMonth()
}

// spendingTitle names the pane of spending: with what was spent where the strip
// does not say it, and with the month in full where there is room.
func (p *Page) spendingTitle(b box) (title, right string) {
	now := p.thisMonth()
	title, right = "Spending", p.monthWords(now, "Jan")
	if !p.narrow() {
		title += "  " + p.symbol(now.Spent)
	}
	if full := p.monthWords(now, "January"); text.Width(title+full) <= b.w-7 && !p.narrow() {
		right = full
	}
	return title, right
}

// spendingFoot says how much of the pane there is no room for, and what is pending
// where that is out of sight.
func (p *Page) spendingFoot(b box) string {
	more := p.panes[b.pane].Beyond(b.h - 2)
	now := p.thisMonth()
	if more == "" || now.Pending.Count == 0 {
		return more
	}
	return "pending " + format.Signed(p.amount(now.Pending.Net()), now.Currency) + " · " + more
}

// monthWords names a month, by its days where it is no calendar month, and what
// it is compared with once that is known.
func (p *Page) monthWords(f *ledger.Figures, layout string) string {
	name := f.From.Time().Format(layout)
	if f.From != f.Month.First() {
		name = format.Days(f.From, f.To, p.load.Data.today)
	}
	return strings.TrimSpace(name + " " + format.Against(f, p.load.Data.today))
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
	if change, known := p.worthChange(); known {
		out += "  " + format.Moved(change.Minor(), worth[0].Currency) + " this month"
	}
	return out
}

// worthChange is how net worth moved since the month before ended, over the
// accounts that are known on both days.
func (p *Page) worthChange() (c ledger.WorthChange, known bool) {
	o := &p.load.Data
	end := o.thisMonth().From.AddDays(-1)
	c = o.worth.Change(end, o.today)
	return c, c.From == end && len(c.Line) > 0
}

// worthNote says what net worth is made of, in at most w cells: what the line and
// the change leave out, the accounts that count, the currencies that stand apart,
// the days that no bank stated.
func (p *Page) worthNote(w int) string {
	o := &p.load.Data
	note := p.worthLeavesOut(w)
	for _, part := range format.WorthParts(o.accounts, o.items, o.worth.Total, o.homeCurrency, o.today) {
		if note != "" {
			part = " · " + part
		}
		if text.Width(note+part) > w {
			continue
		}
		note += part
	}
	return note
}

// worthLeavesOut says which accounts the line of the year and the change of the
// month are without, because they are not known on the first day: by name, or how
// many where there is no room for names.
func (p *Page) worthLeavesOut(w int) string {
	line := names(p.load.Data.year.LeftOut)
	var change []string
	if c, known := p.worthChange(); known {
		change = names(c.LeftOut)
	}
	say := func(without func(accounts []string) string) string {
		if slices.Equal(line, change) && len(line) > 0 {
			return "line and change " + without(line)
		}
		var parts []string
		if len(line) > 0 {
			parts = append(parts, "line "+without(line))
		}
		if len(change) > 0 {
			parts = append(parts, "change "+without(change))
		}
		return strings.Join(parts, " · ")
	}
	if note := say(format.LeftOut); text.Width(note) <= w {
		return note
	}
	return say(func(accounts []string) string { return "without " + format.Count(len(accounts), "account", "accounts") })
}

// strip is net worth over the boxes of a narrow dashboard.
func (p *Page) strip() []string {
	t, o := p.env.Theme, &p.load.Data
	now := p.thisMonth()
	flow := fmt.Sprintf("In  %s   Out  %s   Kept  %s", p.symbol(now.Income), p.symbol(now.Spent), p.symbol(now.Kept()))
	figure, rest, _ := strings.Cut(p.worthText(), "  ")
	if strings.HasPrefix(rest, "▲") {
		rest = t.Good.Render(rest)
	}
	var trend []int64
	for _, point := range ui.Points(o.year.Line, ledger.YearBefore(o.today), o.today) {
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

// chart draws a year of net worth, of the accounts that are known all the while.
func (p *Page) chart(w, h int) []string {
	o := &p.load.Data
	from := ledger.YearBefore(o.today)
	plot := p.env.Theme.Plot(ui.Points(o.year.Line, from, o.today), from, o.homeCurrency, w, h-1)
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

// names gives the names of accounts.
func names(accounts []ledger.AccountWorth) []string {
	out := make([]string, len(accounts))
	for i, a := range accounts {
		out[i] = a.Name
	}
	return out
}

// spendingLines lists the month's categories, the largest first, what they add up
// to and what stands beside them, and what stands out where there is room.
func (p *Page) spendingLines(b box) []ui.Line {
	now := p.thisMonth()
	var out []ui.Line
	sheet := sheetColumns{t: p.env.Theme}
	sheet.measure(now)
	for i := range now.Spends {
		l := &now.Spends[i]
		if l.Minor == 0 { // pending only, or only of the month before
			continue
		}
		out = append(out, ui.Line{ID: l.Code, Open: ui.ShowList(figurelist.OfLine(now, l), ledger.Key{}), Draw: func(c *ui.Palette, w int) string {
			return sheet.short(c, l, w)
		}})
	}
	if len(out) == 0 {
		out = append(out, ui.Line{Text: p.env.Theme.Muted.Render("Nothing spent yet this month.")})
	}
	for _, r := range append([]figurelist.Row{figurelist.Spent(now), figurelist.Income(now), figurelist.Kept(now)}, figurelist.Beside(now, p.second.others)...) {
		out = append(out, r.Line(2))
	}
	facts := p.facts(now, b.w-4)
	if room := b.h - 2 - len(facts) - 1; !p.narrow() && len(facts) > 0 && room >= len(out) {
		for len(out) <= room {
			out = append(out, ui.Line{})
		}
		return append(out, facts...)
	}
	if c := now.Compared; c != nil && len(c.LeftOut) > 0 {
		out = append(out, ui.Line{Text: p.env.Theme.Muted.Render(text.Cut("compared "+format.LeftOut(c.LeftOut), b.w-4))})
	}
	return out
}

// facts are lines about a month's spending, once it is known what it is compared
// with.
func (p *Page) facts(now *ledger.Figures, w int) []ui.Line {
	if now.Compared == nil || len(now.Spends) == 0 {
		return nil
	}
	t, c := p.env.Theme, now.Compared
	row := func(name, value string) ui.Line {
		return ui.Line{Text: text.Between(t.Muted.Render(name), value, w)}
	}
	out := []ui.Line{row(format.Against(now, p.load.Data.today), p.delta(c.NowSpent, c.BeforeSpent))}
	if len(c.LeftOut) > 0 {
		out = append(out, ui.Line{Text: t.Muted.Render(text.Cut(format.LeftOut(c.LeftOut), w))})
	}
	if rise, rose := now.BiggestRise(); rose && len(now.Spends) > 1 {
		out = append(out, row("Biggest rise", text.Cut(text.Clean(rise.Name), w/2)+" "+p.delta(rise.Now, rise.Before)))
	}
	return append(out, row("Largest", text.Cut(text.Clean(now.Spends[0].Name), w/2)+" "+format.Whole(p.amount(now.Spends[0].Minor), now.Currency)))
}

func (p *Page) delta(now, before int64) string {
	return format.Change(now, before, p.load.Data.homeCurrency)
}

// flowMonths is how many months fit, two lines each, none cut, and none from
// before the first that is known of.
func (p *Page) flowMonths(b box) int {
	months := p.load.Data.months
	first := slices.IndexFunc(months, func(m ledger.Figures) bool { return m.Income != 0 || m.Spent != 0 })
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
	for i := range shown {
		m := &shown[i]
		row := func(name, word string, figure figurelist.Row, v int64, shaded bool) ui.Line {
			return ui.Line{ID: m.From.String() + word, Open: figure.Open(), Draw: func(c *ui.Palette, w int) string {
				figure := fmt.Sprintf(" %3s %*s", word, digits, format.Whole(p.amount(v), o.homeCurrency))
				bar := p.env.Theme.Bar(v, full, w-4-len(figure), shaded)
				return c.Muted.Render(text.Fit(name, 4)) + c.Accent.Render(bar) + c.Text.Render(figure)
			}}
		}
		name := m.Month.First().Time().Format("Jan")
		out = append(out, row(name, "in", figurelist.Income(m), m.Income, false), row("", "out", figurelist.Spent(m), m.Spent, true))
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
