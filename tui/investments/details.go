package investments

import (
	"cmp"
	"context"

	tea "charm.land/bubbletea/v2"

	"passbook/storage/investments"
	"passbook/storage/ledger"
	"passbook/storage/portfolio"
	"passbook/tui/format"
	"passbook/tui/text"
	"passbook/tui/ui"
)

// details is the page of one holding: what is known of it, its transactions, and
// what it was on the days that were fetched.
type details struct {
	ui.Screen
	env     *ui.Env
	holding portfolio.Holding
	load    ui.Loader[struct{}, detailsData]
	pane    ui.Pane
}

type detailsData struct {
	today        ledger.Date
	home         string
	days         []portfolio.Holding // ascending
	transactions []portfolio.Transaction
}

func newDetails(e *ui.Env, h portfolio.Holding) *details {
	d := &details{env: e, holding: h}
	d.load = ui.NewLoader(e, func(ctx context.Context, at ui.Moment, _ struct{}) (data detailsData, err error) {
		data.today = at.Today
		if data.home, err = e.DB.HomeCurrency(ctx); err != nil {
			return data, err
		}
		if data.days, err = investments.Days(ctx, e.DB, h.AccountID, h.Security.ID); err != nil {
			return data, err
		}
		data.transactions, err = investments.Transactions(ctx, e.DB, investments.Query{AccountID: h.AccountID, SecurityID: h.Security.ID})
		return data, err
	})
	return d
}

// build makes the lines: what is known, the transactions, the days.
func (d *details) build() {
	h, data := d.holding, d.load.Data
	if n := len(data.days); n > 0 {
		h = data.days[n-1]
	}
	var lines []ui.Line
	add := func(name, value string) {
		if value == "" {
			return
		}
		for _, part := range text.Wrap(value, max(d.W-20, 20)) {
			label := name
			lines = append(lines, ui.Line{Draw: func(p *ui.Palette, w int) string {
				return p.Muted.Render(text.Fit(label, 14)) + p.Text.Render(text.Fit(part, w-14))
			}})
			name = ""
		}
	}
	money := func(minor int64) string {
		return format.Coded(ledger.Money{Minor: minor, Currency: h.Value.Currency})
	}
	add("Account", text.Clean(h.AccountName+", "+h.Institution))
	add("Kind", text.Clean(portfolio.TypeName(h.Security.Type)))
	add("Ticker", text.Clean(h.Security.Ticker))
	add("Terms", text.Clean(h.Security.Terms()))
	add("Quantity", format.Exact(h.Quantity))
	price := format.Exact(h.Price)
	if h.PricedOn != 0 {
		price += " of " + format.ShortDay(h.PricedOn, data.today)
	}
	add("Price", price)
	add("Value", money(h.Value.Minor)+" on "+format.ShortDay(h.Date, data.today))
	if gain, known := h.Gain(); known {
		add("Cost", money(*h.Cost))
		add("Gain", format.Moved(gain, h.Value.Currency))
	} else {
		add("Cost", "not told by the bank")
	}
	add("ISIN", text.Clean(h.Security.ISIN))
	lines = append(lines, ui.Line{}, title("Transactions"))
	if len(data.transactions) == 0 {
		lines = append(lines, muted("None are known."))
	}
	for _, t := range data.transactions {
		lines = append(lines, transactionLine(t, data))
	}
	lines = append(lines, ui.Line{}, title("Days that were fetched"))
	for i := len(data.days) - 1; i >= 0; i-- {
		lines = append(lines, dayLine(data.days[i], data))
	}
	for i := range lines {
		lines[i].Open = func() tea.Msg { return nil } // every line can be moved to
	}
	d.pane.Set(lines)
}

func title(words string) ui.Line {
	return ui.Line{Draw: func(p *ui.Palette, _ int) string { return p.Bold.Render(words) }}
}

func muted(words string) ui.Line {
	return ui.Line{Draw: func(p *ui.Palette, _ int) string { return p.Muted.Render(words) }}
}

func transactionLine(t portfolio.Transaction, data detailsData) ui.Line {
	return ui.Line{Draw: func(p *ui.Palette, w int) string {
		right := format.Signed(t.Amount, data.home)
		if t.Quantity != "" && t.Quantity != "0" {
			right = format.Exact(t.Quantity) + " at " + format.Exact(t.Price) + "  " + text.FitRight(right, 12)
		}
		left := text.Fit(format.ShortDay(t.Date, data.today), 12) + text.Fit(text.Clean(cmp.Or(t.Subtype, t.Type)), 14) + text.Clean(t.Name)
		return p.Text.Render(text.Fit(left, w-text.Width(right)-1) + " " + right)
	}}
}

func dayLine(h portfolio.Holding, data detailsData) ui.Line {
	return ui.Line{Draw: func(p *ui.Palette, w int) string {
		right := format.Exact(h.Quantity) + " at " + format.Exact(h.Price) + "  " + text.FitRight(format.Money(h.Value, data.home), 12)
		return p.Text.Render(text.Fit(format.ShortDay(h.Date, data.today), w-text.Width(right)) + right)
	}}
}

// Init implements ui.Page.
func (d *details) Init() tea.Cmd { return d.load.Ask(struct{}{}) }

// Update implements ui.Page.
func (d *details) Update(msg tea.Msg) tea.Cmd {
	changed, cmd := d.load.Update(msg)
	if changed {
		d.build()
	}
	if key, ok := msg.(tea.KeyPressMsg); ok {
		changed = true
		d.pane.Press(key, d.H-2)
	}
	if changed {
		d.draw()
	}
	return cmd
}

// SetSize implements ui.Page.
func (d *details) SetSize(w, h int) {
	if d.Resize(w, h) {
		d.build()
		d.draw()
	}
}

func (d *details) draw() {
	switch {
	case d.H == 0:
	case !d.load.Loaded:
		d.Drawn = d.load.View("Reading", d.W, d.H)
	default:
		w := min(d.W, 110)
		lines := d.pane.View(d.env.Theme, w-3, d.H-2, true)
		box := d.env.Theme.Frame(text.Clean(d.holding.Security.Title()), "", d.pane.Beyond(d.H-2), lines, w, d.H, true)
		d.Drawn = ui.Centred(box, w, d.H, d.W, d.H)
	}
}

// Title implements ui.Page.
func (d *details) Title() string { return "Holding" }

// Typing implements ui.Page.
func (d *details) Typing() bool { return false }

// Status implements ui.Page.
func (d *details) Status() string { return d.pane.Place() }

// Keys implements ui.Page.
func (d *details) Keys() []ui.Binding { return ui.Moves() }
