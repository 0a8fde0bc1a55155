package tui

import (
	"charm.land/bubbles/v2/textinput"
	tea "charm.land/bubbletea/v2"
)

// prompt is a page that asks for one line of text.
type prompt struct {
	Screen
	env   *env
	title string
	hint  string
	input textinput.Model
}

// newPrompt asks for a text that is value to begin with.
func newPrompt(e *env, title, hint, value string) *prompt {
	p := &prompt{env: e, title: title, hint: hint, input: newInput()}
	p.input.SetValue(value)
	p.input.CursorEnd()
	p.input.Focus()
	return p
}

func (p *prompt) Init() tea.Cmd  { return nil }
func (p *prompt) Title() string  { return p.title }
func (p *prompt) Typing() bool   { return true }
func (p *prompt) Status() string { return "" }

func (p *prompt) Keys() []binding {
	return []binding{keySave, keyBack}
}

func (p *prompt) Update(msg tea.Msg) tea.Cmd {
	var cmd tea.Cmd
	switch msg := msg.(type) {
	case tea.KeyPressMsg:
		switch {
		case keyBack.is(msg):
			return pop(p)
		case keySave.is(msg):
			return tea.Batch(pop(p), send(pickedMsg{p, p.input.Value()}))
		}
		p.input, cmd = p.input.Update(msg)
	case tea.PasteMsg:
		p.input, cmd = p.input.Update(msg)
	case redrawMsg:
	default:
		return nil
	}
	p.draw()
	return cmd
}

func (p *prompt) SetSize(w, h int) {
	if p.Resize(w, h) {
		p.draw()
	}
}

func (p *prompt) draw() {
	const h = 5
	p.input.SetWidth(pickerWidth - 6)
	lines := []string{"", " " + p.input.View(), " " + p.env.theme.Muted.Render(p.hint)}
	p.Drawn = centred(p.env.theme.frame(p.title, "", "", lines, pickerWidth, h, true), pickerWidth, h, p.W, p.H)
}
