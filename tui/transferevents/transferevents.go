package transferevents

import (
	"cmp"
	"context"
	"strings"

	tea "charm.land/bubbletea/v2"

	"passbook/plaidsvc/products"
	"passbook/storage/ledger"
	"passbook/storage/transferevents"
	"passbook/tui/format"
	"passbook/tui/text"
	"passbook/tui/ui"
)

// Page lists the transfers, and over it the steps of one.
type Page struct {
	ui.Screen
	env   *ui.Env
	title string
	lines func([]transferevents.Event) []ui.Line // draws them
	load  ui.Loader[transferevents.Filter, []transferevents.Event]
	ask   ui.Query[struct{}, products.FetchedEvents] // of Plaid, for what is new
	of    transferevents.Filter
	pane  ui.Pane
}

// New lists the transfers, the one with the newest step first; enter shows the
// steps of one.
func New(e *ui.Env) *Page {
	p := newPage(e, "Transfers", transferevents.Filter{})
	p.lines = p.transfers
	return p
}

// newTimeline shows the steps of one transfer.
func newTimeline(e *ui.Env, of transferevents.Event) *Page {
	p := newPage(e, "Transfer "+text.Clean(cmp.Or(of.TransferID, "of none")), transferevents.Filter{TransferID: of.TransferID})
	p.lines = p.steps
	return p
}

func newPage(e *ui.Env, title string, of transferevents.Filter) *Page {
	p := &Page{env: e, title: title, of: of}
	p.load = ui.NewLoader(e, func(ctx context.Context, _ ui.Moment, of transferevents.Filter) ([]transferevents.Event, error) {
		return transferevents.List(ctx, e.DB, of)
	})
	return p
}

// Cells of the columns.
const (
	dayWidth    = 16
	wordsWidth  = 22
	amountWidth = 14
)

// transfers draws a line for each transfer: when its last step was, the account,
// the amount, and how it stands.
func (p *Page) transfers(events []transferevents.Event) (lines []ui.Line) {
	for i, e := range events {
		if i+1 < len(events) && events[i+1].Feed == e.Feed && events[i+1].TransferID == e.TransferID {
			continue // not its last step
		}
		lines = append(lines, ui.Line{
			ID: string(e.Feed) + " " + e.TransferID, Open: ui.Push(newTimeline(p.env, e)),
			Draw: func(c *ui.Palette, w int) string {
				brief := e
				brief.Failure = "" // the code alone: the timeline has the words
				amount := p.amount(e)
				amount = strings.Repeat(" ", max(1, amountWidth-text.Width(amount))) + amount
				left := c.Muted.Render(text.Fit(p.day(e), dayWidth))
				account := c.Text.Render(text.Fit(account(e), w-dayWidth-wordsWidth-text.Width(amount)-1) + " ")
				return left + account + p.paint(c, e)(text.Fit(text.Clean(brief.Words()), wordsWidth)) + c.Text.Render(amount)
			},
		})
	}
	return lines
}

// steps draws the steps of one transfer, and above them what it is.
func (p *Page) steps(events []transferevents.Event) (lines []ui.Line) {
	if len(events) == 0 {
		return nil
	}
	first := events[0]
	lines = append(lines, ui.Line{Draw: func(c *ui.Palette, w int) string {
		amount := p.amount(first)
		return c.Text.Render(text.Fit(account(first), w-text.Width(amount)) + amount)
	}}, ui.Line{})
	for _, e := range events {
		lines = append(lines, ui.Line{Draw: func(c *ui.Palette, w int) string {
			return c.Muted.Render(text.Fit(p.day(e), dayWidth)) + p.paint(c, e)(text.Cut(text.Clean(e.Words()), w-dayWidth))
		}})
	}
	return lines
}

// paint gives the colour of a step: one that went wrong stands out.
func (p *Page) paint(c *ui.Palette, e transferevents.Event) func(string) string {
	if e.FailureCode+e.Failure != "" {
		return c.Warn.Render
	}
	return c.Text.Render
}

func (p *Page) day(e transferevents.Event) string {
	at := e.At.In(p.env.Now().Location())
	return format.ShortDay(ledger.DateOf(at), ledger.DateOf(p.env.Now())) + at.Format("  15:04")
}

