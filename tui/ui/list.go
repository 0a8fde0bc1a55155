package ui

import (
	"context"

	tea "charm.land/bubbletea/v2"
)

// List is a page that is one list in a frame; enter opens the current line.
type List struct {
	Screen
	env   *Env
	title string
	empty string // what stands there without a line
	load  Loader[struct{}, []Line]
	pane  Pane
}

// NewList makes a page of the lines that load gives. load runs in a command: the
// lines look up colours when they are drawn.
func NewList(e *Env, title, empty string, load func(context.Context) ([]Line, error)) *List {
	return &List{env: e, title: title, empty: empty, load: NewLoader(e, func(ctx context.Context, _ Moment, _ struct{}) ([]Line, error) {
		return load(ctx)
	})}
}

// Init implements Page.
func (l *List) Init() tea.Cmd { return l.load.Ask(struct{}{}) }

// Title implements Page.
func (l *List) Title() string { return l.title }

// Typing implements Page.
func (l *List) Typing() bool { return false }

// Status implements Page.
func (l *List) Status() string { return l.pane.Place() }

// Keys implements Page.
func (l *List) Keys() []Binding { return append([]Binding{KeyOpen}, Moves()...) }

// Update implements Page.
func (l *List) Update(msg tea.Msg) tea.Cmd {
	changed, cmd := l.load.Update(msg)
	if changed {
		l.pane.Set(l.load.Data)
	}
	if msg, ok := msg.(tea.KeyPressMsg); ok {
		changed = true
		if KeyOpen.Is(msg) {
			cmd = l.pane.Current().Open
		} else {
			l.pane.Press(msg, l.H-2)
		}
	}
	if changed {
		l.draw()
	}
	return cmd
}

// SetSize implements Page.
func (l *List) SetSize(w, h int) {
	if l.Resize(w, h) {
		l.draw()
	}
}

func (l *List) draw() {
	if l.H == 0 {
		return
	}
	lines := l.pane.View(l.env.Theme, l.W-3, l.H-2, true)
	if l.load.Loaded && len(l.pane.Lines) == 0 {
		lines = []string{" " + l.env.Theme.Muted.Render(l.empty)}
	}
	l.Drawn = l.env.Theme.Frame(l.title, "", l.pane.Beyond(l.H-2), lines, l.W, l.H, true)
}
