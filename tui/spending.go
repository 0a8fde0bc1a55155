package tui

import (
	"context"

	tea "charm.land/bubbletea/v2"

	"passbook/storage"
	"passbook/storage/ledger"
)

// spendingPage shows where a month's money went.
type spendingPage struct {
	Screen
	e      *env
	load   query[spendingQuestion, spendingData]
	data   spendingData
	loaded bool
	err    error
	list   pane
}

type spendingQuestion struct {
	revision int64
	today    ledger.Date
	month    ledger.Month
}

// spendingData is one month and the eleven before it.
type spendingData struct {
	today     ledger.Date
	home      string
	oldest    ledger.Month // of all that is known
	months    []monthFigures
	apart     []ledger.Money // spent in other currencies
	pending   int
	merchants []ledger.MerchantTotal
}

// month is the month that is shown: the last of the twelve.
func (d *spendingData) month() monthFigures { return d.months[len(d.months)-1] }

const topMerchants = 40

func newSpending(e *env) *spendingPage {
	p := &spendingPage{e: e}
	p.load.question.month = ledger.DateOf(e.now()).Month()
	return p
}

func (p *spendingPage) Init() tea.Cmd { return p.ask(p.load.question.revision, p.load.question.month) }

func (p *spendingPage) ask(revision int64, month ledger.Month) tea.Cmd {
	today := ledger.DateOf(p.e.now())
	q, db := spendingQuestion{revision, today, min(month, today.Month())}, p.e.db
	return p.load.ask(p.e, q, func(ctx context.Context, q spendingQuestion) (spendingData, error) {
		return loadSpending(ctx, db, q)
	})
}

func loadSpending(ctx context.Context, db *storage.DB, q spendingQuestion) (d spendingData, err error) {
	d.today, d.oldest = q.today, q.today.Month()
	accounts, err := db.Accounts(ctx)
	if err != nil {
		return d, err
	}
	d.home = homeCurrency(accounts)
	oldest, err := db.Entries(ctx, storage.Query{Back: true, Limit: 1})
	if err != nil {
		return d, err
	}
	if len(oldest) > 0 {
		d.oldest = oldest[0].Date.Month()
	}
	flows, err := db.Flows(ctx, q.month.Add(-11), q.month)
	if err != nil {
		return d, err
	}
	d.months = byMonth(flows, d.home, q.month.Add(-11), q.month)
	before, err := loadBefore(ctx, db, d.home, q.month, q.today)
	if err != nil {
		return d, err
	}
	d.months[11].compare(before)
	d.apart = spentApart(flows, q.month, d.home)
	if d.merchants, err = db.TopMerchants(ctx, d.home, q.month.First(), q.month.Last(), topMerchants); err != nil {
		return d, err
	}
	sum, err := db.Summarize(ctx, ledger.Filter{From: q.month.First(), To: q.month.Last()})
	d.pending = sum.Pending
	return d, err
}

func (p *spendingPage) Update(msg tea.Msg) tea.Cmd {
	slow := p.load.slow
	var cmd tea.Cmd
	if data, ok, err := p.load.take(msg); ok {
		if p.err = err; err == nil {
			p.data, p.loaded = data, true
			p.build()
		} else {
			cmd = alarm(err)
		}
		p.draw()
	} else if slow != p.load.slow {
		p.draw()
	}
	switch msg := msg.(type) {
	case revisionMsg:
		return p.ask(msg.revision, p.load.question.month)
	case monthMsg:
		return p.ask(p.load.question.revision, msg.month)
	case redrawMsg:
		if ledger.DateOf(p.e.now()) != p.load.question.today {
			cmd = p.Init()
		}
		p.build()
		p.draw()
	case tea.KeyPressMsg:
		cmd = p.key(msg)
		p.draw()
	}
	return cmd
}

// empty reports whether there is no account whose currency could be added up.
func (p *spendingPage) empty() bool { return p.data.home == "" }

func (p *spendingPage) key(msg tea.KeyPressMsg) tea.Cmd {
	q := p.load.question
	switch {
	case p.empty():
	case keyMonth.is(msg) && msg.String() == "left" && q.month > p.data.oldest:
		return p.ask(q.revision, q.month.Add(-1))
	case keyMonth.is(msg) && msg.String() == "right" && q.month < q.today.Month():
		return p.ask(q.revision, q.month.Add(1))
	case keyThisMonth.is(msg) && q.month != q.today.Month():
		return p.ask(q.revision, q.today.Month())
	case keyList.is(msg):
		return p.list.current().open
	default:
		p.list.key(msg, p.listHeight())
	}
	return nil
}

func (p *spendingPage) SetSize(w, h int) {
	if p.Resize(w, h) {
		p.build()
		p.draw()
	}
}

func (p *spendingPage) Title() string  { return "Spending" }
func (p *spendingPage) Typing() bool   { return false }
func (p *spendingPage) Status() string { return p.list.place() }

func (p *spendingPage) Keys() []binding {
	if !p.loaded || p.empty() {
		return nil
	}
	keys := []binding{keyMonth, keyList}
	if p.load.question.month != p.load.question.today.Month() {
		keys = append(keys, keyThisMonth)
	}
	return keys
}
