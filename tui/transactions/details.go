package transactions

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"passbook/storage"
	"passbook/storage/ledger"
	"passbook/tui/format"
	"passbook/tui/text"
	"passbook/tui/ui"
)

// visitDays is how far back the history of a merchant goes.
const visitDays = 90

// detail is what is known of one transaction. It is drawn beside the list on
// wide screens and as a page of its own on all.
type detail struct {
	env     *ui.Env
	entry   ledger.Entry // as the list has it, or whole once it was fetched
	asked   ui.Query[detailQuestion, detailAnswer]
	fetched detailQuestion // what visits are of
	visits  []storage.MerchantVisit
	pair    ledger.Entry // the other side of the transfer that it is; zero: none
	pages   int          // pages of details that are open
}

type detailQuestion struct {
	id       string
	revision int64
}

type detailAnswer struct {
	entry  ledger.Entry
	visits []storage.MerchantVisit
	pair   ledger.Entry
}

// show turns to an entry. Where the details are on the screen it asks for what
// the list does not have.
func (d *detail) show(e ledger.Entry, revision int64, beside bool) tea.Cmd {
	q := detailQuestion{e.ID, revision}
	if q == d.fetched {
		return nil
	}
	if d.entry.ID != e.ID {
		d.visits, d.pair = nil, ledger.Entry{}
	}
	if d.entry.ID != e.ID || !d.asked.Running {
		d.entry = e
	}
	if !beside && d.pages == 0 || d.asked.Running && d.asked.Question == q {
		return nil
	}
	since := ledger.DateOf(d.env.Now()).AddDays(-visitDays)
	return d.asked.Ask(d.env, q, func(ctx context.Context, q detailQuestion) (a detailAnswer, err error) {
		if a.entry, err = d.env.DB.Entry(ctx, q.id); err != nil {
			return a, err
		}
		if a.visits, err = d.env.DB.MerchantVisits(ctx, q.id, since); err != nil {
			return a, err
		}
		a.pair, _, err = d.env.DB.PairOf(ctx, q.id)
		return a, err
	})
}

func (d *detail) update(msg tea.Msg) tea.Cmd {
	q := d.asked.Question
	a, ok, err := d.asked.Answer(msg)
	if !ok {
		return nil
	}
	d.fetched = q
	if err != nil {
		return ui.Alarm(err)
	}
	d.entry, d.visits, d.pair = a.entry, a.visits, a.pair
	return nil
}

// facts are the labels and values of the entry, those that it has.
func (d *detail) facts() [][2]string {
	e, n := d.entry, d.entry.Annotation
	state := "posted"
	if e.Pending {
		state = "pending"
	}
	facts := [][2]string{
		{"Amount", format.WithSymbol(format.Signed(e.Amount, e.Amount.Currency), e.Amount, e.Amount.Currency) + " " + format.Code(e.Amount.Currency)},
		{"Date", format.LongDay(e.Date)},
		{"Status", state},
	}
	add := func(label, value string) {
		if value = strings.TrimSpace(value); value != "" {
			facts = append(facts, [2]string{label, value})
		}
	}
	if e.AuthorizedDate != e.Date {
		add("Authorised", format.LongDay(e.AuthorizedDate))
	}
	if e.PendingVersion != nil {
		add("Settled", pendingDifference(e))
	}
	if !e.RemovedAt.IsZero() {
		add("Taken back", "by the bank, "+format.LongDay(ledger.DateOf(e.RemovedAt)))
	}
	add("Account", strings.TrimSpace(text.Clean(e.AccountName)+" "+format.Mask(e.AccountMask)))
	add("Bank", text.Clean(e.Institution))
	for _, f := range d.countedAs() {
		add(f[0], f[1])
	}
	if name := text.Clean(e.Name); name != format.Title(e) {
		add("Name", name)
	}
	if billed := text.Clean(e.Original); billed != format.Title(e) && billed != text.Clean(e.Name) {
		add("As billed", billed)
	}
	add("Channel", text.Clean(e.Channel))
	if e.Details != nil {
		facts = append(facts, detailFacts(*e.Details)...)
	}
	note := text.Clean(n.Note)
	if note == "" {
		note = "—"
	}
	add("Note", note)
	tags := make([]string, len(n.Tags))
	for i, tag := range n.Tags {
		tags[i] = "#" + text.Clean(tag)
	}
	add("Tags", strings.Join(tags, " "))
	if n.Hidden {
		add("Hidden", "from spending and income")
	}
	return facts
}

