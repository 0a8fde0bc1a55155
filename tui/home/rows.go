package home

import (
	tea "charm.land/bubbletea/v2"

	"passbook/storage/ledger"
	"passbook/tui/format"
	"passbook/tui/text"
	"passbook/tui/ui"
)

// sheetColumns are the widths of a list of categories.
type sheetColumns struct {
	t            *ui.Theme
	homeCurrency string
	full         int64 // of a whole bar
	name, amount int
}

func (c *sheetColumns) measure(f *ledger.Figures) {
	c.homeCurrency = f.Currency
	for i := range f.Spends {
		l := &f.Spends[i]
		c.full = max(c.full, l.Minor)
		c.name = max(c.name, text.Width(text.Clean(l.Name)))
		c.amount = max(c.amount, len(format.Whole(ledger.Money{Minor: l.Minor, Currency: f.Currency}, f.Currency)))
	}
}

// short draws a category for the dashboard: name, bar, whole amount, and
// whether it is more or less than before, once that is known.
func (c sheetColumns) short(p *ui.Palette, l *ledger.Line, w int) string {
	name := min(c.name, w/2)
	amount := format.Whole(ledger.Money{Minor: l.Minor, Currency: c.homeCurrency}, c.homeCurrency)
	arrow := " "
	if l.Now != 0 || l.Before != 0 {
		arrow = map[int]string{1: "▲", 0: "=", -1: "▼"}[ledger.CompareRoughly(l.Now, l.Before, c.homeCurrency)]
	}
	bar := c.t.Bar(l.Minor, c.full, w-name-c.amount-4, false)
	return p.Text.Render(text.Fit(text.Clean(l.Name), name)+" ") + p.Accent.Render(bar) +
		p.Text.Render(" "+text.FitRight(amount, c.amount)) + p.Muted.Render(" "+arrow)
}

// recentLines lists the newest transactions; enter lists their account.
func (p *Page) recentLines() []ui.Line {
	o := &p.load.Data
	if len(o.recent) == 0 {
		words := "The banks have sent no transactions."
		for _, it := range o.items {
			if it.Completeness != ledger.HistoryFull {
				words = "No transactions yet: the banks are still preparing the history. It comes by itself."
			}
		}
		return []ui.Line{{Text: p.env.Theme.Muted.Render(words)}}
	}
	amount, day := 10, 6
	for _, e := range o.recent {
		amount = max(amount, len(format.Signed(e.Amount, o.homeCurrency)))
		day = max(day, len(recentDay(e.Date, o.today)))
	}
	var out []ui.Line
	for _, e := range o.recent {
		out = append(out, ui.Line{ID: e.ID, Open: openEntry(e), Draw: func(c *ui.Palette, w int) string {
			return recentRow(c, e, o, day, amount, w)
		}})
	}
	return out
}

func recentRow(c *ui.Palette, e ledger.Entry, o *overview, day, amount, w int) string {
	ink, gain := c.Text, c.Good
	if e.Pending {
		ink, gain = c.Muted, c.Muted
	}
	right := ""
	if w >= 64 {
		right += c.Muted.Render(text.Fit("  "+format.Category(e), 23))
	}
	if w >= 88 {
		mask := format.Mask(e.AccountMask)
		account := text.Cut(text.Clean(e.AccountName), w/5-text.Width(mask)) + " " + mask
		right += c.Muted.Render(text.Fit("  "+account, w/5+3))
	}
	figure := text.FitRight(format.Signed(e.Amount, o.homeCurrency), amount+2)
	if e.Amount.Minor > 0 {
		right += gain.Render(figure)
	} else {
		right += ink.Render(figure)
	}
	name, room := format.Title(e), w-day-2-text.Width(right)
	if e.Pending {
		name = text.Cut(name, room-9) + "  pending"
	}
	left := c.Muted.Render(text.Fit(recentDay(e.Date, o.today), day+2))
	return left + ink.Render(text.Fit(name, room)) + right
}

// openEntry goes to an entry in the list of all transactions.
func openEntry(e ledger.Entry) tea.Cmd { return ui.ShowList(ledger.Filter{}, e.Key) }

// recentDay leaves the year out where there can be no doubt of it, also in
// January.
func recentDay(d, today ledger.Date) string {
	if d <= today && d > today.AddDays(-350) {
		return d.Time().Format("Jan 2")
	}
	return format.ShortDay(d, today)
}
