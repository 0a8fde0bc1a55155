package home

import (
	"context"
	"reflect"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"passbook/tui/ui"
)

// The panes of the dashboard, in the order that tab goes through them.
const (
	paneWorth = iota
	paneAccounts
	paneSpending
	paneFlow
	paneRecent
	panes
)

// Page is the dashboard: the first tab.
type Page struct {
	ui.Screen
	env      *ui.Env
	load     ui.Loader[struct{}, overview]
	late     ui.Query[ui.Moment, second]
	second   second
	keys     ui.Query[ui.Moment, error] // what is amiss with the keys, where no bank is linked
	noKeys   error
	asked    bool // about the keys
	compared bool // second is of the figures that are shown

	panes [panes]ui.Pane
	boxes []box
	focus int
}

// box is where a pane stands: a column of a row of the page.
type box struct{ pane, w, h int }

// New makes the page.
func New(e *ui.Env) *Page {
	return &Page{env: e, focus: paneRecent, load: ui.NewLoader(e, func(ctx context.Context, at ui.Moment, _ struct{}) (overview, error) {
		return loadOverview(ctx, e, at.Today)
	})}
}

// Init implements ui.Page.
func (p *Page) Init() tea.Cmd { return p.load.Ask(struct{}{}) }

// firstFrame is how long the first frame has the machine for itself.
const firstFrame = 20 * time.Millisecond

// askSecondMsg: the first frame is on the screen.
type askSecondMsg struct{}

// askSecond asks for what the first frame did not wait for.
func (p *Page) askSecond() tea.Cmd {
	db, o := p.env.DB, p.load.Data
	return p.late.Ask(p.env, p.load.Moment(), func(ctx context.Context, _ ui.Moment) (second, error) {
		return loadSecond(ctx, db, o)
	})
}

// Update implements ui.Page.
func (p *Page) Update(msg tea.Msg) tea.Cmd {
	first, asking := !p.load.Loaded, p.load.Waiting()
	changed, cmd := p.load.Update(msg)
	if asking && !p.load.Waiting() && p.load.Err == nil {
		p.compared = p.compared && reflect.DeepEqual(*p.load.Data.thisMonth(), p.second.of)
		if first {
			cmd = p.env.After(firstFrame, askSecondMsg{})
		} else {
			cmd = tea.Batch(p.askSecond(), p.askKeys())
		}
	}
	if answer, ok, err := p.late.Answer(msg); err != nil {
		return ui.Alarm(err)
	} else if ok {
		p.second, p.compared, changed = answer, true, true
	}
	waited := p.keys.Slow
	if amiss, ok, _ := p.keys.Answer(msg); ok {
		p.noKeys, p.asked, changed = amiss, true, true
	}
	changed = changed || p.keys.Slow != waited
	if changed {
		p.build()
	}
	switch msg := msg.(type) {
	case askSecondMsg:
		return tea.Batch(p.askSecond(), p.askKeys())
	case tea.KeyPressMsg:
		changed, cmd = true, p.key(msg)
	}
	if changed {
		p.draw()
	}
	return cmd
}

func (p *Page) key(msg tea.KeyPressMsg) tea.Cmd {
	if p.empty() || !p.load.Loaded {
		return nil
	}
	current := &p.panes[p.focus]
	switch {
	case ui.KeyNextPane.Is(msg):
		p.focusNext(1)
	case ui.KeyPrevPane.Is(msg):
		p.focusNext(-1)
	case ui.KeyOpen.Is(msg):
		if p.focus == paneWorth {
			return ui.GoTo(ui.TabWorth)
		}
		return current.Current().Open
	default:
		current.Press(msg, p.height(p.focus))
	}
	return nil
}

// focusNext moves the focus to the next pane that is on the screen.
func (p *Page) focusNext(step int) {
	for range panes {
		p.focus = (p.focus + step + panes) % panes
		if p.height(p.focus) > 0 {
			return
		}
	}
}

