package statements

import (
	"passbook/storage/kept"
	"passbook/storage/papers"
	"passbook/tui/format"
	"passbook/tui/text"
	"passbook/tui/ui"
)

// lines draws the statements under their banks and accounts.
func (p *Page) lines() (lines []ui.Line) {
	var before papers.Statement
	for i, s := range p.load.Data.statements {
		if i == 0 || s.ItemID != before.ItemID || s.AccountName != before.AccountName || s.Mask != before.Mask {
			if i > 0 {
				lines = append(lines, ui.Line{})
			}
			head := text.Clean(s.Institution + ", " + s.AccountName)
			if s.Mask != "" {
				head += " " + format.Mask(s.Mask)
			}
			lines = append(lines, ui.Line{Draw: func(c *ui.Palette, w int) string { return c.Muted.Render(text.Cut(head, w)) }})
		}
		before = s
		lines = append(lines, ui.Line{ID: s.ID, Open: ui.Notify(p.about(s)), Draw: func(c *ui.Palette, w int) string {
			month, posted, state := s.Month.First().Time().Format("January 2006"), "", "new"
			if s.Posted != 0 {
				posted = "posted " + format.LongDay(s.Posted)
			}
			if s.SHA256 != "" {
				state = "downloaded"
			}
			left := "  " + text.Fit(month, 18) + text.Fit(posted, max(0, w-34))
			return c.Text.Render(left) + c.Muted.Render(text.FitRight(state, 12))
		}})
	}
	return lines
}

// about says what is known of a statement's document.
func (p *Page) about(s papers.Statement) string {
	if s.SHA256 == "" {
		return "It was not downloaded: " + ui.KeyDownload.Name() + " does that."
	}
	return "Its SHA-256 was " + s.SHA256[:min(16, len(s.SHA256))] + "… when it was downloaded."
}

func (p *Page) draw() {
	if p.H == 0 {
		return
	}
	right := ""
	switch {
	case p.run.Running:
		right = "downloading…"
	case p.fetch.Running():
		right = "fetching…"
	}
	lines := p.pane.View(p.env.Theme, p.W-3, p.H-2, true)
	if p.load.Loaded && len(p.pane.Lines) == 0 {
		lines = p.empty()
	}
	p.Drawn = p.env.Theme.Frame(p.Title(), right, p.pane.Beyond(p.H-2), lines, p.W, p.H, true)
}

// empty says why there is nothing.
func (p *Page) empty() []string {
	t := p.env.Theme
	said := "No statements are listed yet."
	_, problems := ui.IsKept(p.load.Data.states, kept.Statements)
	for _, s := range p.load.Data.states {
		if s.Product == kept.Statements && s.Problem == nil && !s.FetchedAt.IsZero() {
			said = "There is no statement yet. Banks post them a few days after a month ends."
		}
	}
	lines := []string{"", " " + t.Muted.Render(said)}
	for _, found := range problems {
		for _, words := range text.Wrap(text.Clean(format.OnceOver(found.Sentence)), p.W-5) {
			lines = append(lines, " "+t.Warn.Render(words))
		}
	}
	return append(lines, "", " "+t.Muted.Render(ui.KeyFetch.Name()+" asks the banks for them; Plaid bills for statements."))
}
