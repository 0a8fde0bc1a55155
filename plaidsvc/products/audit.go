package products

import (
	"context"
	"errors"
	"maps"
	"slices"

	"passbook/plaidsvc/plaidapi"
	"passbook/plaidsvc/problem"
	"passbook/storage/ledger"
)

// Audit holds what the cache says of an Item against what /transactions/get says,
// which is another way to the same rows than that of syncs.
type Audit struct {
	From, To ledger.Date                     // inclusive; zero From: all of the past
	Differs  func(Difference) error          // is told each difference; its error ends the audit
	Limited  func(ctx context.Context) error // waits until Plaid's limit of requests a minute is over
}

// Kind says what a Difference is.
type Kind string

// The kinds of differences.
const (
	Missing Kind = "missing" // Plaid has a row that the cache has not
	Extra   Kind = "extra"   // the cache has a row that Plaid has not
	Differs Kind = "differs" // both have it, and say something else of it
)

// Difference is one thing that the cache and the bank say otherwise.
type Difference struct {
	Kind  Kind
	Field string             // of Differs: account, amount, date, pending, category, name, merchant
	Here  string             // what the cache says
	Plaid string             // what the bank says
	Row   ledger.Transaction // as the bank has it, or of Extra as the cache has it; without Details
}

// Audited is what an audit went through, in numbers of rows.
type Audited struct {
	Compared  map[string]int // rows of the bank's that were looked for in the cache, by account id
	Different int            // differences among posted rows
	Pending   int            // differences among pending ones
	Waiting   int            // rows that changed at the bank since the last sync: no differences
	SetAside  int            // rows that no cache can keep
	NotShared map[string]int // rows of the cache whose account the Item no longer shares, by account id
}

// transactionsAsked are the words for /transactions/get.
var transactionsAsked = problem.Product{What: "transactions", Accounts: "account with transactions"}

// Audit compares the cache with the bank. While it runs, nobody else works on the
// Item, and nothing is written. Free on an Item that has Transactions. Errors:
// *problem.Error, those of Differs and Limited.
func (p *Products) Audit(ctx context.Context, itemID string, a Audit) (Audited, error) {
	run := &auditing{
		Audit: a, p: p, ctx: ctx, decoder: new(plaidapi.PageDecoder),
		done: Audited{Compared: map[string]int{}, NotShared: map[string]int{}},
	}
	it, err := p.DB.Item(ctx, itemID)
	if err != nil {
		return run.done, p.Explain("", err)
	}
	err = p.ask(ctx, it, transactionsAsked, func(token string) error {
		// Read once more: a sync may have moved the cursor while the Item was locked.
		if run.item, err = p.DB.Item(ctx, itemID); err != nil {
			return err
		}
		run.token = token
		return run.all()
	})
	if errors.Is(err, errAuditChanges) {
		err = &problem.Error{Err: err, Problem: ledger.Problem{
			Actor: ledger.ActorWait, Since: p.Now(),
			Sentence: plaidapi.OneLine(it.Institution, 60) + ": the bank changes its rows faster than they can be read. Try again later.",
		}}
	}
	return run.done, err
}

// auditing is an audit at work.
type auditing struct {
	Audit
	p       *Products
	ctx     context.Context
	item    ledger.Item
	token   string
	decoder *plaidapi.PageDecoder
	held    []Difference // not told yet
	done    Audited
}

// Bounds of an audit.
const (
	auditPast     = 800    // days before the link that banks have rows of: Plaid gives 730, and some banks a few more
	auditAhead    = 7      // days after today that banks date rows at
	fewRows       = 300    // in a window that is so short that the next one is longer
	manyRows      = 2000   // in a window that is read again in shorter ones
	longestWindow = 24     // months
	mostTries     = 5      // at a window whose rows change while it is read
	mostHeld      = 10_000 // differences in memory; more are told at once
)

var errAuditChanges = errors.New("rows change while they are read")

