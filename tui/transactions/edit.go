package transactions

import (
	"context"
	"errors"
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"passbook/storage"
	"passbook/storage/ledger"
	"passbook/tui/format"
	"passbook/tui/ui"
)

// edit changes what the person wrote on a transaction. Every change is a step
// that the key for undo takes back.
type edit struct {
	env  *ui.Env
	open ui.Page              // the picker or prompt that is open
	then func(string) tea.Cmd // what its answer does

	pairing ledger.Entry // the row whose other side is looked for
	others  ui.Query[string, []ledger.Entry]
}

// takesBack ends the notice of a change.
var takesBack = ui.KeyUndo.Name() + " takes it back"

// edits are the bindings that change a transaction.
func edits(current ledger.Entry) []ui.Binding {
	return []ui.Binding{ui.KeySetCategory, ui.KeyNote, ui.KeyTags, ui.KeyHide, pairKey(current), ui.KeyUndo}
}

// press handles a key for the current entry; categories are those in use.
func (e *edit) press(msg tea.KeyPressMsg, current ledger.Entry, categories []string) tea.Cmd {
	switch {
	case ui.KeySetCategory.Is(msg):
		return e.pickCategory(current, categories)
	case ui.KeyNote.Is(msg):
		return e.askFor(current.ID, ui.NewPrompt(e.env, "Note", "empty takes the note away", current.Annotation.Note),
			func(a *ledger.Annotation, note string) { a.Note = strings.TrimSpace(note) })
	case ui.KeyTags.Is(msg):
		return e.askFor(current.ID, ui.NewPrompt(e.env, "Tags", "words with spaces between", strings.Join(current.Annotation.Tags, " ")),
			func(a *ledger.Annotation, tags string) { a.Tags = words(tags) })
	case ui.KeyHide.Is(msg):
		done := "hidden from spending; " + takesBack
		if current.Annotation.Hidden {
			done = "no longer hidden"
		}
		return e.annotate(current.ID, done, func(a *ledger.Annotation) { a.Hidden = !current.Annotation.Hidden })
	case ui.KeyPair.Is(msg) && current.PairID != "":
		return e.unpair(current.ID)
	case ui.KeyPair.Is(msg):
		return e.pair(current)
	case ui.KeyUndo.Is(msg):
		return e.undo()
	}
	return nil
}

// words gives the tags in a line of text, each once, without #.
func words(line string) []string {
	var tags []string
	for tag := range strings.FieldsSeq(line) {
		if tag = strings.TrimLeft(tag, "#"); tag != "" && !slices.Contains(tags, tag) {
			tags = append(tags, tag)
		}
	}
	return tags
}

// pickCategory offers the categories in use, and takes any other name.
func (e *edit) pickCategory(current ledger.Entry, categories []string) tea.Cmd {
	options := []ui.Option{{Name: "as the bank says: " + format.CategoryName(current.CategoryDetail), Value: ""}}
	for _, c := range categories {
		options = append(options, ui.Option{Name: format.CategoryName(c), Value: c})
	}
	p := ui.NewPicker(e.env, "Category of "+format.Title(current), options, current.EffectiveCategory())
	p.Hint = "or type a name of your own"
	p.Free = func(typed string) (ui.Option, bool) { return ui.Option{Name: "new: " + typed, Value: typed}, true }
	return e.askFor(current.ID, p, func(a *ledger.Annotation, category string) { a.Category = category })
}

// askFor opens a picker or prompt whose answer changes the annotation of an entry.
func (e *edit) askFor(id string, p ui.Page, set func(*ledger.Annotation, string)) tea.Cmd {
	return e.ask(p, func(value string) tea.Cmd {
		return e.annotate(id, "saved; "+takesBack, func(a *ledger.Annotation) { set(a, value) })
	})
}

// ask opens a picker or prompt; then does something with its answer.
func (e *edit) ask(p ui.Page, then func(value string) tea.Cmd) tea.Cmd {
	e.open, e.then = p, then
	return ui.Push(p)
}

// picked takes the answer of a picker or prompt.
func (e *edit) picked(msg ui.PickedMsg) tea.Cmd {
	if e.open == nil || msg.From != e.open {
		return nil
	}
	return e.then(msg.Value)
}

// annotate writes a change, says so, and has the pages look at the cache.
func (e *edit) annotate(id, done string, change func(*ledger.Annotation)) tea.Cmd {
	return e.write(done, func(ctx context.Context) error {
		return e.env.DB.Annotate(ctx, []string{id}, change)
	})
}

func (e *edit) undo() tea.Cmd {
	return e.write("taken back", func(ctx context.Context) error {
		_, err := e.env.DB.Undo(ctx)
		return err
	})
}

// write runs to its end even when the person moves on: what was typed is not
// lost.
func (e *edit) write(done string, f func(context.Context) error) tea.Cmd {
	ctx := e.env.Ctx
	return func() tea.Msg {
		switch err := f(ctx); {
		case errors.Is(err, storage.ErrNothingToUndo):
			return ui.NoticeMsg{Text: "nothing to take back"}
		case err != nil:
			return ui.NoticeMsg{Text: err.Error(), Bad: true}
		}
		return tea.BatchMsg{ui.Notify(done), ui.Send(ui.ChangedMsg{})}
	}
}
