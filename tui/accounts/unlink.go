package accounts

import (
	"context"
	"path/filepath"

	tea "charm.land/bubbletea/v2"

	"passbook/storage/ledger"
	"passbook/tui/format"
	"passbook/tui/text"
	"passbook/tui/ui"
)

// unlinking is the question whether an Item shall go, and its going.
type unlinking struct {
	item     ledger.Item
	accounts int
	count    ui.Query[string, counts]
	counts   counts
	counted  bool // counts are of item: only then can the person say yes
	archives bool // it goes into the archive: run is that
	run      ui.Query[string, struct{}]
}

// counts is how much goes with an Item.
type counts struct{ transactions, annotated int }

// ask opens the question, and counts what goes with the Item.
func (u *unlinking) ask(e *ui.Env, it ledger.Item, accounts int) tea.Cmd {
	u.item, u.accounts, u.counted, u.archives = it, accounts, false, false
	return u.count.Ask(e, it.ID, func(ctx context.Context, id string) (c counts, err error) {
		sum, err := e.DB.Summarize(ctx, ledger.Filter{ItemID: id})
		if err != nil {
			return c, err
		}
		c.transactions = sum.Count
		c.annotated, err = e.DB.Annotated(ctx, id)
		return c, err
	})
}

// open reports whether the question stands on the screen.
func (u *unlinking) open() bool { return u.item.ID != "" }

// keys are what can be answered now: nothing once Plaid was asked, because there
// is no way back.
func (u *unlinking) keys() []ui.Binding {
	switch {
	case u.run.Running:
		return nil
	case !u.counted:
		return []ui.Binding{ui.KeyNo}
	}
	if !u.item.ArchivedAt.IsZero() {
		return []ui.Binding{ui.KeyYes, ui.KeyNo}
	}
	return []ui.Binding{ui.KeyYes, ui.KeyArchive, ui.KeyNo}
}

func (u *unlinking) key(e *ui.Env, msg tea.KeyPressMsg) tea.Cmd {
	switch {
	case u.run.Running:
	case ui.KeyYes.Is(msg) && u.counted:
		return u.run.Ask(e, u.item.ID, func(ctx context.Context, id string) (struct{}, error) {
			return struct{}{}, e.Service.Unlink(ctx, id)
		})
	case ui.KeyArchive.Is(msg) && u.counted && u.item.ArchivedAt.IsZero():
		u.archives = true
		return u.run.Ask(e, u.item.ID, func(ctx context.Context, id string) (struct{}, error) {
			return struct{}{}, e.Service.Archive(ctx, id)
		})
	case ui.KeyNo.Is(msg):
		u.item = ledger.Item{}
	}
	return nil
}

// update handles the answers to what the question asked the cache and the
// service; answered says that msg was one of them.
func (u *unlinking) update(msg tea.Msg) (answered bool, cmd tea.Cmd) {
	if c, ok, err := u.count.Answer(msg); err != nil {
		u.item = ledger.Item{}
		return true, ui.Alarm(err)
	} else if ok {
		u.counts, u.counted = c, true
		return true, nil
	}
	_, ended, err := u.run.Answer(msg)
	if !ended {
		return false, nil
	}
	words := text.Clean(u.item.Institution) + " is unlinked."
	if u.archives {
		words = text.Clean(u.item.Institution) + " is archived."
	}
	u.item = ledger.Item{}
	if err != nil {
		return true, ui.Alarm(err)
	}
	return true, tea.Batch(ui.Notify(words), ui.Send(ui.ChangedMsg{}))
}

// paragraphs indents what is said, with an empty line before each paragraph
// where there are h lines for them, and otherwise before the last alone.
func paragraphs(said [][]string, h int) (lines []string) {
	all := len(said)
	for _, p := range said {
		all += len(p)
	}
	for i, p := range said {
		if all <= h || i == len(said)-1 {
			lines = append(lines, "")
		}
		for _, line := range p {
			lines = append(lines, "   "+line)
		}
	}
	return lines
}

// over lays the question over a page of w by h cells.
func (u *unlinking) over(e *ui.Env, page string, w, h int) string {
	width := min(84, w-8)
	var said [][]string
	say := func(words string) { said = append(said, text.Wrap(words, width-7)) }
	if u.item.ArchivedAt.IsZero() {
		say("Plaid ends this login for good, and on a Trial plan the slot does not come back. " +
			"Its token leaves " + text.Clean(e.Service.TokensIn()) + ".")
	} else {
		say("This login has ended already. What is left is its history.")
	}
	goes := "From passbook go " + format.Count(u.accounts, "account", "accounts") + " and " +
		format.Count(u.counts.transactions, "transaction", "transactions")
	switch {
	case !u.counted:
		say("Counting what goes from passbook…")
	case u.counts.annotated == 0:
		say(goes + ". You wrote nothing on them.")
	default:
		say(goes + ", and what you wrote on " + format.Number(u.counts.annotated) + " of them: notes, tags, categories, hiding.")
	}
	if kept := e.Service.CopyBeforeUnlink(); kept != "" {
		say("The cache as it was is kept beside it as " + filepath.Base(kept) + ", with a number where that is taken.")
	}
	if u.item.ArchivedAt.IsZero() {
		say("Archived instead, all of it stays: its accounts count until today and no longer, and linked again it goes on.")
	}
	answers := e.Theme.Hints(u.keys()...)
	if u.run.Running {
		answers = e.Theme.Muted.Render("Ending the login…")
	}
	lines := paragraphs(append(said, []string{answers}), h-3)
	height := min(h, len(lines)+3)
	box := e.Theme.Frame("Unlink "+text.Cut(text.Clean(u.item.Institution), 30)+"?", "", "", lines, width, height, true)
	return ui.Overlay(page, box, (w-width)/2, max(0, (h-height)/2))
}
