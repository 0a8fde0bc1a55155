package storage

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"

	"passbook/storage/ledger"
	"passbook/storage/query"
)

// model is what a list should be, computed without SQL.
type model []ledger.Entry

// filter evaluates everything but what a filter's account, Item and query ask
// of the cache's names by itself: see naive.
func (m model) filter(f ledger.Filter, home string) (out model) {
	asked, err := query.Parse(f.Query, 0)
	if err != nil {
		panic(err)
	}
	for _, e := range m {
		category, primary := e.CategoryDetail, e.Category
		if e.Annotation.Category != "" {
			category, primary = e.Annotation.Category, e.Annotation.Category
			if strings.HasPrefix(category, "TRAVEL_") {
				primary = "TRAVEL"
			}
		}
		if (f.AccountID == "" || f.AccountID == e.AccountID) && (f.Category == "" || f.Category == category || f.Category == primary) &&
			(f.Currency == "" || f.Currency == e.Amount.Currency) && (f.From == 0 || e.Date >= f.From) && (f.To == 0 || e.Date <= f.To) && naive(asked, &e, home) {
			out = append(out, e)
		}
	}
	slices.SortFunc(out, func(a, b ledger.Entry) int {
		return cmp.Or(cmp.Compare(b.Date, a.Date), cmp.Compare(b.Key.Row, a.Key.Row)) // newest first
	})
	return out
}

// summary adds up by itself.
func (m model) summary() (s ledger.Summary) {
	sums := map[string]*ledger.Sums{}
	for _, e := range m {
		s.Count++
		if sums[e.Amount.Currency] == nil {
			sums[e.Amount.Currency] = &ledger.Sums{Currency: e.Amount.Currency}
		}
		sum := &sums[e.Amount.Currency].Posted
		switch {
		case e.Annotation.Hidden:
			sum = &sums[e.Amount.Currency].Hidden
		case e.Pending:
			sum = &sums[e.Amount.Currency].Pending
		}
		add := ledger.Sum{In: max(e.Amount.Minor, 0), Out: min(e.Amount.Minor, 0), Count: 1}
		sum.In, sum.Out, sum.Count = sum.In+add.In, sum.Out+add.Out, sum.Count+1
		if e.PairID != "" && !e.Annotation.Hidden {
			paired := &sums[e.Amount.Currency].Paired
			paired.In, paired.Out, paired.Count = paired.In+add.In, paired.Out+add.Out, paired.Count+1
		}
	}
	for _, currency := range slices.Sorted(maps.Keys(sums)) {
		s.Sums = append(s.Sums, *sums[currency])
	}
	return s
}

// notRemovedRows reads all rows one by one, past every index and summary.
func notRemovedRows(t *testing.T, db *DB) (out model) {
	rows, err := db.queryIDs(t.Context(), "SELECT rowid FROM transactions WHERE +removed = 0")
	if err != nil {
		t.Fatal(err)
	}
	for part := range slices.Chunk(rows, 500) {
		entries, err := db.entriesAt(t.Context(), part)
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, entries...)
	}
	return out
}

var listFilters = []ledger.Filter{
	{},
	{AccountID: "account1"},
	{AccountID: "no such"},
	{ItemID: "item"},
	{ItemID: "no such"},
	{Category: "FOOD_AND_DRINK"},
	{Category: "FOOD_AND_DRINK_COFFEE"},
	{Category: "TRAVEL"},
	{Category: "Own"},
	{Category: "no such"},
	{From: 20250103, To: 20250107},
	{From: 20250103, To: 20250404},
	{From: 20250101, To: 20250131},
	{To: 20240710},
	{From: 20260210},
	{Currency: "JPY"},
	{Currency: "JPY", Query: "s", From: 20250103},
	{Currency: "no such"},
	{AccountID: "account1", Category: "FOOD_AND_DRINK", From: 20250103},
	{Query: `"MERCHANT 1"`},
	{Query: "travel"},
	{Query: `"food and drink"`},
	{Query: "#0"},
	{Query: "12.3"},
	{Query: "1,23"},
	{Query: "needle"},
	{Query: "ÄRGER"},
	{Query: "no such"},
	{Query: "s", AccountID: "account2", Category: "FOOD_AND_DRINK_COFFEE", From: 20250103, To: 20250704},
}

func checkLists(t *testing.T, db *DB) {
	t.Helper()
	checkTotals(t, db)
	rows := notRemovedRows(t, db)
	for _, f := range listFilters {
		want := rows.filter(f, "USD")
		if f.ItemID == "no such" {
			want = nil
		}
		t.Run(fmt.Sprintf("%+v", f), func(t *testing.T) { checkList(t, db, f, want) })
	}
}

