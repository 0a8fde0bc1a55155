package recurring

import (
	"context"

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
		if d.streams, err = streams.All(ctx, e.DB); err != nil {
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
	return append(append([]ui.Binding{ui.KeyList}, p.fetch.Keys(p.isKept())...), ui.Moves()...)
}

func (p *Page) isKept() bool {
	isKept, _ := ui.IsKept(p.load.Data.states, kept.Recurring)
	return isKept
}

// Update implements ui.Page.
func (p *Page) Update(msg tea.Msg) tea.Cmd {
	changed, cmd := p.load.Update(msg)
	if changed {
		p.pane.Set(p.lines())
	}
	fetched, then := p.fetch.Update(msg)
	cmd, changed = tea.Batch(cmd, then), changed || fetched
	if msg, ok := msg.(tea.KeyPressMsg); ok {
		changed = true
		switch {
		case ui.KeyList.Is(msg):
			cmd = p.pane.Current().Open
		case ui.KeyFetch.Is(msg), ui.KeyKeep.Is(msg):
			cmd = p.fetch.Press(msg, p.isKept())
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
