package statements

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"passbook/plaidsvc/problem"
	"passbook/plaidsvc/products"
	"passbook/storage/kept"
	"passbook/storage/ledger"
	"passbook/storage/papers"
	"passbook/tui/format"
	"passbook/tui/text"
	"passbook/tui/ui"
)

// Page lists the statements by bank and account, the latest first.
type Page struct {
	ui.Screen
	env    *ui.Env
	load   ui.Loader[struct{}, data]
	fetch  ui.Fetch
	pane   ui.Pane
	prompt *ui.Prompt // for the folder; nil: it is not asked for
	run    ui.Query[string, string]
}

// data is what the page shows.
type data struct {
	today      ledger.Date
	statements []papers.Statement
	states     []kept.State
}

// usualFolder is what the prompt for the folder begins with.
const usualFolder = "~/statements"

// New makes the page.
func New(e *ui.Env) *Page {
	return &Page{env: e, fetch: ui.NewFetch(e, kept.Statements), load: ui.NewLoader(e, func(ctx context.Context, at ui.Moment, _ struct{}) (d data, err error) {
		d.today = at.Today
		if d.statements, err = papers.List(ctx, e.DB); err != nil {
			return d, err
		}
		d.states, err = kept.States(ctx, e.DB)
		return d, err
	})}
}

// Init implements ui.Page.
func (p *Page) Init() tea.Cmd { return p.load.Ask(struct{}{}) }

// Title implements ui.Page.
func (p *Page) Title() string { return "Statements" }

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
	case p.run.Running:
		why = "it is being done"
	case len(p.load.Data.statements) == 0:
		why = "there is none"
	}
	keys := append(p.fetch.Keys(p.load.Data.states), ui.KeyDownload.Unless(why))
	if len(p.load.Data.statements) == 0 {
		return keys
	}
	return append(keys, ui.Moves()...)
}

// Update implements ui.Page.
func (p *Page) Update(msg tea.Msg) tea.Cmd {
	changed, cmd := p.load.Update(msg)
	if changed {
		p.pane.Set(p.lines())
	}
	fetched, then := p.fetch.Update(msg, p.load.Data.states)
	cmd, changed = tea.Batch(cmd, then), changed || fetched
	if done, ok, err := p.run.Answer(msg); err != nil {
		changed, cmd = true, tea.Batch(ui.Alarm(err), ui.Send(ui.ChangedMsg{}))
	} else if ok {
		changed, cmd = true, tea.Batch(ui.Notify(done), ui.Send(ui.ChangedMsg{}))
	}
	switch msg := msg.(type) {
	case ui.PoppedMsg:
		p.run.Stop()
	case ui.PickedMsg:
		if p.prompt != nil && msg.From == ui.Page(p.prompt) {
			p.prompt, changed = nil, true
			banks := p.listed()
			cmd = p.run.Ask(p.env, strings.TrimSpace(msg.Value), func(ctx context.Context, folder string) (string, error) {
				return p.download(ctx, folder, banks)
			})
		}
	case tea.KeyPressMsg:
		if ui.KeyDownload.Is(msg) {
			p.prompt = ui.NewPrompt(p.env, "Folder of the statements", "Plaid bills for statements that are downloaded.", usualFolder)
			cmd = ui.Push(p.prompt)
		} else {
			p.pane.Press(msg, p.H-2)
		}
	}
	if changed {
		p.draw()
	}
	return cmd
}

// listed gives the ids of the Items that have statements.
func (p *Page) listed() (ids []string) {
	for _, s := range p.load.Data.statements {
		if !slices.Contains(ids, s.ItemID) {
			ids = append(ids, s.ItemID)
		}
	}
	return ids
}

// download puts what is new of some Items into a folder, one after the other, and
// says what came of it.
func (p *Page) download(ctx context.Context, folder string, itemIDs []string) (string, error) {
	if folder == "" {
		return "", errors.New("no folder was named")
	}
	if rest, ok := strings.CutPrefix(folder, "~/"); ok {
		home, err := os.UserHomeDir()
		if err != nil {
			return "", err
		}
		folder = filepath.Join(home, rest)
	}
	folder, err := filepath.Abs(folder)
	if err != nil {
		return "", err
	}
	fresh, there := 0, 0
	for _, id := range itemIDs {
		err := p.env.Service.Products().DownloadStatements(ctx, id, products.Download{Folder: folder, Done: func(f products.StatementFile) error {
			if f.New {
				fresh++
			} else {
				there++
			}
			return nil
		}})
		if said := (*problem.Error)(nil); errors.As(err, &said) && fresh > 0 {
			return "", fmt.Errorf("%s %s downloaded before", said.Sentence, format.Count(fresh, "statement was", "statements were"))
		}
		if err != nil {
			return "", err
		}
	}
	return fmt.Sprintf("%s downloaded to %s, %s there already.", format.Count(fresh, "statement", "statements"), text.Clean(folder), format.Number(there)), nil
}

// SetSize implements ui.Page.
func (p *Page) SetSize(w, h int) {
	if p.Resize(w, h) {
		p.draw()
	}
}
