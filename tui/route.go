package tui

import (
	"slices"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"passbook/plaidsvc"
	"passbook/storage"
	"passbook/storage/ledger"
	"passbook/tui/format"
	"passbook/tui/text"
)

// press handles a key. The page on top comes first where it names the key or
// is being typed into; a key that is off says why, and any other does nothing.
func (a *app) press(msg tea.KeyPressMsg) tea.Cmd {
	switch {
	case keyAbort.is(msg):
		return tea.Quit
	case keySuspend.is(msg):
		return tea.Suspend
	}
	a.notice = noticeMsg{}
	if a.help {
		a.help = false
		return nil
	}
	top := a.top()
	if top.Typing() || slices.ContainsFunc(top.Keys(), func(b binding) bool { return b.is(msg) }) {
		return top.Update(msg)
	}
	for i, b := range a.globals() {
		if b.is(msg) {
			return a.do(i)
		}
	}
	if i := keyTabs(len(a.tabs)).which(msg); i >= 0 {
		return a.goTo(i)
	}
	for _, b := range append(top.Keys(), a.globals()...) {
		if b.refuses(msg) {
			return notify(b.Help().Desc + ": " + b.why)
		}
	}
	return nil
}

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
func (a *app) globals() []binding {
	offline, syncing, healthy, banner, bottom := "", "", "", "", ""
	if a.env.service == nil {
		offline = "no Plaid keys"
	}
	if syncing = offline; syncing == "" && len(a.status.running) > 0 {
		syncing = "already syncing"
	}
	if a.status.needsOwner() == nil {
		healthy, banner = "no bank needs you", "no banner"
	}
	fix := healthy
	if fix == "" {
		fix = offline
	}
	if len(a.tabs[a.current].stack) == 1 {
		bottom = "nothing is open"
	}
	return []binding{
		doBack: keyBack.unless(bottom), doSync: keySync.unless(syncing), doLink: keyLink,
		doFix: keyFix.unless(fix), doDismiss: keyDismiss.unless(banner), doLog: keySyncLog, doHelp: keyHelp, doQuit: keyQuit,
	}
}

// do carries out one of globals.
func (a *app) do(i int) tea.Cmd {
	switch i {
	case doBack:
		return a.drop(a.top())
	case doSync:
		return a.syncNow()
	case doLink:
		return send(linkMsg{})
	case doFix:
		return send(linkMsg{a.status.needsOwner().ID})
	case doDismiss:
		a.status.dismiss(a.status.needsOwner())
	case doLog:
		return push(newLog(a.env))
	case doHelp:
		a.help = true
	case doQuit:
		return tea.Quit
	}
	return nil
}

// syncNow asks the service for a sync of all Items. How it goes comes as
// events; what came of it is said at the end.
func (a *app) syncNow() tea.Cmd {
	service, ctx := a.env.service, a.env.ctx
	return func() tea.Msg {
		results, err := service.Sync(ctx)
		switch {
		case isCancelled(err):
			return nil
		case err != nil:
			return noticeMsg{text: err.Error(), bad: true}
		}
		return synced(results)
	}
}

// synced says what a sync brought, or the first thing that went wrong.
func synced(results []plaidsvc.SyncResult) tea.Msg {
	var c storage.Changes
	for _, r := range results {
		if isCancelled(r.Err) {
			return nil
		}
		if r.Err != nil {
			return noticeMsg{text: r.Err.Error(), bad: true}
		}
		c.Added += r.Changes.Added
		c.Modified += r.Changes.Modified
		c.Removed += r.Changes.Removed
		c.Posted += r.Changes.Posted
	}
	return noticeMsg{text: format.Count(len(results), "bank", "banks") + " synced: " + format.SyncChanges(c)}
}

func (a *app) top() page { return a.tabs[a.current].top() }

