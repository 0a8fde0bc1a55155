package products

import (
	"context"
	"errors"

	tea "charm.land/bubbletea/v2"

	"passbook/plaidsvc/problem"
	"passbook/plaidsvc/products"
	"passbook/storage/kept"
	"passbook/storage/ledger"
	"passbook/tui/format"
	"passbook/tui/text"
	"passbook/tui/ui"
)

// Page lists the products of all banks, which it asks Plaid for when it is opened:
// that costs nothing.
type Page struct {
	ui.Screen
	env   *ui.Env
	asked ui.Query[struct{}, []bank]
	got   []bank // nil: Plaid has not answered
	pane  ui.Pane
}

// bank is what Plaid said of one Item.
type bank struct {
	item ledger.Item
	list []products.Upkeep
	err  error
}

// keptMsg says that syncs bring a product, or no longer.
type keptMsg struct {
	of  *Page
	err error
}

// New makes the page.
func New(e *ui.Env) *Page { return &Page{env: e} }

// Init implements ui.Page.
func (p *Page) Init() tea.Cmd { return p.ask() }

// Title implements ui.Page.
func (p *Page) Title() string { return "Products" }

// Typing implements ui.Page.
func (p *Page) Typing() bool { return false }

// Status implements ui.Page.
func (p *Page) Status() string { return p.pane.Place() }

// Keys implements ui.Page.
func (p *Page) Keys() []ui.Binding {
	keys := ui.Moves()
	if _, u := p.current(); u != nil {
		why := "no sync brings it"
		if _, ok := products.KeptAs(u.Product); ok {
			why = ""
		}
		keep := ui.KeyBySyncs
		if u.Kept {
			keep = ui.KeyNoSyncs
		}
		keys = append([]ui.Binding{keep.Unless(why)}, keys...)
	}
	return keys
}

// ask asks Plaid about every bank, one after the other.
func (p *Page) ask() tea.Cmd {
	if p.env.Service == nil {
		return nil
	}
	service, db := p.env.Service, p.env.DB
	return p.asked.Ask(p.env, struct{}{}, func(ctx context.Context, _ struct{}) ([]bank, error) {
		items, err := db.Items(ctx)
		all := []bank{}
		for _, it := range items {
			b := bank{item: it}
			if b.list, b.err = service.Products().Upkeep(ctx, it); ctx.Err() != nil {
				return nil, ctx.Err()
			}
			all = append(all, b)
		}
		return all, err
	})
}

// current is the product that the current line shows; nil: it shows none.
func (p *Page) current() (itemID string, u *products.Upkeep) {
	id := p.pane.Current().ID
	for _, b := range p.got {
		for i := range b.list {
			if lineID(b, b.list[i]) == id {
				return b.item.ID, &b.list[i]
			}
		}
	}
	return "", nil
}

func lineID(b bank, u products.Upkeep) string { return b.item.ID + " " + u.Product }

// keep has syncs bring the current product, or no longer.
func (p *Page) keep() tea.Cmd {
	itemID, u := p.current()
	if u == nil {
		return nil
	}
	product, ok := products.KeptAs(u.Product)
	if !ok {
		return nil
	}
	ctx, db, keep := p.env.Ctx, p.env.DB, !u.Kept
	return func() tea.Msg { return keptMsg{p, kept.Keep(ctx, db, itemID, product, keep)} }
}

// Update implements ui.Page.
func (p *Page) Update(msg tea.Msg) tea.Cmd {
	var cmd tea.Cmd
	if got, ok, err := p.asked.Answer(msg); ok {
		if err != nil {
			cmd = ui.Alarm(err)
		} else {
			p.got = got
		}
	}
	switch msg := msg.(type) {
	case keptMsg:
		if msg.of == p {
			if cmd = p.ask(); msg.err != nil {
				cmd = ui.Alarm(msg.err)
			}
		}
	case ui.PoppedMsg:
		*p = Page{Screen: p.Screen, env: p.env}
		return nil
	case tea.KeyPressMsg:
		if ui.KeyBySyncs.Is(msg) {
			cmd = p.keep()
		} else {
			p.pane.Press(msg, p.H-2)
		}
	}
	p.pane.Set(p.lines())
	p.paint()
	return cmd
}

// SetSize implements ui.Page.
func (p *Page) SetSize(w, h int) {
	if p.Resize(w, h) {
		p.paint()
	}
}

// lines draw the products bank by bank.
func (p *Page) lines() (lines []ui.Line) {
	for i, b := range p.got {
		if i > 0 {
			lines = append(lines, ui.Line{})
		}
		lines = append(lines, ui.Line{Draw: func(c *ui.Palette, w int) string {
			return c.Title.Render(text.Cut(text.Clean(b.item.Institution), w))
		}})
		if b.err != nil {
			for _, words := range text.Wrap(text.Clean(sentence(b.err)), 70) {
				lines = append(lines, ui.Line{Draw: func(c *ui.Palette, w int) string { return c.Warn.Render(text.Cut("  "+words, w)) }})
			}
		}
		for _, u := range b.list {
			lines = append(lines, ui.Line{ID: lineID(b, u), Open: ui.Send(nil), Draw: func(c *ui.Palette, w int) string {
				right := u.Charge.Words()
				left := text.Fit("  "+text.Clean(u.Product), 26) + text.Fit(u.State(), 16)
				if u.Consented {
					left += "allowed  "
				}
				if u.Kept {
					left += "by syncs"
				}
				return c.Text.Render(text.Fit(left, w-text.Width(right))) + c.Muted.Render(right)
			}})
		}
	}
	return lines
}

// sentence is what went wrong, for the page.
func sentence(err error) string {
	var said *problem.Error
	if errors.As(err, &said) {
		return format.OnceOver(said.Sentence)
	}
	return err.Error()
}

// paint draws the page.
func (p *Page) paint() {
	if p.H == 0 {
		return
	}
	t := p.env.Theme
	switch {
	case p.env.Service == nil:
		p.Drawn = ui.Middle([]string{"Plaid is asked for the products, and there are no Plaid keys.", "", "passbook setup takes them."}, p.W, p.H)
	case p.got == nil:
		p.Drawn = ui.Middle([]string{t.Muted.Render("⠹ Plaid is asked for the products, which costs nothing…")}, p.W, p.H)
	case len(p.got) == 0:
		p.Drawn = t.NoBank("Products belong to a bank.", p.W, p.H)
	default:
		lines := p.pane.View(t, p.W-3, p.H-2, true)
		p.Drawn = t.Frame(p.Title(), "Plaid bills", p.pane.Beyond(p.H-2), lines, p.W, p.H, true)
	}
}
