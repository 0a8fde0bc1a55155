package income

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"passbook/storage/income"
	"passbook/storage/ledger"
	"passbook/storage/query"
	"passbook/storage/streams"
	"passbook/tui/format"
	"passbook/tui/text"
	"passbook/tui/ui"
)

// headHeight is the lines over the list: empty, what the years brought, empty.
const headHeight = 3

func (p *Page) draw() {
	d := &p.load.Data
	switch {
	case p.H == 0:
	case !p.load.Loaded:
		p.Drawn = p.load.View("Reading", p.W, p.H)
	case d.bank.FetchedAt.IsZero() && d.paid.FetchedAt.IsZero():
		p.Drawn = p.empty()
	default:
		lines := []string{"", text.Between("  "+p.yearly(), p.env.Theme.Muted.Render(p.right())+"  ", p.W), ""}
		p.Drawn = ui.Fill(append(lines, p.pane.View(p.env.Theme, p.W-1, p.H-headHeight, true)...), p.W, p.H)
	}
}

// yearly says what this year and the last one brought: $74,857 in 2026 so far,
// $80,725 in 2025.
func (p *Page) yearly() string {
	year := int(p.load.Data.today) / 10000
	var parts []string
	for _, y := range p.load.Data.years {
		words := p.whole(y.Amount, y.Currency) + " in " + strconv.Itoa(y.Year)
		switch y.Year {
		case year:
			parts = append(parts, words+" so far")
		case year - 1:
			parts = append(parts, words)
		}
	}
	if len(parts) == 0 {
		return p.env.Theme.Muted.Render("no account of a bank shows income of this year or the last")
	}
	return p.env.Theme.Bold.Render(strings.Join(parts, ", "))
}

func (p *Page) whole(minor int64, currency string) string {
	m := ledger.Money{Minor: minor, Currency: currency}
	return format.WithSymbol(format.Whole(m, p.load.Data.home), m, p.load.Data.home)
}

// right says how old it is.
func (p *Page) right() string {
	if p.run.Running {
		return "fetching…"
	}
	var oldest time.Time
	for _, at := range []time.Time{p.load.Data.bank.FetchedAt, p.load.Data.paid.FetchedAt} {
		if !at.IsZero() && (oldest.IsZero() || at.Before(oldest)) {
			oldest = at
		}
	}
	return "as of " + format.Age(oldest, p.env.Now())
}

// empty says why there is nothing, and what to do.
func (p *Page) empty() string {
	t := p.env.Theme
	right := ""
	if p.run.Running {
		right = "fetching…"
	}
	lines := []string{"", " " + t.Muted.Render("No income is here yet.")}
	for _, words := range text.Wrap("passbook income link shows Plaid a bank or an employer. Then "+ui.KeyFetch.Name()+
		" asks for what it found. Plaid bills income once for each bank or employer, and under some contracts each time that it is asked for.", p.W-5) {
		lines = append(lines, " "+t.Muted.Render(words))
	}
	return t.Frame(p.Title(), right, "", lines, p.W, p.H, true)
}

// The columns of the list behind the name, in cells.
const (
	everyWidth, lastWidth, sumWidth = 12, 14, 14
	columnsWidth                    = everyWidth + lastWidth + 2*sumWidth
)

// kindWidth is the column of the kind of income, for which a narrow page has no
// room.
func (p *Page) kindWidth() int {
	if p.W < ui.TwoPanes {
		return 0
	}
	return 18
}

