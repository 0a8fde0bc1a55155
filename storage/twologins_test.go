package storage

import (
	"errors"
	"fmt"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"passbook/storage/ledger"
)

// twoLogins is a cache with the account "mine" of the Item "item" and the same
// one, "yours", of the Item "other". The second bank's history is shorter.
type twoLogins struct {
	*DB
	t       *testing.T
	c       *clock
	cursors int
}

func newTwoLogins(t *testing.T) *twoLogins {
	t.Helper()
	c := newClock() // 15 March
	l := &twoLogins{DB: open(t, t.TempDir(), c), t: t, c: c}
	l.link("other")
	l.mine(Page{Added: []ledger.Transaction{
		in("mine", shared("ancient", "2026-01-05", -1)), in("mine", shared("rent", "2026-03-01", -700)),
		in("mine", shared("pay", "2026-03-02", 5000)), in("mine", waiting("cafe", "2026-03-14", -30)),
	}})
	l.yours(Page{Added: []ledger.Transaction{
		in("yours", shared("rent", "2026-03-01", -700)), in("yours", shared("pay", "2026-03-02", 5000)),
		in("yours", waiting("cafe", "2026-03-14", -30)),
	}})
	return l
}

// shared is a row as each login brings it: its id becomes the account's own.
func shared(name, day string, minor int64) ledger.Transaction {
	return named(tx(name, day, minor), name)
}

func waiting(name, day string, minor int64) ledger.Transaction {
	row := shared(name, day, minor)
	row.Pending = true
	return row
}

// joint is the account that both logins list.
func joint(id string) ledger.Account {
	a := account(id, ledger.Depository, 100_00)
	a.Name, a.Mask, a.Subtype = "Joint checking", "0000", "checking"
	return a
}

func (l *twoLogins) link(item string) {
	l.t.Helper()
	err := l.SaveItem(l.t.Context(), ledger.Item{ID: item, InstitutionID: "ins_109508", Institution: "First Platypus", LinkedAt: l.c.now})
	if err != nil {
		l.t.Fatal(err)
	}
}

// sync brings rows to an Item, whose ids and pending ids become the account's own.
func (l *twoLogins) sync(item, accountID string, o Outcome, p Page) Changes {
	l.t.Helper()
	l.cursors++
	if o.Accounts == nil {
		o.Accounts = []ledger.Account{joint(accountID)}
	}
	if o.Completeness == "" {
		o.Completeness = ledger.HistoryFull
	}
	o.Cursor = fmt.Sprint("c", l.cursors)
	own := func(id string) string {
		if id != "" {
			id = accountID + " " + id
		}
		return id
	}
	for _, rows := range [][]ledger.Transaction{p.Added, p.Modified} {
		for i := range rows {
			rows[i].ID, rows[i].PendingID, rows[i].AccountID = own(rows[i].ID), own(rows[i].PendingID), accountID
		}
	}
	for i := range p.Removed {
		p.Removed[i] = own(p.Removed[i])
	}
	return syncItem(l.t, l.DB, item, o, p)
}

func (l *twoLogins) mine(p Page) Changes { l.t.Helper(); return l.sync("item", "mine", Outcome{}, p) }

func (l *twoLogins) yours(p Page) Changes {
	l.t.Helper()
	return l.sync("other", "yours", Outcome{}, p)
}

func (l *twoLogins) join(old, now string) {
	l.t.Helper()
	if err := l.Stitch(l.t.Context(), old, now); err != nil {
		l.t.Fatal(err)
	}
}

func (l *twoLogins) part(old string) {
	l.t.Helper()
	if err := l.StitchApart(l.t.Context(), old); err != nil {
		l.t.Fatal(err)
	}
}

// rows gives what is seen, in lists and in figures, without what tells the two
// logins apart: day, name, amount, and what the person wrote.
func (l *twoLogins) rows() (out []string) {
	l.t.Helper()
	var in, spent int64
	for _, e := range all(l.t, l.DB, ledger.Filter{}) {
		words := fmt.Sprint(e.Date, " ", e.Name, " ", e.Amount.Minor)
		if e.Pending {
			words += " pending"
		} else if !e.Annotation.Hidden {
			in, spent = in+max(e.Amount.Minor, 0), spent+min(e.Amount.Minor, 0)
		}
		if e.Annotation.Note != "" {
			words += " (" + e.Annotation.Note + ")"
		}
		out = append(out, words)
	}
	f, err := l.Summarize(l.t.Context(), ledger.Filter{})
	if err != nil || len(f.Sums) != 1 || f.Sums[0].Posted.In != in || f.Sums[0].Posted.Out != spent {
		l.t.Errorf("rows add up to %d and %d: %+v %v", in, spent, f, err)
	}
	checkTotals(l.t, l.DB)
	isMatched(l.t, l.DB)
	if err := l.Check(l.t.Context()); err != nil {
		l.t.Error(err)
	}
	return out
}

