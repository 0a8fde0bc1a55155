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
	run      ui.Query[string, struct{}]
}

// counts is how much goes with an Item.
type counts struct{ transactions, annotated int }

// ask opens the question, and counts what goes with the Item.
func (u *unlinking) ask(e *ui.Env, it ledger.Item, accounts int) tea.Cmd {
	u.item, u.accounts, u.counted = it, accounts, false
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
	return []ui.Binding{ui.KeyYes, ui.KeyNo}
}

func (u *unlinking) key(e *ui.Env, msg tea.KeyPressMsg) tea.Cmd {
	switch {
	case u.run.Running:
	case ui.KeyYes.Is(msg) && u.counted:
		return u.run.Ask(e, u.item.ID, func(ctx context.Context, id string) (struct{}, error) {
			return struct{}{}, e.Service.Unlink(ctx, id)
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
	name := text.Clean(u.item.Institution)
	u.item = ledger.Item{}
	if err != nil {
		return true, ui.Alarm(err)
	}
	return true, tea.Batch(ui.Notify(name+" is unlinked."), ui.Send(ui.ChangedMsg{}))
}

// over lays the question over a page of w by h cells.
func (u *unlinking) over(e *ui.Env, page string, w, h int) string {
	const width = 60
	var lines []string
	say := func(words string) {
		lines = append(lines, "")
		for _, line := range text.Wrap(words, width-7) {
			lines = append(lines, "   "+line)
		}
	}
	say("Plaid ends this login for good, and on a Trial plan the slot does not come back. " +
		"Its token leaves " + text.Clean(e.Service.TokensIn()) + ".")
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
	answers := e.Theme.Hints(u.keys()...)
	if u.run.Running {
		answers = e.Theme.Muted.Render("Unlinking…")
	}
	lines = append(lines, "", "   "+answers)
	height := len(lines) + 3
	box := e.Theme.Frame("Unlink "+text.Cut(text.Clean(u.item.Institution), 30)+"?", "", "", lines, width, height, true)
	return ui.Overlay(page, box, (w-width)/2, max(0, (h-height)/2))
}
