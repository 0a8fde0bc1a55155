package transactions

import (
	"context"
	"strings"

	"charm.land/bubbles/v2/textinput"
	tea "charm.land/bubbletea/v2"

	"passbook/storage/ledger"
	"passbook/storage/query"
	"passbook/tui/format"
	"passbook/tui/text"
	"passbook/tui/ui"
)

// filter is the bar over the list of transactions: what is looked for, and
// the pickers that narrow it.
type filter struct {
	env     *ui.Env
	now     ledger.Filter
	input   textinput.Model
	finding bool
	choices ui.Loader[struct{}, choices]
	picker  *ui.Picker         // the one that is open
	choose  func(value string) // takes what it gives
}

// choices is what the pickers offer.
type choices struct {
	accounts   []ledger.Account
	categories []string
}

func newFilter(e *ui.Env) filter {
	load := func(ctx context.Context, _ ui.Moment, _ struct{}) (c choices, err error) {
		if c.accounts, err = e.DB.Accounts(ctx); err == nil {
			c.categories, err = e.DB.Categories(ctx)
		}
		return c, err
	}
	return filter{env: e, input: ui.NewInput(), choices: ui.NewLoader(e, load)}
}

func (f *filter) init() tea.Cmd { return f.choices.Ask(struct{}{}) }

func (f *filter) update(msg tea.Msg) tea.Cmd {
	_, cmd := f.choices.Update(msg)
	return cmd
}

// pasted takes text that was pasted into the bar, and reports whether the
// filter is another now.
func (f *filter) pasted(msg tea.PasteMsg) (changed bool, cmd tea.Cmd) {
	if !f.finding {
		return false, nil
	}
	f.input, _ = f.input.Update(msg)
	return f.read()
}

// read takes what is typed as the query, and reports whether it is another now. A
// text that is no query, or not yet, leaves the rows as they are; what is wrong
// with it goes into the notice.
func (f *filter) read() (changed bool, wrong tea.Cmd) {
	resolved, err := query.Resolve(f.input.Value(), ledger.DateOf(f.env.Now()))
	if err != nil {
		return false, ui.Notify(err.Error())
	}
	changed = resolved != f.now.Query
	f.now.Query = resolved
	return changed, nil
}

// active reports whether anything is filtered out.
func (f *filter) active() bool { return f.now != ledger.Filter{} }

// set replaces the whole filter.
func (f *filter) set(to ledger.Filter) {
	f.now = to
	f.input.SetValue(to.Query)
	f.stopFinding()
}

func (f *filter) find() tea.Cmd {
	f.finding = true
	f.input.CursorEnd()
	return f.input.Focus()
}

func (f *filter) stopFinding() {
	f.finding = false
	f.input.Blur()
}

// typed handles a key while the person types, and reports whether the filter
// is another now.
func (f *filter) typed(msg tea.KeyPressMsg) (changed bool, cmd tea.Cmd) {
	switch {
	case ui.KeyFound.Is(msg):
		if _, cmd = f.read(); cmd == nil {
			f.stopFinding()
		}
		return false, cmd
	case ui.KeyClear.Is(msg):
		f.input.SetValue("")
		f.stopFinding()
	default:
		f.input, cmd = f.input.Update(msg)
	}
	changed, wrong := f.read()
	return changed, tea.Batch(cmd, wrong)
}

func (f *filter) pickCategory() tea.Cmd {
	options := []ui.Option{{Name: "any", Value: ""}}
	seen := make(map[string]bool)
	for _, c := range f.choices.Data.categories {
		if p := ledger.PrimaryCategory(c); p != c && !seen[p] {
			seen[p] = true
			options = append(options, ui.Option{Name: format.CategoryName(p) + ", all of it", Value: p})
		}
	}
	for _, c := range f.choices.Data.categories {
		options = append(options, ui.Option{Name: format.CategoryName(c), Value: c})
	}
	return f.open(ui.NewPicker(f.env, "Category", options, f.now.Category), func(v string) { f.now.Category, f.now.Figure, f.now.Currency = v, ledger.Figure{}, "" })
}

func (f *filter) pickAccount() tea.Cmd {
	options := []ui.Option{{Name: "any", Value: ""}}
	for _, a := range f.choices.Data.accounts {
		name := text.Clean(a.Name) + " " + format.Mask(a.Mask) + "  " + text.Clean(a.Institution)
		options = append(options, ui.Option{Name: strings.TrimSpace(name), Value: a.ID})
	}
	return f.open(ui.NewPicker(f.env, "Account", options, f.now.AccountID), func(v string) { f.now.AccountID, f.now.ItemID = v, "" })
}

