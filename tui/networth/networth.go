package networth

import (
	"cmp"
	"context"
	"slices"

	tea "charm.land/bubbletea/v2"

	"passbook/storage"
	"passbook/storage/ledger"
	"passbook/tui/format"
	"passbook/tui/ui"
)

// Page draws net worth over time, and what it is made of on a day.
type Page struct {
	ui.Screen
	env  *ui.Env
	load ui.Loader[string, worthData] // of a currency; empty: the home currency

	span    int // index of spans
	part    worthPart
	change  ledger.WorthChange // of the part over the range, with the line that is drawn
	cursor  ledger.Date        // the day that is looked at; zero: today
	parts   ui.Pane            // what the day's figure is made of
	version int                // counts the drawings, for the page of a part's accounts
}

// span is a range of the chart.
type span struct {
	name, words string
	days        int // 0: all there is
}

var spans = []span{
	{"1M", "1 month", 30}, {"3M", "3 months", 91}, {"6M", "6 months", 182}, {"1Y", "12 months", 364}, {"All", "all", 0},
}

// worthPart is what the line shows.
type worthPart int

const (
	partAll worthPart = iota
	partAssets
	partDebts
)

// kinds are the kinds of accounts of a part; none for all.
func (part worthPart) kinds() []ledger.AccountKind {
	switch part {
	case partAssets:
		return []ledger.AccountKind{ledger.Depository, ledger.Investment}
	case partDebts:
		return []ledger.AccountKind{ledger.Credit, ledger.Loan}
	}
	return nil
}

// worthData is the whole past of one currency; the ranges are cut from it.
type worthData struct {
	today        ledger.Date
	homeCurrency string
	currency     string
	items        []ledger.Item
	accounts     []ledger.Account
	worth        ledger.Worth
}

// New makes the page.
func New(e *ui.Env) *Page {
	return &Page{env: e, span: 3, load: ui.NewLoader(e, func(ctx context.Context, at ui.Moment, currency string) (worthData, error) {
		return loadWorth(ctx, e.DB, at.Today, currency)
	})}
}

// Init implements ui.Page.
func (p *Page) Init() tea.Cmd { return p.load.Ask("") }

func loadWorth(ctx context.Context, db *storage.DB, today ledger.Date, currency string) (d worthData, err error) {
	d.today = today
	if d.items, err = db.Items(ctx); err != nil {
		return d, err
	}
	if d.accounts, err = db.Accounts(ctx); err != nil {
		return d, err
	}
	if d.homeCurrency, err = db.HomeCurrency(ctx); err != nil {
		return d, err
	}
	d.currency = cmp.Or(currency, d.homeCurrency)
	d.worth, err = db.Worth(ctx, d.currency, 0, today)
	return d, err
}

// line gives the points of the part that is shown.
func (p *Page) line() ledger.WorthLine {
	switch worth := &p.load.Data.worth; p.part {
	case partAssets:
		return worth.Assets
	case partDebts:
		return worth.Debts
	default:
		return worth.Total
	}
}

// from is the first day of the range; zero: of all that is known.
func (p *Page) from() ledger.Date {
	if days := spans[p.span].days; days > 0 {
		return p.load.Data.today.AddDays(-days)
	}
	return 0
}

// day is the day that is looked at.
func (p *Page) day() ledger.Date {
	if p.cursor == 0 {
		return p.load.Data.today
	}
	return p.cursor
}

// Update implements ui.Page.
func (p *Page) Update(msg tea.Msg) tea.Cmd {
	changed, cmd := p.load.Update(msg)
	if changed && p.load.Loaded {
		p.show(p.span, p.part)
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
	switch {
	case ui.KeyMove.Is(msg):
		p.parts.Press(msg, len(p.parts.Lines))
	case ui.KeyOpen.Is(msg):
		return p.parts.Current().Open
	case ui.KeyDayBefore.Is(msg):
		p.move(p.day().AddDays(-1))
	case ui.KeyDayAfter.Is(msg):
		p.move(p.day().AddDays(1))
	case ui.KeyThirtyBack.Is(msg):
		p.move(p.day().AddDays(-30))
	case ui.KeyThirtyOn.Is(msg):
		p.move(p.day().AddDays(30))
	case ui.KeyFirst.Is(msg):
		p.move(p.change.From)
	case ui.KeyLast.Is(msg), ui.KeyToday.Is(msg):
		p.cursor = 0
	case ui.KeyZoomOut.Is(msg):
		p.show(min(p.span+1, len(spans)-1), p.part)
	case ui.KeyZoomIn.Is(msg):
		p.show(max(p.span-1, 0), p.part)
	case ui.KeyAssets.Is(msg):
		p.toggle(partAssets)
	case ui.KeyDebts.Is(msg):
		p.toggle(partDebts)
	case p.currencyKey().Is(msg):
		return p.load.Ask(p.nextCurrency())
	}
	return nil
}

func (p *Page) toggle(part worthPart) {
	if p.part == part {
		part = partAll
	}
	p.show(p.span, part)
}

// show turns to a range and a part, and compares the range's ends over the
// accounts that are known on both: the line is theirs.
func (p *Page) show(span int, part worthPart) {
	p.span, p.part = span, part
	p.change = ui.WorthChange(&p.load.Data.worth, p.from(), p.load.Data.today, part.kinds()...)
	p.move(p.day())
}

// move goes to a day, within the days that the line is of.
func (p *Page) move(to ledger.Date) {
	p.cursor = max(to, p.change.From)
	if p.cursor >= p.load.Data.today {
		p.cursor = 0
	}
}

// currencies lists the currencies that accounts count in, the home currency first.
func (p *Page) currencies() []string {
	var out []string
	for _, m := range ledger.NetWorth(p.load.Data.accounts, p.load.Data.homeCurrency) {
		out = append(out, m.Currency)
	}
	return out
}

func (p *Page) nextCurrency() string {
	all := p.currencies()
	return all[(slices.Index(all, p.load.Data.currency)+1)%len(all)]
}

func (p *Page) currencyKey() ui.Binding {
	if len(p.currencies()) < 2 {
		return ui.KeyCurrency.Unless("every account is in " + format.Code(p.load.Data.currency))
	}
	return ui.KeyCurrency
}

// SetSize implements ui.Page.
func (p *Page) SetSize(w, h int) {
	if p.Resize(w, h) {
		p.draw()
	}
}

// Title implements ui.Page.
func (p *Page) Title() string { return "Net worth" }

// Explained implements ui.Explained.
func (p *Page) Explained() string { return ui.FiguresExplained }

// Typing implements ui.Page.
func (p *Page) Typing() bool { return false }

// Status implements ui.Page.
func (p *Page) Status() string {
	if !p.load.Loaded || len(p.load.Data.worth.Total) == 0 {
		return ""
	}
	return format.LongDay(p.day())
}

// Keys implements ui.Page.
func (p *Page) Keys() []ui.Binding {
	if !p.load.Loaded || len(p.load.Data.worth.Total) == 0 {
		return nil
	}
	keys := []ui.Binding{ui.KeyDay, ui.KeyZoom, ui.KeyOpen, ui.KeyAssets, ui.KeyDebts, p.currencyKey()}
	if p.cursor != 0 {
		keys = append(keys, ui.KeyToday)
	}
	return append(keys, ui.KeyMonths, ui.KeyFirst, ui.KeyLast, ui.KeyMove)
}
