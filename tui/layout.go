package tui

import (
	"fmt"
	"strings"

	"passbook/tui/text"
)

// The smallest screen that passbook draws on.
const minWidth, minHeight = 80, 24

// The widths at which a page shows more panes.
const (
	twoPanes   = 100
	sideBySide = 120 // details beside the list, long tab names
	threePanes = 160
)

// layout is what the root shares out. Everything is in cells.
type layout struct {
	width, height int
	body          int  // height of the page
	small         bool // under 80 by 24: one sentence, no page
	long          bool // long names of the tabs
}

// newLayout shares out a screen: a header, a banner where there is one, an
// empty line, the page, and the footer.
func newLayout(w, h int, banner bool) layout {
	l := layout{width: w, height: h, body: h - 3, small: w < minWidth || h < minHeight, long: w >= sideBySide}
	if banner {
		l.body--
	}
	return l
}

// fill makes lines exactly w wide and h high: cut, padded, filled up.
func fill(lines []string, w, h int) string {
	var b strings.Builder
	for i := range h {
		if i > 0 {
			b.WriteByte('\n')
		}
		line := ""
		if i < len(lines) {
			line = lines[i]
		}
		b.WriteString(text.Fit(line, w))
	}
	return b.String()
}

// beside joins blocks of the same height, left to right.
func beside(blocks ...string) string {
	if len(blocks) == 0 {
		return ""
	}
	rows := strings.Split(blocks[0], "\n")
	for _, b := range blocks[1:] {
		for i, line := range strings.Split(b, "\n") {
			if i < len(rows) {
				rows[i] += line
			}
		}
	}
	return strings.Join(rows, "\n")
}

// centred puts a block of w by h into the middle of a larger one.
func centred(block string, w, h, outerW, outerH int) string {
	top, left := max(0, (outerH-h)/2), max(0, (outerW-w)/2)
	lines := make([]string, top, outerH)
	for line := range strings.SplitSeq(block, "\n") {
		lines = append(lines, strings.Repeat(" ", left)+line)
	}
	return fill(lines, outerW, outerH)
}

// frame draws a rounded box of exactly w by h cells around lines, which are
// cut to the inside, w-3 by h-2: title at the top left, right at the top
// right, foot at the bottom right. The first cell of a line is its margin:
// a space, or the ▌ of the current row. It is the only function that draws a
// border.
func (t *theme) frame(title, right, foot string, lines []string, w, h int, focused bool) string {
	edge, name := t.Line, t.Text
	if focused {
		edge, name = t.Accent, t.Title
	}
	var b strings.Builder
	b.WriteString(t.edge("╭", title, right, "╮", w, edge, name))
	side := edge.Render("│")
	for i := range h - 2 {
		line := ""
		if i < len(lines) {
			line = lines[i]
		}
		b.WriteString("\n" + side + text.Fit(line, w-3) + " " + side)
	}
	b.WriteString("\n" + t.edge("╰", "", foot, "╯", w, edge, t.Text))
	return b.String()
}

// edge draws one horizontal border with words in it.
func (t *theme) edge(from, left, right, to string, w int, edge, name paint) string {
	inside := w - 2
	if right != "" {
		right = " " + text.Cut(right, inside-4) + " "
	}
	rest := inside - text.Width(right)
	if left != "" {
		left = " " + text.Cut(left, rest-4) + " "
	}
	rest -= text.Width(left)
	lead, tail := min(1, rest), 0
	if right != "" && rest > 1 {
		tail = 1
	}
	return edge.Render(from+strings.Repeat("─", lead)) + name.Render(left) +
		edge.Render(strings.Repeat("─", rest-lead-tail)) + t.Muted.Render(right) +
		edge.Render(strings.Repeat("─", tail)+to)
}

// rule is a horizontal line of w cells.
func (t *theme) rule(w int) string { return t.Line.Render(strings.Repeat("─", max(0, w))) }

// tooSmall is what stands on a screen that nothing fits on.
func tooSmall(w, h int) string {
	return fmt.Sprintf("passbook needs %d by %d; this is %d by %d.", minWidth, minHeight, w, h)
}
