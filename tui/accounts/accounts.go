package accounts

import (
	"context"
	"slices"
	"time"

	tea "charm.land/bubbletea/v2"

	"passbook/storage/ledger"
	"passbook/tui/accountlist"
	"passbook/tui/format"
	"passbook/tui/text"
	"passbook/tui/ui"
)

// Page lists every account by kind and every bank with its freshness.
type Page struct {
	ui.Screen
	env    *ui.Env
	load   ui.Loader[struct{}, accountsData]
	proofs ui.Loader[struct{}, map[string]proof] // by account: the list does not wait for them

	list    ui.Pane
	unlink  unlinking
	stitch  stitching
	version int // counts the drawings, for the page of details
}

// accountsData is what the page of accounts shows.
type accountsData struct {
	today    ledger.Date
	items    []ledger.Item
	accounts []ledger.Account
	trends   accountlist.Trends
	alike    []ledger.Stitch // accounts of which it is a question whether they are one with another
}

// New makes the page.
func New(e *ui.Env) *Page {
	p := &Page{env: e}
	p.load = ui.NewLoader(e, func(ctx context.Context, at ui.Moment, _ struct{}) (d accountsData, err error) {
		d.today = at.Today
		if d.items, err = e.DB.Items(ctx); err != nil {
			return d, err
		}
		archived, err := e.DB.Archived(ctx)
		if err != nil {
			return d, err
		}
		d.items = append(d.items, archived...)
		if d.accounts, err = e.DB.Accounts(ctx); err != nil {
			return d, err
		}
		stitches, err := e.DB.Stitches(ctx)
		if err != nil {
			return d, err
		}
		d.alike = slices.DeleteFunc(stitches, func(s ledger.Stitch) bool { return s.State != ledger.StitchQuestion })
		d.trends, err = accountlist.LoadTrends(ctx, e.DB, d.accounts, at.Today)
		return d, err
	})
	p.proofs = ui.NewLoader(e, func(ctx context.Context, _ ui.Moment, _ struct{}) (map[string]proof, error) {
		return loadProofs(ctx, e.DB)
	})
	return p
}

// Init implements ui.Page.
func (p *Page) Init() tea.Cmd { return tea.Batch(p.load.Ask(struct{}{}), p.proofs.Ask(struct{}{})) }

// Update implements ui.Page.
func (p *Page) Update(msg tea.Msg) tea.Cmd {
	changed, cmd := p.load.Update(msg)
	if changed {
		p.build()
		if p.load.Loaded {
			cmd = tea.Batch(cmd, p.stitch.take(p.env, p.load.Data.alike))
		}
	}
	proved, ask := p.proofs.Update(msg)
	changed, cmd = changed || proved, tea.Batch(cmd, ask)
	if answered, next := p.unlink.update(msg); answered {
		changed, cmd = true, tea.Batch(cmd, next)
	}
	if answered, next := p.stitch.update(p.env, msg); answered {
		changed, cmd = true, tea.Batch(cmd, next)
	}
	if key, ok := msg.(tea.KeyPressMsg); ok {
		changed, cmd = true, p.key(key)
	}
	if changed {
		p.draw()
	}
	return cmd
}

func (p *Page) key(msg tea.KeyPressMsg) tea.Cmd {
	if p.unlink.open() {
		return p.unlink.key(p.env, msg)
	}
	if p.stitch.open() {
		return p.stitch.key(p.env, msg)
	}
	current := p.list.Current()
	switch {
	case current.ID == alikeLine && ui.KeyDecide.Is(msg):
		return p.stitch.ask(p.env, 0)
	case ui.KeyList.Is(msg):
		return current.Open
	case ui.KeyAccountDetails.Is(msg):
		if current.ID != "" && current.ID != alikeLine {
			return ui.Push(&details{list: p, id: current.ID})
		}
	case ui.KeyFix.Is(msg), ui.KeyChoose.Is(msg):
		if it, ok := p.item(current.Item); ok && it.ArchivedAt.IsZero() {
			return ui.Send(ui.LinkMsg{ItemID: it.ID})
		}
	case ui.KeyUnlink.Is(msg):
		if it, ok := p.item(current.Item); ok {
			return p.unlink.ask(p.env, it, p.accountsOf(it.ID))
		}
	default:
		p.list.Press(msg, p.H)
	}
	return nil
}

func (p *Page) item(id string) (ledger.Item, bool) {
	for _, it := range p.load.Data.items {
		if it.ID == id {
			return it, true
		}
	}
	return ledger.Item{}, false
}

func (p *Page) account(id string) (ledger.Account, bool) {
	for _, a := range p.load.Data.accounts {
		if a.ID == id {
			return a, true
		}
	}
	return ledger.Account{}, false
}

// linkedAt is when the login of an account was linked.
func (p *Page) linkedAt(a ledger.Account) time.Time {
	it, _ := p.item(a.ItemID)
	return it.LinkedAt
}

func (p *Page) accountsOf(itemID string) int {
	n := 0
	for _, a := range p.load.Data.accounts {
		if a.ItemID == itemID {
			n++
		}
	}
	return n
}