// countedAs is what decides what the entry counts as: its category, and the other
// side of the transfer that it is.
func (d *detail) countedAs() [][2]string {
	e, own := d.entry, d.entry.Annotation.Category
	category := format.CategoryName(e.EffectiveCategory())
	if p := ledger.PrimaryCategory(e.EffectiveCategory()); own == "" && p != e.EffectiveCategory() {
		category = format.CategoryName(p) + " › " + category
	}
	facts := [][2]string{{"Category", category}}
	if e.PairID != "" {
		facts = append(facts, [2]string{"Transfer", transfer(e, d.pair, ledger.DateOf(d.env.Now()))})
	}
	if own != "" {
		facts = append(facts, [2]string{"Bank says", format.CategoryName(cmp.Or(e.CategoryDetail, e.Category))})
	}
	return facts
}

// pendingDifference says how a posted entry differs from what it was while pending.
func pendingDifference(e ledger.Entry) string {
	was, now := e.PendingVersion.Amount, e.Amount
	was.Minor, now.Minor = max(was.Minor, -was.Minor), max(now.Minor, -now.Minor)
	words := "pending since " + format.LongDay(e.PendingVersion.Date)
	if e.PendingVersion.Amount != e.Amount {
		words = "authorised " + format.Money(was, e.Amount.Currency) + ", posted " + format.Money(now, e.Amount.Currency) + "; " + words
	}
	if name := text.Clean(e.PendingVersion.Name); name != text.Clean(e.Name) && name != "" {
		words += " as " + name
	}
	return words
}

// detailFacts are the labels and values of the details that few banks fill.
func detailFacts(details ledger.Details) [][2]string {
	var facts [][2]string
	add := func(label string, values ...string) {
		var parts []string
		for _, v := range values {
			if v = text.Clean(v); v != "" {
				parts = append(parts, v)
			}
		}
		if len(parts) > 0 {
			facts = append(facts, [2]string{label, strings.Join(parts, ", ")})
		}
	}
	l, p := details.Location, details.Payment
	add("Where", l.Address, l.City, l.Region, l.PostalCode, l.Country)
	add("Store", l.Store)
	for _, c := range details.Counterparties {
		add("With", c.Name, strings.ReplaceAll(c.Kind, "_", " "))
	}
	add("Website", details.Website)
	add("Cheque", details.CheckNumber)
	add("Owner", details.AccountOwner)
	add("Code", details.Code)
	add("Payee", p.Payee)
	add("Payer", p.Payer)
	add("By order of", p.ByOrderOf)
	add("Method", p.Method, p.Processor)
	add("Reason", p.Reason)
	add("Reference", p.Reference)
	return facts
}

// lines draws the entry in w cells, with as much of the merchant's history as
// h lines have room for.
func (d *detail) lines(w, h int) []string {
	if d.entry.ID == "" {
		return nil
	}
	th := d.env.Theme
	facts := d.facts()
	label := 0
	for _, f := range facts {
		label = max(label, text.Width(f[0]))
	}
	label += 2
	lines := []string{""}
	for _, f := range facts {
		name := f[0]
		style := th.Text
		switch {
		case name == "Amount" && d.entry.Pending:
			style = th.Muted
		case name == "Amount" && d.entry.Amount.Minor > 0:
			style = th.Good
		}
		for _, part := range text.Wrap(f[1], w-label) {
			lines = append(lines, th.Muted.Render(text.Fit(name, label))+style.Render(part))
			name = ""
		}
	}
	return append(lines, d.visitLines(w, h-len(lines))...)
}