// height is the number of lines inside a pane; 0 where it is not shown.
func (p *Page) height(pane int) int {
	for _, b := range p.boxes {
		if b.pane == pane {
			return b.h - 2
		}
	}
	return 0
}

// SetSize implements ui.Page.
func (p *Page) SetSize(w, h int) {
	if p.Resize(w, h) {
		p.boxes = shareOut(w, h)
		if p.height(p.focus) <= 0 {
			p.focusNext(1)
		}
		p.build()
		p.draw()
	}
}

// stripHeight is the lines over the boxes of a narrow dashboard, where net
// worth has no box of its own.
const stripHeight = 3

// shareOut shares out the page: more panes on wider screens, not wider ones.
func shareOut(w, h int) []box {
	switch {
	case w < ui.TwoPanes || h < 32:
		upper := (h - stripHeight) / 2
		return []box{
			{paneAccounts, w / 2, upper},
			{paneSpending, w - w/2, upper},
			{paneRecent, w, h - stripHeight - upper},
		}
	case w < ui.ThreePanes || h < 45:
		first, second := h*9/20, (h*3+7)/8
		accounts := w * 2 / 5
		return []box{
			{paneWorth, w - accounts, first},
			{paneAccounts, accounts, first},
			{paneSpending, w / 2, second},
			{paneFlow, w - w/2, second},
			{paneRecent, w, h - first - second},
		}
	}
	first := h / 2
	accounts, spending, flow := w*35/100, w*28/100, w*24/100
	return []box{
		{paneWorth, w - accounts, first},
		{paneAccounts, accounts, first},
		{paneSpending, spending, h - first},
		{paneFlow, flow, h - first},
		{paneRecent, w - spending - flow, h - first},
	}
}

// narrow reports whether net worth is a strip over the boxes.
func (p *Page) narrow() bool { return len(p.boxes) == 3 }

func (p *Page) draw() {
	switch {
	case p.W == 0:
	case p.empty():
		p.Drawn = p.welcome()
	case !p.load.Loaded:
		p.Drawn = p.load.View("Adding up", p.W, p.H)
	default:
		p.Drawn = p.drawBoxes()
	}
}

func (p *Page) drawBoxes() string {
	var rows []string
	if p.narrow() {
		rows = append(rows, ui.Fill(p.strip(), p.W, stripHeight))
	}
	var row []string
	used := 0
	for _, b := range p.boxes {
		row = append(row, p.drawBox(b))
		if used += b.w; used >= p.W {
			rows = append(rows, ui.Beside(row...))
			row, used = nil, 0
		}
	}
	return strings.Join(rows, "\n")
}

func (p *Page) drawBox(b box) string {
	focused := b.pane == p.focus
	title, right, foot := p.words(b)
	var lines []string
	if b.pane == paneWorth {
		lines = p.chart(b.w-3, b.h-2)
	} else {
		lines = p.panes[b.pane].View(p.env.Theme, b.w-3, b.h-2, focused)
	}
	return p.env.Theme.Frame(title, right, foot, lines, b.w, b.h, focused)
}

// empty reports that it is known that no bank is linked.
func (p *Page) empty() bool { return p.load.Loaded && len(p.load.Data.items) == 0 }

// Title implements ui.Page.
func (p *Page) Title() string { return "Dashboard" }

// Explained implements ui.Explained.
func (p *Page) Explained() string { return ui.FiguresExplained }

// Keys implements ui.Page.
func (p *Page) Keys() []ui.Binding {
	if p.empty() || !p.load.Loaded {
		return nil
	}
	return append([]ui.Binding{ui.KeyPane, ui.KeyOpen}, ui.Moves()...)
}

// Status implements ui.Page.
func (p *Page) Status() string {
	if p.focus == paneWorth || p.empty() {
		return ""
	}
	return p.panes[p.focus].Place()
}

// Typing implements ui.Page.
func (p *Page) Typing() bool { return false }
