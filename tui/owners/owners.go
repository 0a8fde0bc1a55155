package owners

import (
	"context"
	"errors"

	tea "charm.land/bubbletea/v2"

	"passbook/plaidsvc/holder"
	"passbook/storage/ledger"
	"passbook/tui/ui"
)

// Page lists the owners of the accounts of all banks, once Plaid was asked, and
// how well the person's profile fits them.
type Page struct {
	ui.Screen
	env   *ui.Env
	banks ui.Loader[struct{}, []ledger.Item]
	asked ui.Query[question, []bank]
	got   []bank // what Plaid said; nil: it was not asked
	pane  ui.Pane
}

// question is what is asked of Plaid.
type question int

const (
	whoHolds question = iota
	howWell
)

// bank is what Plaid said of one Item: owners, or scores.
type bank struct {
	item    ledger.Item
	owners  []holder.Owners
	matches []holder.Match
	err     error
}

// errNoProfile stands where there is nothing to compare with.
var errNoProfile = errors.New("your profile is empty: passbook profile set name \"Your Name\" begins it")

// New makes the page.
func New(e *ui.Env) *Page {
	p := &Page{env: e}
	p.banks = ui.NewLoader(e, func(ctx context.Context, _ ui.Moment, _ struct{}) ([]ledger.Item, error) { return e.DB.Items(ctx) })
	return p
}

// Init implements ui.Page.
func (p *Page) Init() tea.Cmd { return p.banks.Ask(struct{}{}) }

// Title implements ui.Page.
func (p *Page) Title() string { return "Owners" }

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
	return append([]ui.Binding{ui.KeyFetch.Unless(why), ui.KeyMatch.Unless(why)}, ui.Moves()...)
}

// ask asks Plaid about every bank, one after the other.
func (p *Page) ask(q question) tea.Cmd {
	products, items := p.env.Service.Products(), p.banks.Data
	return p.asked.Ask(p.env, q, func(ctx context.Context, q question) (all []bank, err error) {
		var profile holder.Profile
		if q == howWell {
			if profile, err = products.Profile(ctx); err == nil && profile.IsEmpty() {
				err = errNoProfile
			}
			if err != nil {
				return nil, err
			}
		}
		for _, it := range items {
			b := bank{item: it}
			if q == howWell {
				b.matches, b.err = products.Match(ctx, it, profile)
			} else {
				b.owners, b.err = products.Owners(ctx, it)
			}
			if ctx.Err() != nil {
				return nil, ctx.Err()
			}
			all = append(all, b)
		}
		return all, nil
	})
}

// Update implements ui.Page.
func (p *Page) Update(msg tea.Msg) tea.Cmd {
	_, cmd := p.banks.Update(msg)
	if got, ok, err := p.asked.Answer(msg); ok {
		if err != nil {
			cmd = ui.Alarm(err)
		} else {
			p.got, p.pane = got, ui.Pane{}
		}
	}
	switch msg := msg.(type) {
	case ui.PoppedMsg: // the owners go with the page
		*p = Page{Screen: p.Screen, env: p.env}
		return nil
	case tea.KeyPressMsg:
		switch {
		case ui.KeyFetch.Is(msg):
			cmd = p.ask(whoHolds)
		case ui.KeyMatch.Is(msg):
			cmd = p.ask(howWell)
		default:
			p.pane.Press(msg, p.H-2)
		}
	}
	p.pane.Set(p.draw())
	p.paint()
	return cmd
}

// SetSize implements ui.Page.
func (p *Page) SetSize(w, h int) {
	if p.Resize(w, h) {
		p.paint()
	}
}