// all goes through the windows, the latest first: months, as many at a time as
// hold some hundred rows, so that memory stays small and Plaid's limit is far.
func (a *auditing) all() error {
	from, to := a.From, a.To
	today := ledger.DateOf(a.p.Now())
	if to == 0 {
		to = today.AddDays(auditAhead)
	}
	if from == 0 {
		from = today.AddDays(-auditPast)
		if !a.item.LinkedAt.IsZero() {
			from = ledger.DateOf(a.item.LinkedAt).AddDays(-auditPast)
		}
	}
	for months := 6; from <= to; {
		first := max(from, to.Month().Add(1-months).First())
		w, err := a.fetch(first, to, months > 1)
		switch {
		case err != nil:
			return err
		case w == nil:
			months = max(1, months/2)
			continue
		}
		if err := a.compare(w, first, to); err != nil {
			return err
		}
		if len(w.rows) < fewRows {
			months = min(2*months, longestWindow)
		}
		to = first.AddDays(-1)
	}
	return a.tell()
}

// window is what the bank says of some days.
type window struct {
	rows     map[string]ledger.Transaction // by id
	setAside map[string]bool
	accounts map[string]bool // that the Item shares
}

// fetch reads the rows of some days, from the first page again until no row came
// or went meanwhile. It gives nil where there are so many that a shorter window is
// to be read, if there is one.
func (a *auditing) fetch(from, to ledger.Date, canShorten bool) (*window, error) {
	for range mostTries {
		w := &window{rows: map[string]ledger.Transaction{}, setAside: map[string]bool{}, accounts: map[string]bool{}}
		total, whole := -1, false
		for offset := 0; ; {
			page, err := a.page(from, to, offset)
			if err != nil {
				return nil, err
			}
			if canShorten && page.Total > manyRows {
				return nil, nil
			}
			if total < 0 {
				total = page.Total
			}
			for _, id := range page.AccountIDs {
				w.accounts[id] = true
			}
			for _, r := range page.SetAside {
				w.setAside[r.ID] = true
			}
			for _, t := range page.Rows {
				t.Details = nil // its memory is used again
				w.rows[t.ID] = t
			}
			offset += page.Count
			whole = page.Total == total && len(w.rows)+len(w.setAside) == total
			if page.Total != total || page.Count == 0 || offset >= total {
				break
			}
		}
		if whole {
			return w, nil
		}
	}
	return nil, errAuditChanges
}

// page asks for one page.
func (a *auditing) page(from, to ledger.Date, offset int) (page plaidapi.WindowPage, err error) {
	err = waitOut(a.ctx, a.Limited, a.p.Now, func() error {
		page, err = a.p.Plaid.WindowPage(a.ctx, a.token, from, to, offset, a.decoder)
		return err
	})
	return page, err
}

// compare holds the cache's rows of some days against the bank's.
func (a *auditing) compare(w *window, from, to ledger.Date) error {
	for _, t := range w.rows {
		a.done.Compared[t.AccountID]++
	}
	a.done.SetAside += len(w.setAside)
	err := a.p.DB.EachStated(a.ctx, a.item.ID, from, to, func(here ledger.Transaction) error {
		plaid, there := w.rows[here.ID]
		switch {
		case there:
			delete(w.rows, here.ID)
			return a.hold(fields(here, plaid)...)
		case w.setAside[here.ID]: // as it is now it cannot be kept
			return nil
		case !w.accounts[here.AccountID]:
			a.done.NotShared[here.AccountID]++
			return nil
		}
		return a.hold(Difference{Kind: Extra, Row: here})
	})
	for _, id := range slices.Sorted(maps.Keys(w.rows)) {
		if err != nil {
			break
		}
		err = a.hold(Difference{Kind: Missing, Row: w.rows[id]})
	}
	return err
}

