package networth

import (
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

	span   int // index of spans
	part   worthPart
	cursor ledger.Date // the day that is looked at; zero: today
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

// worthData is the whole past of one currency; the ranges are cut from it.
type worthData struct {
	today    ledger.Date
	currency string
	items    []ledger.Item
	accounts []ledger.Account
	total    []ledger.WorthPoint
	lines    []accountLine
}

// accountLine is the past of one account.
type accountLine struct {
	account ledger.Account
	points  []ledger.WorthPoint
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
	if d.currency = currency; d.currency == "" {
		d.currency = ledger.HomeCurrency(d.accounts)
	}
	worth, err := db.Worth(ctx, d.currency, 0, today)
	if err != nil {
		return d, err
	}
	d.total = worth.Total
	for _, a := range d.accounts {
		if points := worth.Accounts[a.ID]; len(points) > 0 && a.Balance.Currency == d.currency {
			d.lines = append(d.lines, accountLine{a, points})
		}
	}
	return d, nil
}

// at gives the balance of a day, if it is known.
func (l accountLine) at(d ledger.Date) (int64, bool) {
	i, found := slices.BinarySearchFunc(l.points, d, func(p ledger.WorthPoint, d ledger.Date) int { return int(p.Date - d) })
	if !found {
		return 0, false
	}
	return l.points[i].Minor, true
}

// sumAt adds up the accounts of some kinds on a day.
func (d *worthData) sumAt(day ledger.Date, kinds ...ledger.AccountKind) int64 {
	sum := int64(0)
	for _, l := range d.lines {
		if slices.Contains(kinds, l.account.Kind) {
			v, _ := l.at(day)
			sum = ledger.AddMinor(sum, v)
		}
	}
	return sum
}

// assets and debts are the kinds on either side of net worth.
var (
	assets = []ledger.AccountKind{ledger.Depository, ledger.Investment}
	debts  = []ledger.AccountKind{ledger.Credit, ledger.Loan}
)

// line gives the points of the part that is shown.
func (p *Page) line() []ledger.WorthPoint {
	kinds := map[worthPart][]ledger.AccountKind{partAssets: assets, partDebts: debts}[p.part]
	if kinds == nil {
		return p.load.Data.total
	}
	out := slices.Clone(p.load.Data.total)
	for i := range out {
		out[i].Minor = p.load.Data.sumAt(out[i].Date, kinds...)
	}
	return out
}

// from is the first day of the range.
func (p *Page) from() ledger.Date {
	if days := spans[p.span].days; days > 0 {
		return p.load.Data.today.AddDays(-days)
	}
	if len(p.load.Data.total) == 0 {
		return p.load.Data.today.AddDays(-30)
	}
	return p.load.Data.total[0].Date
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
	case ui.KeyDayBefore.Is(msg):
		p.move(-1)
	case ui.KeyDayAfter.Is(msg):
		p.move(1)
	case ui.KeyThirtyBack.Is(msg):
		p.move(-30)
	case ui.KeyThirtyOn.Is(msg):
		p.move(30)
	case ui.KeyFirst.Is(msg):
		p.cursor = p.from()
	case ui.KeyLast.Is(msg), ui.KeyToday.Is(msg):
		p.cursor = 0
	case ui.KeyZoomOut.Is(msg):
		p.span = min(p.span+1, len(spans)-1)
	case ui.KeyZoomIn.Is(msg):
		p.span = max(p.span-1, 0)
		p.move(0)
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
	p.part = part
}

// move goes some days on or back, within the range.
func (p *Page) move(days int) {
	p.cursor = min(max(p.day().AddDays(days), p.from()), p.load.Data.today)
	if p.cursor == p.load.Data.today {
		p.cursor = 0
	}
}

// currencies lists the currencies that accounts count in, the home currency first.
func (p *Page) currencies() []string {
	var out []string
	for _, m := range ledger.NetWorth(p.load.Data.accounts, ledger.HomeCurrency(p.load.Data.accounts)) {
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

// Typing implements ui.Page.
func (p *Page) Typing() bool { return false }

// Status implements ui.Page.
func (p *Page) Status() string {
	if !p.load.Loaded || len(p.load.Data.total) == 0 {
		return ""
	}
	return format.LongDay(p.day())
}

// Keys implements ui.Page.
func (p *Page) Keys() []ui.Binding {
	if !p.load.Loaded || len(p.load.Data.total) == 0 {
		return nil
	}
	keys := []ui.Binding{ui.KeyDay, ui.KeyZoom, ui.KeyAssets, ui.KeyDebts, p.currencyKey()}
	if p.cursor != 0 {
		keys = append(keys, ui.KeyToday)
	}
	return append(keys, ui.KeyMonths, ui.KeyFirst, ui.KeyLast)
}
