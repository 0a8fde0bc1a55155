package tui

import (
	"passbook/tui/text"
	"passbook/tui/ui"
)

// everywhere are the keys that lists and the root share, as the help overlay
// and the README name them.
func (a *Model) everywhere() []ui.Binding {
	return append([]ui.Binding{ui.KeyTabs(len(a.tabs)), ui.KeyPanes, ui.KeyMove, ui.KeyScreens, ui.KeyHalves, ui.KeyEnds}, a.globals()...)
}

// drawHelp lays the help over a page.
func (a *Model) drawHelp(body string) string {
	th := a.env.Theme
	title := a.top().Title()
	left := helpColumn(th, "Everywhere", a.everywhere())
	right := helpColumn(th, title, ui.Uncommon(a.top().Keys()))
	w := min(a.width-4, 84)
	half := (w - 6) / 2
	rows := max(len(left), len(right))
	h := min(rows+4, a.layout.body)
	lines := []string{""}
	for i := range rows {
		l, r := "", ""
		if i < len(left) {
			l = left[i]
		}
		if i < len(right) {
			r = right[i]
		}
		lines = append(lines, "  "+text.Fit(l, half-2)+"  "+text.Fit(r, w-7-half))
	}
	box := th.Frame("Keys", "", "", lines, w, h, true)
	return ui.Overlay(body, box, (a.width-w)/2, (a.layout.body-h)/2)
}

// helpColumn draws the bindings of a page, and why those that are off are off.
func helpColumn(th *ui.Theme, title string, bindings []ui.Binding) []string {
	wide := 0
	for _, b := range bindings {
		wide = max(wide, text.Width(b.Help().Key))
	}
	lines := []string{th.Bold.Render(title)}
	for _, b := range bindings {
		name, words := text.Fit(b.Help().Key, wide), b.Help().Desc
		if b.Enabled() {
			lines = append(lines, th.Accent.Render(name)+"  "+words)
			continue
		}
		lines = append(lines, th.Muted.Render(name+"  "+words+": "+b.Why))
	}
	return lines
}
