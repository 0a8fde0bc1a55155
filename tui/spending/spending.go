package spending

import (
	"context"

	tea "charm.land/bubbletea/v2"

	"passbook/storage"
	"passbook/storage/ledger"
	"passbook/tui/ui"
)

// Page shows where a month's money went.
type Page struct {
	ui.Screen
	env  *ui.Env
	load ui.Loader[ledger.Month, spendingData]
	list ui.Pane
}

// spendingData is one month and the eleven before it.
type spendingData struct {
	today        ledger.Date
	homeCurrency string
	oldest       ledger.Month // of all that is known
	months       []ledger.MonthFigures
	apart        []ledger.Money // spent in other currencies
	pending      int
	merchants    []ledger.MerchantTotal
}

// month is the month that is shown: the last of the twelve.
func (d *spendingData) month() ledger.MonthFigures { return d.months[len(d.months)-1] }

const topMerchants = 40

// New makes the page.
func New(e *ui.Env) *Page {
	return &Page{env: e, load: ui.NewLoader(e, func(ctx context.Context, at ui.Moment, month ledger.Month) (spendingData, error) {
		return loadSpending(ctx, e.DB, at.Today, month)
	})}
}

// Init implements ui.Page.
func (p *Page) Init() tea.Cmd { return p.ask(ledger.DateOf(p.env.Now()).Month()) }

// ask asks for a month, and for none that is to come.
func (p *Page) ask(month ledger.Month) tea.Cmd {
	return p.load.Ask(min(month, ledger.DateOf(p.env.Now()).Month()))
}

func loadSpending(ctx context.Context, db *storage.DB, today ledger.Date, month ledger.Month) (d spendingData, err error) {
	d.today, d.oldest = today, today.Month()
	accounts, err := db.Accounts(ctx)
	if err != nil {
		return d, err
	}
	d.homeCurrency = ledger.HomeCurrency(accounts)
	oldest, err := db.Entries(ctx, storage.Query{Back: true, Limit: 1})
	if err != nil {
		return d, err
	}
	if len(oldest) > 0 {
		d.oldest = oldest[0].Date.Month()
	}
	flows, err := db.Flows(ctx, month.Add(-11), month)
	if err != nil {
		return d, err
	}
	first, last := ledger.ComparedDays(month, today)
	d.months = ledger.FiguresByMonth(flows, d.homeCurrency, month.Add(-11), month)
	before, err := db.FlowsBetween(ctx, first, last)
	if err != nil {
		return d, err
	}
	d.months[11].Compare(ledger.FiguresOf(before, d.homeCurrency))
	d.apart = ledger.SpentInOtherCurrencies(flows, month, d.homeCurrency)
	if d.merchants, err = db.TopMerchants(ctx, d.homeCurrency, month.First(), month.Last(), topMerchants); err != nil {
		return d, err
	}
	sum, err := db.Summarize(ctx, ledger.Filter{From: month.First(), To: month.Last()})
	d.pending = sum.Pending
	return d, err
}

// Update implements ui.Page.
func (p *Page) Update(msg tea.Msg) tea.Cmd {
	changed, cmd := p.load.Update(msg)
	if changed {
		p.build()
	}
	switch msg := msg.(type) {
	case ui.MonthMsg:
		return p.ask(msg.Month)
	case tea.KeyPressMsg:
		changed, cmd = true, p.key(msg)
	}
	if changed {
		p.draw()
	}
	return cmd
}

// empty reports whether there is no account whose currency could be added up.
func (p *Page) empty() bool { return p.load.Data.homeCurrency == "" }

func (p *Page) key(msg tea.KeyPressMsg) tea.Cmd {
	month, now := p.load.Question(), p.load.Moment().Today.Month()
	switch {
	case p.empty():
	case ui.KeyMonthBefore.Is(msg) && month > p.load.Data.oldest:
		return p.ask(month.Add(-1))
	case ui.KeyMonthAfter.Is(msg) && month < now:
		return p.ask(month.Add(1))
	case ui.KeyThisMonth.Is(msg) && month != now:
		return p.ask(now)
	case ui.KeyList.Is(msg):
		return p.list.Current().Open
	default:
		p.list.Press(msg, p.listHeight())
	}
	return nil
}

// SetSize implements ui.Page.
func (p *Page) SetSize(w, h int) {
	if p.Resize(w, h) {
		p.build()
		p.draw()
	}
}

// Title implements ui.Page.
func (p *Page) Title() string { return "Spending" }

// Typing implements ui.Page.
func (p *Page) Typing() bool { return false }

// Status implements ui.Page.
func (p *Page) Status() string { return p.list.Place() }

// Keys implements ui.Page.
func (p *Page) Keys() []ui.Binding {
	if !p.load.Loaded || p.empty() {
		return nil
	}
	keys := []ui.Binding{ui.KeyMonth, ui.KeyList}
	if p.load.Question() != p.load.Moment().Today.Month() {
		keys = append(keys, ui.KeyThisMonth)
	}
	return append(keys, ui.Moves()...)
}
