package synclog

import (
	"cmp"
	"context"
	"fmt"
	"strings"

	tea "charm.land/bubbletea/v2"

	"passbook/storage"
	"passbook/storage/ledger"
	"passbook/tui/format"
	"passbook/tui/text"
	"passbook/tui/ui"
)

// How much of the past a log shows.
const (
	maxSyncs    = 200
	maxChanges  = 500
	maxSetAside = 3 // rows that cannot be kept: passbook check names more
)

// Page is a page with what syncs did: the syncs themselves, and over it
// what one of them did to each row.
type Page struct {
	ui.Screen
	env   *ui.Env
	title string
	empty string
	load  ui.Loader[struct{}, []ui.Line]
	pane  ui.Pane
}

// New lists the syncs, newest first; enter shows what one did. Above them stand
// the rows that could not be kept.
func New(e *ui.Env) *Page {
	p := &Page{env: e, title: "Syncs", empty: "Nothing was synced yet."}
	p.load = ui.NewLoader(e, func(ctx context.Context, _ ui.Moment, _ struct{}) ([]ui.Line, error) {
		lines, err := setAside(ctx, e)
		if err != nil {
			return nil, err
		}
		syncs, err := e.DB.Syncs(ctx, "", 0, maxSyncs)
		for _, s := range syncs {
			lines = append(lines, ui.Line{ID: fmt.Sprint(s.SyncID), Open: ui.Push(newChangeLog(e, s)), Draw: func(c *ui.Palette, w int) string {
				when := c.Muted.Render(text.Fit(instant(e, s), 18))
				did := format.SyncChanges(s.Changes)
				return when + c.Text.Render(text.Fit(text.Clean(s.Institution), w-18-text.Width(did))+did)
			}})
		}
		return lines, err
	})
	return p
}

// setAside says which rows that banks sent are in no list and in no figure.
func setAside(ctx context.Context, e *ui.Env) (lines []ui.Line, err error) {
	rows, all, err := e.DB.RowsSetAside(ctx, maxSetAside)
	if len(rows) == 0 || err != nil {
		return nil, err
	}
	lines = append(lines, ui.Line{Draw: func(p *ui.Palette, w int) string {
		return p.Warn.Render(text.Cut(format.Count(all, "transaction", "transactions")+" that a bank sent cannot be kept, and no figure has:", w))
	}})
	for _, r := range rows {
		words := text.Clean(r.Institution + ", " + cmp.Or(r.AccountName, "an unknown account") + ": " + r.Reason)
		lines = append(lines, ui.Line{Draw: func(p *ui.Palette, w int) string { return p.Text.Render(text.Cut(words, w)) }})
	}
	if more := all - len(rows); more > 0 {
		lines = append(lines, muted("and "+format.Count(more, "more", "more")+": passbook check names them"))
	}
	return append(lines, muted("")), nil
}

// newChangeLog lists what one sync did to each row; enter goes to the row.
func newChangeLog(e *ui.Env, s storage.Sync) *Page {
	p := &Page{env: e, title: text.Clean(s.Institution) + ", " + instant(e, s), empty: "It brought nothing new."}
	p.load = ui.NewLoader(e, func(ctx context.Context, _ ui.Moment, _ struct{}) ([]ui.Line, error) {
		changes, err := e.DB.SyncChanges(ctx, s.SyncID, 0, maxChanges)
		var lines []ui.Line
		for _, c := range changes {
			lines = append(lines, changeLines(e, c)...)
		}
		if more := s.Added + s.Modified + s.Removed + s.Posted - len(changes); more > 0 {
			lines = append(lines, muted("and "+format.Count(more, "more", "more")))
		}
		return lines, err
	})
	return p
}

// instant writes when a sync was, in the time of this machine.
func instant(e *ui.Env, s storage.Sync) string {
	at := s.At.In(e.Now().Location())
	return format.ShortDay(ledger.DateOf(at), ledger.DateOf(e.Now())) + at.Format("  15:04")
}

// changeLines draws what was done to one row, and under it each field that
// changed.
func changeLines(e *ui.Env, c storage.Change) []ui.Line {
	row := c.Entry
	open := ui.ShowList(ledger.Filter{}, row.Key)
	if !row.RemovedAt.IsZero() {
		open = ui.ShowList(ledger.Filter{Removed: true}, row.Key)
	}
	lines := []ui.Line{{ID: row.ID, Open: open, Draw: func(p *ui.Palette, w int) string {
		amount := format.Signed(row.Amount, e.HomeCurrency)
		left := p.Muted.Render(text.Fit(string(c.Kind), 10) + text.Fit(format.ShortDay(row.Date, ledger.DateOf(e.Now())), 12))
		return left + p.Text.Render(text.Fit(format.Title(row), w-24-text.Width(amount))+"  "+amount)
	}}}
	for _, f := range c.Fields {
		if c.Kind == storage.ChangePosted && strings.HasPrefix(f.Field, "pending") {
			continue // that is what posting is
		}
		words := strings.ReplaceAll(f.Field, "_", " ") + ": " + orDash(f.Old) + " → " + orDash(f.New)
		lines = append(lines, muted(strings.Repeat(" ", 22)+words))
	}
	return lines
}

// muted is a line that looks up its colours when it is drawn: the command that
// makes it must not, since they may change meanwhile.
func muted(words string) ui.Line {
	return ui.Line{Draw: func(p *ui.Palette, _ int) string { return p.Muted.Render(words) }}
}

// orDash cleans a value, and writes — for none.
func orDash(s string) string { return cmp.Or(text.Clean(s), "—") }

// Init implements ui.Page.
func (p *Page) Init() tea.Cmd { return p.load.Ask(struct{}{}) }

// Title implements ui.Page.
func (p *Page) Title() string { return p.title }

// Typing implements ui.Page.
func (p *Page) Typing() bool { return false }

// Status implements ui.Page.
func (p *Page) Status() string { return p.pane.Place() }

// Keys implements ui.Page.
func (p *Page) Keys() []ui.Binding {
	return append([]ui.Binding{ui.KeyOpen}, ui.Moves()...)
}

// Update implements ui.Page.
func (p *Page) Update(msg tea.Msg) tea.Cmd {
	changed, cmd := p.load.Update(msg)
	if changed {
		p.pane.Set(p.load.Data)
	}
	if msg, ok := msg.(tea.KeyPressMsg); ok {
		changed = true
		if ui.KeyOpen.Is(msg) {
			cmd = p.pane.Current().Open
		} else {
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
	if p.H == 0 {
		return
	}
	lines := p.pane.View(p.env.Theme, p.W-3, p.H-2, true)
	if p.load.Loaded && len(p.pane.Lines) == 0 {
		lines = []string{" " + p.env.Theme.Muted.Render(p.empty)}
	}
	p.Drawn = p.env.Theme.Frame(p.title, "", p.pane.Beyond(p.H-2), lines, p.W, p.H, true)
}
