package storage

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"passbook/storage/ledger"
)

func TestAccountThatComesBackUnderAnotherID(t *testing.T) {
	t.Parallel()
	for _, told := range []string{"rows first", "accounts first", "old rows removed"} {
		t.Run(told, func(t *testing.T) {
			db := open(t, t.TempDir(), newClock())
			old, again := account("checking", ledger.Depository, 100), account("checking again", ledger.Depository, 100)
			again.Mask = old.Mask
			other := account("other", ledger.Depository, 5)
			saveAccounts(t, db, old, other)
			in := func(account string, list ...ledger.Transaction) Page {
				for i := range list {
					list[i].AccountID = account
					list[i].Name = "same"
				}
				return Page{Added: list}
			}
			syncPages(t, db, "c1",
				in("checking", tx("ancient", "2025-01-01", -1), tx("a1", "2026-03-01", -100), tx("a2", "2026-03-01", -100), tx("b", "2026-03-02", -5)),
				in("other", tx("o", "2026-03-01", -100)))
			note(t, db, func(a *ledger.Annotation) { a.Note = "mine"; a.Hidden = true }, "a2")
			page := in("checking again", tx("n1", "2026-03-01", -100), tx("n2", "2026-03-01", -100), tx("n3", "2026-03-02", -5), tx("new", "2026-03-09", -9))
			switch told {
			case "rows first":
				syncPages(t, db, "c2", page)
				saveAccounts(t, db, again, other)
			case "accounts first":
				saveAccounts(t, db, again, other)
				syncPages(t, db, "c2", page)
			default:
				page.Removed = []string{"a1", "a2", "b"}
				saveAccounts(t, db, again, other)
				syncPages(t, db, "c2", page)
			}
			if got := ids(all(t, db, ledger.Filter{})); !cmp.Equal(got, []string{"new", "n3", "n2", "n1", "o", "ancient"}) {
				t.Fatal(got)
			}
			if e := entry(t, db, "n2"); e.Annotation.Note != "mine" || !e.Annotation.Hidden || e.PendingVersion != nil {
				t.Fatalf("%+v", e)
			}
			s, err := db.Summarize(t.Context(), ledger.Filter{})
			if want := (ledger.Summary{Count: 6, Sums: []ledger.Sums{{Currency: "USD", Posted: ledger.Sum{Out: -215, Count: 5}, Hidden: ledger.Sum{Out: -100, Count: 1}}}}); err != nil || !cmp.Equal(s, want) {
				t.Fatalf("%+v %v", s, err)
			}
			if undone, err := db.Undo(t.Context()); err != nil || !cmp.Equal(undone, []string{"n2"}) {
				t.Fatal(undone, err)
			}
		})
	}
}

// TestTwinThatTheBankCorrects: a row of the new account looks like one of the
// old account only once the bank has corrected it.
func TestTwinThatTheBankCorrects(t *testing.T) {
	t.Parallel()
	db := open(t, t.TempDir(), newClock())
	old, again := account("checking", ledger.Depository, 100), account("checking again", ledger.Depository, 100)
	again.Mask = old.Mask
	saveAccounts(t, db, old)
	syncPages(t, db, "c1", Page{Added: []ledger.Transaction{tx("a", "2026-03-01", -100), tx("b", "2026-03-02", -100)}})
	note(t, db, func(a *ledger.Annotation) { a.Note = "on a" }, "a")
	note(t, db, func(a *ledger.Annotation) { a.Note = "on b" }, "b")
	saveAccounts(t, db, again)
	in := func(list ...ledger.Transaction) []ledger.Transaction {
		for i := range list {
			list[i].AccountID = "checking again"
		}
		return list
	}
	syncPages(t, db, "c2", Page{Added: in(named(tx("a2", "2026-03-04", -100), "Coffee a"), tx("b2", "2026-03-03", -100))})
	if got := ids(all(t, db, ledger.Filter{})); !cmp.Equal(got, []string{"a2", "b2", "b", "a"}) {
		t.Fatal(got)
	}
	// One of the old rows is not removed, the other one is.
	syncPages(t, db, "c3", Page{
		Modified: in(named(tx("a2", "2026-03-01", -100), "Coffee a"), named(tx("b2", "2026-03-02", -100), "Coffee b")),
		Removed:  []string{"b"},
	})
	if got := ids(all(t, db, ledger.Filter{})); !cmp.Equal(got, []string{"b2", "a2"}) {
		t.Fatal(got)
	}
	for id, want := range map[string]string{"a2": "on a", "b2": "on b"} {
		if got := entry(t, db, id).Annotation.Note; got != want {
			t.Errorf("%s: %q", id, got)
		}
	}
	if got := all(t, db, ledger.Filter{Removed: true}); len(got) != 0 {
		t.Errorf("%+v", got)
	}
}

