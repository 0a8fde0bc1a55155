package ui

import (
	"strconv"
	"strings"

	"charm.land/lipgloss/v2"
	"github.com/charmbracelet/colorprofile"
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
	Line   Paint // borders, rules, chart axes: no text
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
	ASCII bool // charts are drawn with ASCII
}

// Look is what the person and their terminal say about how the screen looks.
type Look struct {
	Theme   string // of the setting theme; empty: Auto
	Light   bool   // the terminal's background is light, as far as it says so
	Profile colorprofile.Profile
	ASCII   bool // nothing is drawn that ASCII has not
}

// NewTheme gives the colours of a look.
func NewTheme(l Look) *Theme {
	t := &Theme{Plain: l.Profile <= colorprofile.ASCII, ASCII: l.ASCII}
	of, row := l.shades(), lipgloss.NewStyle()
	switch {
	case t.Plain:
	case of.row.background == "":
		row = row.Reverse(true)
	default:
		row = row.Background(lipgloss.Color(of.row.background)).Foreground(lipgloss.Color(of.row.text))
	}
	t.Palette, t.Row = of.page.palette(lipgloss.NewStyle()), of.row.palette(row)
	return t
}

// LightBackground reports whether a value of COLORFGBG says that the terminal's
// background is light. It is two or three numbers of the sixteen colours, the
// last of which is the background's, as rxvt and Konsole set it.
func LightBackground(colorfgbg string) bool {
	_, background, _ := strings.Cut(colorfgbg, ";")
	if _, last, three := strings.Cut(background, ";"); three {
		background = last
	}
	n, err := strconv.Atoi(background)
	return err == nil && (n == 7 || n >= 9 && n <= 15)
}

func (t tokens) palette(base lipgloss.Style) Palette {
	in := func(token string) lipgloss.Style {
		if token == "" {
			return base
		}
		return base.Foreground(lipgloss.Color(token))
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
