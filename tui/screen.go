package tui

import (
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"passbook/storage/ledger"
	"passbook/tui/format"
	"passbook/tui/text"
	"passbook/tui/ui"
)

// arrange sets the sizes of all pages and puts the screen together.
func (a *Model) arrange() {
	a.title = "passbook · " + a.top().Title()
	banner := a.status.needsPerson()
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
		body = ui.Fill(nil, a.width, a.layout.body)
	}
	notice := a.noticeLines()
	if above := len(notice) - 1; above > 0 {
		body = ui.Overlay(body, ui.Fill(notice[:above], a.width, above), 0, a.layout.body-above)
	}
	if a.help {
		body = drawHelp(a.env.Theme, body, a.top(), a.everywhere(), a.width, a.layout.body)
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
	b.WriteString(a.footer(notice))
	a.view = b.String()
	if a.env.Theme.ASCII {
		a.view = text.ASCII(a.view)
	}
}

// View shows what arrange put together.
func (a *Model) View() tea.View {
	v := tea.NewView(a.view)
	v.AltScreen = true
	v.WindowTitle = a.title
	return v
}

// header draws the first line: the tabs and the sync state.
func (a *Model) header() string {
	th := a.env.Theme
	line, gap := "", ""
	if a.layout.long {
		line, gap = th.Bold.Render(" passbook")+" ", " "
	}
	for i, t := range a.tabs {
		name := t.short
		if a.layout.long {
			name = t.long
		}
		name = a.tabKeys.Keys()[i] + " " + name
		switch {
		case i == a.current && th.Plain:
			line += gap + "[" + name + "]" + gap
		case i == a.current:
			line += gap + " " + th.Title.Render(name) + " " + gap
		default:
			line += gap + " " + th.Muted.Render(name) + " " + gap
		}
	}
	mark := ""
	if a.mark != "" {
		mark = th.Accent.Render(a.mark) + "  "
	}
	state, style := a.status.state(a.env, a.layout.long)
	state = text.Cut(state, max(0, a.width-text.Width(line)-text.Width(mark)-2))
	return text.Between(line, mark+style.Render(state)+" ", a.width)
}

// drawBanner draws the line about an Item that needs the person.
func (a *Model) drawBanner(it *ledger.Item) string {
	th := a.env.Theme
	fix := th.Hints(ui.KeyFix) + " "
	room := a.width - text.Width(fix) - 4
	line := text.Clean(it.Problem.Sentence)
	for text.Width(line) > room { // whole sentences, the last of which are what the key does
		i := strings.LastIndex(strings.TrimSuffix(line, "."), ". ")
		if i < 0 {
			line = text.Cut(line, room)
			break
		}
		line = line[:i+1]
	}
	since := "  Data from " + format.ShortDay(ledger.DateOf(it.SyncedAt), a.today) + "."
	if !it.SyncedAt.IsZero() && text.Width(line+since) <= room {
		line += since
	}
	return text.Between(th.Warn.Render("▌▲ "+line), fix, a.width)
}

// noticeLines draws the notice in as many lines as it takes: the last is the
// footer, and those above lie over the page. No notice: none.
func (a *Model) noticeLines() (lines []string) {
	if a.notice.Text == "" {
		return nil
	}
	style, mark := a.env.Theme.Text, " "
	if a.notice.Bad {
		style, mark = a.env.Theme.Bad, " ▲ "
	}
	room := a.width - text.Width(mark) - text.Width(a.top().Status()) - 3
	for _, words := range text.Wrap(text.Clean(a.notice.Text), room) {
		lines = append(lines, style.Render(mark+words))
		mark = strings.Repeat(" ", text.Width(mark))
	}
	return lines[:min(len(lines), a.layout.body)]
}

// footer draws the last line: what keys do now, or the end of a notice, and the
// page's position.
func (a *Model) footer(notice []string) string {
	th := a.env.Theme
	right := ""
	if s := a.top().Status(); s != "" {
		right = th.Muted.Render(s) + " "
	}
	room := a.width - text.Width(right) - 2
	if len(notice) > 0 {
		return text.Between(text.Cut(notice[len(notice)-1], room), right, a.width)
	}
	if a.help {
		return text.Between(th.Muted.Render(" any key closes"), right, a.width)
	}
	return text.Between(hints(th, a.hints(), room), right, a.width)
}

// maxHints is how many key hints a footer has at most.
const maxHints = 7

// hints are the bindings for the footer: the page's most useful first, then
// the root's, with help and quit always among them.
func (a *Model) hints() []ui.Binding {
	globals := a.globals()
	last := []ui.Binding{globals[doHelp], globals[doQuit]}
	shown := ui.Uncommon(a.top().Keys())
	if a.top().Typing() {
		last = nil
	} else {
		if globals[doBack].Enabled() && !slices.ContainsFunc(shown, ui.KeyBack.Shares) {
			shown = append([]ui.Binding{globals[doBack]}, shown...)
		}
		shown = slices.Concat([]ui.Binding{globals[doFix], globals[doDismiss]}, shown, unnamed(shown, globals[doSync], globals[doLink]))
	}
	shown = slices.DeleteFunc(shown, func(b ui.Binding) bool { return !b.Enabled() })
	return append(shown[:min(len(shown), maxHints-len(last))], last...)
}

// unnamed leaves out the bindings whose key a page names itself.
func unnamed(page []ui.Binding, globals ...ui.Binding) []ui.Binding {
	return slices.DeleteFunc(globals, func(g ui.Binding) bool {
		return slices.ContainsFunc(page, g.Shares)
	})
}

// hints draws bindings in a line of at most w cells. What does not fit is left
// out from the right, but for help and quit, which stay as long as they can.
func hints(th *ui.Theme, shown []ui.Binding, w int) string {
	width := func() int {
		n := 1
		for _, b := range shown {
			n += text.Width(th.Key(b)) + text.Width(b.Words()) + 3
		}
		return n - 2
	}
	for len(shown) > 1 && width() > w {
		shown = slices.Delete(shown, max(0, len(shown)-3), max(0, len(shown)-3)+1)
	}
	line := " "
	for i, b := range shown {
		if i > 0 {
			line += "  "
		}
		line += th.Accent.Render(th.Key(b)) + " " + th.Muted.Render(b.Words())
	}
	return line
}
