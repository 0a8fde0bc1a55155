package numbers

import (
	"strings"

	"passbook/plaidsvc/holder"
	"passbook/tui/format"
	"passbook/tui/text"
	"passbook/tui/ui"
)

// lines are the accounts of a bank with their numbers, and what the proof of an
// account needs.
func (p *Page) lines(accounts []holder.Numbers) (lines []ui.Line) {
	for _, a := range accounts {
		lines = append(lines, ui.Line{Draw: func(c *ui.Palette, w int) string {
			return c.Text.Render(text.Cut("  "+strings.TrimSpace(text.Clean(a.Name)+" "+format.Mask(a.Mask)), w))
		}})
		for i, n := range a.List {
			id := lineID(a, i)
			shown := p.shown == id
			lines = append(lines, ui.Line{ID: id, Open: ui.Send(revealMsg{p, id}), Draw: func(c *ui.Palette, w int) string {
				return numberLine(c, n, shown, w)
			}})
		}
		lines = append(lines, ui.Sentence(4, a.Verification.Sentence(), a.Verification.Waits())...)
	}
	return lines
}

// numberLine is a number with the codes of the bank beside it.
func numberLine(c *ui.Palette, n holder.Number, shown bool, w int) string {
	const system, account = 10, 18
	value, paint := n.Masked(), c.Text
	if shown {
		value, paint = n.Account, c.Accent
	}
	var beside []string
	for _, code := range n.Codes() {
		beside = append(beside, code.Name+" "+code.Value)
	}
	if n.Tokenized {
		beside = append(beside, "made for this login alone")
	}
	head := c.Muted.Render(text.Fit("    "+n.System.Name(), system)) + paint.Render(text.Fit(text.Clean(value), max(account, text.Width(value)+2)))
	return head + c.Muted.Render(text.Cut(text.Clean(strings.Join(beside, ", ")), w-text.Width(head)))
}
