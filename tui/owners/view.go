package owners

import (
	"errors"
	"maps"
	"reflect"
	"strings"

	"passbook/plaidsvc/holder"
	"passbook/plaidsvc/problem"
	"passbook/tui/format"
	"passbook/tui/text"
	"passbook/tui/ui"
)

// kind says how a line is painted.
type kind int

const (
	plain kind = iota
	ofBank
	ofAccount
	warning
)

// line is one line of the page: a name of what it says, and what.
type line struct {
	kind        kind
	head, words string
}

// names is how wide the names of the lines are, in cells.
const names = 14

// lines are what the page shows, bank by bank.
func (p *Page) lines() (lines []line) {
	for i, b := range p.got {
		if i > 0 {
			lines = append(lines, line{})
		}
		lines = append(lines, line{kind: ofBank, words: b.item.Institution})
		switch {
		case b.err != nil:
			for _, words := range text.Wrap(text.Clean(sentence(b.err)), 70) {
				lines = append(lines, line{kind: warning, words: words})
			}
		case b.matches != nil:
			lines = append(lines, matchLines(b.matches)...)
		default:
			lines = append(lines, ownerLines(b.owners)...)
		}
	}
	return lines
}

// sentence is what went wrong, for the page.
func sentence(err error) string {
	var said *problem.Error
	if errors.As(err, &said) {
		return format.OnceOver(said.Sentence)
	}
	return err.Error()
}

// ownerLines names accounts that the same people hold together.
func ownerLines(list []holder.Owners) (lines []line) {
	for i := 0; i < len(list); {
		next := i + 1
		titles := []string{title(list[i].Name, list[i].Mask)}
		for ; next < len(list) && reflect.DeepEqual(list[i].List, list[next].List); next++ {
			titles = append(titles, title(list[next].Name, list[next].Mask))
		}
		lines = append(lines, accountLines(titles)...)
		for _, o := range list[i].List {
			lines = append(lines, line{head: "name", words: strings.Join(o.Names, ", ")})
			for _, c := range o.Phones {
				lines = append(lines, line{head: "phone", words: contact(c)})
			}
			for _, c := range o.Emails {
				lines = append(lines, line{head: "e-mail", words: contact(c)})
			}
			for _, a := range o.Addresses {
				lines = append(lines, line{head: "address", words: a.String() + beside("", a.Primary)})
			}
		}
		i = next
	}
	return lines
}

func title(name, mask string) string {
	if mask == "" {
		return name
	}
	return name + " ··" + mask
}

func contact(c holder.Contact) string {
	kind := c.Kind
	if kind == "primary" {
		kind = ""
	}
	return c.Data + beside(kind, c.Primary)
}

// beside says of which kind a contact or an address is, and whether the bank goes
// by it first.
func beside(kind string, primary bool) string {
	switch {
	case primary && kind != "":
		return " (" + kind + ", primary)"
	case primary:
		return " (primary)"
	case kind != "":
		return " (" + kind + ")"
	}
	return ""
}

// matchLines say how well the profile fits the owners of each account. Accounts of
// the same scores are named together.
func matchLines(list []holder.Match) (lines []line) {
	for i := 0; i < len(list); {
		m, next := list[i], i
		var titles []string
		for ; next < len(list) && sameScores(m, list[next]); next++ {
			titles = append(titles, title(list[next].Name, list[next].Mask))
		}
		lines = append(lines, accountLines(titles)...)
		for _, f := range holder.Fields {
			lines = append(lines, line{head: string(f), words: m.Words(f)})
		}
		if hints := m.Hints(); hints != "" {
			lines = append(lines, line{words: hints})
		}
		i = next
	}
	return lines
}

func sameScores(a, b holder.Match) bool {
	return maps.Equal(a.Scores, b.Scores) && a.Hints() == b.Hints()
}

// accountLines name accounts, in lines that fit the smallest screen.
func accountLines(titles []string) (lines []line) {
	for _, words := range text.Wrap(text.Clean(strings.Join(titles, ", ")), 70) {
		lines = append(lines, line{kind: ofAccount, words: words})
	}
	return lines
}

// draw makes the lines of the pane. Each is one to move to, so that long lists are
// read to their end.
func (p *Page) draw() (lines []ui.Line) {
	for _, l := range p.lines() {
		lines = append(lines, ui.Line{Open: ui.Send(nil), Draw: func(c *ui.Palette, w int) string {
			switch l.kind {
			case ofBank:
				return c.Title.Render(text.Cut(text.Clean(l.words), w))
			case ofAccount:
				return c.Text.Render(text.Cut("  "+text.Clean(l.words), w))
			case warning:
				return c.Warn.Render(text.Cut("  "+text.Clean(l.words), w))
			}
			head := c.Muted.Render(text.Fit("    "+l.head, names))
			return head + c.Text.Render(text.Cut(text.Clean(l.words), w-names))
		}})
	}
	return lines
}

// paint draws the page.
func (p *Page) paint() {
	if p.H == 0 {
		return
	}
	t := p.env.Theme
	if p.got == nil {
		p.Drawn = p.before()
		return
	}
	lines := p.pane.View(t, p.W-3, p.H-2, true)
	p.Drawn = t.Frame(p.Title(), "", p.pane.Beyond(p.H-2), lines, p.W, p.H, true)
}

// before is the page before Plaid has answered.
func (p *Page) before() string {
	t := p.env.Theme
	switch {
	case p.banks.Loaded && len(p.banks.Data) == 0:
		return t.NoBank("Owners come from a bank.", p.W, p.H)
	case p.asked.Running:
		return ui.Middle([]string{t.Muted.Render("⠹ Plaid is asked for the owners…")}, p.W, p.H)
	}
	return ui.Middle(ui.Block([]string{
		"Who the banks say holds your accounts.",
		"passbook shows them here, and keeps them nowhere.",
		"",
		t.Offer(ui.KeyFetch, "ask Plaid for them, which it bills once for each bank"),
		t.Offer(ui.KeyMatch, "compare them with passbook profile, billed each time"),
	}), p.W, p.H)
}
