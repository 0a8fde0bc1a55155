package accounts

import (
	"strings"
	"time"

	"passbook/storage/ledger"
	"passbook/tui/accountlist"
	"passbook/tui/format"
	"passbook/tui/text"
	"passbook/tui/ui"
)

// bankLines are the banks, with their columns as wide as what is in them.
func (p *Page) bankLines() []ui.Line {
	now, c := p.env.Now(), &p.env.Theme.Palette
	items := ledger.NeedingPersonFirst(p.load.Data.items)
	name, state := 0, 0
	for _, it := range items {
		words, _ := accountlist.Freshness(it, now, c)
		name, state = max(name, text.Width(text.Clean(it.Institution))), max(state, text.Width(words))
	}
	var lines []ui.Line
	for _, it := range items {
		lines = append(lines, p.bankLine(it, min(name, 24)+4, min(state, 23)))
	}
	return lines
}

// bankLine is a bank with both clocks: when passbook synced it, when the bank
// last looked itself. What is dated comes first, and what finds no room is on its
// card.
func (p *Page) bankLine(it ledger.Item, nameWidth, stateWidth int) ui.Line {
	open := ui.ShowList(ledger.Filter{ItemID: it.ID}, ledger.Key{})
	if it.Problem.NeedsPerson() {
		open = ui.Send(ui.LinkMsg{ItemID: it.ID})
	}
	now := p.env.Now()
	return ui.Line{ID: it.ID, Item: it.ID, Open: open, Draw: func(c *ui.Palette, w int) string {
		state, ink := accountlist.Freshness(it, now, c)
		name := c.Text.Render(text.Fit("  "+text.Cut(text.Clean(it.Institution), nameWidth-4), nameWidth))
		state = text.Fit(state, stateWidth)
		rest := w - nameWidth - stateWidth
		facts := p.bankFacts(it, now)
		words := "  " + strings.Join(facts, " · ")
		for len(facts) > 1 && text.Width(words) > rest {
			facts = facts[:len(facts)-1]
			words = "  " + strings.Join(facts, " · ")
		}
		return name + ink.Render(state) + c.Muted.Render(text.Fit(words, rest))
	}}
}

// bankFacts are what there is to say of a bank beside its state, what is most
// pressing first.
func (p *Page) bankFacts(it ledger.Item, now time.Time) (facts []string) {
	if !it.DisconnectsAt.IsZero() {
		facts = append(facts, "login ends "+p.day(it.DisconnectsAt))
	}
	if days, known := it.ConsentDays(now); known {
		facts = append(facts, consent(days))
	}
	switch {
	case it.NewAccountsAt.IsZero():
	case it.Problem.NeedsPerson(): // signing in comes first
		facts = append(facts, "new accounts")
	default:
		facts = append(facts, "new accounts ("+ui.KeyChoose.Name()+")")
	}
	if !it.BankUpdatedAt.IsZero() {
		facts = append(facts, "bank looked "+format.Age(it.BankUpdatedAt, now))
	}
	if it.DaysRequested > 0 {
		facts = append(facts, format.Count(it.DaysRequested, "day", "days"))
	}
	return facts
}

// consent says for how many days a consent lasts.
func consent(days int) string {
	switch {
	case days < 0:
		return "consent ended"
	case days == 0:
		return "consent ends today"
	}
	return "consent for " + format.Count(days, "day", "days")
}

// day writes the day of an instant, in the time of this machine.
func (p *Page) day(at time.Time) string {
	return format.ShortDay(ledger.DateOf(at.In(p.env.Now().Location())), p.load.Data.today)
}

// bankCard is everything about a bank, in lines of w cells.
func (p *Page) bankCard(it ledger.Item, w int) []string {
	t, now := p.env.Theme, p.env.Now()
	c := cardRows{theme: t, w: w, lines: []string{""}}
	words, _ := accountlist.Freshness(it, now, &t.Palette)
	c.add("State", words)
	if it.Problem != nil {
		c.add("Why", text.Clean(it.Problem.Sentence))
	}
	c.add("Accounts", format.Number(p.accountsOf(it.ID)))
	c.add("Linked", p.day(it.LinkedAt))
	if !it.RepairedAt.IsZero() {
		c.add("Signed in", "again "+p.day(it.RepairedAt))
	}
	if !it.BankUpdatedAt.IsZero() {
		c.add("Bank looked", format.Age(it.BankUpdatedAt, now))
	}
	if !it.DisconnectsAt.IsZero() {
		c.add("Login ends", p.day(it.DisconnectsAt))
	}
	if days, known := it.ConsentDays(now); known {
		c.add("Consent", strings.TrimPrefix(consent(days), "consent ")+", "+p.day(it.ConsentEnds))
	}
	if !it.NewAccountsAt.IsZero() {
		c.add("New", "accounts opened since the link, which "+ui.KeyChoose.Name()+" shares")
	}
	if it.DaysRequested > 0 {
		c.add("History", format.Count(it.DaysRequested, "day", "days")+" were asked for")
	}
	return c.lines
}

// chooseKey shows the bank's list of accounts again.
func (p *Page) chooseKey() ui.Binding {
	switch {
	case p.archived():
		return ui.KeyChoose.Unless("archived")
	case p.broken():
		return ui.KeyChoose.Unless("sign in again first")
	}
	return p.online(ui.KeyChoose)
}

// broken reports whether the bank of the current line needs the person.
func (p *Page) broken() bool {
	it, ok := p.item(p.list.Current().Item)
	return ok && it.Problem.NeedsPerson()
}

// archived reports whether the bank of the current line was archived.
func (p *Page) archived() bool {
	it, ok := p.item(p.list.Current().Item)
	return ok && !it.ArchivedAt.IsZero()
}
