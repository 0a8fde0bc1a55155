package ui

import (
	"charm.land/bubbles/v2/textinput"
	tea "charm.land/bubbletea/v2"
)

// prompt is a page that asks for one line of text.
type prompt struct {
	Screen
	env   *Env
	title string
	hint  string
	input textinput.Model
}

// NewPrompt asks for a text that is value to begin with.
func NewPrompt(e *Env, title, hint, value string) *prompt {
	p := &prompt{env: e, title: title, hint: hint, input: NewInput()}
	p.input.SetValue(value)
	p.input.CursorEnd()
	p.input.Focus()
	return p
}

func (p *prompt) Init() tea.Cmd  { return nil }
func (p *prompt) Title() string  { return p.title }
func (p *prompt) Typing() bool   { return true }
func (p *prompt) Status() string { return "" }

func (p *prompt) Keys() []Binding {
	return []Binding{keySave, KeyBack}
}

func (p *prompt) Update(msg tea.Msg) tea.Cmd {
	var cmd tea.Cmd
	switch msg := msg.(type) {
	case tea.KeyPressMsg:
		switch {
		case KeyBack.Is(msg):
			return Pop(p)
		case keySave.Is(msg):
			return tea.Batch(Pop(p), Send(PickedMsg{p, p.input.Value()}))
		}
		p.input, cmd = p.input.Update(msg)
	case tea.PasteMsg:
		p.input, cmd = p.input.Update(msg)
	case RedrawMsg:
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
	lines := []string{"", " " + p.input.View(), " " + p.env.Theme.Muted.Render(p.hint)}
	p.Drawn = Centred(p.env.Theme.Frame(p.title, "", "", lines, pickerWidth, h, true), pickerWidth, h, p.W, p.H)
}
