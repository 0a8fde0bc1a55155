package storage

import (
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"testing"

	"passbook/storage/ledger"
)

// pairLife is a random life with two banks in which many rows look like
// transfers.
type pairLife struct {
	t     *testing.T
	db    *DB
	r     *rand.Rand
	banks [2]*lifeBank
	all   []string // every transaction id there ever was
	n     int
	log   []string
}

// lifeBank is what a bank says.
type lifeBank struct {
	item    string
	linked  int // how often
	rows    map[string]ledger.Transaction
	numbers [3]int // its accounts' ids
}

var lifeCategories = [][2]string{
	{"TRANSFER_OUT", "TRANSFER_OUT_ACCOUNT_TRANSFER"},
	{"TRANSFER_IN", "TRANSFER_IN_SAVINGS"},
	{"LOAN_PAYMENTS", "LOAN_PAYMENTS_CREDIT_CARD_PAYMENT"},
	{"FOOD_AND_DRINK", "FOOD_AND_DRINK_COFFEE"},
	{"FOOD_AND_DRINK", "FOOD_AND_DRINK_GROCERIES"},
	{"INCOME", "INCOME_WAGES"},
	{"", ""},
}

func (b *lifeBank) accountID(i int) string { return fmt.Sprint(b.item, "-", i, "-", b.numbers[i]) }

func (l *pairLife) accounts(b *lifeBank) (list []ledger.Account) {
	for i, kind := range []ledger.AccountKind{ledger.Depository, ledger.Depository, ledger.Credit} {
		if l.r.IntN(12) == 0 {
			kind = []ledger.AccountKind{ledger.Loan, ledger.Depository, ledger.Credit, "other"}[l.r.IntN(4)]
		}
		a := account(b.accountID(i), kind, 100)
		a.Name, a.Mask = fmt.Sprint("Account ", i), fmt.Sprint(1000+i)
		list = append(list, a)
	}
	return list
}

func (l *pairLife) row(b *lifeBank, id string) ledger.Transaction {
	x := tx(id, "2026-02-01", 0)
	x.Date = ledger.Date(20260225).AddDays(l.r.IntN(14))
	x.AccountID = b.accountID(l.r.IntN(3))
	x.Amount = ledger.Money{Minor: []int64{-1000, 1000, -1000, 1000, -2500, 2500, 0}[l.r.IntN(7)], Currency: []string{"USD", "USD", "USD", "EUR"}[l.r.IntN(4)]}
	c := lifeCategories[l.r.IntN(len(lifeCategories))]
	x.Category, x.CategoryDetail = c[0], c[1]
	x.Pending = l.r.IntN(5) == 0
	return x
}

func (l *pairLife) newID(b *lifeBank) string {
	l.n++
	id := fmt.Sprintf("%s:%d", b.item, l.n)
	l.all = append(l.all, id)
	return id
}

// sync is one update of an Item: rows added, changed, taken back, posted.
func (l *pairLife) sync(b *lifeBank, most int) {
	o := Outcome{Cursor: fmt.Sprint("c", l.n), Completeness: ledger.HistoryFull}
	if l.r.IntN(3) > 0 {
		o.Accounts = l.accounts(b)
	}
	var pages []Page
	for range 1 + l.r.IntN(3) {
		pages = append(pages, l.page(b, most))
	}
	if l.r.IntN(6) == 0 { // a full resync, which leaves something out
		o.Reconcile = true
		maps.DeleteFunc(b.rows, func(string, ledger.Transaction) bool { return l.r.IntN(8) == 0 })
		pages = []Page{{Added: b.sorted()}}
	}
	l.say("sync %s %+v", b.item, pages)
	syncItem(l.t, l.db, b.item, o, pages...)
}

func (b *lifeBank) sorted() (rows []ledger.Transaction) {
	for _, id := range slices.Sorted(maps.Keys(b.rows)) {
		rows = append(rows, b.rows[id])
	}
	return rows
}

func (l *pairLife) page(b *lifeBank, most int) (p Page) {
	for range l.r.IntN(most) {
		x := l.row(b, l.newID(b))
		p.Added, b.rows[x.ID] = append(p.Added, x), x
	}
	for _, old := range b.sorted() {
		switch {
		case old.Pending && l.r.IntN(3) == 0: // it posts
			now := old
			now.ID, now.Pending, now.PendingID, now.Date = l.newID(b), false, old.ID, old.Date.AddDays(l.r.IntN(3))
			p.Added, p.Removed = append(p.Added, now), append(p.Removed, old.ID)
			b.rows[now.ID] = now
			delete(b.rows, old.ID)
		case l.r.IntN(15) == 0:
			now := l.row(b, old.ID)
			p.Modified, b.rows[old.ID] = append(p.Modified, now), now
		case l.r.IntN(15) == 0:
			p.Removed = append(p.Removed, old.ID)
			delete(b.rows, old.ID)
		}
	}
	return p
}

// renumber gives accounts and their rows other ids, as after a link anew. A row
// or two never comes again.
func (l *pairLife) renumber(b *lifeBank) {
	before := b.sorted()
	ids := map[string]string{}
	for i := range b.numbers {
		old := b.accountID(i)
		b.numbers[i]++
		ids[old] = b.accountID(i)
	}
	clear(b.rows)
	for _, x := range before {
		if now, ok := ids[x.AccountID]; ok && l.r.IntN(10) > 0 {
			x.ID, x.AccountID, x.PendingID = l.newID(b), now, ""
			b.rows[x.ID] = x
		}
	}
}