// tester is what a test has, one of random queries too.
type tester interface {
	Helper()
	Context() context.Context
	Fatal(args ...any)
	Fatalf(format string, args ...any)
}

func checkList(t tester, db *DB, f ledger.Filter, want model) {
	t.Helper()
	if got := all(t, db, f); !slices.Equal(ids(got), ids(want)) {
		t.Fatalf("%v, want %v", ids(got), ids(want))
	}
	got, err := db.Summarize(t.Context(), f)
	if err != nil {
		t.Fatal(err)
	}
	if diff := gocmp.Diff(want.summary(), got); diff != "" {
		t.Fatal(diff)
	}
	for range 5 {
		at, size := rand.IntN(len(want)+1), 1+rand.IntN(40)
		var anchor ledger.Key
		if at > 0 {
			anchor = want[at-1].Key
		}
		for _, back := range []bool{false, true} {
			window := want[at:min(len(want), at+size)]
			switch {
			case back && at == 0:
				window = want[max(0, len(want)-size):]
			case back:
				window = want[max(0, at-1-size) : at-1]
			}
			got, err := db.Entries(t.Context(), Query{Filter: f, Anchor: anchor, Back: back, Limit: size})
			if err != nil || !slices.Equal(ids(got), ids(window)) {
				t.Fatalf("anchor %v, back %v, limit %d: %v, want %v (%v)", anchor, back, size, ids(got), ids(window), err)
			}
		}
		if at == 0 {
			continue
		}
		if n, err := db.Position(t.Context(), f, anchor); err != nil || n != at-1 {
			t.Fatalf("position of %v: %d, want %d (%v)", anchor, n, at-1, err)
		}
	}
}

// checkTotals holds both tables of totals against the rows.
func checkTotals(t testing.TB, db *DB) {
	t.Helper()
	for _, q := range [][2]string{{
		"SELECT month, account, category, currency, state, entries, received, money_in, money_out FROM monthly_totals WHERE entries <> 0 ORDER BY 1, 2, 3, 4, 5",
		`SELECT date / 100, account, category, currency, CASE WHEN hidden THEN 2 WHEN pending THEN 1 WHEN pair IS NOT NULL THEN 3 ELSE 0 END,
			count(*), sum(amount >= 0), sum(max(amount, 0)), sum(min(amount, 0)) FROM transactions WHERE removed = 0 GROUP BY 1, 2, 3, 4, 5 ORDER BY 1, 2, 3, 4, 5`,
	}, {
		"SELECT account, date, currency, entries, posted FROM daily_totals WHERE entries <> 0 ORDER BY 1, 2, 3",
		"SELECT account, date, currency, count(*), sum(iif(pending, 0, amount)) FROM transactions WHERE removed = 0 GROUP BY 1, 2, 3 ORDER BY 1, 2, 3",
	}} {
		if d := gocmp.Diff(texts(t, db.reader, q[1]), texts(t, db.reader, q[0])); d != "" {
			t.Fatal("- of the rows, + of the totals: ", d)
		}
	}
}

