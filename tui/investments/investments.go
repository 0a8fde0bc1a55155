package investments

import (
	"context"
	"slices"

	tea "charm.land/bubbletea/v2"

	"passbook/storage/investments"
	"passbook/storage/kept"
	"passbook/storage/ledger"
	"passbook/storage/portfolio"
	"passbook/tui/ui"
)

// Page shows what the investment accounts hold.
type Page struct {
	ui.Screen
	env   *ui.Env
	load  ui.Loader[struct{}, holdingsData]
	list  ui.Pane
	by    int // index of groupings
	fetch ui.Fetch
}

// groupings are what the holdings can be put together by, in the order of the key.
var groupings = []portfolio.By{portfolio.ByType, portfolio.ByAccount, portfolio.BySecurity}

// holdingsData is what the page shows.
type holdingsData struct {
	today    ledger.Date
	home     string
	holdings []portfolio.Holding
	states   []kept.State
}

// New makes the page.
func New(e *ui.Env) *Page {
	return &Page{env: e, fetch: ui.NewFetch(e, kept.Investments), load: ui.NewLoader(e, func(ctx context.Context, at ui.Moment, _ struct{}) (holdingsData, error) {
		return loadHoldings(ctx, e, at.Today)
	})}
}

func loadHoldings(ctx context.Context, e *ui.Env, today ledger.Date) (d holdingsData, err error) {
	d.today = today
	if d.home, err = e.DB.HomeCurrency(ctx); err != nil {
		return d, err
	}
	if d.holdings, err = investments.Holdings(ctx, e.DB, today, e.Now()); err != nil {
		return d, err
	}
	d.states, err = kept.States(ctx, e.DB)
	return d, err
}

// Init implements ui.Page.
func (p *Page) Init() tea.Cmd { return p.load.Ask(struct{}{}) }

// Update implements ui.Page.
func (p *Page) Update(msg tea.Msg) tea.Cmd {
	changed, cmd := p.load.Update(msg)
	if changed {
		p.build()
	}
	fetched, then := p.fetch.Update(msg, p.load.Data.states)
	cmd, changed = tea.Batch(cmd, then), changed || fetched
	if key, ok := msg.(tea.KeyPressMsg); ok {
		cmd = tea.Batch(cmd, p.key(key))
	}
	if changed {
		p.draw()
	}
	return cmd
}

func (p *Page) key(msg tea.KeyPressMsg) tea.Cmd {
	switch {
	case ui.KeyGrouping.Is(msg):
		p.by = (p.by + 1) % len(groupings)
	case ui.KeyDetails.Is(msg):
		return p.list.Current().Open
	default:
		p.list.Press(msg, p.listHeight())
	}
	return nil
}

// SetSize implements ui.Page.
func (p *Page) SetSize(w, h int) {
	if p.Resize(w, h) {
		p.build()
		p.draw()
	}
}

// Title implements ui.Page.
func (p *Page) Title() string { return "Investments" }

// Typing implements ui.Page.
func (p *Page) Typing() bool { return false }

// Status implements ui.Page.
func (p *Page) Status() string { return p.list.Place() }

// Explained implements ui.Explained.
func (p *Page) Explained() string { return ui.FiguresExplained }

// Keys implements ui.Page.
func (p *Page) Keys() []ui.Binding {
	if !p.load.Loaded {
		return nil
	}
	fetch := p.fetch.Keys(p.load.Data.states)
	if len(p.load.Data.holdings) == 0 {
		return fetch
	}
	return slices.Concat([]ui.Binding{ui.KeyDetails, ui.KeyGrouping}, fetch, ui.Moves())
}
