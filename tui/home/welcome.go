package home

import (
	"context"

	tea "charm.land/bubbletea/v2"

	"passbook/tui/text"
	"passbook/tui/ui"
)

// askKeys asks whether Plaid could be talked to, where no bank is linked: it may
// take as long as the vault does.
func (p *Page) askKeys() tea.Cmd {
	service := p.env.Service
	if !p.empty() || service == nil || p.env.Filling {
		return nil
	}
	return p.keys.Ask(p.env, p.load.Moment(), func(ctx context.Context, _ ui.Moment) (error, error) {
		return service.HasKeys(ctx), nil
	})
}

// welcome leads from nothing to the first balances: the keys, a bank, its
// history; what is done, what is next, and what does it.
func (p *Page) welcome() string {
	t := p.env.Theme
	title := t.Title.Render("Welcome to passbook.")
	if p.env.Filling {
		return ui.Middle([]string{title, "", "The household is moving in. This takes a few seconds."}, p.W, p.H)
	}
	lines := []string{title, ""}
	if elsewhere := p.load.Data.elsewhere; elsewhere != "" {
		for _, line := range text.Wrap(text.Clean(elsewhere), p.W-4) {
			lines = append(lines, t.Warn.Render(line))
		}
		lines = append(lines, "")
	}
	lines = append(append(lines, ui.Block(p.steps())...), "")
	lines = append(append(lines, ui.Block(p.help())...), "")
	for _, line := range p.stays() {
		lines = append(lines, t.Muted.Render(line))
	}
	return ui.Middle(lines, p.W, p.H)
}

// steps are what is to be done until the first balances, with what does it.
func (p *Page) steps() []string {
	t := p.env.Theme
	all := []struct{ what, by string }{
		{"1  Give passbook your Plaid keys", "passbook setup"},
		{"2  Link your first bank", ui.KeyLink.Name()},
		{"3  Get its history", "comes by itself"},
	}
	next := 1
	if p.env.Service == nil || p.noKeys != nil {
		next = 0
	} else if !p.asked {
		next = -1 // not known yet
		if p.keys.Slow {
			all[0].by = "asking the vault…"
		}
	}
	var lines []string
	for i, s := range all {
		line := "  " + text.Fit(s.what, 35) + s.by
		switch {
		case next >= 0 && i < next:
			line = t.Good.Render("✓ ") + t.Muted.Render(text.Fit(s.what, 35)+"done")
		case i == next:
			line = t.Accent.Render("▸ ") + text.Fit(s.what, 35) + t.Accent.Render(s.by)
		}
		lines = append(lines, line)
	}
	return lines
}

// help says more of the step that is next.
func (p *Page) help() []string {
	t := p.env.Theme
	switch {
	case p.env.Service == nil:
		return ui.NoKeys(p.env)
	case p.noKeys != nil:
		var lines []string
		for _, line := range text.Wrap(text.Clean(p.noKeys.Error()), min(72, p.W-4)) {
			lines = append(lines, t.Warn.Render(line))
		}
		return lines
	}
	return []string{t.Accent.Render("passbook demo") + " shows an invented household, without keys."}
}

// stays says where the data are. The folder is never cut: what tells one from
// another may stand anywhere in it.
func (p *Page) stays() []string {
	dir := text.Clean(p.env.DataDir)
	if line := "Everything stays in " + dir + " on this computer."; text.Width(line) <= p.W-4 {
		return []string{line}
	}
	return append([]string{"Everything stays on this computer, in"}, text.Wrap(dir, p.W-4)...)
}
