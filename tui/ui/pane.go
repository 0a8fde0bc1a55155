package ui

import (
	"fmt"

	tea "charm.land/bubbletea/v2"

	"passbook/tui/text"
)

// Line is one line of a pane. One that opens something can be the current
// line; any other is a heading, a rule or empty.
type Line struct {
	ID   string // keeps the current line current when the data changes
	Text string // painted; for lines without Draw
	Draw func(p *Palette, w int) string
	Open tea.Cmd // what enter does; nil: it cannot be the current line
	Item string  // the Item it belongs to, for the keys that need one
}

// Pane is a short list that is held whole: accounts, categories, months. The
// long list of transactions is a table instead.
type Pane struct {
	Lines []Line
	at    int // the current line; -1 where none can be
	top   int
}

// Set gives the pane new lines and keeps the current one by its id, or else
// by its place. A pane that stands at its beginning stays there and shows what
// is new.
func (p *Pane) Set(lines []Line) {
	id := p.Current().ID
	if p.at == p.nearest(0) {
		id, p.at = "", 0
	}
	p.Lines = lines
	if id != "" {
		for i := range lines {
			if lines[i].ID == id && lines[i].Open != nil {
				p.at = i
				return
			}
		}
	}
	p.at = p.nearest(min(max(p.at, 0), len(lines)-1))
}

// nearest gives the line that can be current at i, after it or before it.
func (p *Pane) nearest(i int) int {
	for j := max(i, 0); j < len(p.Lines); j++ {
		if p.Lines[j].Open != nil {
			return j
		}
	}
	for j := min(i, len(p.Lines)-1); j >= 0; j-- {
		if p.Lines[j].Open != nil {
			return j
		}
	}
	return -1
}

// Current gives the current line, and an empty one where there is none.
func (p *Pane) Current() Line {
	if p.at < 0 || p.at >= len(p.Lines) {
		return Line{}
	}
	return p.Lines[p.at]
}

// move goes n lines that can be current up or down, as far as there are any.
func (p *Pane) move(n int) {
	step := 1
	if n < 0 {
		step, n = -1, -n
	}
	for i := p.at + step; n > 0 && i >= 0 && i < len(p.Lines); i += step {
		if p.Lines[i].Open != nil {
			p.at = i
			n--
		}
	}
}

// Press moves in a pane of height h; false where the key is not one of those.
func (p *Pane) Press(msg tea.KeyPressMsg, h int) bool { return Move(shownPane{p, h}, msg) }

// shownPane is a pane of height h.
type shownPane struct {
	*Pane
	h int
}

func (p shownPane) Move(n int)     { p.move(n) }
func (p shownPane) Page(n int)     { p.move(n * p.h) }
func (p shownPane) HalfPage(n int) { p.move(n * (p.h / 2)) }
func (p shownPane) First()         { p.move(-len(p.Lines)) }
func (p shownPane) End()           { p.move(len(p.Lines)) }

// View draws h lines of w cells, the first cell being the margin. The current
// line is marked where the pane has the focus.
func (p *Pane) View(t *Theme, w, h int, focused bool) []string {
	p.scroll(h)
	out := make([]string, 0, h)
	for i := p.top; i < len(p.Lines) && len(out) < h; i++ {
		colours, margin := &t.Palette, " "
		if focused && i == p.at {
			colours, margin = &t.Row, t.Row.Accent.Render("▌")
		}
		body := p.Lines[i].Text
		if p.Lines[i].Draw != nil {
			body = p.Lines[i].Draw(colours, w-1)
		}
		out = append(out, margin+text.Fit(body, w-1))
	}
	for len(out) < h {
		out = append(out, text.Fit("", w))
	}
	return out
}

// scroll moves the window so that the current line is in it, with the heading
// above the first one.
func (p *Pane) scroll(h int) {
	first := p.nearest(0)
	switch {
	case p.at < 0 || p.at == first && p.at < h:
		p.top = 0
	case p.at < p.top:
		p.top = p.at
	case p.at >= p.top+h:
		p.top = p.at - h + 1
	}
	p.top = max(0, min(p.top, len(p.Lines)-h))
}

// Place says which of how many lines is current: 2/6.
func (p *Pane) Place() string {
	at, n := 0, 0
	for i := range p.Lines {
		if p.Lines[i].Open != nil {
			n++
			if i <= p.at {
				at = n
			}
		}
	}
	if n == 0 {
		return ""
	}
	return fmt.Sprintf("%d/%d", at, n)
}

// Beyond says how many lines do not fit into h; nothing where all do.
func (p *Pane) Beyond(h int) string {
	if len(p.Lines) <= h {
		return ""
	}
	return fmt.Sprintf("%d more", len(p.Lines)-h)
}
