package home

import (
	"passbook/storage/ledger"
	"passbook/storage/liabilities"
	"passbook/tui/format"
	"passbook/tui/text"
	"passbook/tui/ui"
)

// duesShown is how many due dates stand over the newest transactions.
const duesShown = 3

// dueLines lists what is due on cards and loans within a month, the first one
// first; enter opens the page of all of them. It is empty until the first frame is
// on the screen, and where no bank tells of any.
func (p *Page) dueLines() []ui.Line {
	var out []ui.Line
	for _, d := range p.second.dues[:min(duesShown, len(p.second.dues))] {
		out = append(out, ui.Line{ID: "due " + d.AccountID, Open: ui.Send(ui.RoomMsg{Room: ui.RoomLiabilities}), Draw: func(c *ui.Palette, w int) string {
			return p.dueRow(c, d, w)
		}})
	}
	return out
}

func (p *Page) dueRow(c *ui.Palette, d liabilities.Due, w int) string {
	today := p.load.Data.today
	ink, when := c.Accent, "due "+format.InDays(d.Date, today)
	if d.Overdue {
		ink, when = c.Warn, "▲ overdue"
	}
	amount := ""
	if d.Minor != nil {
		amount = format.Money(ledger.Money{Minor: *d.Minor, Currency: d.Currency}, p.load.Data.homeCurrency)
	}
	day := text.Fit(format.NearDay(d.Date, today), 8)
	right := "  " + when + text.FitRight(amount, 12)
	name := text.Clean(d.Account) + " " + format.Mask(d.Mask)
	return c.Muted.Render(day) + c.Text.Render(text.Fit(name, w-8-text.Width(right))) + ink.Render(right)
}
