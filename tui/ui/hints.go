package ui

import "strings"

// Hints draws bindings beside each other, as the choices of a dialog.
func (t *Theme) Hints(bindings ...Binding) string {
	var parts []string
	for _, b := range bindings {
		parts = append(parts, t.Accent.Render(t.Key(b))+" "+b.Words())
	}
	return strings.Join(parts, "    ")
}

// Offer draws a binding with words of a page that has nothing to show.
func (t *Theme) Offer(b Binding, words string) string {
	return t.Accent.Render(t.Key(b)) + "   " + words
}

// NoBank is a page of w by h cells that has nothing to show before a bank is
// linked.
func (t *Theme) NoBank(words string, w, h int) string {
	return Middle([]string{words, "", t.Offer(KeyLink, "link a bank")}, w, h)
}