// fields gives what both say otherwise of a row. What the person said of it is not
// asked: a row with a category of their own is compared by the bank's.
func fields(here, plaid ledger.Transaction) (all []Difference) {
	for _, f := range []struct{ name, here, plaid string }{
		{"account", here.AccountID, plaid.AccountID},
		{"amount", here.Amount.Decimal() + " " + here.Amount.Currency, plaid.Amount.Decimal() + " " + plaid.Amount.Currency},
		{"date", here.Date.String(), plaid.Date.String()},
		{"pending", yesNo(here.Pending), yesNo(plaid.Pending)},
		{"category", categoryOf(here), categoryOf(plaid)},
		{"name", here.Name, plaid.Name},
		{"merchant", here.Merchant, plaid.Merchant},
	} {
		if f.here != f.plaid {
			all = append(all, Difference{Kind: Differs, Field: f.name, Here: f.here, Plaid: f.plaid, Row: plaid})
		}
	}
	return all
}

func yesNo(b bool) string {
	if b {
		return "yes"
	}
	return "no"
}

func categoryOf(t ledger.Transaction) string {
	if t.CategoryDetail != "" {
		return t.CategoryDetail
	}
	return t.Category
}

// hold keeps differences until the end of the Item: then it is known whether a row
// is only in another window, and what the next sync brings.
func (a *auditing) hold(more ...Difference) error {
	if len(a.held)+len(more) > mostHeld {
		if err := a.tell(); err != nil {
			return err
		}
	}
	a.held = append(a.held, more...)
	return nil
}

// tell tells what is held, but for what changed at the bank since the last sync.
func (a *auditing) tell() error {
	if len(a.held) == 0 {
		return nil
	}
	held := paired(a.held)
	waiting, err := a.waiting(held)
	if err != nil {
		return err
	}
	counted := map[string]bool{}
	for _, d := range held {
		switch {
		case waiting[d.Row.ID]:
			if !counted[d.Row.ID] {
				a.done.Waiting++
			}
			counted[d.Row.ID] = true
			continue
		case d.Row.Pending:
			a.done.Pending++
		default:
			a.done.Different++
		}
		if err := a.Differs(d); err != nil {
			return err
		}
	}
	a.held = a.held[:0]
	return nil
}

// paired makes of a row that is missing on one day and there on another what it is:
// a row whose days differ.
func paired(held []Difference) (all []Difference) {
	extra, moved := map[string]ledger.Transaction{}, map[string]bool{}
	for _, d := range held {
		if d.Kind == Extra {
			extra[d.Row.ID] = d.Row
		}
	}
	for _, d := range held {
		if here, ok := extra[d.Row.ID]; ok && d.Kind == Missing {
			moved[d.Row.ID] = true
			all = append(all, fields(here, d.Row)...)
		}
	}
	for _, d := range held {
		if !moved[d.Row.ID] {
			all = append(all, d)
		}
	}
	return all
}

// waiting asks what changed at the bank since the last sync: from the cursor on,
// which stays where it is. It gives the ids of these among the held ones.
func (a *auditing) waiting(held []Difference) (map[string]bool, error) {
	ids := map[string]bool{}
	for _, d := range held {
		ids[d.Row.ID] = true
	}
	found := map[string]bool{}
	var page plaidapi.SyncPage
	for cursor := a.item.Cursor; ; cursor = page.NextCursor {
		next, err := a.p.Plaid.SyncPage(a.ctx, a.token, cursor, page, a.decoder)
		if err == nil {
			next, err = next.Decoded()
		}
		if answer := (*plaidapi.Error)(nil); errors.As(err, &answer) && answer.Code == plaidapi.CodeMutation {
			return nil, errAuditChanges
		}
		if err != nil {
			return nil, err
		}
		for _, list := range [][]ledger.Transaction{next.Added, next.Modified} {
			for _, t := range list {
				found[t.ID] = ids[t.ID]
			}
		}
		for _, id := range next.Removed {
			found[id] = ids[id]
		}
		maps.DeleteFunc(found, func(_ string, held bool) bool { return !held })
		if page = next; !page.HasMore || page.NextCursor == cursor {
			return found, nil
		}
	}
}
