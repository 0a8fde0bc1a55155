package transactions

import (
	"context"
	"slices"

	tea "charm.land/bubbletea/v2"

	"passbook/storage"
	"passbook/storage/ledger"
	"passbook/tui/table"
	"passbook/tui/ui"
)

// Page is the page with the list of all transactions: a filter bar, a
// window over the rows, and from 120 columns on the details of the current
// row beside it.
type Page struct {
	ui.Screen
	env      *ui.Env
	revision int64
	filter   filter
	list     table.Window[ledger.Entry]
	rows     ui.Query[rowsQuestion, rowsAnswer]
	sums     ui.Query[sumsQuestion, ledger.Summary]
	summary  ledger.Summary
	summed   bool // summary is of the current filter
	detail   detail
	edit     edit
	failed   bool // the last answer was an error: ask for nothing until a key or a change
	version  int  // counts the drawings, for the page of details
}

// rowsQuestion asks for rows of the list.
type rowsQuestion struct {
	filter   ledger.Filter
	revision int64
	need     table.Need
	fresh    bool       // replaces the list: another filter, or changed data
	sameList bool       // fresh, of changed data, under the same filter
	anchor   ledger.Key // After and Before: the row at the edge; fresh: the current row, or zero
}

type rowsAnswer struct {
	entries []ledger.Entry
	start   int // index in the list of the first of them
	cursor  int // fresh: index in the list of the current row
	atEnd   bool
}

type sumsQuestion struct {
	filter   ledger.Filter
	revision int64
}

// New makes the page.
func New(e *ui.Env) *Page {
	p := &Page{env: e, filter: newFilter(e)}
	p.detail.env, p.edit.env = e, e
	return p
}

// Init implements ui.Page.
func (p *Page) Init() tea.Cmd { return tea.Batch(p.filter.init(), p.renew()) }

// Title implements ui.Page.
func (p *Page) Title() string { return "Transactions" }

// Typing implements ui.Page.
func (p *Page) Typing() bool { return p.filter.finding }

// renew asks for the list anew from its first row: the filter changed.
func (p *Page) renew() tea.Cmd { return p.renewAt(ledger.Key{}) }

// renewAt asks for the list anew, around a row.
func (p *Page) renewAt(at ledger.Key) tea.Cmd {
	p.summed = false
	return tea.Batch(p.askRows(rowsQuestion{need: table.First, fresh: true, anchor: at}), p.askSums())
}

// goTo moves to a row: in the list where it is loaded, else in the list of all.
func (p *Page) goTo(e ledger.Entry) tea.Cmd {
	start, rows := p.list.Rows()
	if i := slices.IndexFunc(rows, func(r ledger.Entry) bool { return r.ID == e.ID }); i >= 0 {
		p.list.To(start + i)
		return p.Update(nil)
	}
	return p.Update(ui.ListMsg{At: e.Key})
}

// refresh asks for the rows around the current one: the data changed. A list
// that stands at its beginning stays there and shows what is new.
func (p *Page) refresh() tea.Cmd {
	q := rowsQuestion{need: table.First, fresh: true, sameList: true}
	if p.rows.Running && p.rows.Question.fresh && !p.rows.Question.sameList {
		q = p.rows.Question // another list is on its way
	} else if current, ok := p.list.Current(); ok && p.list.Cursor() > 0 {
		q.anchor = current.Key
	}
	return tea.Batch(p.askRows(q), p.askSums())
}

// more asks for what the list wants next, unless it is on its way.
func (p *Page) more() tea.Cmd {
	q := rowsQuestion{need: p.list.Need()}
	_, rows := p.list.Rows()
	switch {
	case p.rows.Running && p.rows.Question.fresh || !p.list.Loaded():
		return nil
	case q.need == table.Nothing:
		return nil
	case q.need == table.After && len(rows) > 0:
		q.anchor = rows[len(rows)-1].Key
	case q.need == table.Before && len(rows) > 0:
		q.anchor = rows[0].Key
	}
	return p.askRows(q)
}

func (p *Page) askRows(q rowsQuestion) tea.Cmd {
	q.filter, q.revision = p.filter.now, p.revision
	if p.rows.Running && p.rows.Question == q {
		return nil
	}
	return p.rows.Ask(p.env, q, p.fetch)
}

func (p *Page) askSums() tea.Cmd {
	return p.sums.Ask(p.env, sumsQuestion{p.filter.now, p.revision},
		func(ctx context.Context, q sumsQuestion) (ledger.Summary, error) {
			return p.env.DB.Summarize(ctx, q.filter)
		})
}

// fetch answers a rowsQuestion from the cache. It runs in a command: it reads
// nothing of the page that changes.
func (p *Page) fetch(ctx context.Context, q rowsQuestion) (a rowsAnswer, err error) {
	ask := storage.Query{Filter: q.filter, Anchor: q.anchor, Limit: table.Chunk}
	if q.fresh && q.anchor != (ledger.Key{}) {
		return p.fetchAround(ctx, ask)
	}
	ask.Back = q.need == table.Last || q.need == table.Before
	if a.entries, err = p.env.DB.Entries(ctx, ask); err != nil {
		return a, err
	}
	a.atEnd = len(a.entries) < ask.Limit && !ask.Back || q.need == table.Last
	if q.need == table.Last && len(a.entries) > 0 {
		a.start, err = p.env.DB.Position(ctx, q.filter, a.entries[0].Key)
	}
	return a, err
}

