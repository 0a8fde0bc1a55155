package table

import (
	"strings"

	"passbook/tui/text"
)

// Style paints a text of one line.
type Style interface{ Render(string) string }

// Column is one column: Width cells, or what is left over where it is 0.
type Column struct {
	Title string
	Width int
	Right bool // aligned to the right
}

// gap is the number of cells between columns.
const gap = 2

// Fit gives the columns widths that fill w cells together with the gaps. The
// column of width 0 takes the rest.
func Fit(columns []Column, w int) []Column {
	rest := w - gap*(len(columns)-1)
	for _, c := range columns {
		rest -= c.Width
	}
	fitted := append([]Column(nil), columns...)
	for i := range fitted {
		if fitted[i].Width == 0 {
			fitted[i].Width = max(rest, 0)
		}
	}
	return fitted
}

// Cell is one cell: a cleaned text and its style.
type Cell struct {
	Text  string
	Style Style
}

// Line draws cells in fitted columns. Between paints the gaps, so that the
// background of a current row has no holes.
func Line(columns []Column, cells []Cell, between Style) string {
	var b strings.Builder
	space := between.Render("  ")
	for i, c := range columns {
		if i > 0 {
			b.WriteString(space)
		}
		if i >= len(cells) {
			b.WriteString(between.Render(strings.Repeat(" ", c.Width)))
			continue
		}
		if c.Right {
			b.WriteString(cells[i].Style.Render(text.FitRight(cells[i].Text, c.Width)))
		} else {
			b.WriteString(cells[i].Style.Render(text.Fit(cells[i].Text, c.Width)))
		}
	}
	return b.String()
}

// Head draws the titles of fitted columns.
func Head(columns []Column, style Style) string {
	cells := make([]Cell, len(columns))
	for i, c := range columns {
		cells[i] = Cell{c.Title, style}
	}
	return Line(columns, cells, style)
}
