package figurelist

import (
	"strings"

	tea "charm.land/bubbletea/v2"

	"passbook/storage/ledger"
	"passbook/tui/format"
	"passbook/tui/text"
	"passbook/tui/ui"
)

// Row is one figure of a period and the rows that make it.
type Row struct {
	ID, Name string
	Words    []string // beside the amount, the most needed first: how many rows, what came in and went out
	Amount   string
	Total    bool
	Rows     ledger.Filter
}

// Open lists the rows that make the figure.
func (r Row) Open() tea.Cmd { return ui.ShowList(r.Rows, ledger.Key{}) }

// Line draws a figure like the categories above it: the amount ends tail cells
// before the end of the line. Of the words stand those that there is room for.
func (r Row) Line(tail int) ui.Line {
	return ui.Line{ID: r.ID, Open: r.Open(), Draw: func(p *ui.Palette, w int) string {
		ink := p.Text
		if r.Total {
			ink = p.Bold
		}
		w -= tail
		name := text.Cut(text.Clean(r.Name), w-text.Width(r.Amount)-1)
		words := FitWords(r.Words, w-text.Width(name+r.Amount)-2)
		gap := strings.Repeat(" ", max(0, w-text.Width(name+words+r.Amount)))
		return ink.Render(name) + p.Muted.Render(words) + ink.Render(gap+r.Amount) + p.Text.Render(strings.Repeat(" ", tail))
	}}
}

// FitWords joins those of the words after a name that there is room for, the
// first ones.
func FitWords(words []string, room int) string {
	out := ""
	for i, word := range words {
		before := ", "
		if i == 0 {
			before = "   "
		}
		if text.Width(out+before+word) > room {
			break
		}
		out += before + word
	}
	return out
}

// rowsOf chooses the rows of a period that make a figure.
func rowsOf(f *ledger.Figures, figure ledger.Figure) ledger.Filter {
	return ledger.Filter{From: f.From, To: f.To, Currency: f.Currency, Figure: figure}
}

// OfLine chooses the rows that make a category: the pending ones where it has no
// others.
func OfLine(f *ledger.Figures, l *ledger.Line) ledger.Filter {
	figure := l.Figure()
	if l.Count == 0 && l.PendingCount > 0 {
		figure.State = ledger.StatePending
	}
	return rowsOf(f, figure)
}

// money writes an amount of the period in the home currency.
func money(f *ledger.Figures, minor int64) string {
	return format.Money(ledger.Money{Minor: minor, Currency: f.Currency}, f.Currency)
}

// Spent is all that was spent.
func Spent(f *ledger.Figures) Row {
	return Row{ID: "spent", Name: "Spent", Amount: money(f, f.Spent), Total: true, Rows: rowsOf(f, f.FigureOf(ledger.ClassSpending))}
}

// Income is all that came in.
func Income(f *ledger.Figures) Row {
	return Row{ID: "income", Name: "Income", Amount: money(f, f.Income), Total: true, Rows: rowsOf(f, f.FigureOf(ledger.ClassIncome))}
}

// Kept is what was left of the income.
func Kept(f *ledger.Figures) Row {
	return Row{ID: "kept", Name: "Kept", Words: []string{"income less spending"}, Amount: money(f, f.Kept()), Total: true, Rows: rowsOf(f, ledger.Figure{Class: ledger.ClassKept})}
}

// Incomes are the categories of what came in.
func Incomes(f *ledger.Figures) []Row {
	var rows []Row
	for i := range f.Incomes {
		l := &f.Incomes[i]
		rows = append(rows, Row{ID: "in " + l.Code, Name: l.Name, Words: InWords(f.Currency, l), Amount: money(f, l.Minor), Rows: OfLine(f, l)})
	}
	return rows
}

// InWords says of a category what its amount does not: how many rows it has,
// what of it is pending, and where it is less than nothing.
func InWords(currency string, l *ledger.Line) []string {
	var words []string
	minus := ledger.Money{Minor: -l.Minor, Currency: currency}
	switch {
	case l.Minor < 0 && !minus.IsTooLarge() && l.Class == ledger.ClassIncome:
		words = append(words, format.Money(minus, currency)+" more taken back than came in")
	case l.Minor < 0 && !minus.IsTooLarge():
		words = append(words, "refunds "+format.Money(minus, currency)+" more than spent")
	}
	if l.Unsure {
		words = append(words, "may pay a loan off in part")
	}
	if l.Count > 0 {
		words = append(words, format.Count(l.Count, "row", "rows"))
	}
	if l.PendingCount > 0 {
		words = append(words, format.Money(ledger.Money{Minor: l.Pending, Currency: currency}, currency)+" pending")
	}
	return words
}

// Beside are the rows of a period that are in none of its figures, and what
// there is in other currencies: what has rows, each with its amount.
func Beside(f *ledger.Figures, others []ledger.Figures) []Row {
	rows := outside(f, f.Currency)
	for i := range others {
		rows = append(rows, other(&others[i], f.Currency))
		rows = append(rows, outside(&others[i], f.Currency)...)
	}
	return rows
}

// outside are the rows of one currency that are in none of its figures.
func outside(f *ledger.Figures, home string) []Row {
	var rows []Row
	for _, part := range []struct {
		name, words string
		sum         ledger.Sum
		figure      ledger.Figure
	}{
		{"Pending", "not in the figures", f.Pending, ledger.Figure{State: ledger.StatePending}},
		{"Moved", "to accounts that are not linked", f.Moved, ledger.Figure{Class: ledger.ClassMoved}},
		{"No pair found", "payments of cards and loans", f.Unpaired, ledger.Figure{Class: ledger.ClassUnpaired}},
		{"Transfers", "between your accounts", f.Paired, ledger.Figure{Class: ledger.ClassPaired}},
		{"Hidden", "by you", f.Hidden, ledger.Figure{State: ledger.StateHidden}},
	} {
		if part.sum.Count > 0 {
			rows = append(rows, Row{
				ID: "beside " + f.Currency + part.name, Name: part.name, Words: sumWords(part.words, part.sum, f.Currency),
				Amount: format.Signed(ledger.Money{Minor: part.sum.Net(), Currency: f.Currency}, home), Rows: rowsOf(f, part.figure),
			})
		}
	}
	return rows
}

// other is what was kept in another currency.
func other(f *ledger.Figures, home string) Row {
	m := func(minor int64) string { return format.Digits(ledger.Money{Minor: minor, Currency: f.Currency}) }
	words := []string{"spent " + m(f.Spent)}
	if f.Income != 0 {
		words = append([]string{"in " + m(f.Income)}, words...)
	}
	return Row{
		ID: "beside " + f.Currency, Name: "Other currency", Words: words,
		Amount: format.Signed(ledger.Money{Minor: f.Kept(), Currency: f.Currency}, home), Rows: rowsOf(f, ledger.Figure{Class: ledger.ClassKept}),
	}
}

// sumWords says how many rows a sum has, what they are, and its two sides where
// there are both.
func sumWords(words string, s ledger.Sum, currency string) []string {
	parts := []string{format.Count(s.Count, "row", "rows"), words}
	if s.In != 0 && s.Out != 0 {
		parts = append(parts, "in "+format.Money(ledger.Money{Minor: s.In, Currency: currency}, currency)+
			", out "+format.Money(ledger.Money{Minor: -s.Out, Currency: currency}, currency))
	}
	return parts
}
