package tui

import (
	"slices"
	"time"

	tea "charm.land/bubbletea/v2"

	"passbook/plaidsvc"
	"passbook/storage"
	"passbook/storage/ledger"
	"passbook/tui/format"
	"passbook/tui/ui"
)

// press handles a key. The page on top comes first: where one of its bindings
// names the key, or it is being typed into. A binding that is off says why. Any
// other key is the root's, or does nothing.
func (a *Model) press(msg tea.KeyPressMsg) tea.Cmd {
	switch {
	case ui.KeyAbort.Is(msg):
		return tea.Quit
	case ui.KeySuspend.Is(msg):
		return tea.Suspend
	}
	a.notice = ui.NoticeMsg{}
	if a.help {
		a.help = false
		return nil
	}
	top := a.top()
	keys := top.Keys()
	if top.Typing() || slices.ContainsFunc(keys, func(b ui.Binding) bool { return b.Is(msg) }) {
		return top.Update(msg)
	}
	for _, b := range keys {
		if b.Refuses(msg) {
			return refusal(b)
		}
	}
	for i, b := range a.globals() {
		switch {
		case b.Is(msg):
			return a.do(i)
		case b.Refuses(msg):
			return refusal(b)
		}
	}
	if i := a.tabKeys.Which(msg); i >= 0 {
		return a.showTab(i)
	}
	return nil
}

// refusal says why a binding is off.
func refusal(b ui.Binding) tea.Cmd { return ui.Notify(b.Words() + ": " + b.Why) }

// The root's own bindings, as indices of globals.
const (
	doBack = iota
	doSync
	doLink
	doFix
	doDismiss
	doLog
	doHelp
	doQuit
)

// globals are the root's own bindings as things stand now.
func (a *Model) globals() []ui.Binding {
	offline, syncing, healthy, banner, bottom := "", "", "", "", ""
	if a.env.Service == nil {
		offline = "passbook setup"
	}
	switch syncing = offline; {
	case syncing != "":
	case len(a.status.running) > 0:
		syncing = "already syncing"
	case a.status.read && len(a.status.items) == 0:
		syncing = "no bank is linked"
	}
	if a.status.needsPerson() == nil {
		healthy, banner = "no bank needs you", "no banner"
	}
	fix := healthy
	if fix == "" {
		fix = offline
	}
	if flow, ok := a.top().(ui.Flow); ok && flow.UnderWay() {
		fix = "one link at a time"
	}
	if len(a.tabs[a.current].stack) == 1 {
		bottom = "nothing is open"
	}
	reading := ""
	if isLog(a.top()) {
		reading = "it is open"
	}
	return []ui.Binding{
		doBack: ui.KeyBack.Unless(bottom), doSync: ui.KeySync.Unless(syncing), doLink: ui.KeyLink,
		doFix: ui.KeyFix.Unless(fix), doDismiss: ui.KeyDismiss.Unless(banner), doLog: ui.KeySyncLog.Unless(reading), doHelp: ui.KeyHelp, doQuit: ui.KeyQuit,
	}
}

// everywhere are the keys that lists and the root share, as the help overlay
// and the README name them.
func (a *Model) everywhere() []ui.Binding {
	return append([]ui.Binding{a.tabKeys, ui.KeyPanes, ui.KeyMove, ui.KeyScreens, ui.KeyHalves, ui.KeyEnds}, a.globals()...)
}

// do carries out one of globals.
func (a *Model) do(i int) tea.Cmd {
	switch i {
	case doBack:
		return a.pop(a.top())
	case doSync:
		return a.syncNow()
	case doLink:
		return ui.Send(ui.LinkMsg{})
	case doFix:
		return ui.Send(ui.LinkMsg{ItemID: a.status.needsPerson().ID})
	case doDismiss:
		a.status.dismiss(a.status.needsPerson())
	case doLog:
		return ui.Push(newLog(a.env))
	case doHelp:
		a.help = true
	case doQuit:
		return tea.Quit
	}
	return nil
}

