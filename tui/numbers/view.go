package numbers

import (
	"errors"
	"strings"

	"passbook/plaidsvc/holder"
	"passbook/plaidsvc/problem"
	"passbook/tui/format"
	"passbook/tui/text"
	"passbook/tui/ui"
)

// line is one line of the page.
type line struct {
	id     string
	words  string         // of a line without a number
	indent int            // of the words, in cells
	bank   bool           // it is the name of a bank
	warns  bool           // it says what went wrong, or what is still to be done
	number *holder.Number // nil: it shows none
}

// lines are what the page shows, bank by bank.
func (p *Page) lines() (lines []line) {
	for i, b := range p.got {
		if i > 0 {
			lines = append(lines, line{})
		}
		lines = append(lines, line{words: b.item.Institution, bank: true})
		if b.err != nil {
			lines = append(lines, said(2, sentence(b.err), true)...)
			continue
		}
		for _, a := range b.accounts {
			title := a.Name
			if a.Mask != "" {
				title += " ··" + a.Mask
			}
			lines = append(lines, line{words: title, indent: 2})
			for n := range a.List {
				lines = append(lines, line{id: a.AccountID + " " + string(a.List[n].System), number: &a.List[n]})
			}
			lines = append(lines, said(4, a.Verification.Sentence(), a.Verification.Waits())...)
		}
	}
	return lines
}

// said gives a sentence in lines that fit the smallest screen.
func said(indent int, sentence string, warns bool) (lines []line) {
	if sentence == "" {
		return nil
	}
	for _, words := range text.Wrap(text.Clean(sentence), 70) {
		lines = append(lines, line{words: words, indent: indent, warns: warns})
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

// draw makes the lines of the pane.
func (p *Page) draw() (lines []ui.Line) {
	for _, l := range p.lines() {
		if l.number == nil {
			lines = append(lines, ui.Line{Draw: func(c *ui.Palette, w int) string {
				paint := c.Text
				switch {
				case l.bank:
					paint = c.Title
				case l.warns:
					paint = c.Warn
				}
				return paint.Render(text.Cut(strings.Repeat(" ", l.indent)+text.Clean(l.words), w))
			}})
			continue
		}
		shown := p.shown == l.id
		lines = append(lines, ui.Line{ID: l.id, Open: ui.Send(revealMsg{p, l.id}), Draw: func(c *ui.Palette, w int) string {
			return numberLine(c, *l.number, shown, w)
		}})
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
		return t.NoBank("Account numbers come from a bank.", p.W, p.H)
	case p.asked.Running:
		return ui.Middle([]string{t.Muted.Render("⠹ Plaid is asked for the numbers…")}, p.W, p.H)
	}
	return ui.Middle(ui.Block([]string{
		"The numbers by which others pay into your accounts.",
		"passbook shows them here, and keeps them nowhere.",
		"",
		t.Offer(ui.KeyFetch, "ask Plaid for them, which it bills once for each bank"),
	}), p.W, p.H)
}
