package ui

import (
	"charm.land/bubbles/v2/textinput"
	tea "charm.land/bubbletea/v2"
)

// Prompt is a page that asks for one line of text.
type Prompt struct {
	Screen
	env   *Env
	title string
	hint  string
	input textinput.Model
}

// NewPrompt asks for a text that is value to begin with.
func NewPrompt(e *Env, title, hint, value string) *Prompt {
	p := &Prompt{env: e, title: title, hint: hint, input: NewInput()}
	p.input.SetValue(value)
	p.input.CursorEnd()
	p.input.Focus()
	return p
}

// Init implements Page.
func (p *Prompt) Init() tea.Cmd { return nil }

// Title implements Page.
func (p *Prompt) Title() string { return p.title }

// Typing implements Page.
func (p *Prompt) Typing() bool { return true }

// Status implements Page.
func (p *Prompt) Status() string { return "" }

// Keys implements Page.
func (p *Prompt) Keys() []Binding {
	return []Binding{keySave, KeyBack}
}

// Update implements Page.
func (p *Prompt) Update(msg tea.Msg) tea.Cmd {
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

// SetSize implements Page.
func (p *Prompt) SetSize(w, h int) {
	if p.Resize(w, h) {
		p.draw()
	}
}

func (p *Prompt) draw() {
	const h = 5
	p.input.SetWidth(pickerWidth - 6)
	lines := []string{"", " " + p.input.View(), " " + p.env.Theme.Muted.Render(p.hint)}
	p.Drawn = Centred(p.env.Theme.Frame(p.title, "", "", lines, pickerWidth, h, true), pickerWidth, h, p.W, p.H)
}
