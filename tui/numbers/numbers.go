package numbers

import (
	"context"
	"time"

	tea "charm.land/bubbletea/v2"

	"passbook/plaidsvc/holder"
	"passbook/storage/ledger"
	"passbook/tui/ui"
)

// How long a number is on the screen, and how long on the clipboard.
const (
	shownFor  = 20 * time.Second
	copiedFor = time.Minute
)

// Page lists the numbers of the accounts of all banks, once Plaid was asked.
type Page struct {
	ui.Screen
	env   *ui.Env
	banks ui.Loader[struct{}, []ledger.Item]
	asked ui.Query[struct{}, []bank]
	got   []bank // what Plaid said; nil: it was not asked
	shown string // id of the line whose number is on the screen; empty: none
	turn  int    // counts what was shown, so that the end of an earlier one is dropped
	pane  ui.Pane
}

// bank is what Plaid said of one Item.
type bank struct {
	item     ledger.Item
	accounts []holder.Numbers
	err      error
}

// Messages of a page to itself.
type (
	revealMsg struct {
		of *Page
		id string
	}
	hideMsg struct {
		of   *Page
		turn int
	}
)

// New makes the page.
func New(e *ui.Env) *Page {
	p := &Page{env: e}
	p.banks = ui.NewLoader(e, func(ctx context.Context, _ ui.Moment, _ struct{}) ([]ledger.Item, error) { return e.DB.Items(ctx) })
	return p
}

// Init implements ui.Page.
func (p *Page) Init() tea.Cmd { return p.banks.Ask(struct{}{}) }

// Title implements ui.Page.
func (p *Page) Title() string { return "Account numbers" }

// Typing implements ui.Page.
func (p *Page) Typing() bool { return false }

// Status implements ui.Page.
func (p *Page) Status() string { return p.pane.Place() }

// Keys implements ui.Page.
func (p *Page) Keys() []ui.Binding {
	why := ""
	switch {
	case p.env.Service == nil:
		why = "there are no Plaid keys: passbook setup"
	case p.asked.Running:
		why = "Plaid is being asked"
	case len(p.banks.Data) == 0:
		why = "no bank is linked"
	}
	keys := []ui.Binding{ui.KeyFetch.Unless(why)}
	if p.current() != nil {
		keys = append([]ui.Binding{ui.KeyReveal, ui.KeyCopy}, keys...)
	}
	return append(keys, ui.Moves()...)
}

// fetch asks Plaid about every bank, one after the other.
func (p *Page) fetch() tea.Cmd {
	products, items := p.env.Service.Products(), p.banks.Data
	return p.asked.Ask(p.env, struct{}{}, func(ctx context.Context, _ struct{}) (all []bank, err error) {
		for _, it := range items {
			b := bank{item: it}
			if b.accounts, b.err = products.Numbers(ctx, it); ctx.Err() != nil {
				return nil, ctx.Err()
			}
			all = append(all, b)
		}
		return all, nil
	})
}

// current is the number that the current line shows; nil: it shows none.
func (p *Page) current() *holder.Number {
	id := p.pane.Current().ID
	for _, l := range p.lines() {
		if l.id == id && l.number != nil {
			return l.number
		}
	}
	return nil
}

// Update implements ui.Page.
func (p *Page) Update(msg tea.Msg) tea.Cmd {
	_, cmd := p.banks.Update(msg)
	if got, ok, err := p.asked.Answer(msg); ok {
		if p.got = got; err != nil {
			cmd = ui.Alarm(err)
		}
	}
	switch msg := msg.(type) {
	case revealMsg:
		if msg.of == p {
			cmd = p.reveal(msg.id)
		}
	case hideMsg:
		if msg.of == p && msg.turn == p.turn {
			p.shown = ""
		}
	case ui.PoppedMsg: // the numbers go with the page
		*p = Page{Screen: p.Screen, env: p.env, turn: p.turn}
		return nil
	case tea.KeyPressMsg:
		cmd = p.press(msg)
	}
	p.pane.Set(p.draw())
	p.paint()
	return cmd
}

func (p *Page) press(msg tea.KeyPressMsg) tea.Cmd {
	switch {
	case ui.KeyFetch.Is(msg):
		return p.fetch()
	case ui.KeyReveal.Is(msg):
		return p.pane.Current().Open
	case ui.KeyCopy.Is(msg):
		if n := p.current(); n != nil {
			empty := tea.SetClipboard("")
			return tea.Batch(tea.SetClipboard(n.Account), p.env.After(copiedFor, empty()), ui.Notify("The number is on the clipboard, which is emptied in a minute."))
		}
		return nil
	}
	p.pane.Press(msg, p.H-2)
	return nil
}

// reveal shows the number of a line for a while, or hides it again.
func (p *Page) reveal(id string) tea.Cmd {
	p.turn++
	if p.shown == id {
		p.shown = ""
		return nil
	}
	p.shown = id
	return p.env.After(shownFor, hideMsg{p, p.turn})
}

// SetSize implements ui.Page.
func (p *Page) SetSize(w, h int) {
	if p.Resize(w, h) {
		p.paint()
	}
}