// SetSize implements ui.Page.
func (p *Page) SetSize(w, h int) {
	if p.Resize(w, h) {
		p.build()
		p.draw()
	}
}

// listWidth is what the list takes; the rest is for the card of the current
// account.
func (p *Page) listWidth() int {
	switch {
	case p.W >= ui.ThreePanes:
		return p.W * 11 / 20
	case p.W >= ui.SideBySide:
		return p.W - 42
	}
	return p.W
}

// build makes the lines from the data, without rules where they would push
// lines off the screen.
func (p *Page) build() {
	if !p.load.Loaded {
		return
	}
	lines := p.lines(true)
	if len(lines) > p.H {
		lines = p.lines(false)
	}
	p.list.Set(lines)
}

func (p *Page) lines(rules bool) []ui.Line {
	t, homeCurrency, w := p.env.Theme, p.env.HomeCurrency, p.listWidth()-4
	list := accountlist.New(p.env, p.load.Data.accounts, p.load.Data.items, p.load.Data.trends, w, p.W >= ui.SideBySide)
	var out []ui.Line
	add := func(s string) { out = append(out, ui.Line{Text: s}) }
	if rules && p.W >= ui.SideBySide {
		add(" " + list.Head(&t.Palette, w))
		add("")
	}
	for i, g := range ledger.GroupAccounts(p.load.Data.accounts, homeCurrency) {
		if i > 0 {
			add("")
		}
		add(" " + accountlist.GroupHead(t, g, homeCurrency, w))
		if rules {
			add(" " + t.Rule(w))
		}
		for _, a := range g.Accounts {
			out = append(out, inset(list.Line(a, false)))
		}
	}
	add("")
	add(" " + text.Between(t.Bold.Render("Net worth"), t.Bold.Render(accountlist.Sums(ledger.NetWorth(p.load.Data.accounts, homeCurrency), homeCurrency)), w))
	add("")
	add(" " + t.Bold.Render("Banks"))
	out = append(out, p.bankLines()...)
	if n := len(p.load.Data.alike); n > 0 {
		words := "  ▲ " + format.Count(n, "account looks", "accounts look") + " like another one and may count twice (" + ui.KeyDecide.Name() + ")"
		out = append(out, ui.Line{ID: alikeLine, Open: ui.Send(nil), Draw: func(c *ui.Palette, w int) string { return c.Warn.Render(text.Fit(words, w)) }})
	}
	return out
}

// alikeLine is the line that leads to the questions about accounts that look
// alike. No id of Plaid's has a space. What the line opens is the dialog of this
// page, so that its command, which makes it one that can be current, says nothing.
const alikeLine = "accounts alike"

// inset draws a line one cell narrower, for the right margin of a page
// without a frame.
func inset(l ui.Line) ui.Line {
	draw := l.Draw
	l.Draw = func(p *ui.Palette, w int) string { return draw(p, w-1) }
	return l
}

func (p *Page) draw() {
	p.version++
	t := p.env.Theme
	switch {
	case p.W == 0:
		return
	case !p.load.Loaded:
		p.Drawn = p.load.View("Loading accounts", p.W, p.H)
		return
	case len(p.load.Data.items) == 0:
		p.Drawn = t.NoBank("No account yet.", p.W, p.H)
		return
	}
	w := p.listWidth()
	p.Drawn = ui.Fill(p.list.View(t, w-1, p.H, true), w, p.H)
	if w < p.W {
		p.Drawn = ui.Beside(p.Drawn, p.card(p.W-w, p.H))
	}
	if p.unlink.open() {
		p.Drawn = p.unlink.over(p.env, p.Drawn, p.W, p.H)
	}
	if p.stitch.open() {
		p.Drawn = p.stitch.over(p.env, p.Drawn, p.W, p.H, p.linkedAt)
	}
}

// Title implements ui.Page.
func (p *Page) Title() string { return "Accounts" }

func (p *Page) online(b ui.Binding) ui.Binding {
	if p.env.Service == nil {
		return b.Unless("passbook setup")
	}
	return b
}

// Keys implements ui.Page.
func (p *Page) Keys() []ui.Binding {
	switch {
	case p.unlink.open():
		return p.unlink.keys()
	case p.stitch.open():
		return p.stitch.keys()
	case !p.load.Loaded || len(p.load.Data.items) == 0:
		return nil
	}
	if p.list.Current().ID == alikeLine {
		return append([]ui.Binding{ui.KeyDecide}, ui.Moves()...)
	}
	keys := []ui.Binding{ui.KeyList, ui.KeyAccountDetails, p.online(ui.KeyUnlink), p.chooseKey()}
	if p.broken() { // where another bank is broken, the root's key of the same name is meant
		keys = append(keys, p.online(ui.KeyFix))
	}
	return append(keys, ui.Moves()...)
}

// Status implements ui.Page.
func (p *Page) Status() string { return p.list.Place() }

// Typing implements ui.Page.
func (p *Page) Typing() bool { return p.unlink.open() || p.stitch.open() }