// see fails unless the rows are those, newest first.
func (l *twoLogins) see(when string, want ...string) {
	l.t.Helper()
	if d := cmp.Diff(want, l.rows()); d != "" {
		l.t.Errorf("%s: %s", when, d)
	}
}

// state is all that can be seen of a cache: rows with their ids and notes, accounts,
// worth and proofs.
func (l *twoLogins) state() (out []string) {
	l.t.Helper()
	for _, e := range all(l.t, l.DB, ledger.Filter{}) {
		out = append(out, fmt.Sprintf("%s %s %v %+v", e.ID, e.AccountID, e.Pending, e.Annotation))
	}
	accounts, err := l.Accounts(l.t.Context())
	if err != nil {
		l.t.Fatal(err)
	}
	for _, a := range accounts {
		out = append(out, fmt.Sprintf("%s %d %v", a.ID, *a.Balance.Current, a.GoneAt))
	}
	slices.Sort(out)
	for _, p := range worth(l.t, l.DB, "", 20260101, 20260315) {
		out = append(out, fmt.Sprint(p.Date, p.Minor))
	}
	return append(out, fmt.Sprint(proofs(l.t, l.DB)))
}

// wrote says what the person wrote on a row.
func (l *twoLogins) wrote(id, text string) {
	l.t.Helper()
	note(l.t, l.DB, func(a *ledger.Annotation) { a.Note = text }, id)
}

const (
	ancient = "2026-01-05 ancient -1"
	rent    = "2026-03-01 rent -700"
	pay     = "2026-03-02 pay 5000"
	cafe    = "2026-03-14 cafe -30 pending"
)

func TestTwoLoginsPartedGiveBackWhatWasThere(t *testing.T) {
	t.Parallel()
	l := newTwoLogins(t)
	l.wrote("mine rent", "of mine")
	l.wrote("yours pay", "of yours")
	before := l.state()
	l.join("mine", "yours")
	l.see("joined", cafe, pay+" (of yours)", rent+" (of mine)", ancient)
	if got := worth(t, l.DB, "", 20260315, 20260315); got[0].Minor != 100_00 {
		t.Errorf("worth %+v", got)
	}
	l.part("mine")
	if d := cmp.Diff(before, l.state()); d != "" {
		t.Error(d)
	}
	l.join("mine", "yours")
	l.join("mine", "yours")
	l.see("joined again", cafe, pay+" (of yours)", rent+" (of mine)", ancient)
}

// What the person writes while accounts are one stays with the account that stands
// for both, and what was taken away stays away.
func TestNotesOfTwoLoginsAfterTheyPart(t *testing.T) {
	t.Parallel()
	l := newTwoLogins(t)
	l.wrote("mine rent", "of mine")
	l.wrote("mine pay", "will go")
	l.join("mine", "yours")
	l.wrote("yours rent", "changed")
	l.wrote("yours pay", "")
	l.wrote("yours cafe", "new")
	l.part("mine")
	for id, want := range map[string]string{"mine rent": "changed", "yours rent": "", "mine pay": "", "yours pay": "", "mine cafe": "", "yours cafe": "new"} {
		if got := entry(t, l.DB, id).Annotation.Note; got != want {
			t.Errorf("%s: %q, want %q", id, got, want)
		}
	}
}

// A row that came at one login alone waits for the one that stands for both.
func TestRowsThatComeLaterAtOneOfTwoLogins(t *testing.T) {
	t.Parallel()
	l := newTwoLogins(t)
	l.join("mine", "yours")
	l.mine(Page{Added: []ledger.Transaction{shared("tea", "2026-03-10", -4)}})
	l.see("at mine", cafe, pay, rent, ancient)
	l.yours(Page{Added: []ledger.Transaction{shared("tea", "2026-03-10", -4), shared("bus", "2026-03-11", -2)}})
	l.see("at yours", cafe, "2026-03-11 bus -2", "2026-03-10 tea -4", pay, rent, ancient)
	l.mine(Page{Added: []ledger.Transaction{shared("bus", "2026-03-11", -2)}})
	l.see("at both", cafe, "2026-03-11 bus -2", "2026-03-10 tea -4", pay, rent, ancient)
	// An older one than all that the other login has is told by this one alone.
	l.mine(Page{Added: []ledger.Transaction{shared("old", "2026-02-01", -9)}})
	l.see("an old one", cafe, "2026-03-11 bus -2", "2026-03-10 tea -4", pay, rent, "2026-02-01 old -9", ancient)
	l.part("mine")
	if got := ids(all(t, l.DB, ledger.Filter{AccountID: "mine"})); !cmp.Equal(got, []string{"mine cafe", "mine bus", "mine tea", "mine pay", "mine rent", "mine old", "mine ancient"}) {
		t.Error(got)
	}
	if got := ids(all(t, l.DB, ledger.Filter{AccountID: "yours"})); !cmp.Equal(got, []string{"yours cafe", "yours bus", "yours tea", "yours pay", "yours rent"}) {
		t.Error(got)
	}
}