// fetchAround answers with the rows on both sides of an anchor, which itself
// may be gone.
func (p *Page) fetchAround(ctx context.Context, ask storage.Query) (a rowsAnswer, err error) {
	if a.cursor, err = p.env.DB.Position(ctx, ask.Filter, ask.Anchor); err != nil {
		return a, err
	}
	ask.Back = true
	before, err := p.env.DB.Entries(ctx, ask)
	if err != nil {
		return a, err
	}
	a.start = max(0, a.cursor-len(before))
	ask.Back, ask.Anchor = false, ledger.Key{}
	if len(before) > 0 {
		ask.Anchor = before[len(before)-1].Key
	}
	after, err := p.env.DB.Entries(ctx, ask)
	a.entries, a.atEnd = append(before, after...), len(after) < ask.Limit
	return a, err
}

// Update implements ui.Page.
func (p *Page) Update(msg tea.Msg) tea.Cmd {
	cmd := p.handle(msg)
	if current, ok := p.list.Current(); ok {
		cmd = tea.Batch(cmd, p.detail.show(current, p.revision, p.W >= ui.SideBySide))
	}
	if !p.failed {
		cmd = tea.Batch(cmd, p.more())
	}
	p.draw()
	return cmd
}

func (p *Page) handle(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case tea.KeyPressMsg:
		p.failed = false
		return p.press(msg)
	case ui.RevisionMsg:
		p.failed = false
		p.revision = msg.Revision
		return tea.Batch(p.refresh(), p.filter.update(msg))
	case ui.ListMsg:
		p.filter.set(msg.Filter)
		return p.renewAt(msg.At)
	case tea.PasteMsg:
		changed, cmd := p.filter.pasted(msg)
		if changed {
			cmd = p.renew()
		}
		return cmd
	case ui.PickedMsg:
		if p.filter.picked(msg) {
			return p.renew()
		}
		return p.edit.picked(msg)
	}
	if answer, ok, err := p.sums.Answer(msg); err != nil {
		return ui.Alarm(err)
	} else if ok {
		p.summary, p.summed = answer, true
		p.list.SetTotal(answer.Count)
		return nil
	}
	question := p.rows.Question
	if answer, ok, err := p.rows.Answer(msg); err != nil {
		p.failed = true
		return ui.Alarm(err)
	} else if ok {
		p.apply(question, answer)
		return nil
	}
	return tea.Batch(p.filter.update(msg), p.detail.update(msg), p.edit.update(msg))
}

// apply puts rows that arrived into the list.
func (p *Page) apply(q rowsQuestion, a rowsAnswer) {
	switch {
	case q.sameList:
		p.list.Refresh(a.entries, a.start, p.cursorIn(a), a.atEnd)
	case q.fresh:
		p.list.Reset(a.entries, a.start, a.cursor, a.atEnd)
	case q.need == table.After:
		p.list.Append(a.entries, a.atEnd)
	case q.need == table.Before:
		p.list.Prepend(a.entries)
	default:
		p.list.Jump(a.entries, a.start, a.atEnd)
	}
	if p.summed && p.list.Total() == table.Unknown {
		p.list.SetTotal(p.summary.Count)
	}
}

// cursorIn gives the place of the current row in an answer: the person may have
// moved since it was asked for.
func (p *Page) cursorIn(a rowsAnswer) int {
	if current, ok := p.list.Current(); ok && p.list.Cursor() > 0 {
		same := func(e ledger.Entry) bool { return e.ID == current.ID }
		if i := slices.IndexFunc(a.entries, same); i >= 0 {
			return a.start + i
		}
	}
	return a.cursor
}

// press handles a key, for the list and for the page of details over it.
func (p *Page) press(msg tea.KeyPressMsg) tea.Cmd {
	if p.filter.finding {
		if ui.MoveTyping(&p.list, msg) {
			return nil
		}
		changed, cmd := p.filter.typed(msg)
		if changed {
			return tea.Batch(cmd, p.renew())
		}
		return cmd
	}
	if ui.Move(&p.list, msg) {
		return nil
	}
	current, ok := p.list.Current()
	switch {
	case ui.KeyFind.Is(msg):
		return p.filter.find()
	case ui.KeyClear.Is(msg) && p.filter.active():
		p.filter.set(ledger.Filter{})
		return p.renew()
	case ui.KeyTakenBack.Is(msg):
		p.filter.now.Removed = !p.filter.now.Removed
		return p.renew()
	case ui.KeyCategory.Is(msg):
		return p.filter.pickCategory()
	case ui.KeyAccount.Is(msg):
		return p.filter.pickAccount()
	case ui.KeyDates.Is(msg):
		return p.filter.pickDates()
	case ui.KeyDetails.Is(msg) && ok:
		return ui.Push(newDetails(p))
	case ui.KeyCopy.Is(msg) && ok:
		return tea.Batch(tea.SetClipboard(asLine(current)), ui.Notify("copied"))
	case ok:
		return p.edit.press(msg, current, p.filter.choices.Data.categories)
	}
	return nil
}

// SetSize implements ui.Page.
func (p *Page) SetSize(w, h int) {
	if p.Resize(w, h) {
		p.draw()
	}
}
