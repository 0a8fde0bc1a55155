package statements

import (
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
	data := p.load.Data
	switch {
	case p.H == 0:
		return
	case !p.load.Loaded:
		p.Drawn = p.load.View("Reading", p.W, p.H)
		return
	case len(data.statements) == 0:
		p.Drawn = p.fetch.Nothing(data.states, "No statements are listed yet.",
			"There is no statement yet. Banks post them a few days after a month ends.", "list them. Plaid bills for statements.", p.W, p.H)
		return
	}
	right := p.fetch.State(data.states)
	if p.run.Running {
		right = "downloading…"
	}
	lines := p.pane.View(p.env.Theme, p.W-3, p.H-2, true)
	p.Drawn = p.env.Theme.Frame(p.Title(), right, p.pane.Beyond(p.H-2), lines, p.W, p.H, true)
}
