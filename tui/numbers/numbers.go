package numbers

import (
	"context"
	"time"

	tea "charm.land/bubbletea/v2"

	"passbook/plaidsvc/holder"
	"passbook/storage/kept"
	"passbook/tui/ui"
)

// How long a number is on the screen, and how long on the clipboard.
const (
	shownFor  = 20 * time.Second
	copiedFor = time.Minute
)

// Page lists the numbers of the accounts of all banks, once Plaid was asked.
type Page struct {
	ui.Inquiry[[]holder.Numbers]
	shown string // id of the line whose number is on the screen; empty: none
	turn  int    // counts what was shown, so that the end of an earlier one is dropped
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
	p := &Page{}
	p.Inquiry = ui.NewInquiry(e, ui.About[[]holder.Numbers]{
		Title: "Account numbers", Product: kept.Numbers, What: "The numbers by which others pay into your accounts.",
		NoBank: "Account numbers come from a bank with a checking or savings account.", Asking: "Plaid is asked for the numbers…",
		Offers: []ui.Offer{{Key: ui.KeyFetch, Words: "ask Plaid for them, which it bills once for each bank"}},
		Lines:  p.lines, Kept: p.kept,
	})
	return p
}

// kept fills in the numbers that the vault keeps.
func (p *Page) kept(ctx context.Context, banks []ui.Said[[]holder.Numbers]) error {
	all, err := p.Env.Service.Products().Cached(ctx)
	for i := range banks {
		of := all[banks[i].Item.ID]
		banks[i].Answer, banks[i].At = of.Numbers, of.NumbersAt
	}
	return err
}

// Keys implements ui.Page.
func (p *Page) Keys() []ui.Binding {
	keys := p.Inquiry.Keys()
	if p.current() != nil {
		keys = append([]ui.Binding{ui.KeyReveal, ui.KeyCopy}, keys...)
	}
	return keys
}

// current is the number that the current line shows; nil: it shows none.
func (p *Page) current() *holder.Number {
	id := p.Pane.Current().ID
	for _, b := range p.Said {
		for _, a := range b.Answer {
			for i := range a.List {
				if id == lineID(a, i) {
					return &a.List[i]
				}
			}
		}
	}
	return nil
}

// lineID is the id of the line of an account's number.
func lineID(a holder.Numbers, i int) string { return a.AccountID + " " + string(a.List[i].System) }

// Update implements ui.Page.
func (p *Page) Update(msg tea.Msg) tea.Cmd {
	gone, cmd := p.Take(msg)
	if gone {
		p.shown = ""
		return cmd
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
	case tea.KeyPressMsg:
		cmd = p.press(msg)
	}
	p.Paint()
	return cmd
}

func (p *Page) press(msg tea.KeyPressMsg) tea.Cmd {
	switch {
	case ui.KeyFetch.Is(msg):
		return p.Ask(func(context.Context) (ui.Question[[]holder.Numbers], error) {
			return p.Env.Service.Products().Numbers, nil
		})
	case ui.KeyReveal.Is(msg):
		return p.Pane.Current().Open
	case ui.KeyCopy.Is(msg):
		if n := p.current(); n != nil {
			empty := tea.SetClipboard("")
			return tea.Batch(tea.SetClipboard(n.Account), p.Env.After(copiedFor, empty()), ui.Notify("The number is on the clipboard, which is emptied in a minute."))
		}
		return nil
	}
	p.Pane.Press(msg, p.H-2)
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
	return p.Env.After(shownFor, hideMsg{p, p.turn})
}
