package ui

import (
	"testing"

	tea "charm.land/bubbletea/v2"
)

// A pane at its beginning stays there, also where the first line that can be
// current was further down before.
func TestPaneStaysAtItsBeginning(t *testing.T) {
	line := func(id string) Line { return Line{ID: id, Open: func() tea.Msg { return nil }} }
	var p Pane
	p.Set([]Line{{Text: "Nothing spent yet this month."}, line("spent")})
	p.Set([]Line{line("rent"), line("groceries"), line("spent")})
	if id := p.Current().ID; id != "rent" {
		t.Errorf("the current line is %q", id)
	}
	p.Press(tea.KeyPressMsg{Code: 'j', Text: "j"}, 5)
	p.Set([]Line{line("coffee"), line("rent"), line("groceries")})
	if id := p.Current().ID; id != "groceries" {
		t.Errorf("the current line is %q", id)
	}
}