// syncNow asks the service for a sync of all Items. How it goes comes as
// events; what came of it is said at the end.
func (a *Model) syncNow() tea.Cmd {
	service, ctx := a.env.Service, a.env.Ctx
	return func() tea.Msg {
		results, err := service.Sync(ctx)
		switch {
		case ui.IsCancelled(err):
			return nil
		case err != nil:
			return ui.NoticeMsg{Text: err.Error(), Bad: true}
		}
		return synced(results)
	}
}

// synced says what a sync brought, or the first thing that went wrong.
func synced(results []plaidsvc.SyncResult) tea.Msg {
	var c storage.Changes
	for _, r := range results {
		if ui.IsCancelled(r.Err) {
			return nil
		}
		if r.Err != nil {
			return ui.NoticeMsg{Text: r.Err.Error(), Bad: true}
		}
		c.Added += r.Changes.Added
		c.Modified += r.Changes.Modified
		c.Removed += r.Changes.Removed
		c.Posted += r.Changes.Posted
		c.SetAside += r.Changes.SetAside
	}
	return ui.NoticeMsg{Text: format.Count(len(results), "bank", "banks") + " synced: " + format.SyncChanges(c)}
}

func (a *Model) top() ui.Page { return a.tabs[a.current].top() }

// link starts the flow that links a bank or repairs an Item. There is one at a
// time: one that is under way is shown instead.
func (a *Model) link(itemID string) tea.Cmd {
	for i, t := range a.tabs {
		for _, p := range t.stack {
			if flow, ok := p.(ui.Flow); ok && flow.UnderWay() {
				return a.showTab(i)
			}
		}
	}
	return ui.Push(newLink(a.env, itemID))
}

// showTab shows a tab.
func (a *Model) showTab(i int) tea.Cmd {
	a.current = i
	return a.start()
}

// goTo goes to a tab. Where there is something to show, what is open over the
// tab is taken off, but for a flow, which is not over.
func (a *Model) goTo(msg ui.GoMsg) tea.Cmd {
	cmds := []tea.Cmd{a.showTab(msg.Tab)}
	if msg.Then == nil {
		return tea.Batch(cmds...)
	}
	for _, p := range slices.Clone(a.tabs[msg.Tab].stack[1:]) {
		if _, stays := p.(ui.Flow); !stays {
			cmds = append(cmds, a.pop(p))
		}
	}
	return tea.Batch(append(cmds, a.broadcast(msg.Then))...)
}

// pop takes a page off the stack that it is on.
func (a *Model) pop(p ui.Page) tea.Cmd {
	for _, t := range a.tabs {
		if i := slices.Index(t.stack, p); i > 0 {
			t.stack = slices.Delete(t.stack, i, i+1)
			return p.Update(ui.PoppedMsg{})
		}
	}
	return nil
}

// broadcast gives a message to every page that was ever shown.
func (a *Model) broadcast(msg tea.Msg) tea.Cmd {
	var cmds []tea.Cmd
	for _, t := range a.tabs {
		if !t.started {
			continue
		}
		for _, p := range t.stack {
			cmds = append(cmds, p.Update(msg))
		}
	}
	return tea.Batch(cmds...)
}

// retheme changes the colours under everybody.
func (a *Model) retheme() tea.Cmd {
	*a.env.Theme = *ui.NewTheme(a.look)
	return a.broadcast(ui.RedrawMsg{})
}

// polled starts the first page, tells the pages of a changed cache, and has
// them drawn anew when the day changes.
func (a *Model) polled(msg pollMsg) tea.Cmd {
	var cmds []tea.Cmd
	if msg.everySecond {
		cmds = append(cmds, a.env.After(time.Second, secondMsg{}))
	}
	a.polls++
	if a.polls == 1 || msg.revision != a.revision {
		a.revision = msg.revision
		cmds = append(cmds, a.status.refresh(a.env, msg.revision))
		if a.polls > 1 {
			cmds = append(cmds, a.broadcast(ui.RevisionMsg{Revision: msg.revision}))
		}
	}
	if today := ledger.DateOf(a.env.Now()); today != a.today {
		a.today = today
		cmds = append(cmds, a.broadcast(ui.RedrawMsg{}))
	}
	return tea.Batch(append(cmds, a.start())...)
}
