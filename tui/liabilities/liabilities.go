package liabilities

import (
	"context"
	"slices"

	tea "charm.land/bubbletea/v2"

	"passbook/storage/kept"
	"passbook/storage/ledger"
	"passbook/storage/liabilities"
	"passbook/tui/format"
	"passbook/tui/text"
	"passbook/tui/ui"
)

// Page lists cards and loans, and tells about the current one.
type Page struct {
	ui.Screen
	env   *ui.Env
	load  ui.Loader[struct{}, data]
	fetch ui.Fetch
	pane  ui.Pane
}

// data is what the page shows.
type data struct {
	today  ledger.Date
	debts  []debt
	states []kept.State
}

// debt is a liability with how it is paid off.
type debt struct {
	liabilities.Liability
	payoff liabilities.Payoff
}

// New makes the page.
func New(e *ui.Env) *Page {
	return &Page{env: e, fetch: ui.NewFetch(e, kept.Liabilities), load: ui.NewLoader(e, func(ctx context.Context, at ui.Moment, _ struct{}) (data, error) {
		d := data{today: at.Today}
		all, err := liabilities.All(ctx, e.DB)
		if err != nil {
			return d, err
		}
		for _, l := range all {
			d.debts = append(d.debts, debt{l, l.Payoff()})
		}
		d.states, err = kept.States(ctx, e.DB)
		return d, err
	})}
}

// Init implements ui.Page.
func (p *Page) Init() tea.Cmd { return p.load.Ask(struct{}{}) }

// Title implements ui.Page.
func (p *Page) Title() string { return "Liabilities" }

// Explained implements ui.Explained.
func (p *Page) Explained() string { return ui.FiguresExplained }

// Typing implements ui.Page.
func (p *Page) Typing() bool { return false }

// Status implements ui.Page.
func (p *Page) Status() string { return p.pane.Place() }

// Keys implements ui.Page.
func (p *Page) Keys() []ui.Binding {
	fetch := p.fetch.Keys(p.load.Data.states)
	if len(p.load.Data.debts) == 0 {
		return fetch
	}
	return slices.Concat([]ui.Binding{ui.KeyList}, fetch, ui.Moves())
}

// Update implements ui.Page.
func (p *Page) Update(msg tea.Msg) tea.Cmd {
	changed, cmd := p.load.Update(msg)
	if changed {
		p.pane.Set(p.lines())
	}
	fetched, then := p.fetch.Update(msg, p.load.Data.states)
	cmd, changed = tea.Batch(cmd, then), changed || fetched
	if msg, ok := msg.(tea.KeyPressMsg); ok {
		if ui.KeyList.Is(msg) {
			cmd = p.pane.Current().Open
		} else {
			p.pane.Press(msg, p.listHeight()-3)
		}
	}
	if changed {
		p.draw()
	}
	return cmd
}

// SetSize implements ui.Page.
func (p *Page) SetSize(w, h int) {
	if p.Resize(w, h) {
		p.draw()
	}
}

// The columns of the list behind the name, in cells.
const owedWidth, dueWidth, dayWidth, endWidth = 12, 11, format.AheadWidth + 3, 13

// rateWidth is the column of rates, which a narrow page leaves to the lower box.
func (p *Page) rateWidth() int {
	if p.W < ui.TwoPanes {
		return 0
	}
	return 10
}

func (p *Page) columnsWidth() int { return owedWidth + p.rateWidth() + dueWidth + dayWidth + endWidth }

// lines draws a line for each debt; enter lists the account's transactions.
func (p *Page) lines() []ui.Line {
	if len(p.load.Data.debts) == 0 {
		return nil
	}
	lines := []ui.Line{{Draw: func(c *ui.Palette, w int) string {
		return c.Muted.Render(text.Fit("Account", w-p.columnsWidth()) + text.FitRight("Owed", owedWidth) + text.FitRight("Rate", p.rateWidth()) +
			text.FitRight("Due", dueWidth) + text.Fit("   On", dayWidth) + text.FitRight("Paid off", endWidth))
	}}}
	for i := range p.load.Data.debts {
		d := &p.load.Data.debts[i]
		lines = append(lines, ui.Line{ID: d.AccountID, Open: ui.ShowList(ledger.Filter{AccountID: d.AccountID}, ledger.Key{}), Draw: func(c *ui.Palette, w int) string {
			return p.row(c, d, w)
		}})
	}
	return lines
}

func (p *Page) row(c *ui.Palette, d *debt, w int) string {
	rate := ""
	if len(d.Rates) > 0 {
		rate = format.Percent(d.payoff.Rate)
	}
	mask := format.Mask(d.Mask)
	name := text.Cut(text.Clean(d.Account), w-p.columnsWidth()-text.Width(mask)-1) + " " + mask
	day, ink := p.due(d), c.Muted
	if isOverdue(d) {
		ink = c.Warn
	}
	return c.Text.Render(text.Fit(name, w-p.columnsWidth())+text.FitRight(p.money(d.Owed, d.Currency), owedWidth)) + c.Muted.Render(text.FitRight(rate, p.rateWidth())) +
		c.Text.Render(text.FitRight(p.money(d.Due, d.Currency), dueWidth)) + ink.Render(text.Fit("   "+day, dayWidth)) +
		c.Text.Render(text.FitRight(format.PayoffShort(&d.payoff, p.load.Data.today), endWidth))
}

// isOverdue reports whether the bank says that a payment was missed.
func isOverdue(d *debt) bool { return d.Overdue != nil && *d.Overdue }

// due says when the next payment is due. A day that is over is not taken for one
// that was missed.
func (p *Page) due(d *debt) string {
	today := p.load.Data.today
	switch {
	case isOverdue(d):
		return "▲ overdue"
	case d.DueDate == 0:
		return ""
	case d.DueDate < today:
		return "was " + format.NearDay(d.DueDate, today)
	}
	return format.Ahead(d.DueDate, today)
}

func (p *Page) money(minor *int64, currency string) string {
	if minor == nil {
		return ""
	}
	return format.Money(ledger.Money{Minor: *minor, Currency: currency}, p.env.HomeCurrency)
}

// listHeight is the lines of the upper box.
func (p *Page) listHeight() int {
	return max(5, min(len(p.pane.Lines)+2, p.H-detailHeight))
}
