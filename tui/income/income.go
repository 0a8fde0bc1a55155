package income

import (
	"context"

	tea "charm.land/bubbletea/v2"

	"passbook/storage/income"
	"passbook/storage/ledger"
	"passbook/tui/ui"
)

// Page lists the sources of income, and the pay stubs.
type Page struct {
	ui.Screen
	env  *ui.Env
	load ui.Loader[struct{}, data]
	run  ui.Query[struct{}, struct{}]
	pane ui.Pane
}

// data is what the page shows.
type data struct {
	today ledger.Date
	home  string
	bank  income.BankReport
	years []income.Year // of the bank's sources
	paid  income.PayrollReport
}

// New makes the page.
func New(e *ui.Env) *Page {
	return &Page{env: e, load: ui.NewLoader(e, func(ctx context.Context, at ui.Moment, _ struct{}) (d data, err error) {
		d.today = at.Today
		if d.home, err = e.DB.HomeCurrency(ctx); err != nil {
			return d, err
		}
		if d.bank, err = income.Bank(ctx, e.DB); err != nil {
			return d, err
		}
		d.years = income.Years(d.bank.Sources)
		d.paid, err = income.Payroll(ctx, e.DB)
		return d, err
	})}
}

// Init implements ui.Page.
func (p *Page) Init() tea.Cmd { return p.load.Ask(struct{}{}) }

// Title implements ui.Page.
func (p *Page) Title() string { return "Income" }

// Typing implements ui.Page.
func (p *Page) Typing() bool { return false }

// Status implements ui.Page.
func (p *Page) Status() string { return p.pane.Place() }

// Keys implements ui.Page.
func (p *Page) Keys() []ui.Binding {
	why := ""
	switch {
	case p.env.Service == nil:
		why = "passbook setup"
	case p.run.Running:
		why = "it is being fetched"
	}
	return append([]ui.Binding{ui.KeyList, ui.KeyFetch.Unless(why)}, ui.Moves()...)
}

// Update implements ui.Page.
func (p *Page) Update(msg tea.Msg) tea.Cmd {
	changed, cmd := p.load.Update(msg)
	if changed {
		p.pane.Set(p.lines())
	}
	slow := p.run.Slow
	if _, ok, err := p.run.Answer(msg); err != nil {
		changed, cmd = true, tea.Batch(ui.Alarm(err), ui.Send(ui.ChangedMsg{}))
	} else if ok {
		changed, cmd = true, tea.Batch(ui.Notify("Your income was fetched."), ui.Send(ui.ChangedMsg{}))
	}
	changed = changed || p.run.Slow != slow
	switch msg := msg.(type) {
	case ui.PoppedMsg:
		p.run.Stop()
	case tea.KeyPressMsg:
		changed = true
		switch {
		case ui.KeyList.Is(msg):
			cmd = p.pane.Current().Open
		case ui.KeyFetch.Is(msg):
			cmd = p.run.Ask(p.env, struct{}{}, func(ctx context.Context, _ struct{}) (struct{}, error) {
				return struct{}{}, p.env.Service.Products().FetchIncome(ctx)
			})
		default:
			p.pane.Press(msg, p.H-headHeight)
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
