package networth

import (
	"slices"

	tea "charm.land/bubbletea/v2"

	"passbook/storage/ledger"
	"passbook/tui/format"
	"passbook/tui/text"
	"passbook/tui/ui"
)

// part is a part of net worth that is a line of its own.
type part struct {
	name  string
	kinds []ledger.AccountKind
	sub   bool
}

// allParts are the two sides of net worth, and the kinds of accounts on each.
var allParts = []part{
	{"Assets", partAssets.kinds(), false},
	{"Cash", []ledger.AccountKind{ledger.Depository}, true},
	{"Invested", []ledger.AccountKind{ledger.Investment}, true},
	{"Debts", partDebts.kinds(), false},
	{"Cards", []ledger.AccountKind{ledger.Credit}, true},
	{"Loans", []ledger.AccountKind{ledger.Loan}, true},
}

// buildParts makes bars of what a day's net worth is made of: its two sides, and
// the kinds of accounts where there is room. Enter lists a part's accounts.
func (p *Page) buildParts() {
	t, day, worth := p.env.Theme, p.day(), &p.load.Data.worth
	full := max(worth.Part(day, partAssets.kinds()...), -worth.Part(day, partDebts.kinds()...))
	digits := 0
	for _, x := range allParts {
		digits = max(digits, len(p.figure(worth.Part(day, x.kinds...))))
	}
	var lines []ui.Line
	for _, x := range allParts {
		v := worth.Part(day, x.kinds...)
		if x.sub && (p.H < 30 || v == 0) {
			continue
		}
		lines = append(lines, ui.Line{ID: x.name, Open: ui.Push(&accountsOn{page: p, part: x}), Draw: func(c *ui.Palette, w int) string {
			name, inkName, inkBar := x.name, c.Text, c.Accent
			if x.sub {
				name, inkName, inkBar = "  "+x.name, c.Muted, c.Muted
			}
			bar := t.Bar(max(v, -v), full, w-12-digits-3, false)
			return inkName.Render(text.Fit(name, 12)) + inkBar.Render(bar) + c.Text.Render("  "+text.FitRight(p.figure(v), digits)+" ")
		}})
	}
	p.parts.Set(lines)
}

func (p *Page) figure(minor int64) string {
	return format.Money(ledger.Money{Minor: minor, Currency: p.load.Data.currency}, p.load.Data.currency)
}

// movers lists every account with its balance of the day and how it moved over
// the range.
func (p *Page) movers(w, h int) string {
	lines := []string{""}
	for _, l := range p.accountLines(nil) {
		body := l.Text
		if l.Draw != nil {
			body = l.Draw(&p.env.Theme.Palette, w-4)
		}
		lines = append(lines, " "+body)
	}
	return p.env.Theme.Frame("Accounts on "+format.ShortDay(p.day(), p.load.Data.today), spans[p.span].words, "", lines, w, h, false)
}

// accountLines are the accounts of some kinds, or of all, by kind: the balance of
// the day, how it moved over the range, and whether it was worked out. Enter lists
// an account's transactions up to the day. An account that is not known on the
// day says so.
func (p *Page) accountLines(kinds []ledger.AccountKind) []ui.Line {
	t, day := p.env.Theme, p.day()
	var lines []ui.Line
	for _, kind := range []ledger.AccountKind{ledger.Depository, ledger.Investment, ledger.Credit, ledger.Loan} {
		if len(kinds) > 0 && !slices.Contains(kinds, kind) {
			continue
		}
		head := false
		for _, a := range p.load.Data.worth.Accounts {
			if a.Kind != kind {
				continue
			}
			if !head {
				if head = true; len(lines) > 0 {
					lines = append(lines, ui.Line{})
				}
				lines = append(lines, ui.Line{Text: t.Bold.Render(ledger.GroupTitles[kind])})
			}
			open := ui.ShowList(ledger.Filter{AccountID: a.AccountID, To: day}, ledger.Key{})
			lines = append(lines, ui.Line{ID: a.AccountID, Open: open, Draw: func(c *ui.Palette, w int) string {
				return p.accountLine(c, a, w)
			}})
		}
	}
	return lines
}

func (p *Page) accountLine(c *ui.Palette, a ledger.AccountWorth, w int) string {
	point, known := a.Line.On(p.day())
	right := c.Muted.Render(text.FitRight("not known", 14+16))
	if known {
		moved := ""
		if before, had := a.Line.On(p.change.From); had {
			moved = format.Moved(ledger.WorthChange{Before: before.Minor, After: point.Minor}.Minor(), p.load.Data.currency)
		}
		right = c.Text.Render(text.FitRight(p.figure(point.Minor), 14)) + c.Muted.Render(text.FitRight(moved, 16))
	}
	left := w - text.Width(right)
	worked := ""
	if known && !point.Observed && left >= 50 {
		worked = "  worked out from its rows"
	}
	name := text.Clean(a.Name)
	for _, account := range p.load.Data.accounts {
		if account.ID == a.AccountID {
			name += "  " + format.Mask(account.Mask)
		}
	}
	name = text.Cut("  "+name, left-len(worked))
	return c.Text.Render(name) + c.Muted.Render(worked) + c.Text.Render(text.Fit("", left-text.Width(name)-len(worked))) + right
}

// accountsOn is the page of the accounts that make a part of net worth on a day.
type accountsOn struct {
	ui.Screen
	page    *Page
	part    part
	list    ui.Pane
	version int // of page, as it was drawn
}

// Init implements ui.Page.
func (a *accountsOn) Init() tea.Cmd { return nil }

// Update implements ui.Page.
func (a *accountsOn) Update(msg tea.Msg) tea.Cmd {
	if key, ok := msg.(tea.KeyPressMsg); ok {
		if ui.KeyList.Is(key) {
			return a.list.Current().Open
		}
		a.list.Press(key, a.H-2)
		a.version = 0
	}
	return nil
}

// SetSize draws the page when its size, the day or the data changed.
func (a *accountsOn) SetSize(w, h int) {
	if !a.Resize(w, h) && a.version == a.page.version {
		return
	}
	a.version = a.page.version
	p := a.page
	t, day, worth := p.env.Theme, p.day(), &p.load.Data.worth
	lines := p.accountLines(a.part.kinds)
	total := p.figure(worth.Part(day, a.part.kinds...))
	lines = append(lines, ui.Line{}, ui.Line{Draw: func(c *ui.Palette, w int) string {
		return c.Bold.Render(text.Between(a.part.name, total+text.Fit("", 16), w))
	}})
	a.list.Set(lines)
	boxW := min(w-4, 110)
	boxH := min(len(lines)+3, h)
	body := append([]string{""}, a.list.View(t, boxW-3, boxH-3, true)...)
	title := a.part.name + " on " + format.ShortDay(day, p.load.Data.today)
	box := t.Frame(title, spans[p.span].words, "", body, boxW, boxH, true)
	a.Drawn = ui.Centred(box, boxW, boxH, w, h)
}

// Title implements ui.Page.
func (a *accountsOn) Title() string { return a.part.name }

// Explained implements ui.Explained.
func (a *accountsOn) Explained() string { return ui.FiguresExplained }

// Keys implements ui.Page.
func (a *accountsOn) Keys() []ui.Binding { return append([]ui.Binding{ui.KeyList}, ui.Moves()...) }

// Status implements ui.Page.
func (a *accountsOn) Status() string { return a.list.Place() }

// Typing implements ui.Page.
func (a *accountsOn) Typing() bool { return false }
