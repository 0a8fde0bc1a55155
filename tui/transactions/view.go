package transactions

import (
	"fmt"
	"slices"
	"strings"

	"passbook/storage/ledger"
	"passbook/tui/format"
	"passbook/tui/table"
	"passbook/tui/text"
	"passbook/tui/ui"
)

// Keys implements ui.Page.
func (p *Page) Keys() []ui.Binding {
	if p.filter.finding {
		return []ui.Binding{ui.KeyFound, ui.KeyTypingMove, ui.KeyClear, ui.KeyTypingScreens}
	}
	nothing, unfiltered := "", ""
	if _, ok := p.list.Current(); !ok {
		nothing = "no transaction here"
	}
	if !p.filter.active() {
		unfiltered = "nothing is filtered"
	}
	keys := []ui.Binding{
		ui.KeyClear.Unless(unfiltered), ui.KeyFind, ui.KeyDetails.Unless(nothing), ui.KeyCategory, ui.KeyAccount, ui.KeyDates, ui.KeyTakenBack,
		ui.KeyCopy.Unless(nothing),
	}
	for _, b := range edits() {
		keys = append(keys, b.Unless(nothing))
	}
	return append(keys, ui.Moves()...)
}

// Status is the position of the current row: 3/214.
func (p *Page) Status() string {
	total := p.list.Total()
	switch {
	case total == table.Unknown && p.list.Loaded():
		return fmt.Sprintf("%s/…", format.Number(p.list.Cursor()+1))
	case total <= 0:
		return ""
	}
	return format.Number(p.list.Cursor()+1) + "/" + format.Number(total)
}

// draw draws the page into view: framed with the details beside the list on
// wide screens, with rules only on narrow ones.
func (p *Page) draw() {
	p.version++
	if p.W == 0 {
		return
	}
	th := p.env.Theme
	if p.W < ui.SideBySide {
		p.list.SetHeight(p.H - 5)
		lines := []string{" " + p.filter.draw(p.W-2), " " + th.Rule(p.W-2)}
		lines = append(lines, p.rowLines(p.W-4, "  ", p.H-4)...)
		lines = append(lines, " "+th.Rule(p.W-2), p.totals())
		p.Drawn = ui.Fill(lines, p.W, p.H)
		return
	}
	side := min(max(p.W*3/10, 40), 60)
	h := p.H - 3
	p.list.SetHeight(h - 3)
	find := th.Frame("Find", "", "", []string{" " + p.filter.draw(p.W-4)}, p.W, 3, p.filter.finding)
	list := th.Frame("Transactions", p.counted(), p.added(p.W-side-8), p.rowLines(p.W-side-4, " ", h-2), p.W-side, h, !p.filter.finding)
	details := th.Frame("Details", "", "", nil, side, h, false)
	if p.detail.entry.ID != "" && p.list.Total() != 0 {
		lines := p.detail.lines(side-4, h-2)
		for i := range lines {
			lines[i] = " " + lines[i]
		}
		details = th.Frame(format.Title(p.detail.entry), "", "", lines, side, h, false)
	}
	p.Drawn = find + "\n" + ui.Beside(list, details)
}

// rowLines draws the head of the list and its rows, h lines in all, each with
// a margin that holds the mark of the current row.
func (p *Page) rowLines(w int, margin string, h int) []string {
	th := p.env.Theme
	top, rows := p.list.Visible()
	amount := 14
	for _, e := range rows {
		amount = max(amount, len(format.Signed(e.Amount, p.env.HomeCurrency)))
	}
	columns := table.Fit(rowColumns(w, amount), w)
	lines := []string{margin + table.Head(columns, th.Muted)}
	today := ledger.DateOf(p.env.Now())
	for i, e := range rows {
		if top+i == p.list.Cursor() {
			lines = append(lines, margin[1:]+th.Row.Accent.Render("▌")+table.Line(columns, p.cells(e, &th.Row, columns, today), th.Row.Text))
			continue
		}
		lines = append(lines, margin+table.Line(columns, p.cells(e, &th.Palette, columns, today), th.Text))
	}
	if len(rows) > 0 {
		return fillUp(lines, h)
	}
	for _, s := range p.nothing(w) {
		lines = append(lines, margin+strings.Repeat(" ", max(0, (w-text.Width(s))/2))+s)
	}
	return fillUp(lines, h)
}

func fillUp(lines []string, h int) []string {
	for len(lines) < h {
		lines = append(lines, "")
	}
	return lines[:h]
}

// accountFrom is the width of a list from which it has a column for the
// account.
const accountFrom = 104

// rowColumns are the columns of a list of w cells: date, merchant, category,
// the account where there is room, and an amount, which is never cut.
func rowColumns(w, amount int) []table.Column {
	columns := []table.Column{{Title: "Date", Width: 10}, {Title: "Merchant"}, {Title: "Category", Width: 19}}
	if w >= accountFrom {
		columns[2].Width = 22
		columns = append(columns, table.Column{Title: "Account", Width: 22})
	}
	return append(columns, table.Column{Title: "Amount", Width: amount, Right: true})
}