// relink puts another Item in the place of a bank's.
func (l *pairLife) relink(b *lifeBank) {
	old := b.item
	b.linked++
	l.renumber(b)
	b.item = fmt.Sprint(old[:5], "/", b.linked)
	for i := range b.numbers {
		b.numbers[i]++
	}
	rows := b.sorted()
	for i := range rows {
		rows[i].AccountID = b.accountID(l.r.IntN(3))
		b.rows[rows[i].ID] = rows[i]
	}
	l.say("relink %s as %s: %+v", old, b.item, rows)
	if err := l.db.ReplaceItem(l.t.Context(), old, ledger.Item{ID: b.item}, l.accounts(b)); err != nil {
		l.t.Fatal(err)
	}
	isMatched(l.t, l.db)
	syncItem(l.t, l.db, b.item, Outcome{Cursor: "again", Completeness: ledger.HistoryFull}, Page{Added: rows})
}

func (l *pairLife) say(format string, args ...any) {
	l.log = append(l.log, fmt.Sprintf(format, args...))
}

func (l *pairLife) some() string { return l.all[l.r.IntN(len(l.all))] }

func (l *pairLife) bank() *lifeBank { return l.banks[l.r.IntN(2)] }

// person does one thing that a person may do.
func (l *pairLife) person() {
	if len(l.all) == 0 {
		return
	}
	ctx, id := l.t.Context(), l.some()
	var err error
	switch l.r.IntN(4) {
	case 0:
		candidates, found := l.db.PairCandidates(ctx, id)
		if found != nil && !errors.Is(found, ErrNotFound) {
			l.t.Fatal(found)
		}
		other := l.some()
		if len(candidates) > 0 && l.r.IntN(3) > 0 {
			other = candidates[l.r.IntN(len(candidates))].ID
		}
		err = l.db.Pair(ctx, id, other)
		l.say("pair %s %s: %v", id, other, err)
	case 1:
		err = l.db.Unpair(ctx, id)
		l.say("unpair %s: %v", id, err)
	case 2:
		c := []string{"", "TRANSFER_OUT_SAVINGS", "FOOD_AND_DRINK_COFFEE", "Fun", "TRANSFER_IN"}[l.r.IntN(5)]
		err = l.db.Annotate(ctx, []string{id}, func(a *ledger.Annotation) { a.Category = c; a.Hidden = l.r.IntN(3) == 0 })
		l.say("annotate %s %s: %v", id, c, err)
	case 3:
		_, err = l.db.Undo(ctx)
		l.say("undo: %v", err)
	}
	for _, expected := range []error{nil, ErrNotFound, ErrPairPending, ErrPairRemoved, ErrPairAccount, ErrPairDirection, ErrPairTaken, ErrNotPaired, ErrNothingToUndo} {
		if errors.Is(err, expected) {
			return
		}
	}
	l.t.Fatal(err)
}

func (l *pairLife) step() {
	switch b := l.bank(); l.r.IntN(20) {
	case 0, 1, 2, 3, 4, 5:
		l.sync(b, 12)
	case 6:
		l.relink(b)
	case 7:
		l.renumber(b)
		l.say("renumber %s", b.item)
		syncItem(l.t, l.db, b.item, Outcome{Cursor: fmt.Sprint("c", l.n), Accounts: l.accounts(b)}, Page{Added: b.sorted()})
	case 8:
		err := l.db.SaveAccounts(l.t.Context(), b.item, l.accounts(b))
		l.say("accounts %s: %v", b.item, err)
		if err != nil {
			l.t.Fatal(err)
		}
	default:
		l.person()
	}
}

// TestPairsAreThoseOfMatchingFromScratch: whatever syncs and the person do, and
// in whatever order, the pairs are those that matching all rows at once finds.
func TestPairsAreThoseOfMatchingFromScratch(t *testing.T) {
	for seed := range uint64(10) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			t.Parallel()
			c := newClock()
			l := &pairLife{t: t, db: open(t, t.TempDir(), c), r: rand.New(rand.NewPCG(seed, 3))}
			for i := range l.banks {
				l.banks[i] = &lifeBank{item: fmt.Sprint("bank", i), rows: map[string]ledger.Transaction{}}
				if err := l.db.SaveItem(t.Context(), ledger.Item{ID: l.banks[i].item, LinkedAt: c.now}); err != nil {
					t.Fatal(err)
				}
			}
			t.Cleanup(func() {
				if t.Failed() {
					for _, line := range l.log[max(0, len(l.log)-3):] {
						t.Log(line)
					}
				}
			})
			for range 40 {
				l.step()
				isMatched(t, l.db)
			}
			gone := l.bank().item
			l.say("remove %s", gone)
			if err := l.db.RemoveItem(t.Context(), gone); err != nil {
				t.Fatal(err)
			}
			isMatched(t, l.db)
			if err := l.db.Check(t.Context()); err != nil {
				t.Fatal(err)
			}
		})
	}
}