// amount writes a sum as Plaid gives it, exactly.
func (p *Page) amount(e transferevents.Event) string {
	if e.Amount == "" {
		return "—"
	}
	if m, err := ledger.ParseMoney(e.Amount, e.Currency); err == nil {
		return format.Money(m, p.env.HomeCurrency)
	}
	return text.Clean(e.Amount + " " + e.Currency)
}

// account names the account of an event, by its id where it is not in the cache.
func account(e transferevents.Event) string {
	if e.Account == "" {
		return text.Clean(cmp.Or(e.AccountID, "no account"))
	}
	return text.Clean(e.Account + ", " + e.Institution)
}

// fetch asks Plaid for new events.
func (p *Page) fetch() tea.Cmd {
	service := p.env.Service
	return p.ask.Ask(p.env, struct{}{}, func(ctx context.Context, _ struct{}) (products.FetchedEvents, error) {
		return service.Products().FetchTransferEvents(ctx)
	})
}

// fetched says what came.
func (p *Page) fetched(got products.FetchedEvents) tea.Cmd {
	if len(got.Refused) > 0 && got.New == 0 {
		return ui.Alarm(got.Refused[0])
	}
	return tea.Batch(ui.Notify(format.Count(got.New, "new event", "new events")+" of transfers."), ui.Send(ui.ChangedMsg{}))
}

// Init implements ui.Page.
func (p *Page) Init() tea.Cmd { return p.load.Ask(p.of) }

// Title implements ui.Page.
func (p *Page) Title() string { return p.title }

// Typing implements ui.Page.
func (p *Page) Typing() bool { return false }

// Status implements ui.Page.
func (p *Page) Status() string { return p.pane.Place() }

// Keys implements ui.Page.
func (p *Page) Keys() []ui.Binding {
	why := ""
	switch {
	case p.env.Service == nil:
		why = "passbook setup"
	case p.ask.Running:
		why = "Plaid is being asked"
	}
	fetch := ui.KeyFetchEvents.Unless(why)
	switch {
	case len(p.load.Data) == 0:
		return []ui.Binding{fetch}
	case p.of.TransferID == "":
		return append([]ui.Binding{ui.KeyOpen, fetch}, ui.Moves()...)
	}
	return append([]ui.Binding{fetch}, ui.Moves()...)
}

// Update implements ui.Page.
func (p *Page) Update(msg tea.Msg) tea.Cmd {
	changed, cmd := p.load.Update(msg)
	if changed {
		p.pane.Set(p.lines(p.load.Data))
	}
	if got, ok, err := p.ask.Answer(msg); ok {
		changed = true
		if cmd = ui.Alarm(err); err == nil {
			cmd = p.fetched(got)
		}
	}
	if msg, ok := msg.(tea.KeyPressMsg); ok {
		changed = true
		switch {
		case ui.KeyFetchEvents.Is(msg) && p.env.Service != nil && !p.ask.Running:
			cmd = p.fetch()
		case ui.KeyOpen.Is(msg):
			cmd = p.pane.Current().Open
		default:
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
	right := ""
	if p.ask.Running {
		right = "asking Plaid…"
	}
	switch {
	case p.H == 0:
		return
	case !p.load.Loaded:
		p.Drawn = p.load.View("Reading", p.W, p.H)
		return
	case len(p.load.Data) == 0:
		p.Drawn = p.nothing(right)
		return
	}
	lines := p.pane.View(p.env.Theme, p.W-3, p.H-2, true)
	p.Drawn = p.env.Theme.Frame(p.title, right, p.pane.Beyond(p.H-2), lines, p.W, p.H, true)
}

// nothing says what would be here, and what brings it.
func (p *Page) nothing(asking string) string {
	t := p.env.Theme
	brings := t.Offer(ui.KeyFetchEvents, "ask Plaid for them, which costs nothing")
	switch {
	case asking != "":
		brings = t.Muted.Render(asking)
	case p.env.Service == nil:
		brings = t.Accent.Render("passbook setup") + "   asks for the Plaid keys that bring them"
	}
	return ui.Middle([]string{"Here stand the transfers that were made through Plaid with your keys.", "None is known.", "", brings}, p.W, p.H)
}