func TestListsAgreeWithTheRows(t *testing.T) {
	t.Parallel()
	db, g := open(t, t.TempDir(), newClock()), newGenerator()
	p := g.page(1200)
	for i := range p.Added {
		x := &p.Added[i]
		x.Pending = i%50 == 0
		switch i % 40 {
		case 1:
			x.Name = "Ärger\x00im Büro"
		case 2:
			x.Amount = ledger.Money{Minor: 9_007_199_254_740_993, Currency: "USD"}
		case 3:
			x.Amount = ledger.Money{Minor: -12_300, Currency: "JPY"}
		}
	}
	syncPages(t, db, "c1", p)
	annotate := func(from int) {
		note(t, db, func(a *ledger.Annotation) { a.Note = "the Needle" }, p.Added[from].ID, p.Added[from+7].ID)
		note(t, db, func(a *ledger.Annotation) { a.Tags = []string{"x", "needles"} }, p.Added[from+1].ID)
		note(t, db, func(a *ledger.Annotation) { a.Category = "Own" }, p.Added[from+2].ID)
		note(t, db, func(a *ledger.Annotation) { a.Category = "TRAVEL_FLIGHTS" }, p.Added[from+3].ID)
		note(t, db, func(a *ledger.Annotation) { a.Hidden = true }, p.Added[from+4].ID)
	}
	annotate(0)
	t.Run("first", func(t *testing.T) { checkLists(t, db) })

	// Then everything that can happen to rows, with the search in memory.
	annotate(100)
	var removed []string
	var modified []ledger.Transaction
	for i := 500; i < 600; i++ {
		switch x := p.Added[i]; i % 3 {
		case 0:
			removed = append(removed, x.ID)
		case 1:
			x.Date, x.Amount.Minor = x.Date.AddDays(45), x.Amount.Minor+7
			modified = append(modified, x)
		}
	}
	successor := posted(g.id(), "2026-01-05", p.Added[0].Amount.Minor, p.Added[0].ID)
	successor.AccountID = p.Added[0].AccountID
	syncPages(t, db, "c2", Page{Added: append(g.page(50).Added, successor), Modified: modified, Removed: append(removed, p.Added[0].ID)})
	t.Run("changed", func(t *testing.T) { checkLists(t, db) })

	for {
		if _, err := db.Undo(t.Context()); err != nil {
			break
		}
	}
	t.Run("undone", func(t *testing.T) { checkLists(t, db) })

	syncPages(t, db, "c3", g.page(bulkAtLeast))
	t.Run("many more", func(t *testing.T) { checkLists(t, db) })

	if err := db.RemoveItem(t.Context(), "item"); err != nil {
		t.Fatal(err)
	}
	if left := all(t, db, ledger.Filter{Query: "m"}); len(left) != 0 {
		t.Fatal(ids(left))
	}
	for _, table := range []string{"transactions", "accounts", "balances", "monthly_totals", "daily_totals", "syncs", "sync_changes", "annotations", "edit_rows", "edits", "merchants"} {
		if n, err := db.queryIDs(t.Context(), "SELECT count(*) FROM "+table); err != nil || n[0] != 0 {
			t.Errorf("%s keeps %v rows (%v)", table, n, err)
		}
	}
}

// A big update gives the same as the same rows one by one.
func TestBulkGivesTheSameAsOneByOne(t *testing.T) {
	t.Parallel()
	pages := func() (first, second Page) {
		g := newGenerator()
		first = g.page(200)
		second = g.page(bulkAtLeast + 500)
		second.Modified = append(second.Modified, first.Added[3:9]...) // known, identical
		changed := first.Added[10]
		changed.Amount.Minor--
		twice := second.Added[20]
		twice.Amount.Minor -= 5
		again := second.Added[30]
		second.Modified = append(second.Modified, changed, twice)
		second.Removed = []string{first.Added[11].ID, second.Added[21].ID, again.ID, "never seen"}
		return first, second
	}
	dump := func(split int) (entries []ledger.Entry, s ledger.Summary, totals []string, c Changes) {
		db := open(t, t.TempDir(), newClock())
		first, second := pages()
		syncPages(t, db, "c1", first)
		last := Page{Added: []ledger.Transaction{second.Added[30]}} // removed, and sent again
		if split == 0 {
			c = syncPages(t, db, "c2", second, last)
		} else {
			for part := range slices.Chunk(second.Added, split) {
				c = syncPages(t, db, "c", Page{Added: part})
			}
			syncPages(t, db, "c", Page{Modified: second.Modified, Removed: second.Removed})
			syncPages(t, db, "c", last)
		}
		entries = all(t, db, ledger.Filter{})
		for i := range entries {
			entries[i].Key.Row = 0
		}
		slices.SortFunc(entries, func(a, b ledger.Entry) int { return strings.Compare(a.ID, b.ID) })
		s, err := db.Summarize(context.Background(), ledger.Filter{})
		if err != nil {
			t.Fatal(err)
		}
		totals = append(texts(t, db.reader, "SELECT * FROM monthly_totals WHERE entries > 0 ORDER BY 1, 2, 3, 4, 5"),
			texts(t, db.reader, "SELECT * FROM daily_totals WHERE entries > 0 ORDER BY 1, 2, 3")...)
		checkTotals(t, db)
		if err := db.Check(context.Background()); err != nil {
			t.Fatal(err)
		}
		return entries, s, totals, c
	}
	entries, s, totals, c := dump(0)
	if want := (Changes{SyncID: 2, Added: bulkAtLeast + 500 - 1, Modified: 1, Unchanged: 6, Removed: 1}); c != want {
		t.Errorf("%+v", c)
	}
	wantEntries, wantS, wantTotals, _ := dump(1000)
	if diff := gocmp.Diff(wantEntries, entries); diff != "" {
		t.Error(diff)
	}
	if diff := gocmp.Diff(wantS, s); diff != "" {
		t.Error(diff)
	}
	if diff := gocmp.Diff(wantTotals, totals); diff != "" {
		t.Error(diff)
	}
}
