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
	newest       ledger.Month // today's
	months       []ledger.Figures
	others       []ledger.Figures // of the month in other currencies
	merchants    []ledger.MerchantTotal
}

// month is the month that is shown: the last of the twelve.
func (d *spendingData) month() *ledger.Figures { return &d.months[len(d.months)-1] }

const topMerchants = 40

// New makes the page.
func New(e *ui.Env) *Page {
	return &Page{env: e, load: ui.NewLoader(e, func(ctx context.Context, at ui.Moment, month ledger.Month) (spendingData, error) {
		return loadSpending(ctx, e.DB, at.Today, month)
	})}
}

// Init implements ui.Page.
func (p *Page) Init() tea.Cmd { return p.ask(p.thisMonth()) }

// thisMonth is the month of the budget that today lies in.
func (p *Page) thisMonth() ledger.Month {
	return p.env.DB.Settings().MonthOf(ledger.DateOf(p.env.Now()))
}

// ask asks for a month, and for none that is to come.
func (p *Page) ask(month ledger.Month) tea.Cmd { return p.load.Ask(min(month, p.thisMonth())) }

func loadSpending(ctx context.Context, db *storage.DB, today ledger.Date, month ledger.Month) (d spendingData, err error) {
	settings := db.Settings()
	d.today, d.newest = today, settings.MonthOf(today)
	d.oldest = d.newest
	if d.homeCurrency, err = db.HomeCurrency(ctx); err != nil {
		return d, err
	}
	oldest, err := db.Entries(ctx, storage.Query{Back: true, Limit: 1})
	if err != nil {
		return d, err
	}
	if len(oldest) > 0 {
		d.oldest = settings.MonthOf(oldest[0].Date)
	}
	if d.months, err = db.Figures(ctx, d.homeCurrency, month.Add(-11), month); err != nil {
		return d, err
	}
	now := d.month()
	if err = db.Compare(ctx, now); err != nil {
		return d, err
	}
	if d.others, err = db.OtherCurrencies(ctx, now.From, now.To, d.homeCurrency); err != nil {
		return d, err
	}
	d.merchants, err = db.Merchants(ctx, d.homeCurrency, now.From, now.To, topMerchants)
	return d, err
}

// Update implements ui.Page.
func (p *Page) Update(msg tea.Msg) tea.Cmd {
	changed, cmd := p.load.Update(msg)
	if changed {
		p.build()
	}
	switch msg := msg.(type) {
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
	month, now := p.load.Question(), p.thisMonth()
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

// Explained implements ui.Explained.
func (p *Page) Explained() string { return ui.FiguresExplained }

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
	if p.load.Question() != p.thisMonth() {
		keys = append(keys, ui.KeyThisMonth)
	}
	return append(keys, ui.Moves()...)
}
