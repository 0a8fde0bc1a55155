package ui

import (
	"image/color"
	"strings"

	"charm.land/lipgloss/v2"
)

// Paint is a style that was rendered once: what switches it on and off.
type Paint struct{ on, off string }

func newPaint(s lipgloss.Style) Paint {
	on, off, _ := strings.Cut(s.Render("x"), "x")
	return Paint{on, off}
}

// Render paints a text of one line.
func (p Paint) Render(s string) string {
	if s == "" {
		return ""
	}
	return p.on + s + p.off
}

// Palette is the colour tokens. Colour never carries a meaning alone: signs,
// arrows, ▌ and words say the same.
type Palette struct {
	Text   Paint // everything
	Bold   Paint // titles, totals
	Muted  Paint // labels, masks, dates, pending rows
	Line   Paint // borders, rules, chart axes
	Accent Paint // focus, the current tab, chart lines, links
	Title  Paint // accent and bold: the current tab, a focused pane's title
	Good   Paint // money in, rises in worth, synced
	Bad    Paint // debt over limit, failed; not ordinary spending
	Warn   Paint // needs you, a changed price
}

// Theme is the palette on the plain background, and Row: the same on the
// background of the current row.
type Theme struct {
	Palette
	Row   Palette
	Plain bool // no colour: brackets mark the current tab
	ASCII bool // a dumb terminal: charts are drawn with ASCII
}

// The tokens, each with at least 4.5:1 (lines 3:1) against its background.
var (
	darkTokens  = tokens{"#9AA2AF", "#6B7280", "#5FB3B3", "#99C794", "#F2777A", "#FAC863", "#263238"}
	lightTokens = tokens{"#5B6472", "#8B93A1", "#0F766E", "#2E7D32", "#B42318", "#8A5A00", "#DFF1EF"}
)

type tokens struct{ muted, line, accent, good, bad, warn, selection string }

// NewTheme gives the colours for a dark or a light terminal; plain where the
// terminal has none (NO_COLOR, a dumb terminal).
func NewTheme(dark, plain bool) *Theme {
	t := lightTokens
	if dark {
		t = darkTokens
	}
	if plain {
		return &Theme{Palette: t.palette(lipgloss.NewStyle(), true), Row: t.palette(lipgloss.NewStyle(), true), Plain: true}
	}
	return &Theme{
		Palette: t.palette(lipgloss.NewStyle(), false),
		Row:     t.palette(lipgloss.NewStyle().Background(lipgloss.Color(t.selection)), false),
	}
}

func (t tokens) palette(base lipgloss.Style, plain bool) Palette {
	in := func(hex string) lipgloss.Style {
		var c color.Color = lipgloss.NoColor{}
		if !plain {
			c = lipgloss.Color(hex)
		}
		return base.Foreground(c)
	}
	return Palette{
		Text:   newPaint(base),
		Bold:   newPaint(base.Bold(true)),
		Muted:  newPaint(in(t.muted)),
		Line:   newPaint(in(t.line)),
		Accent: newPaint(in(t.accent)),
		Title:  newPaint(in(t.accent).Bold(true)),
		Good:   newPaint(in(t.good)),
		Bad:    newPaint(in(t.bad)),
		Warn:   newPaint(in(t.warn)),
	}
}