// cells are the cells of one row. Pending rows are muted and say so, hidden
// rows too; what the person wrote follows the name.
func (p *Page) cells(e ledger.Entry, c *ui.Palette, columns []table.Column, today ledger.Date) []table.Cell {
	style, amount := c.Text, c.Text
	if e.Amount.Minor > 0 {
		amount = c.Good
	}
	var marks []string
	if e.Pending {
		marks = append(marks, "pending")
	}
	if e.Annotation.Hidden {
		marks = append(marks, "hidden")
	}
	if len(marks) > 0 {
		style, amount = c.Muted, c.Muted
	}
	if note := text.Clean(e.Annotation.Note); note != "" {
		marks = append(marks, "“"+text.Cut(note, 24)+"”")
	}
	for _, tag := range e.Annotation.Tags {
		marks = append(marks, "#"+text.Cut(text.Clean(tag), 16))
	}
	name := format.Title(e)
	if len(marks) > 0 {
		free := columns[1].Width - text.Width(name) - 2
		mark := text.Cut(strings.Join(marks, " "), max(free, columns[1].Width/2))
		room := columns[1].Width - text.Width(mark) - 2
		name = style.Render(text.Cut(name, room)) + c.Text.Render("  ") + c.Muted.Render(mark)
		name += c.Text.Render(strings.Repeat(" ", max(0, columns[1].Width-text.Width(name))))
		style = ui.Paint{}
	}
	cells := []table.Cell{
		{Text: format.ShortDay(e.Date, today), Style: c.Muted},
		{Text: name, Style: style},
		{Text: format.Category(e), Style: c.Muted},
	}
	if len(columns) == 5 {
		account, mask := text.Clean(e.AccountName), format.Mask(e.AccountMask)
		cells = append(cells, table.Cell{Text: text.Cut(account, 21-text.Width(mask)) + " " + mask, Style: c.Muted})
	}
	return append(cells, table.Cell{Text: format.Signed(e.Amount, p.env.HomeCurrency), Style: amount})
}

// nothing says why the list is empty.
func (p *Page) nothing(w int) []string {
	th := p.env.Theme
	switch {
	case !p.list.Loaded() && p.rows.Slow:
		return []string{"", "", th.Muted.Render("Loading transactions…")}
	case !p.list.Loaded():
		return nil
	case p.filter.active():
		return slices.Concat([]string{"", ""}, text.Wrap(p.filter.unmatched(), w), []string{"", th.Offer(ui.KeyClear, "clear the filter")})
	case len(p.filter.choices.Data.accounts) > 0:
		return []string{"", "", "No transactions yet.", "", th.Muted.Render("The bank is still preparing the history; passbook keeps asking.")}
	}
	return []string{"", "", "No transactions yet.", "", th.Offer(ui.KeyLink, "link a bank to bring them")}
}

// totals is the line under a list without a frame.
func (p *Page) totals() string {
	counted := "  " + p.counted()
	return text.Between(counted, p.added(p.W-text.Width(counted)-4)+"  ", p.W)
}

// counted says how many transactions the list has, and how many are pending.
func (p *Page) counted() string {
	if !p.summed {
		return ""
	}
	s := format.Count(p.summary.Count, "transaction", "transactions")
	if p.W < ui.TwoPanes {
		s = format.Number(p.summary.Count)
	}
	if p.summary.Pending > 0 {
		s += ", " + format.Number(p.summary.Pending) + " pending"
	}
	return s
}

// added adds up the list, one sum a currency, the home currency first. What
// does not fit into w cells is counted.
func (p *Page) added(w int) string {
	if !p.summed {
		return ""
	}
	in, out := make(map[string]int64), make(map[string]int64)
	codes := []string{p.env.HomeCurrency}
	for _, sums := range []struct {
		of  map[string]int64
		all []ledger.Money
	}{{in, p.summary.In}, {out, p.summary.Out}} {
		for _, m := range sums.all {
			if in[m.Currency] == 0 && out[m.Currency] == 0 && m.Currency != p.env.HomeCurrency && m.Minor != 0 {
				codes = append(codes, m.Currency)
			}
			sums.of[m.Currency] = ledger.AddMinor(sums.of[m.Currency], m.Minor)
		}
	}
	line := ""
	for i, code := range codes {
		one := sumWords(in[code], out[code], code, p.env.HomeCurrency)
		if text.Width(line)+3+text.Width(one) > w {
			return line + fmt.Sprintf("   +%d more", len(codes)-i)
		}
		if line != "" && one != "" {
			line += "   "
		}
		line += one
	}
	return line
}

// sumWords writes what came in, what went out, and what that makes together.
func sumWords(in, out int64, code, homeCurrency string) string {
	var words []string
	if in != 0 {
		words = append(words, "in "+format.Money(ledger.Money{Minor: in, Currency: code}, homeCurrency))
	}
	if out != 0 {
		words = append(words, "out "+format.Money(ledger.Money{Minor: -out, Currency: code}, homeCurrency))
	}
	if in != 0 && out != 0 {
		words = append(words, "net "+format.Signed(ledger.Money{Minor: ledger.AddMinor(in, out), Currency: code}, homeCurrency))
	}
	return strings.Join(words, "   ")
}

// asLine writes a transaction for the clipboard: day, name, amount, account,
// with tabs between.
func asLine(e ledger.Entry) string {
	return strings.Join([]string{
		e.Date.String(), format.Title(e), e.Amount.Decimal() + " " + format.Code(e.Amount.Currency),
		strings.TrimSpace(text.Clean(e.AccountName) + " " + format.Mask(e.AccountMask)),
	}, "\t")
}