// link starts the flow that links a bank or repairs an Item. There is one at a
// time: one that is under way is shown instead.
func (a *app) link(itemID string) tea.Cmd {
	for i, t := range a.tabs {
		for _, p := range t.stack {
			if flow, ok := p.(Flow); ok && flow.UnderWay() {
				return a.goTo(i)
			}
		}
	}
	return push(newLink(a.env, itemID))
}

// goTo shows a tab.
func (a *app) goTo(i int) tea.Cmd {
	a.current = i
	return a.start()
}

// visit goes to a tab. Where there is something to show, what is open over the
// tab is taken off, but for a flow, which is not over.
func (a *app) visit(msg goMsg) tea.Cmd {
	cmds := []tea.Cmd{a.goTo(msg.tab)}
	if msg.then == nil {
		return tea.Batch(cmds...)
	}
	for _, p := range slices.Clone(a.tabs[msg.tab].stack[1:]) {
		if _, stays := p.(Flow); !stays {
			cmds = append(cmds, a.drop(p))
		}
	}
	return tea.Batch(append(cmds, a.broadcast(msg.then))...)
}

// drop takes a page off the stack that it is on.
func (a *app) drop(p page) tea.Cmd {
	for _, t := range a.tabs {
		if i := slices.Index(t.stack, p); i > 0 {
			t.stack = slices.Delete(t.stack, i, i+1)
			return p.Update(poppedMsg{})
		}
	}
	return nil
}

// broadcast gives a message to every page that was ever shown.
func (a *app) broadcast(msg tea.Msg) tea.Cmd {
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
func (a *app) retheme() tea.Cmd {
	*a.env.theme = *newTheme(a.dark, a.plain)
	a.env.theme.ASCII = a.ascii
	return a.broadcast(redrawMsg{})
}

// polled starts the first page, tells the pages of a changed cache, and has
// them drawn anew when the day changes.
func (a *app) polled(msg pollMsg) tea.Cmd {
	var cmds []tea.Cmd
	if msg.everySecond {
		cmds = append(cmds, a.env.after(time.Second, secondMsg{}))
	}
	a.polls++
	if a.polls == 1 || msg.revision != a.revision {
		a.revision = msg.revision
		cmds = append(cmds, a.status.refresh(a.env, msg.revision))
		if a.polls > 1 {
			cmds = append(cmds, a.broadcast(revisionMsg{msg.revision}))
		}
	}
	if today := ledger.DateOf(a.env.now()); today != a.today {
		a.today = today
		cmds = append(cmds, a.broadcast(redrawMsg{}))
	}
	return tea.Batch(append(cmds, a.start())...)
}

// arrange sets the sizes of all pages and puts the screen together.
func (a *app) arrange() {
	a.title = "passbook · " + a.top().Title()
	banner := a.status.needsOwner()
	a.layout = newLayout(a.width, a.height, banner != nil)
	if a.layout.small {
		a.view = text.Fit(tooSmall(a.width, a.height), a.width)
		return
	}
	for _, t := range a.tabs {
		if t.started {
			for _, p := range t.stack {
				p.SetSize(a.width, a.layout.body)
			}
		}
	}
	var body string
	if a.tabs[a.current].started {
		body = a.top().View()
	} else {
		body = fill(nil, a.width, a.layout.body)
	}
	if a.help {
		body = a.drawHelp(body)
	}
	var b strings.Builder
	b.WriteString(a.header())
	b.WriteByte('\n')
	if banner != nil {
		b.WriteString(a.drawBanner(banner))
		b.WriteByte('\n')
	}
	b.WriteString(text.Fit("", a.width))
	b.WriteByte('\n')
	b.WriteString(body)
	b.WriteByte('\n')
	b.WriteString(a.footer())
	a.view = b.String()
}

// View shows what arrange put together.
func (a *app) View() tea.View {
	v := tea.NewView(a.view)
	v.AltScreen = true
	v.WindowTitle = a.title
	return v
}
