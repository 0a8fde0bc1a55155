package transactions

import (
	"cmp"
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
	current, ok := p.list.Current()
	if !ok {
		nothing = "no transaction here"
	}
	if !p.filter.active() {
		unfiltered = "nothing is filtered"
	}
	keys := []ui.Binding{
		ui.KeyClear.Unless(unfiltered), ui.KeyFind, ui.KeyDetails.Unless(nothing), ui.KeyCategory, ui.KeyAccount, ui.KeyDates, ui.KeyTakenBack,
		ui.KeyCopy.Unless(nothing),
	}
	for _, b := range edits(current) {
		keys = append(keys, b.Unless(cmp.Or(nothing, b.Why)))
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
		lines = append(lines, " "+th.RuleWith(p.ofIt(), p.W-2), p.totals())
		p.Drawn = ui.Fill(lines, p.W, p.H)
		return
	}
	side := min(max(p.W*3/10, 40), 60)
	h := p.H - 3
	p.list.SetHeight(h - 3)
	find := th.Frame("Find", "", "", []string{" " + p.filter.draw(p.W-4)}, p.W, 3, p.filter.finding)
	counted := strings.Trim(p.counted()+" · "+p.ofIt(), "· ")
	list := th.Frame("Transactions", counted, p.added(p.W-side-8), p.rowLines(p.W-side-4, " ", h-2), p.W-side, h, !p.filter.finding)
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
// rows and pairs too; what the person wrote follows the name.
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
	if e.PairID != "" {
		marks = append(marks, "transfer")
	}
	if len(marks) > 0 { // it is in no figure of spending or income
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

// counted says how many transactions the list has.
func (p *Page) counted() string {
	if !p.summed {
		return ""
	}
	s := format.Count(p.summary.Count, "transaction", "transactions")
	if p.W < ui.TwoPanes {
		s = format.Number(p.summary.Count)
	}
	return s
}

// added adds up exactly what is listed, one sum a currency, the home currency
// first. The other currencies that do not fit into w cells are counted.
func (p *Page) added(w int) string {
	if !p.summed {
		return ""
	}
	var parts []string
	for _, s := range p.sumsHomeFirst() {
		parts = append(parts, sumWords(s.All(), s.Currency, p.env.HomeCurrency))
	}
	for shown := len(parts); shown > 0; shown-- {
		line := strings.Join(parts[:shown], "   ")
		if left := len(parts) - shown; left > 0 {
			line += "   and " + format.Count(left, "other currency", "other currencies")
		}
		if text.Width(line) <= w || shown == 1 {
			return line
		}
	}
	return ""
}

func (p *Page) sumsHomeFirst() []ledger.Sums {
	sums := slices.Clone(p.summary.Sums)
	slices.SortStableFunc(sums, func(a, b ledger.Sums) int {
		switch p.env.HomeCurrency {
		case a.Currency:
			return -1
		case b.Currency:
			return 1
		}
		return 0
	})
	return sums
}

// ofIt tells what of the list is pending, hidden and in pairs: what no figure of
// spending or income has. Where that is all of it, or nothing, nothing is told.
func (p *Page) ofIt() string {
	if !p.summed {
		return ""
	}
	var words []string
	for _, s := range p.sumsHomeFirst() {
		for _, part := range []struct {
			name string
			of   ledger.Sum
		}{{"pending", s.Pending}, {"hidden", s.Hidden}, {"in pairs", s.Paired}} {
			if part.of.Count > 0 && part.of.Count < p.summary.Count {
				net := ledger.Money{Minor: part.of.Net(), Currency: s.Currency}
				words = append(words, format.Number(part.of.Count)+" "+part.name+" "+format.Signed(net, p.env.HomeCurrency))
			}
		}
	}
	return strings.Join(words, " · ")
}

// sumWords writes what came in, what went out, and what that makes together.
func sumWords(s ledger.Sum, code, homeCurrency string) string {
	var words []string
	if s.In != 0 {
		words = append(words, "in "+format.Money(ledger.Money{Minor: s.In, Currency: code}, homeCurrency))
	}
	if s.Out != 0 {
		words = append(words, "out "+format.Money(ledger.Money{Minor: -s.Out, Currency: code}, homeCurrency))
	}
	if s.In != 0 && s.Out != 0 {
		words = append(words, "net "+format.Signed(ledger.Money{Minor: s.Net(), Currency: code}, homeCurrency))
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