func TestTwoAccountsThatLookAlikeAreLeftAlone(t *testing.T) {
	t.Parallel()
	db := open(t, t.TempDir(), newClock())
	old, one, two := account("checking", ledger.Depository, 1), account("one", ledger.Depository, 1), account("two", ledger.Depository, 1)
	one.Mask, two.Mask = old.Mask, old.Mask
	saveAccounts(t, db, old)
	syncPages(t, db, "c1", Page{Added: []ledger.Transaction{tx("a", "2026-03-01", -100)}})
	saveAccounts(t, db, one, two)
	same := tx("b", "2026-03-01", -100)
	same.AccountID, same.Name = "one", "Coffee a"
	syncPages(t, db, "c2", Page{Added: []ledger.Transaction{same}})
	if got := ids(all(t, db, ledger.Filter{})); !cmp.Equal(got, []string{"b", "a"}) {
		t.Fatal(got)
	}
}

// TestLinkingAnewWithVeryManyRows: thousands of rows are carried over at once,
// with what the person wrote, and all totals are what the rows add up to.
func TestLinkingAnewWithVeryManyRows(t *testing.T) {
	t.Parallel()
	const many = bulkAtLeast + 500
	db := open(t, t.TempDir(), newClock())
	list := func(prefix string) (all []ledger.Account) {
		for i := range 6 {
			a := account(prefix+strconv.Itoa(i), ledger.Depository, 100)
			a.Mask, a.Name = strconv.Itoa(1000+i), "Checking "+strconv.Itoa(i)
			all = append(all, a)
		}
		return all
	}
	saveAccounts(t, db, list("account")...)
	fill(t, db, newGenerator(), many)
	syncPages(t, db, "c2", Page{Added: []ledger.Transaction{in("account1", tx("ancient", "2020-01-01", -7)), in("account2", tx("waits", "2020-01-02", -8))}})
	var noted []string
	for i, e := range all(t, db, ledger.Filter{}) {
		if i%50 == 0 {
			noted = append(noted, e.ID)
		}
	}
	note(t, db, func(a *ledger.Annotation) { a.Note, a.Hidden, a.Category = "mine", true, "Fun" }, noted...)
	before, err := db.Summarize(t.Context(), ledger.Filter{})
	if err != nil {
		t.Fatal(err)
	}
	it, err := db.Item(t.Context(), "item")
	if err != nil {
		t.Fatal(err)
	}
	it.ID = "again"
	if err := db.ReplaceItem(t.Context(), "item", it, list("again")); err != nil {
		t.Fatal(err)
	}
	u, err := db.BeginUpdate(t.Context(), "again")
	if err != nil {
		t.Fatal(err)
	}
	defer u.Close()
	p := newGenerator().page(many)
	for i := range p.Added {
		x := &p.Added[i]
		x.ID, x.AccountID = "new"+x.ID, "again"+x.AccountID[len("account"):]
	}
	if err := u.Add(t.Context(), p); err != nil {
		t.Fatal(err)
	}
	changes, err := u.Commit(t.Context(), Outcome{Cursor: "c", Completeness: ledger.HistoryFull, Accounts: list("again")})
	if err != nil || changes.Added != many || changes.Removed != many {
		t.Fatalf("%+v %v", changes, err)
	}
	after, err := db.Summarize(t.Context(), ledger.Filter{})
	if err != nil || !cmp.Equal(before, after) {
		t.Errorf("%v: %s", err, cmp.Diff(before, after))
	}
	if left := all(t, db, ledger.Filter{Removed: true}); len(left) != 0 {
		t.Errorf("%d rows are taken back, such as %+v", len(left), left[0])
	}
	kept := 0
	for _, e := range all(t, db, ledger.Filter{}) {
		if e.Annotation.Note == "mine" && e.Annotation.Hidden && e.Annotation.Category == "Fun" {
			kept++
		}
	}
	if kept != len(noted) {
		t.Errorf("%d of %d notes", kept, len(noted))
	}
	for _, totals := range []string{
		`SELECT month, account, category, currency, state, entries, received, money_in, money_out FROM monthly_totals WHERE entries <> 0 %s
			SELECT date / 100, account, category, currency, CASE WHEN hidden THEN 2 WHEN pending THEN 1 WHEN pair IS NOT NULL THEN 3 ELSE 0 END,
				count(*), sum(amount >= 0), sum(max(amount, 0)), sum(min(amount, 0)) FROM transactions WHERE removed = 0 GROUP BY 1, 2, 3, 4, 5`,
		`SELECT account, date, currency, entries, posted FROM daily_totals WHERE entries <> 0 %s
			SELECT account, date, currency, count(*), sum(iif(pending, 0, amount)) FROM transactions WHERE removed = 0 GROUP BY 1, 2, 3`,
	} {
		for _, query := range []string{fmt.Sprintf(totals, "EXCEPT"), fmt.Sprintf(totals, "UNION")} {
			var n, want int
			if err := db.reader.QueryRowContext(t.Context(), "SELECT count(*) FROM ("+query+")").Scan(&n); err != nil {
				t.Fatal(err)
			}
			if strings.Contains(query, "UNION") {
				_, rows, _ := strings.Cut(query, "UNION")
				if err := db.reader.QueryRowContext(t.Context(), "SELECT count(*) FROM ("+rows+")").Scan(&want); err != nil {
					t.Fatal(err)
				}
			}
			if n != want {
				t.Errorf("%d lines, want %d: %s", n, want, query)
			}
		}
	}
	if err := db.Check(t.Context()); err != nil {
		t.Error(err)
	}
}