// visitLines draws what the person paid the same merchant lately, in at most h
// lines.
func (d *detail) visitLines(w, h int) []string {
	th := d.env.Theme
	if len(d.visits) < 2 || h < 4 {
		return nil
	}
	var amounts []int64
	var tally ledger.Tally
	currency := d.entry.Amount.Currency
	for _, v := range slices.Backward(d.visits) {
		if v.Amount.Currency == currency {
			amounts = append(amounts, max(v.Amount.Minor, -v.Amount.Minor))
		}
		tally.Add(v.Amount.Currency, v.State, ledger.Sum{In: max(v.Amount.Minor, 0), Out: min(v.Amount.Minor, 0), Count: 1})
	}
	lines := []string{
		"", th.Bold.Render(fmt.Sprintf("Same merchant, %d days", visitDays)),
		th.Accent.Render(strings.TrimSpace(th.Columns(amounts, min(w, 32)))),
	}
	for _, s := range tally.Summary().Sums {
		lines = append(lines, d.visitSums(s, w)...)
	}
	if h < 8 {
		return lines
	}
	lines = append(lines, "")
	today := ledger.DateOf(d.env.Now())
	for _, v := range d.visits[:max(0, min(len(d.visits), h-len(lines), 12))] {
		lines = append(lines, text.Between(th.Muted.Render(format.ShortDay(v.Date, today)), format.Money(v.Amount, d.env.HomeCurrency), w))
	}
	return lines
}

// visitSums are the posted visits in one currency, and the others beside them.
func (d *detail) visitSums(s ledger.Sums, w int) []string {
	th := d.env.Theme
	var lines []string
	for _, part := range []struct {
		one, many string
		of        ledger.Sum
	}{{"visit", "visits", s.Posted}, {"pending", "pending", s.Pending}, {"hidden", "hidden", s.Hidden}} {
		if part.of.Count > 0 {
			net := ledger.Money{Minor: part.of.Net(), Currency: s.Currency}
			lines = append(lines, text.Between(th.Muted.Render(format.Count(part.of.Count, part.one, part.many)), format.Money(net, d.env.HomeCurrency), w))
		}
	}
	return lines
}

// details is the page of one transaction, over the list. The list's keys work
// in it: j and k go to the next and the previous transaction.
type details struct {
	ui.Screen
	list    *Page
	version int // of the list, as it was drawn
}

func newDetails(list *Page) *details { return &details{list: list} }

func (p *details) Init() tea.Cmd {
	p.list.detail.pages++
	return p.list.Update(nil)
}

func (p *details) Title() string  { return "Transaction" }
func (p *details) Typing() bool   { return false }
func (p *details) Status() string { return p.list.Status() }
func (p *details) Keys() []ui.Binding {
	e, other := p.list.detail.entry, ""
	if e.PairID == "" {
		other = "no other row is paired with it"
	}
	return []ui.Binding{
		ui.KeyOtherSide.Unless(other), ui.KeyItsCategory, ui.KeyNote, ui.KeyHide, ui.KeyTags, pairKey(e), ui.KeyCopy, ui.KeyUndo,
		ui.KeyNeighbours, ui.KeyScreens, ui.KeyHalves, ui.KeyEnds,
	}
}

func (p *details) Update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case ui.PoppedMsg:
		p.list.detail.pages--
	case tea.KeyPressMsg:
		switch e := p.list.detail.entry; {
		case ui.KeyItsCategory.Is(msg):
			return p.list.edit.pickCategory(e, p.list.filter.choices.Data.categories)
		case ui.KeyOtherSide.Is(msg) && p.list.detail.pair.ID == e.PairID:
			return p.list.goTo(p.list.detail.pair)
		case ui.KeyOtherSide.Is(msg): // it is not fetched yet
			return nil
		}
		return p.list.Update(msg)
	}
	return nil
}

// SetSize draws the page when its size or the list changed.
func (p *details) SetSize(w, h int) {
	if w == p.W && h == p.H && p.version == p.list.version {
		return
	}
	p.W, p.H, p.version = w, h, p.list.version
	th, d := p.list.env.Theme, &p.list.detail
	boxW := min(w-8, 76)
	lines := d.lines(boxW-6, h-5)
	for i := range lines {
		lines[i] = "  " + lines[i]
	}
	boxH := min(len(lines)+3, h)
	box := th.Frame(text.Cut(format.Title(d.entry), boxW-8), "", "", lines, boxW, boxH, true)
	p.Drawn = ui.Centred(box, boxW, boxH, w, h)
}
