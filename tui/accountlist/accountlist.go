package accountlist

import (
	"context"
	"strings"
	"time"

	"passbook/storage"
	"passbook/storage/ledger"
	"passbook/tui/format"
	"passbook/tui/text"
	"passbook/tui/ui"
)

// List draws accounts as the lines of a pane, with as many columns as
// there is room for.
type List struct {
	homeCurrency string
	now          time.Time
	all          bool                   // the page of accounts, not the dashboard
	waiting      map[string]ledger.Item // those whose data is old
	columns      []column
	amount       int // width of the balances
}

// column is a column between the name of an account and its balance.
type column struct {
	title string
	width int
	rank  int // which go first when there is not room for all
	right bool
	cell  func(p *ui.Palette, a ledger.Account) (string, ui.Paint)
}

const trendWidth = 8

// New shares out w cells. The dashboard shows fewer columns than
// the page of accounts.
func New(e *ui.Env, accounts []ledger.Account, items []ledger.Item, trends Trends, w int, all bool) *List {
	l := &List{homeCurrency: e.HomeCurrency, now: e.Now(), waiting: ledger.NeedingPerson(items), all: all, amount: 10}
	bank, free, limit, old := 0, 0, 0, 0
	for _, a := range accounts {
		l.amount = max(l.amount, len(l.balance(a)))
		bank = max(bank, min(22, text.Width(text.Clean(a.Institution))))
		if all && a.Balance.Available != nil {
			free = max(free, 9, len(l.figure(a, a.Balance.Available)))
		}
		if all && a.Balance.Limit != nil {
			limit = max(limit, len(l.figure(a, a.Balance.Limit)))
		}
		if all {
			old = 7
		}
	}
	asOf := 4
	if len(l.waiting) > 0 {
		old, asOf = 7, 1
	}
	figure := func(v func(ledger.Account) *int64) func(*ui.Palette, ledger.Account) (string, ui.Paint) {
		return func(p *ui.Palette, a ledger.Account) (string, ui.Paint) {
			if v(a) == nil {
				return "", p.Muted
			}
			return l.figure(a, v(a)), p.Muted
		}
	}
	l.choose(w, []column{
		{"Bank", bank, 2, false, func(p *ui.Palette, a ledger.Account) (string, ui.Paint) { return text.Clean(a.Institution), p.Muted }},
		{"", 6, 0, false, func(p *ui.Palette, a ledger.Account) (string, ui.Paint) { return format.Mask(a.Mask), p.Muted }},
		{"90 days", trendWidth, 3, false, func(p *ui.Palette, a ledger.Account) (string, ui.Paint) {
			return e.Theme.Trend(trends.recent(a.ID), trendWidth), p.Accent
		}},
		{"Available", free, 5, true, figure(func(a ledger.Account) *int64 { return a.Balance.Available })},
		{"Limit", limit, 6, true, figure(func(a ledger.Account) *int64 { return a.Balance.Limit })},
		{"As of", old, asOf, true, l.age},
	})
	return l
}

// choose keeps the columns that fit, by rank.
func (l *List) choose(w int, columns []column) {
	room := w - min(max(11, w/3), 16) - l.amount - 3
	for rank := range 7 {
		for i := range columns {
			c := &columns[i]
			if c.rank != rank {
				continue
			}
			if c.width+2 > room {
				c.width = 0
			}
			if c.width > 0 {
				room -= c.width + 2
			}
		}
	}
	for _, c := range columns {
		if c.width > 0 {
			l.columns = append(l.columns, c)
		}
	}
}

// age says how old a balance is; the day where its bank needs the person.
func (l *List) age(p *ui.Palette, a ledger.Account) (string, ui.Paint) {
	if it, waits := l.waiting[a.ItemID]; waits {
		return format.AsOf(it, ledger.DateOf(l.now)), p.Warn
	}
	if a.Balance.FetchedAt.IsZero() || !l.all {
		return "", p.Muted
	}
	return format.Age(a.Balance.FetchedAt, l.now), p.Muted
}

// balance writes what an account holds: see ledger.Account.Worth.
func (l *List) balance(a ledger.Account) string {
	worth, _, known := a.Worth()
	if !known {
		return l.figure(a, nil)
	}
	return l.figure(a, &worth.Minor)
}

// figure writes an amount of an account, and a dash where the bank gives none.
func (l *List) figure(a ledger.Account, minor *int64) string {
	if minor == nil {
		return "-"
	}
	return format.Money(ledger.Money{Minor: *minor, Currency: a.Balance.Currency}, l.homeCurrency)
}