// A pending row posts at both logins, at one sooner, under another amount; its
// note goes along, also when either login goes afterwards.
func TestPendingRowsThatPostInTwoLogins(t *testing.T) {
	t.Parallel()
	for _, first := range []string{"mine", "yours"} {
		for _, goes := range []string{"item", "other"} {
			t.Run(first+" first, "+goes+" goes", func(t *testing.T) {
				t.Parallel()
				l := newTwoLogins(t)
				l.wrote("mine cafe", "with Ann")
				l.join("mine", "yours")
				post := func(at func(Page) Changes) {
					row := shared("cafe posted", "2026-03-15", -33)
					row.PendingID = "cafe"
					at(Page{Added: []ledger.Transaction{row}, Removed: []string{"cafe"}})
				}
				const is = "2026-03-15 cafe posted -33 (with Ann)"
				if first == "mine" {
					post(l.mine)
					l.see("at mine", cafe+" (with Ann)", pay, rent, ancient)
					post(l.yours)
				} else {
					post(l.yours)
					l.see("at yours", is, pay, rent, ancient)
					post(l.mine)
				}
				l.see("at both", is, pay, rent, ancient)
				if err := l.RemoveItem(t.Context(), goes); err != nil {
					t.Fatal(err)
				}
				if goes == "item" {
					l.see("without mine", is, pay, rent)
				} else {
					l.see("without yours", is, pay, rent, ancient)
				}
			})
		}
	}
}

// What a bank says of rows that do not count is told as it is.
func TestLogOfRowsThatAnotherLoginBringsToo(t *testing.T) {
	t.Parallel()
	l := newTwoLogins(t)
	l.join("mine", "yours")
	l.yours(Page{Modified: []ledger.Transaction{shared("rent", "2026-03-01", -701)}})
	again := func() Page {
		return Page{Added: []ledger.Transaction{shared("rent", "2026-03-01", -700), shared("pay", "2026-03-02", 5000), waiting("cafe", "2026-03-14", -30)}}
	}
	if c := l.mine(again()); c.Count() != 0 || c.Unchanged != 3 {
		t.Errorf("the same again: %+v", c)
	}
	if c := l.mine(Page{Modified: []ledger.Transaction{shared("rent", "2026-03-01", -701)}}); c.Modified != 1 || c.Added != 0 {
		t.Errorf("changed: %+v", c)
	}
	l.see("changed", cafe, pay, "2026-03-01 rent -701", ancient)
	// A full resync that does not name them any more.
	all := Page{Added: []ledger.Transaction{shared("ancient", "2026-01-05", -1), shared("rent", "2026-03-01", -701)}}
	if c := l.sync("item", "mine", Outcome{Reconcile: true}, all); c.Removed != 2 {
		t.Errorf("resync: %+v", c)
	}
	l.part("mine")
	l.see("parted", cafe, pay, "2026-03-01 rent -701", "2026-03-01 rent -701", ancient)
}

// Undo takes back what was written before two accounts became one.
func TestUndoOfNotesOnRowsOfTwoLogins(t *testing.T) {
	t.Parallel()
	for _, goes := range []string{"", "item", "other"} {
		t.Run("without "+goes, func(t *testing.T) {
			t.Parallel()
			l := newTwoLogins(t)
			l.wrote("mine rent", "first")
			l.wrote("mine rent", "second")
			l.join("mine", "yours")
			want := []string{cafe, pay, rent, ancient}
			switch goes {
			case "item":
				want = want[:3]
				fallthrough
			case "other":
				if err := l.RemoveItem(t.Context(), goes); err != nil {
					t.Fatal(err)
				}
			}
			for _, text := range []string{" (first)", ""} {
				if _, err := l.Undo(t.Context()); err != nil {
					t.Fatal(err)
				}
				want[2] = rent + text
				l.see("undone", want...)
			}
		})
	}
}

// An account that another process takes away meanwhile is no panic.
func TestPartingWhatIsNotThere(t *testing.T) {
	t.Parallel()
	l := newTwoLogins(t)
	if err := l.StitchApart(t.Context(), "nobody"); !errors.Is(err, ErrNotFound) {
		t.Error(err)
	}
	var said *StitchError
	if err := l.StitchApart(t.Context(), "yours"); !errors.As(err, &said) {
		t.Error(err)
	}
}
