package more

import (
	"context"
	"time"

	tea "charm.land/bubbletea/v2"

	"passbook/storage/kept"
	"passbook/tui/format"
	"passbook/tui/text"
	"passbook/tui/ui"
)

// Page lists the pages beyond transactions.
type Page struct {
	ui.Screen
	env  *ui.Env
	load ui.Loader[struct{}, []kept.State]
	pane ui.Pane
}

// New lists the pages; enter opens one.
func New(e *ui.Env) *Page {
	p := &Page{env: e}
	p.load = ui.NewLoader(e, func(ctx context.Context, _ ui.Moment, _ struct{}) ([]kept.State, error) {
		return kept.States(ctx, e.DB)
	})
	return p
}

// row is a page that this one leads to.
type row struct {
	room    ui.Room
	words   string       // what it shows
	product kept.Product // what a sync can bring for it; empty: it is asked for each time, or costs nothing
}

// lines draws the rows with how fresh each is.
func (p *Page) lines() (lines []ui.Line) {
	for _, r := range rows {
		lines = append(lines, ui.Line{ID: string(r.room), Open: ui.Send(ui.RoomMsg{Room: r.room}), Draw: func(c *ui.Palette, w int) string {
			fresh := p.fresh(r)
			left := text.Fit(string(r.room), 18)
			if fresh != "" {
				fresh = "  " + fresh
			}
			return c.Text.Render(left) + c.Muted.Render(text.Fit(r.words, w-18-text.Width(fresh))+fresh)
		}})
	}
	return lines
}

// fresh says when the oldest of a page's data came.
func (p *Page) fresh(r row) string {
	if r.product == "" {
		return ""
	}
	var oldest time.Time
	for _, s := range p.load.Data {
		if s.Product == r.product && !s.FetchedAt.IsZero() && (oldest.IsZero() || s.FetchedAt.Before(oldest)) {
			oldest = s.FetchedAt
		}
	}
	if oldest.IsZero() {
		return "not fetched yet"
	}
	return "as of " + format.Age(oldest, p.env.Now())
}

// Init implements ui.Page.
func (p *Page) Init() tea.Cmd { return p.load.Ask(struct{}{}) }

// Title implements ui.Page.
func (p *Page) Title() string { return "More" }

// Typing implements ui.Page.
func (p *Page) Typing() bool { return false }

// Status implements ui.Page.
func (p *Page) Status() string { return p.pane.Place() }

// Keys implements ui.Page.
func (p *Page) Keys() []ui.Binding { return append([]ui.Binding{ui.KeyOpen}, ui.Moves()...) }

// Update implements ui.Page.
func (p *Page) Update(msg tea.Msg) tea.Cmd {
	changed, cmd := p.load.Update(msg)
	if changed {
		p.pane.Set(p.lines())
	}
	if msg, ok := msg.(tea.KeyPressMsg); ok {
		changed = true
		if ui.KeyOpen.Is(msg) {
			cmd = p.pane.Current().Open
		} else {
			p.pane.Press(msg, p.H-2)
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

func (p *Page) draw() {
	if p.H == 0 {
		return
	}
	lines := p.pane.View(p.env.Theme, p.W-3, p.H-2, true)
	p.Drawn = p.env.Theme.Frame(p.Title(), "", p.pane.Beyond(p.H-2), lines, p.W, p.H, true)
}
