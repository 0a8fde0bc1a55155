package storage

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"passbook/storage/ledger"
)

// clock is a clock that tests move.
type clock struct{ now time.Time }

func newClock() *clock { return &clock{time.Date(2026, 3, 15, 9, 0, 0, 0, time.UTC)} }

func (c *clock) advance(d time.Duration) { c.now = c.now.Add(d) }

// emptyCache is the file of a cache in which nothing is: to migrate one from nothing
// takes a third of the time of all tests.
var emptyCache = sync.OnceValues(func() ([]byte, error) {
	dir, err := os.MkdirTemp("", "cache-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	db, err := Open(dir, time.Now)
	if err != nil {
		return nil, err
	}
	if err := db.Close(); err != nil {
		return nil, err
	}
	return os.ReadFile(filepath.Join(dir, fileName))
})

// open opens a cache with one Item, "item", at First Platypus.
func open(t testing.TB, dir string, c *clock) *DB {
	t.Helper()
	if inside, err := os.ReadDir(dir); err == nil && len(inside) == 0 {
		file, err := emptyCache()
		if err == nil {
			err = errors.Join(os.WriteFile(filepath.Join(dir, fileName), file, 0o600), os.WriteFile(filepath.Join(dir, lockName), nil, 0o600))
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	db, err := Open(dir, func() time.Time { return c.now })
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	if err := db.SaveItem(t.Context(), ledger.Item{ID: "item", InstitutionID: "ins_109508", Institution: "First Platypus", LinkedAt: c.now}); err != nil {
		t.Fatal(err)
	}
	return db
}

// tx is a posted transaction with most fields filled.
func tx(id, day string, minor int64) ledger.Transaction {
	date, err := ledger.ParseDate(day)
	if err != nil {
		panic(err)
	}
	return ledger.Transaction{
		ID: id, AccountID: "checking", Amount: ledger.Money{Minor: minor, Currency: "USD"}, Date: date, AuthorizedDate: date.AddDays(-1),
		Name: "Coffee " + id, Merchant: "Blue Cup", MerchantID: "m1", Original: "BLUE CUP #" + id, Category: "FOOD_AND_DRINK",
		CategoryDetail: "FOOD_AND_DRINK_COFFEE", CategoryConfidence: "HIGH", Channel: "in store",
	}
}

// sync applies pages as one update.
func syncPages(t testing.TB, db *DB, cursor string, pages ...Page) Changes {
	t.Helper()
	return syncOutcome(t, db, Outcome{Cursor: cursor, Completeness: ledger.HistoryFull}, pages...)
}

// syncAccounts applies one update as a bank's complete answer: rows and balances.
func syncAccounts(t testing.TB, db *DB, cursor string, accounts []ledger.Account, rows ...ledger.Transaction) {
	t.Helper()
	syncOutcome(t, db, Outcome{Cursor: cursor, Completeness: ledger.HistoryFull, Accounts: accounts}, Page{Added: rows})
}

func syncOutcome(t testing.TB, db *DB, o Outcome, pages ...Page) Changes {
	t.Helper()
	return syncItem(t, db, "item", o, pages...)
}

func syncItem(t testing.TB, db *DB, item string, o Outcome, pages ...Page) Changes {
	t.Helper()
	u, err := db.BeginUpdate(t.Context(), item)
	if err != nil {
		t.Fatal(err)
	}
	defer u.Close()
	for i, p := range pages {
		if p.RequestID == "" {
			p.RequestID = fmt.Sprintf("req%d", i)
		}
		if err := u.Add(t.Context(), p); err != nil {
			t.Fatal(err)
		}
	}
	c, err := u.Commit(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func all(t tester, db *DB, f ledger.Filter) []ledger.Entry {
	t.Helper()
	var out []ledger.Entry
	err := db.EachEntry(context.Background(), f, All, func(e ledger.Entry) error { out = append(out, e); return nil })
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func ids(entries []ledger.Entry) (out []string) {
	for _, e := range entries {
		out = append(out, e.ID)
	}
	return out
}

func TestUpdateAppliesAddedModifiedAndRemoved(t *testing.T) {
	t.Parallel()
	db := open(t, t.TempDir(), newClock())
	first := syncPages(t, db, "c1", Page{Added: []ledger.Transaction{tx("a", "2026-03-01", -500), tx("b", "2026-03-02", -700), tx("c", "2026-03-02", 100000)}})
	if want := (Changes{SyncID: 1, Added: 3}); first != want {
		t.Fatalf("first sync: %+v", first)
	}
	b := tx("b", "2026-03-02", -750)
	second := syncPages(t, db, "c2",
		Page{Modified: []ledger.Transaction{tx("a", "2026-03-01", -500), b}},
		Page{Added: []ledger.Transaction{tx("d", "2026-02-27", -1)}, Removed: []string{"c", "never seen"}})
	if want := (Changes{SyncID: 2, Added: 1, Modified: 1, Unchanged: 1, Removed: 1}); second != want {
		t.Fatalf("second sync: %+v", second)
	}
	if got := ids(all(t, db, ledger.Filter{})); !cmp.Equal(got, []string{"b", "a", "d"}) {
		t.Fatalf("entries: %v", got)
	}
	it, err := db.Item(t.Context(), "item")
	if err != nil || it.Cursor != "c2" || it.Completeness != ledger.HistoryFull || it.SyncedAt.IsZero() {
		t.Fatalf("item: %+v, %v", it, err)
	}
	s, err := db.Summarize(t.Context(), ledger.Filter{})
	if want := (ledger.Summary{Count: 3, Sums: []ledger.Sums{{Currency: "USD", Posted: ledger.Sum{Out: -1251, Count: 3}}}}); err != nil || !cmp.Equal(s, want) {
		t.Fatalf("summary: %+v, %v", s, err)
	}
	for day, spent := range map[ledger.Date]int64{20260227: 1, 20260302: 1250} {
		if f := monthOfDay(t, db, day); f.Spent != spent || len(f.Spends) != 1 || f.Spends[0].Code != "FOOD_AND_DRINK_COFFEE" {
			t.Fatalf("%s: %+v", day, f)
		}
	}
}

func TestEntryKeepsEveryField(t *testing.T) {
	t.Parallel()
	db := open(t, t.TempDir(), newClock())
	want := tx("lPNjeW1nR6CDn5okmGQ6hEpMo4lLNoSrzqDje", "2026-03-01", -9_007_199_254_740_993)
	want.Name = "nul \x00 esc \x1b[31m \u202e"
	want.PendingID = "kPNjeW1nR6CDn5okmGQ6hEpMo4lLNoSrzqDjf"
	want.Details = &ledger.Details{
		Datetime: time.Date(2026, 3, 1, 8, 0, 0, 0, time.UTC), Code: "purchase", Website: "bluecup.example",
		Location: ledger.Location{City: "Oslo", Lat: "59.9100"}, Payment: ledger.PaymentMeta{Payer: "x"},
		Counterparties: []ledger.Counterparty{{Name: "Blue Cup", Kind: "merchant"}},
	}
	syncPages(t, db, "c", Page{Added: []ledger.Transaction{want}})
	e, err := db.Entry(t.Context(), want.ID)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, e.Transaction); diff != "" {
		t.Fatal(diff)
	}
}

// Items sync in parallel while screens read and the person writes.
func TestParallelUpdates(t *testing.T) {
	t.Parallel()
	db := open(t, t.TempDir(), newClock())
	const updates, rows = 5, 400
	var wait sync.WaitGroup
	for worker := range 3 {
		item := fmt.Sprintf("item%d", worker)
		if err := db.SaveItem(t.Context(), ledger.Item{ID: item}); err != nil {
			t.Fatal(err)
		}
		wait.Go(func() {
			g := &generator{r: rand.New(rand.NewPCG(uint64(worker), 7))}
			for i := range updates {
				p := g.page(rows)
				for j := range p.Added {
					p.Added[j].AccountID = item
				}
				if err := runUpdate(db, item, fmt.Sprint("c", i), p); err != nil {
					t.Error(err)
					return
				}
			}
		})
		wait.Go(func() {
			for range 20 {
				for _, f := range []ledger.Filter{{}, {Query: "merchant"}, {ItemID: item}} {
					entries, err := db.Entries(context.Background(), Query{Filter: f, Limit: 5})
					if err != nil {
						t.Error(err)
						return
					}
					if len(entries) > 0 {
						err = db.Annotate(context.Background(), ids(entries[:1]), func(a *ledger.Annotation) { a.Note += "x" })
					}
					if err != nil {
						t.Error(err)
					}
					if s, err := db.Summarize(context.Background(), f); err != nil || s.Count%rows != 0 {
						t.Errorf("%+v: saw a part of an update: %d, %v", f, s.Count, err)
					}
				}
			}
		})
	}
	wait.Wait()
	for _, f := range []ledger.Filter{{}, {Query: "merchant"}} {
		if s, err := db.Summarize(t.Context(), f); err != nil || s.Count != 3*updates*rows {
			t.Fatalf("%+v: %d, %v", f, s.Count, err)
		}
	}
}

func runUpdate(db *DB, item, cursor string, p Page) error {
	ctx := context.Background()
	u, err := db.BeginUpdate(ctx, item)
	if err != nil {
		return err
	}
	defer u.Close()
	if err := u.Add(ctx, p); err != nil {
		return err
	}
	_, err = u.Commit(ctx, Outcome{Cursor: cursor})
	return err
}
