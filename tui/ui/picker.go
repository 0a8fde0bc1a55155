package ui

import (
	"fmt"
	"slices"
	"strings"

	"charm.land/bubbles/v2/textinput"
	tea "charm.land/bubbletea/v2"

	"passbook/tui/table"
	"passbook/tui/text"
)

// Option is one thing to choose: a cleaned text and what it stands for.
type Option struct{ Name, Value string }

// Picker is a page that lets the person choose one option, narrowing the list
// by typing.
type Picker struct {
	Screen
	env     *Env
	heading string
	Hint    string // under the options: what can be typed instead
	options []Option
	Free    func(typed string) (Option, bool) // makes an option of what was typed
	input   textinput.Model
	list    table.Window[Option]
}

// PickedMsg tells every page what was chosen in a picker, or written at a
// prompt.
type PickedMsg struct {
	From  Page
	Value string
}

// NewPicker makes a picker whose cursor stands on the option with a value.
func NewPicker(e *Env, title string, options []Option, value string) *Picker {
	p := &Picker{env: e, heading: title, options: options, input: NewInput()}
	p.input.Focus()
	p.narrow()
	p.list.To(max(0, slices.IndexFunc(options, func(o Option) bool { return o.Value == value })))
	return p
}

// Init implements Page.
func (p *Picker) Init() tea.Cmd { return nil }

// Title implements Page.
func (p *Picker) Title() string { return p.heading }

// Typing implements Page.
func (p *Picker) Typing() bool { return true }

// Status implements Page.
func (p *Picker) Status() string { return "" }

// Keys implements Page.
func (p *Picker) Keys() []Binding {
	return []Binding{keyPick, KeyTypingMove, KeyBack, KeyTypingScreens}
}

// NewInput makes a line to type into, without a prompt and with a cursor that
// does not blink.
func NewInput() textinput.Model {
	input := textinput.New()
	input.Prompt = ""
	input.CharLimit = 200
	styles := input.Styles()
	styles.Cursor.Blink = false
	input.SetStyles(styles)
	return input
}

// narrow lists the options that contain what is typed.
func (p *Picker) narrow() {
	typed := strings.TrimSpace(p.input.Value())
	var shown []Option
	for _, o := range p.options {
		if strings.Contains(strings.ToLower(o.Name), strings.ToLower(typed)) {
			shown = append(shown, o)
		}
	}
	if p.Free != nil && typed != "" {
		if o, ok := p.Free(typed); ok && !slices.ContainsFunc(shown, func(s Option) bool { return s.Value == o.Value }) {
			shown = append(shown, o)
		}
	}
	p.list.Reset(shown, 0, 0, true)
}

// Update implements Page.
func (p *Picker) Update(msg tea.Msg) tea.Cmd {
	var cmd tea.Cmd
	switch msg := msg.(type) {
	case tea.KeyPressMsg:
		cmd = p.press(msg)
	case tea.PasteMsg:
		p.input, cmd = p.input.Update(msg)
		p.narrow()
	case RedrawMsg:
	default:
		return nil
	}
	p.draw()
	return cmd
}

func (p *Picker) press(msg tea.KeyPressMsg) tea.Cmd {
	switch {
	case KeyBack.Is(msg):
		return Pop(p)
	case keyPick.Is(msg):
		if o, ok := p.list.Current(); ok {
			return tea.Batch(Pop(p), Send(PickedMsg{p, o.Value}))
		}
		return nil
	case MoveTyping(&p.list, msg):
	default:
		before := p.input.Value()
		var cmd tea.Cmd
		p.input, cmd = p.input.Update(msg)
		if p.input.Value() != before {
			p.narrow()
		}
		return cmd
	}
	return nil
}

// SetSize implements Page.
func (p *Picker) SetSize(w, h int) {
	if p.Resize(w, h) {
		p.draw()
	}
}

// pickerWidth is the width of the box that a picker draws.
const pickerWidth = 60

func (p *Picker) draw() {
	if p.H == 0 {
		return
	}
	th := p.env.Theme
	h := min(p.H-2, max(len(p.options), 6)+5)
	p.list.SetHeight(h - 5)
	p.input.SetWidth(pickerWidth - 8)
	lines := []string{" " + th.Accent.Render(KeyFind.Name()) + " " + p.input.View(), " " + th.Rule(pickerWidth-4)}
	top, rows := p.list.Visible()
	for i, o := range rows {
		if top+i == p.list.Cursor() {
			lines = append(lines, th.Row.Accent.Render("▌")+th.Row.Text.Render(text.Fit(o.Name, pickerWidth-4)))
			continue
		}
		lines = append(lines, " "+o.Name)
	}
	if len(rows) == 0 {
		lines = append(lines, " "+th.Muted.Render("nothing like that"))
	}
	for len(lines) < h-3 {
		lines = append(lines, "")
	}
	lines = append(lines, " "+th.Muted.Render(p.Hint))
	right := fmt.Sprintf("%d", max(0, p.list.Total()))
	p.Drawn = Centred(th.Frame(p.heading, right, "", lines, pickerWidth, h, true), pickerWidth, h, p.W, p.H)
}
