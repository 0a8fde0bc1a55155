package ui

import (
	"strings"

	"github.com/charmbracelet/x/ansi"

	"passbook/tui/text"
)

// The widths at which a page shows more panes, in cells.
const (
	TwoPanes   = 100
	SideBySide = 120 // details beside the list, long tab names
	ThreePanes = 160
)

// Fill makes lines exactly w wide and h high: cut, padded, filled up.
func Fill(lines []string, w, h int) string {
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

// Beside joins blocks of the same height, left to right.
func Beside(blocks ...string) string {
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

// Centred puts a block of w by h into the middle of a larger one.
func Centred(block string, w, h, outerW, outerH int) string {
	top, left := max(0, (outerH-h)/2), max(0, (outerW-w)/2)
	lines := make([]string, top, outerH)
	for line := range strings.SplitSeq(block, "\n") {
		lines = append(lines, strings.Repeat(" ", left)+line)
	}
	return Fill(lines, outerW, outerH)
}

// Middle centres every line.
func Middle(lines []string, w, h int) string {
	out := make([]string, max(0, (h-len(lines))/2), h)
	for _, l := range lines {
		out = append(out, text.Fit("", (w-text.Width(l))/2)+l)
	}
	return Fill(out, w, h)
}

// Block gives lines the same width, so that they are centred as one.
func Block(lines []string) []string {
	wide := 0
	for _, l := range lines {
		wide = max(wide, text.Width(l))
	}
	for i := range lines {
		lines[i] = text.Fit(lines[i], wide)
	}
	return lines
}

// Overlay lays a box over a block, at a column and a line.
func Overlay(block, box string, x, y int) string {
	lines := strings.Split(block, "\n")
	for i, row := range strings.Split(box, "\n") {
		if y+i >= len(lines) {
			break
		}
		under := lines[y+i]
		lines[y+i] = ansi.Truncate(under, x, "") + "\x1b[m" + row + ansi.TruncateLeft(under, x+ansi.StringWidth(row), "")
	}
	return strings.Join(lines, "\n")
}

// Frame draws a rounded box of exactly w by h cells around lines, which are
// cut to the inside, w-3 by h-2: title at the top left, right at the top
// right, foot at the bottom right. The first cell of a line is its margin:
// a space, or the ▌ of the current row. It is the only function that draws a
// border.
func (t *Theme) Frame(title, right, foot string, lines []string, w, h int, focused bool) string {
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
func (t *Theme) edge(from, left, right, to string, w int, edge, name Paint) string {
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

// Rule is a horizontal line of w cells.
func (t *Theme) Rule(w int) string { return t.Line.Render(strings.Repeat("─", max(0, w))) }

// Spinner is the ten faces of what turns while something is under way.
const Spinner = "⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏"

// RuleWith is a rule of w cells with words near its right end.
func (t *Theme) RuleWith(words string, w int) string {
	if words == "" {
		return t.Rule(w)
	}
	words = " " + text.Cut(words, w-6) + " "
	return t.Rule(w-2-text.Width(words)) + t.Muted.Render(words) + t.Rule(2)
}