// Line is an account: enter lists its transactions.
func (l *List) Line(a ledger.Account, flush bool) ui.Line {
	open := ui.ShowList(ledger.Filter{AccountID: a.ID}, ledger.Key{})
	return ui.Line{ID: a.ID, Item: a.ItemID, Open: open, Draw: func(p *ui.Palette, w int) string {
		ink := p.Text
		if !a.GoneAt.IsZero() {
			ink = p.Muted
		}
		var right strings.Builder
		for _, c := range l.columns {
			s, ink := c.cell(p, a)
			if c.right {
				s = text.FitRight(s, c.width)
			} else {
				s = text.Fit(s, c.width)
			}
			right.WriteString(p.Text.Render("  ") + ink.Render(s))
		}
		mark := "  "
		if _, waits := l.waiting[a.ItemID]; waits {
			mark = " ▲"
		}
		right.WriteString(p.Warn.Render(mark) + ink.Render(text.FitRight(l.balance(a), l.amount+1)))
		name := format.AccountName(a)
		if !flush {
			name = "  " + name
		}
		room := w - text.Width(right.String())
		if _, fromAvailable, _ := a.Worth(); fromAvailable {
			const words = " (available)"
			name = text.Cut(name, room-len(words)) + words
		}
		return ink.Render(text.Fit(name, room)) + right.String()
	}}
}

// Head names the columns.
func (l *List) Head(p *ui.Palette, w int) string {
	right := ""
	for _, c := range l.columns {
		if c.right {
			right += "  " + text.FitRight(c.title, c.width)
		} else {
			right += "  " + text.Fit(c.title, c.width)
		}
	}
	return p.Muted.Render(text.Between("", right+"  "+text.FitRight("Balance", l.amount+1), w))
}

// GroupHead is the heading of accounts of one kind, with their sums.
func GroupHead(t *ui.Theme, g ledger.AccountGroup, homeCurrency string, w int) string {
	return text.Between(t.Bold.Render(g.Title), t.Bold.Render(Sums(g.Totals, homeCurrency)), w)
}

// Sums writes one sum a currency, beside each other: they are never added up.
func Sums(totals []ledger.Money, homeCurrency string) string {
	var out []string
	for _, m := range totals {
		out = append(out, format.Money(m, homeCurrency))
	}
	return strings.Join(out, "   ")
}

// Freshness says when an Item was last synced, or what it needs.
func Freshness(it ledger.Item, now time.Time, p *ui.Palette) (string, ui.Paint) {
	switch {
	case !it.ArchivedAt.IsZero():
		return "archived " + format.ShortDay(ledger.DateOf(it.ArchivedAt.In(now.Location())), ledger.DateOf(now)), p.Muted
	case it.Problem != nil && it.Problem.Actor == ledger.ActorRelink:
		return "▲ link again (" + ui.KeyFix.Name() + ")", p.Warn
	case it.Problem.NeedsPerson():
		return "▲ sign in again (" + ui.KeyFix.Name() + ")", p.Warn
	case it.Problem != nil:
		return "○ as of " + format.Age(it.SyncedAt, now) + ", trying again", p.Muted
	case it.SyncedAt.IsZero():
		return "○ first sync", p.Muted
	case it.Completeness != ledger.HistoryFull:
		return "○ history still arriving", p.Muted
	}
	return "● synced " + format.Age(it.SyncedAt, now), p.Good
}

// Trends are the balances of every account over a year, by account.
type Trends map[string]ledger.WorthLine

// LoadTrends asks for the balances of accounts over a year, once for each
// currency.
func LoadTrends(ctx context.Context, db *storage.DB, accounts []ledger.Account, today ledger.Date) (Trends, error) {
	out, asked := Trends{}, map[string]ledger.Worth{}
	for _, a := range accounts {
		currency := a.Balance.Currency
		worth, has := asked[currency]
		if !has {
			var err error
			if worth, err = db.Worth(ctx, currency, ledger.YearBefore(today), today); err != nil {
				return nil, err
			}
			asked[currency] = worth
		}
		out[a.ID] = worth.Account(a.ID)
	}
	return out, nil
}

// recent gives the balances of the last 90 days that are known and not too large.
func (t Trends) recent(accountID string) []int64 {
	var out []int64
	points := t[accountID]
	for i := range points {
		if points[i].Date >= points[len(points)-1].Date.AddDays(-90) && points[i].Minor != ledger.TooLarge {
			out = append(out, points[i].Minor)
		}
	}
	return out
}
