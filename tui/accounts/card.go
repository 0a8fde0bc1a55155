package accounts

import (
	"strings"

	tea "charm.land/bubbletea/v2"

	"passbook/storage/ledger"
	"passbook/tui/chart"
	"passbook/tui/format"
	"passbook/tui/text"
	"passbook/tui/ui"
)

// card is everything about the current account or bank.
func (p *Page) card(w, h int) string {
	title, right, lines := p.about(p.list.Current().ID, w-3, h-2)
	if lines == nil {
		return ui.Fill(nil, w, h)
	}
	return p.env.Theme.Frame(title, right, "", lines, w, h, false)
}

// about gives the card of an account or a bank by its id; no lines where there is
// neither.
func (p *Page) about(id string, w, h int) (title, right string, lines []string) {
	if a, ok := p.account(id); ok {
		return format.AccountName(a), format.Mask(a.Mask), p.cardLines(a, w, h)
	}
	if it, ok := p.item(id); ok {
		return text.Clean(it.Institution), "", p.bankCard(it, w)
	}
	return "", "", nil
}

// cardRows are the rows of a card, w cells wide: a name and what there is to say.
type cardRows struct {
	theme *ui.Theme
	w     int
	lines []string
}

// add adds a row, and nothing where there is nothing to say.
func (c *cardRows) add(name, value string) {
	if value == "" {
		return
	}
	for _, part := range text.Wrap(value, c.w-13) {
		c.lines = append(c.lines, " "+c.theme.Muted.Render(text.Fit(name, 12))+part)
		name = ""
	}
}

func (p *Page) cardLines(a ledger.Account, w, h int) []string {
	t, now := p.env.Theme, p.env.Now()
	rows := cardRows{theme: t, w: w, lines: []string{""}}
	row := rows.add
	figure := func(v *int64) string {
		if v == nil {
			return ""
		}
		return format.Coded(ledger.Money{Minor: *v, Currency: a.Balance.Currency})
	}
	if worth, fromAvailable, _ := a.Worth(); fromAvailable {
		row("Balance", figure(&worth.Minor)+" from available, as the bank gives no current balance")
	} else {
		row("Balance", figure(a.Balance.Current))
	}
	row("Available", figure(a.Balance.Available))
	row("Limit", figure(a.Balance.Limit))
	row("Fetched", format.Age(a.Balance.FetchedAt, now))
	if !a.Balance.BankAt.IsZero() {
		row("Bank's own", format.Age(a.Balance.BankAt, now))
	}
	if proof, known := p.proofs.Data[a.ID]; known {
		row("Proof", proof.words(p.load.Data.today))
	}
	row("Kind", text.Clean(strings.TrimSpace(string(a.Kind)+" "+a.Subtype)))
	row("Bank", text.Clean(a.Institution))
	row("In full", text.Clean(a.OfficialName))
	row("Holder", text.Clean(a.Holder))
	if !a.GoneAt.IsZero() {
		row("Closed", format.ShortDay(ledger.DateOf(a.GoneAt), p.load.Data.today))
	}
	lines, points := rows.lines, p.load.Data.trends[a.ID]
	if room := h - len(lines) - 2; len(points) > 1 && room >= 6 {
		from := ledger.YearBefore(p.load.Data.today)
		lines = append(lines, "", " "+t.Muted.Render("12 months"))
		plot := t.Plot(ui.Points(points, from, p.load.Data.today), from, a.Balance.Currency, w, min(room, 16))
		lines = append(lines, chart.Line(plot)...)
	}
	return lines
}

// details is the page of one account or bank, over the list: its card, also where there
// is no room for one beside the list.
type details struct {
	ui.Screen
	list    *Page
	id      string
	version int // of the list, as it was drawn
}

// Init implements ui.Page.
func (d *details) Init() tea.Cmd { return nil }

// Update implements ui.Page.
func (d *details) Update(msg tea.Msg) tea.Cmd {
	if key, ok := msg.(tea.KeyPressMsg); ok && ui.KeyList.Is(key) {
		if _, bank := d.list.item(d.id); bank {
			return ui.ShowList(ledger.Filter{ItemID: d.id}, ledger.Key{})
		}
		return ui.ShowList(ledger.Filter{AccountID: d.id}, ledger.Key{})
	}
	return nil
}

// SetSize draws the page when its size or the list changed.
func (d *details) SetSize(w, h int) {
	if !d.Resize(w, h) && d.version == d.list.version {
		return
	}
	d.version = d.list.version
	boxW := min(w-8, 90)
	title, right, lines := d.list.about(d.id, boxW-3, h-2)
	if lines == nil { // it went, or went with its bank
		d.Drawn = ui.Fill(nil, w, h)
		return
	}
	boxH := min(len(lines)+3, h)
	box := d.list.env.Theme.Frame(title, right, "", lines, boxW, boxH, true)
	d.Drawn = ui.Centred(box, boxW, boxH, w, h)
}

// Title implements ui.Page.
func (d *details) Title() string {
	if _, bank := d.list.item(d.id); bank {
		return "Bank"
	}
	return "Account"
}

// Keys implements ui.Page.
func (d *details) Keys() []ui.Binding { return []ui.Binding{ui.KeyList} }

// Status implements ui.Page.
func (d *details) Status() string { return "" }

// Typing implements ui.Page.
func (d *details) Typing() bool { return false }
