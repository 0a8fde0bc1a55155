package recurring

import (
	"context"
	"slices"

	tea "charm.land/bubbletea/v2"

	"passbook/storage/kept"
	"passbook/storage/ledger"
	"passbook/storage/streams"
	"passbook/tui/ui"
)

// Page lists the streams: money out, money in, and those that ended.
type Page struct {
	ui.Screen
	env   *ui.Env
	load  ui.Loader[struct{}, data]
	fetch ui.Fetch
	pane  ui.Pane
}

// data is what the page shows.
type data struct {
	today   ledger.Date
	home    string
	streams []streams.Stream
	totals  []streams.Total
	states  []kept.State
}

// New makes the page.
func New(e *ui.Env) *Page {
	return &Page{env: e, fetch: ui.NewFetch(e, kept.Recurring), load: ui.NewLoader(e, func(ctx context.Context, at ui.Moment, _ struct{}) (d data, err error) {
		d.today = at.Today
		if d.streams, err = streams.All(ctx, e.DB, at.Today); err != nil {
			return d, err
		}
		if d.home, err = e.DB.HomeCurrency(ctx); err != nil {
			return d, err
		}
		d.totals = streams.Totals(d.streams, d.home)
		d.states, err = kept.States(ctx, e.DB)
		return d, err
	})}
}

// Init implements ui.Page.
func (p *Page) Init() tea.Cmd { return p.load.Ask(struct{}{}) }

// Title implements ui.Page.
func (p *Page) Title() string { return "Recurring" }

// Explained implements ui.Explained.
func (p *Page) Explained() string { return ui.FiguresExplained }

// Typing implements ui.Page.
func (p *Page) Typing() bool { return false }

// Status implements ui.Page.
func (p *Page) Status() string { return p.pane.Place() }

// Keys implements ui.Page.
func (p *Page) Keys() []ui.Binding {
	fetch := p.fetch.Keys(p.load.Data.states)
	if len(p.load.Data.streams) == 0 {
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
			changed = p.pane.Press(msg, p.listHeight()) || changed
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
