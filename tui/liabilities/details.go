package liabilities

import (
	"strings"

	"passbook/storage/ledger"
	"passbook/storage/liabilities"
	"passbook/tui/format"
	"passbook/tui/text"
	"passbook/tui/ui"
)

// detailHeight is the fewest lines that the lower box has.
const detailHeight = 12

func (p *Page) draw() {
	switch {
	case p.H == 0:
		return
	case !p.load.Loaded:
		p.Drawn = p.load.View("Reading", p.W, p.H)
		return
	case len(p.load.Data.debts) == 0:
		p.Drawn = p.fetch.Nothing(p.load.Data.states, "No bank has told of a card, student loan or mortgage yet.",
			"No bank tells of a card, student loan or mortgage.", "ask the banks. Plaid bills liabilities for each bank and month.", p.W, p.H)
		return
	}
	t, h := p.env.Theme, p.listHeight()
	list := t.Frame(p.Title(), p.fetch.State(p.load.Data.states), p.pane.Beyond(h-2), p.pane.View(t, p.W-3, h-2, true), p.W, h, true)
	d := p.current()
	if d == nil {
		p.Drawn = list + "\n" + ui.Fill(nil, p.W, p.H-h)
		return
	}
	title, class := text.Clean(d.Account), format.LiabilityClass(d.Class)
	if !strings.EqualFold(title, class) {
		title += "  " + class
	}
	p.Drawn = list + "\n" + t.Frame(title, text.Clean(d.Institution), "as of "+format.Age(d.FetchedAt, p.env.Now()), p.details(d), p.W, p.H-h, false)
}

// current is the debt that the cursor stands on; nil where there is none.
func (p *Page) current() *debt {
	for i := range p.load.Data.debts {
		if d := &p.load.Data.debts[i]; d.AccountID == p.pane.Current().ID {
			return d
		}
	}
	return nil
}

// details tells about one debt.
func (p *Page) details(d *debt) []string {
	t, w, today := p.env.Theme, p.W-3, p.load.Data.today
	lines := []string{""}
	row := func(name, value string) {
		if value == "" {
			return
		}
		for _, part := range text.Wrap(value, w-13) {
			lines = append(lines, " "+t.Muted.Render(text.Fit(name, 12))+part)
			name = ""
		}
	}
	row("Paid off", format.Payoff(&d.payoff, d.Currency, today))
	if len(d.payoff.Months) > 1 {
		left := []int64{*d.Owed}
		for _, m := range d.payoff.Months {
			left = append(left, m.Left)
		}
		lines = append(lines, text.Fit("", 13)+t.Accent.Render(t.Columns(left, min(len(left), w-13))))
	}
	row("Statement", p.on(d.Statement, d.StatementDate, d.Currency))
	row("Last paid", p.on(d.LastPayment, d.LastPaymentDate, d.Currency))
	row("Rates", p.rates(d))
	row("Loan", join(d.Name, d.Term, d.Plan, d.Status, words("opened ", format.ShortDay(d.Opened, today)), words("ends ", format.ShortDay(d.Ends, today)), words("of ", p.money(d.Principal, d.Currency))))
	row("This year", join(words("interest ", p.money(d.YearInterest, d.Currency)), words("principal ", p.money(d.YearPrincipal, d.Currency))))
	row("Besides", join(words("unpaid interest ", p.money(d.UnpaidInterest, d.Currency)), words("past due ", p.money(unlessZero(d.PastDue), d.Currency)),
		words("late fee ", p.money(unlessZero(d.LateFee), d.Currency)), words("escrow ", p.money(d.Escrow, d.Currency)), said(d.Insured, "mortgage insurance"), said(d.Prepayable, "no penalty on paying early")))
	row("Servicer", join(d.Servicer, words("guarantor ", d.Guarantor)))
	row("PSLF", forgiveness(d.Forgiveness, today))
	return lines
}

// on writes an amount and its day.
func (p *Page) on(minor *int64, day ledger.Date, currency string) string {
	return join(p.money(minor, currency), format.ShortDay(day, p.load.Data.today))
}

// rates lists what is charged on what.
func (p *Page) rates(d *debt) string {
	var all []string
	for _, r := range d.Rates {
		one := strings.TrimSpace(format.RateKind(r.Kind) + " " + format.Percent(r))
		if r.Balance != nil && *r.Balance != 0 {
			one += " on " + p.money(r.Balance, d.Currency)
		}
		all = append(all, one)
	}
	return strings.Join(all, ", ")
}

func forgiveness(f *liabilities.Forgiveness, today ledger.Date) string {
	if f == nil {
		return ""
	}
	count := func(n *int64, name string) string {
		if n == nil {
			return ""
		}
		return format.Number(int(*n)) + " " + name
	}
	return join(count(f.Made, "payments made"), count(f.Remaining, "remaining"), words("eligible ", format.ShortDay(f.Eligible, today)))
}

// words puts a name before a value, and gives nothing without one.
func words(name, value string) string {
	if value == "" {
		return ""
	}
	return name + value
}

// unlessZero gives an amount that there is.
func unlessZero(minor *int64) *int64 {
	if minor == nil || *minor == 0 {
		return nil
	}
	return minor
}

// said gives words where a bank says that it is so.
func said(yes *bool, words string) string {
	if yes == nil || !*yes {
		return ""
	}
	return words
}

// join puts commas between what there is, cleaned.
func join(parts ...string) string {
	var some []string
	for _, part := range parts {
		if part = text.Clean(part); part != "" {
			some = append(some, part)
		}
	}
	return strings.Join(some, ", ")
}
