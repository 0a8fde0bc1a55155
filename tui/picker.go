package tui

import (
	"fmt"
	"slices"
	"strings"

	"charm.land/bubbles/v2/textinput"
	tea "charm.land/bubbletea/v2"

	"passbook/tui/table"
	"passbook/tui/text"
)

// option is one thing to choose: a cleaned text and what it stands for.
type option struct{ name, value string }

// picker is a page that lets the person choose one option, narrowing the list
// by typing.
type picker struct {
	Screen
	env     *env
	heading string
	hint    string
	options []option
	free    func(typed string) (option, bool) // makes an option of what was typed
	input   textinput.Model
	list    table.Window[option]
}

// pickedMsg tells every page what was chosen in a picker, or written at a
// prompt.
type pickedMsg struct {
	from  page
	value string
}

// newPicker makes a picker whose cursor stands on the option with a value.
func newPicker(e *env, title string, options []option, value string) *picker {
	p := &picker{env: e, heading: title, options: options, input: newInput()}
	p.input.Focus()
	p.narrow()
	p.list.To(max(0, slices.IndexFunc(options, func(o option) bool { return o.value == value })))
	return p
}

func (p *picker) Init() tea.Cmd  { return nil }
func (p *picker) Title() string  { return p.heading }
func (p *picker) Typing() bool   { return true }
func (p *picker) Status() string { return "" }

func (p *picker) Keys() []binding {
	return []binding{keyPick, keyTypingMove, keyBack, keyTypingScreens}
}

// newInput makes a line to type into, without a prompt and with a cursor that
// does not blink.
func newInput() textinput.Model {
	input := textinput.New()
	input.Prompt = ""
	input.CharLimit = 200
	styles := input.Styles()
	styles.Cursor.Blink = false
	input.SetStyles(styles)
	return input
}

// narrow lists the options that contain what is typed.
func (p *picker) narrow() {
	typed := strings.TrimSpace(p.input.Value())
	var shown []option
	for _, o := range p.options {
		if strings.Contains(strings.ToLower(o.name), strings.ToLower(typed)) {
			shown = append(shown, o)
		}
	}
	if p.free != nil && typed != "" {
		if o, ok := p.free(typed); ok && !slices.ContainsFunc(shown, func(s option) bool { return s.value == o.value }) {
			shown = append(shown, o)
		}
	}
	p.list.Reset(shown, 0, 0, true)
}

func (p *picker) Update(msg tea.Msg) tea.Cmd {
	var cmd tea.Cmd
	switch msg := msg.(type) {
	case tea.KeyPressMsg:
		cmd = p.press(msg)
	case tea.PasteMsg:
		p.input, cmd = p.input.Update(msg)
		p.narrow()
	case redrawMsg:
	default:
		return nil
	}
	p.draw()
	return cmd
}

func (p *picker) press(msg tea.KeyPressMsg) tea.Cmd {
	switch {
	case keyBack.is(msg):
		return pop(p)
	case keyPick.is(msg):
		if o, ok := p.list.Current(); ok {
			return tea.Batch(pop(p), send(pickedMsg{p, o.value}))
		}
		return nil
	case moveTyping(&p.list, msg):
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

func (p *picker) SetSize(w, h int) {
	if p.Resize(w, h) {
		p.draw()
	}
}

// pickerWidth is the width of the box that a picker draws.
const pickerWidth = 60

func (p *picker) draw() {
	if p.H == 0 {
		return
	}
	th := p.env.theme
	h := min(p.H-2, max(len(p.options), 6)+5)
	p.list.SetHeight(h - 5)
	p.input.SetWidth(pickerWidth - 8)
	lines := []string{" " + th.Accent.Render("/") + " " + p.input.View(), " " + th.rule(pickerWidth-4)}
	top, rows := p.list.Visible()
	for i, o := range rows {
		if top+i == p.list.Cursor() {
			lines = append(lines, th.Row.Accent.Render("▌")+th.Row.Text.Render(text.Fit(o.name, pickerWidth-4)))
			continue
		}
		lines = append(lines, " "+o.name)
	}
	if len(rows) == 0 {
		lines = append(lines, " "+th.Muted.Render("nothing like that"))
	}
	for len(lines) < h-3 {
		lines = append(lines, "")
	}
	lines = append(lines, " "+th.Muted.Render(p.hint))
	right := fmt.Sprintf("%d", max(0, p.list.Total()))
	p.Drawn = centred(th.frame(p.heading, right, "", lines, pickerWidth, h, true), pickerWidth, h, p.W, p.H)
}