// lines draws the sources, and under them the pay stubs. Enter lists the
// transactions of a source's name, or of a day of pay.
func (p *Page) lines() (lines []ui.Line) {
	d := &p.load.Data
	for i := range d.bank.Sources {
		s := &d.bank.Sources[i]
		if i == 0 {
			lines = append(lines, ui.Line{Draw: func(c *ui.Palette, w int) string {
				year := int(d.today) / 10000
				return c.Muted.Render(text.Fit("From", w-columnsWidth-p.kindWidth()-1) + text.Fit("Kind", p.kindWidth()) + text.Fit("Every", everyWidth) +
					text.Fit("Last", lastWidth) + text.FitRight(strconv.Itoa(year), sumWidth) + text.FitRight(strconv.Itoa(year-1), sumWidth) + " ")
			}})
		}
		open := ui.ShowList(ledger.Filter{Query: query.Quote(text.Clean(s.Description))}, ledger.Key{})
		for _, total := range s.Totals() {
			lines = append(lines, ui.Line{ID: s.ID + total.Currency, Open: open, Draw: func(c *ui.Palette, w int) string { return p.source(c, s, total.Currency, w) }})
		}
	}
	if len(d.paid.Stubs) == 0 {
		return lines
	}
	if len(lines) > 0 {
		lines = append(lines, ui.Line{}, ui.Line{Draw: func(_ *ui.Palette, w int) string { return p.env.Theme.Rule(w - 1) }})
	}
	for _, y := range income.PaidYears(d.paid.Stubs) {
		lines = append(lines, ui.Line{Draw: func(c *ui.Palette, w int) string { return c.Muted.Render(text.Cut(p.paidYear(y), w)) }})
	}
	lines = append(lines, ui.Line{}, ui.Line{Draw: func(c *ui.Palette, w int) string {
		return c.Muted.Render(text.Fit("Paid on", lastWidth) + text.Fit("Employer", w-lastWidth-3*sumWidth-1) +
			text.FitRight("Gross", sumWidth) + text.FitRight("Kept back", sumWidth) + text.FitRight("Net", sumWidth) + " ")
	}})
	for i := range d.paid.Stubs {
		s := &d.paid.Stubs[i]
		open := ui.ShowList(ledger.Filter{From: s.PaidOn, To: s.PaidOn}, ledger.Key{})
		if s.PaidOn == 0 {
			open = ui.Notify("This pay stub does not say when it was paid.")
		}
		lines = append(lines, ui.Line{ID: s.ID, Open: open, Draw: func(c *ui.Palette, w int) string { return p.stub(c, s, w) }})
	}
	return lines
}

// source draws what came from a source in a currency.
func (p *Page) source(c *ui.Palette, s *income.Source, currency string, w int) string {
	year := int(p.load.Data.today) / 10000
	var sums [2]int64
	for _, m := range s.Months {
		if back := year - int(m.Month)/100; m.Amount.Currency == currency && back >= 0 && back < len(sums) {
			sums[back] += m.Amount.Minor
		}
	}
	room := w - columnsWidth - p.kindWidth() - 1
	return c.Text.Render(text.Fit(text.Cut(text.Clean(s.Description), room-1), room)) + c.Muted.Render(text.Fit(text.Cut(format.IncomeKind(s.Category), max(0, p.kindWidth()-1)), p.kindWidth())+
		text.Fit(format.Every(streams.Frequency(s.Frequency)), everyWidth)+text.Fit(format.ShortDay(s.Last, p.load.Data.today), lastWidth)) +
		c.Text.Render(text.FitRight(p.money(&sums[0], currency), sumWidth)) + c.Muted.Render(text.FitRight(p.money(&sums[1], currency), sumWidth)) + " "
}

// stub draws a pay stub.
func (p *Page) stub(c *ui.Palette, s *income.Stub, w int) string {
	room := w - lastWidth - 3*sumWidth - 1
	return c.Text.Render(text.Fit(format.ShortDay(s.PaidOn, p.load.Data.today), lastWidth)+text.Fit(text.Cut(text.Clean(s.Employer), room-1), room)) +
		c.Muted.Render(text.FitRight(p.money(s.Gross, s.Currency), sumWidth)+text.FitRight(p.money(s.Deducted, s.Currency), sumWidth)) +
		c.Text.Render(text.FitRight(p.money(s.Net, s.Currency), sumWidth)) + " "
}

// paidYear says what the pay stubs of a year add up to.
func (p *Page) paidYear(y income.Year) string {
	words := fmt.Sprintf("%d  %s: %s net of %s", y.Year, format.Count(y.Count, "pay stub", "pay stubs"), p.whole(y.Amount, y.Currency), p.whole(y.Gross, y.Currency))
	switch {
	case y.Unsaid > 0:
		return words + ", without " + format.Number(y.Unsaid) + " that do not say"
	case y.Stated != nil && *y.Stated != y.Amount:
		return words + "; the last states " + p.whole(*y.Stated, y.Currency)
	}
	return words
}

func (p *Page) money(minor *int64, currency string) string {
	if minor == nil {
		return ""
	}
	return format.Money(ledger.Money{Minor: *minor, Currency: currency}, p.env.HomeCurrency)
}
