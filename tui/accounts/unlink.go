package accounts

import (
	"context"

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
	run      ui.Query[string, struct{}]
}

func (u *unlinking) ask(it ledger.Item, accounts int) { u.item, u.accounts = it, accounts }

// open reports whether the question stands on the screen.
func (u *unlinking) open() bool { return u.item.ID != "" }

func (u *unlinking) keys() []ui.Binding {
	if u.run.Running {
		return nil
	}
	return []ui.Binding{ui.KeyYes, ui.KeyNo}
}

func (u *unlinking) key(e *ui.Env, msg tea.KeyPressMsg) tea.Cmd {
	switch {
	case u.run.Running: // Plaid has been asked: there is no way back
	case ui.KeyYes.Is(msg):
		return u.run.Ask(e, u.item.ID, func(ctx context.Context, id string) (struct{}, error) {
			return struct{}{}, e.Service.Unlink(ctx, id)
		})
	case ui.KeyNo.Is(msg):
		u.item = ledger.Item{}
	}
	return nil
}

// finish ends the going; done says that msg was its end.
func (u *unlinking) finish(msg tea.Msg) (done bool, cmd tea.Cmd) {
	_, done, err := u.run.Answer(msg)
	if !done {
		return false, nil
	}
	name := text.Clean(u.item.Institution)
	u.item = ledger.Item{}
	if err != nil {
		return true, ui.Alarm(err)
	}
	return true, tea.Batch(ui.Notify(name+" is unlinked."), ui.Send(ui.ChangedMsg{}))
}

// over lays the question over a page.
func (u *unlinking) over(t *ui.Theme, page string, w, h int) string {
	const width, height = 60, 9
	name := text.Cut(text.Clean(u.item.Institution), 30)
	lines := []string{
		"",
		"   Plaid forgets this login, the token leaves your keyring,",
		"   and " + format.Count(u.accounts, "account", "accounts") + " with their transactions leave passbook.",
		"   Your notes and categories on them go too.",
		"",
		"   " + t.Hints(ui.KeyYes, ui.KeyNo),
	}
	if u.run.Running {
		lines[5] = "   " + t.Muted.Render("Unlinking…")
	}
	box := t.Frame("Unlink "+name+"?", "", "", lines, width, height, true)
	return ui.Overlay(page, box, (w-width)/2, (h-height)/2)
}
