package tui

import (
	"fmt"

	tea "charm.land/bubbletea/v2"

	"passbook/tui/text"
)

// line is one line of a pane. One that opens something can be the current
// line; any other is a heading, a rule or empty.
type line struct {
	id   string // keeps the current line current when the data changes
	text string // painted; for lines without draw
	draw func(p *palette, w int) string
	open tea.Cmd // what enter does; nil: it cannot be the current line
	item string  // the Item it belongs to, for the keys that need one
}

// pane is a short list that is held whole: accounts, categories, months. The
// long list of transactions is a table instead.
type pane struct {
	lines []line
	at    int // the current line; -1 where none can be
	top   int
}

// set gives the pane new lines and keeps the current one by its id, or else
// by its place. A pane that stands at its beginning stays there and shows what
// is new.
func (p *pane) set(lines []line) {
	id := p.current().id
	if p.at == p.nearest(0) {
		id = ""
	}
	p.lines = lines
	if id != "" {
		for i := range lines {
			if lines[i].id == id && lines[i].open != nil {
				p.at = i
				return
			}
		}
	}
	p.at = p.nearest(min(max(p.at, 0), len(lines)-1))
}

// nearest gives the line that can be current at i, after it or before it.
func (p *pane) nearest(i int) int {
	for j := max(i, 0); j < len(p.lines); j++ {
		if p.lines[j].open != nil {
			return j
		}
	}
	for j := min(i, len(p.lines)-1); j >= 0; j-- {
		if p.lines[j].open != nil {
			return j
		}
	}
	return -1
}

// current gives the current line, and an empty one where there is none.
func (p *pane) current() line {
	if p.at < 0 || p.at >= len(p.lines) {
		return line{}
	}
	return p.lines[p.at]
}

// move goes n lines that can be current up or down, as far as there are any.
func (p *pane) move(n int) {
	step := 1
	if n < 0 {
		step, n = -1, -n
	}
	for i := p.at + step; n > 0 && i >= 0 && i < len(p.lines); i += step {
		if p.lines[i].open != nil {
			p.at = i
			n--
		}
	}
}

// press moves in a pane of height h; false where the key is not one of those.
func (p *pane) press(msg tea.KeyPressMsg, h int) bool {
	switch {
	case keyUp.is(msg):
		p.move(-1)
	case keyDown.is(msg):
		p.move(1)
	case keyPageUp.is(msg):
		p.move(-h)
	case keyPageDown.is(msg):
		p.move(h)
	case keyHalfUp.is(msg):
		p.move(-h / 2)
	case keyHalfDown.is(msg):
		p.move(h / 2)
	case keyFirst.is(msg):
		p.move(-len(p.lines))
	case keyLast.is(msg):
		p.move(len(p.lines))
	default:
		return false
	}
	return true
}

// view draws h lines of w cells, the first cell being the margin. The current
// line is marked where the pane has the focus.
func (p *pane) view(t *theme, w, h int, focused bool) []string {
	p.scroll(h)
	out := make([]string, 0, h)
	for i := p.top; i < len(p.lines) && len(out) < h; i++ {
		colours, margin := &t.palette, " "
		if focused && i == p.at {
			colours, margin = &t.Row, t.Row.Accent.Render("▌")
		}
		body := p.lines[i].text
		if p.lines[i].draw != nil {
			body = p.lines[i].draw(colours, w-1)
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
func (p *pane) scroll(h int) {
	first := p.nearest(0)
	switch {
	case p.at < 0 || p.at == first && p.at < h:
		p.top = 0
	case p.at < p.top:
		p.top = p.at
	case p.at >= p.top+h:
		p.top = p.at - h + 1
	}
	p.top = max(0, min(p.top, len(p.lines)-h))
}

// place says which of how many lines is current: 2/6.
func (p *pane) place() string {
	at, n := 0, 0
	for i := range p.lines {
		if p.lines[i].open != nil {
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

// beyond says how many lines do not fit into h; nothing where all do.
func (p *pane) beyond(h int) string {
	if len(p.lines) <= h {
		return ""
	}
	return fmt.Sprintf("%d more", len(p.lines)-h)
}
