package tui

import (
	"passbook/tui/text"
	"passbook/tui/ui"
)

// drawHelp lays the help over a page of width by height: the keys that work
// everywhere, the page's own, and where more is told of what it shows.
func drawHelp(th *ui.Theme, body string, page ui.Page, everywhere []ui.Binding, width, height int) string {
	w := min(width-4, 84)
	half := (w - 6) / 2
	left := helpColumn(th, "Everywhere", everywhere, half-2)
	right := helpColumn(th, page.Title(), ui.Uncommon(page.Keys()), w-7-half)
	rows := max(len(left), len(right))
	h := min(rows+4, height)
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
	foot := ""
	if p, ok := page.(ui.Explained); ok {
		foot = p.Explained()
	}
	box := th.Frame("Keys", "", foot, lines, w, h, true)
	return ui.Overlay(body, box, (width-w)/2, (height-h)/2)
}

// helpColumn draws the bindings of a page in w cells, and why those that are off are
// off.
func helpColumn(th *ui.Theme, title string, bindings []ui.Binding, w int) []string {
	wide := 0
	for _, b := range bindings {
		wide = max(wide, text.Width(th.Key(b)))
	}
	lines := []string{th.Bold.Render(title)}
	for _, b := range bindings {
		name, words := th.Accent, b.Words()
		paint := th.Text
		if !b.Enabled() {
			name, paint, words = th.Muted, th.Muted, words+": "+b.Why
		}
		shown := text.Fit(th.Key(b), wide)
		for _, part := range text.Wrap(words, w-wide-2) {
			lines = append(lines, name.Render(shown)+"  "+paint.Render(part))
			shown = text.Fit("", wide)
		}
	}
	return lines
}