func in(account string, t ledger.Transaction) ledger.Transaction {
	t.AccountID = account
	return t
}

// An account that is replaced twice between two syncs has rows in the middle one,
// which no list ever names. They count once, and what the person wrote stays.
func TestAccountThatPassesWithinOneSync(t *testing.T) {
	db := open(t, t.TempDir(), newClock())
	old, last := account("checking", ledger.Depository, 100), account("last", ledger.Depository, 100)
	last.Mask = old.Mask
	other := account("other", ledger.Depository, 5)
	saveAccounts(t, db, old, other)
	rows := func(account, prefix string, amounts ...int64) Page {
		var page Page
		for _, amount := range amounts {
			row := tx(prefix+strconv.FormatInt(amount, 10), "2026-03-01", -amount)
			row.AccountID, row.Name = account, "same"
			page.Added = append(page.Added, row)
		}
		return page
	}
	syncPages(t, db, "c1", rows("checking", "a", 1, 2, 3), rows("other", "o", 2))
	note(t, db, func(a *ledger.Annotation) { a.Note = "mine" }, "a2")
	u, err := db.BeginUpdate(t.Context(), "item")
	if err != nil {
		t.Fatal(err)
	}
	defer u.Close()
	for _, page := range []Page{rows("middle", "m", 1, 2, 3), rows("last", "l", 1, 2, 3, 4)} {
		if err := u.Add(t.Context(), page); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := u.Commit(t.Context(), Outcome{Cursor: "c2", Completeness: ledger.HistoryFull, Accounts: []ledger.Account{last, other}}); err != nil {
		t.Fatal(err)
	}
	got := ids(all(t, db, ledger.Filter{}))
	slices.Sort(got)
	if !cmp.Equal(got, []string{"l1", "l2", "l3", "l4", "o2"}) {
		t.Fatal(got)
	}
	if e := entry(t, db, "l2"); e.Annotation.Note != "mine" {
		t.Errorf("%+v", e)
	}
	accounts, err := db.Accounts(t.Context())
	if err != nil || len(accounts) != 2 {
		t.Errorf("%+v %v", accounts, err)
	}
	if err := db.Check(t.Context()); err != nil {
		t.Error(err)
	}
}