func (f *filter) pickDates() tea.Cmd {
	today := ledger.DateOf(f.env.Now())
	var options []ui.Option
	for _, r := range ranges(today) {
		options = append(options, ui.Option{Name: r.name, Value: r.key()})
	}
	p := ui.NewPicker(f.env, "Dates", options, dateRange{from: f.now.From, to: f.now.To}.key())
	p.Free = func(typed string) (ui.Option, bool) {
		from, to, err := ledger.ParseRange(typed)
		r := dateRange{from: from, to: to}
		return ui.Option{Name: r.words(today), Value: r.key()}, err == nil
	}
	p.Hint = "or type 2026, 2026-03, 2026-03-07 or 2026-03..2026-05"
	return f.open(p, func(v string) {
		if from, to, err := ledger.ParseRange(v); err == nil {
			f.now.From, f.now.To = from, to
		}
	})
}

func (f *filter) open(p *ui.Picker, choose func(value string)) tea.Cmd {
	f.picker, f.choose = p, choose
	return ui.Push(p)
}

// picked takes the choice of a picker that the bar opened.
func (f *filter) picked(msg ui.PickedMsg) bool {
	if f.picker == nil || msg.From != ui.Page(f.picker) {
		return false
	}
	f.choose(msg.Value)
	return true
}

// accountName gives the name of the account that the filter chooses.
func (f *filter) accountName() string {
	for _, a := range f.choices.Data.accounts {
		if a.ID == f.now.AccountID {
			return strings.TrimSpace(text.Clean(a.Name) + " " + format.Mask(a.Mask))
		}
	}
	return "any"
}

// words says what the filter chooses: category, account and dates.
func (f *filter) words() (category, account, dates string) {
	category, account = "any", f.accountName()
	switch {
	case f.now.Figure != (ledger.Figure{}):
		category = format.Figure(f.now.Figure)
	case f.now.Category != "":
		category = format.CategoryName(f.now.Category)
	}
	if f.now.Currency != "" && f.now.Currency != f.env.HomeCurrency {
		category += ", " + format.Code(f.now.Currency)
	}
	if f.now.ItemID != "" {
		account = "of one bank"
		for _, a := range f.choices.Data.accounts {
			if a.ItemID == f.now.ItemID {
				account = text.Clean(a.Institution)
			}
		}
	}
	dates = dateRange{from: f.now.From, to: f.now.To}.words(ledger.DateOf(f.env.Now()))
	return category, account, dates
}

// label is what stands before the words for the category, or for the figure whose
// rows are listed.
func (f *filter) label() string {
	if f.now.Figure != (ledger.Figure{}) {
		return "figure "
	}
	return "category "
}

// draw draws the bar in exactly w cells.
func (f *filter) draw(w int) string {
	th := f.env.Theme
	category, account, dates := f.words()
	mode := ui.KeyFind.Name()
	if f.now.Removed {
		mode = "taken back " + mode
	}
	label := func(name, value string, set bool, w int) string {
		style := th.Muted
		if set {
			style = th.Accent
		}
		return text.Fit(th.Muted.Render(name)+style.Render(value), w)
	}
	each := max(18, w/5)
	right := label(f.label(), category, category != "any", each) + "  " +
		label("account ", account, f.now.AccountID+f.now.ItemID != "", each) + "  " +
		label("", dates, f.now.From+f.now.To != 0, max(16, w/8))
	left := th.Accent.Render(mode) + " "
	room := w - text.Width(right) - text.Width(left) - 2
	switch {
	case f.finding:
		f.input.SetWidth(max(1, room-1))
		left += f.input.View()
	case f.input.Value() != "":
		left += text.Cut(text.Clean(f.input.Value()), room)
	default:
		left += th.Muted.Render(text.Cut("merchant, note or amount", room))
	}
	return text.Between(left, right, w)
}

// unmatched says what the filter looks for when nothing matches it.
func (f *filter) unmatched() string {
	category, account, dates := f.words()
	var parts []string
	if f.now.Query != "" {
		parts = append(parts, "“"+text.Cut(text.Clean(f.input.Value()), 30)+"”")
	}
	if category != "any" {
		parts = append(parts, f.label()+category)
	}
	if account != "any" {
		parts = append(parts, "account "+account)
	}
	if f.now.From+f.now.To != 0 {
		parts = append(parts, dates)
	}
	if f.now.Removed {
		parts = append(parts, "taken back by the bank")
	}
	return "No transactions match " + strings.Join(parts, ", ") + "."
}
