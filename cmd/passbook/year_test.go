package main

import (
	"bytes"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"sync/atomic"
	"testing"
	"time"

	"passbook/plaidsvc"
	"passbook/plaidsvc/plaidsim"
	"passbook/plaidsvc/vault"
	"passbook/storage"
	"passbook/storage/kept"
)

// year is a household with all of its banks linked and every product kept that
// a bank has, under a clock that goes day by day. What the banks say is asked of
// the simulator itself, past all of passbook; what passbook says is what its
// commands and pages show.
type year struct {
	*bank
	sim   *plaidsim.Server
	clock atomic.Int64
	db    *storage.DB
	vault vault.Vault
	svc   *plaidsvc.Service
	banks []*yearBank

	days  []string                    // on which there was a sync
	worth map[string]map[string]int64 // what each account was worth on them, in cents: debts below zero
	held  map[string][]string         // what was held on them: see heldLines
	ever  map[string]bool             // streams that Plaid has found
}

// yearBank is a bank of the household.
type yearBank struct{ institution, item, token string }

// yearProducts are the banks of the household, and what is kept of each.
var yearProducts = []struct {
	institution string
	products    []kept.Product
}{
	{"ins_109508", []kept.Product{kept.Liabilities, kept.Recurring}},
	{"ins_109509", []kept.Product{kept.Recurring}},
	{"ins_109510", []kept.Product{kept.Liabilities, kept.Recurring}},
	{"ins_109511", []kept.Product{kept.Liabilities, kept.Recurring}},
	{"ins_109512", []kept.Product{kept.Investments}},
}

// TestAYear lives a year day by day with every product in use, and holds every
// figure that commands and pages show against the simulator's own books.
func TestAYear(t *testing.T) {
	t.Parallel()
	y := newYear(t, time.Date(2026, 1, 10, 12, 0, 0, 0, time.UTC))
	last := 364
	if testing.Short() {
		last = 182
	}
	for day := 0; day <= last; day++ {
		y.sync()
		y.remember()
		if day%28 == 0 || day == last {
			y.holdBalances()
			y.holdDebts()
			y.holdStreams()
			y.holdHoldings(y.today())
		}
		if day%182 == 0 && day > 0 {
			y.holdWorth()
			y.holdProofs()
			y.holdHoldings(y.days[day/2], y.days[day/3], y.days[0])
			y.holdAllocation()
			y.holdTrades()
			y.holdReturns()
			books := y.books()
			y.holdFlows(books, y.days[0][:7])
			y.holdIncome(books)
			y.holdPages(books)
			y.holdPeople()
			y.holdStatements()
		}
		if t.Failed() {
			t.Fatalf("on day %d, %s", day, y.today())
		}
		y.clock.Add(24 * 60 * 60)
	}
}

func newYear(t *testing.T, begin time.Time) *year {
	y := newBooks(t, begin, func(now func() time.Time) plaidsim.Options { return plaidsim.Options{Seed: 7, Now: now} })
	for _, has := range yearProducts {
		item := y.link(has.institution)
		for _, product := range has.products {
			if err := kept.Keep(t.Context(), y.db, item, product, true); err != nil {
				t.Fatal(err)
			}
		}
	}
	y.linkIncome()
	return y
}

// newBooks is a household without a bank, at an instant.
func newBooks(t *testing.T, begin time.Time, plaid func(now func() time.Time) plaidsim.Options) *year {
	t.Helper()
	y := &year{worth: map[string]map[string]int64{}, held: map[string][]string{}, ever: map[string]bool{}}
	y.clock.Store(begin.Unix())
	y.sim = plaidsim.New(plaid(y.now))
	p := startPlaidOn(t, y.sim)
	y.bank = newBank(t, p)
	db, err := storage.Open(y.dir, y.now)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	db.For(storage.Owner{Environment: "sandbox", Client: "client"})
	secrets, err := vault.OpenSealed(y.dir, "sandbox", identity)
	if err != nil {
		t.Fatal(err)
	}
	y.svc, err = plaidsvc.New(plaidsvc.Config{
		ClientID: "client", Secret: "secret", Env: "sandbox", BaseURL: p.URL, LockDir: filepath.Join(y.dir, "locks"), Now: y.now,
		Products: []string{"statements"},
	}, db, secrets)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { y.svc.Close() })
	y.db, y.vault = db, secrets
	return y
}

// link links a bank of the household and gives its Item.
func (y *year) link(institution string) (item string) {
	y.t.Helper()
	r, err := y.svc.LinkSandbox(y.t.Context(), institution, demoUser, "pass_good")
	if err != nil {
		y.t.Fatal(err)
	}
	y.know(r.Item.ID, institution)
	return r.Item.ID
}

// know notes a bank that is linked, with what it is asked by.
func (y *year) know(item, institution string) {
	y.t.Helper()
	token, err := y.vault.Get(y.t.Context(), item)
	if err != nil {
		y.t.Fatal(err)
	}
	y.banks = append(y.banks, &yearBank{institution, item, token})
}

func (y *year) now() time.Time { return time.Unix(y.clock.Load(), 0).UTC() }

func (y *year) today() string { return y.now().Format(time.DateOnly) }

func (y *year) sync() {
	y.t.Helper()
	results, err := y.svc.Sync(y.t.Context())
	if err != nil || len(results) != len(y.banks) {
		y.t.Fatalf("%d results: %v", len(results), err)
	}
	for _, r := range results {
		if r.Err != nil {
			y.t.Fatalf("%s on %s: %v", r.Item.Institution, y.today(), r.Err)
		}
	}
}

// ask asks the simulator itself about a bank.
func (y *year) ask(b *yearBank, path string, more map[string]any, answer any) {
	y.t.Helper()
	body := map[string]any{"client_id": "client", "secret": "secret", "access_token": b.token}
	for key, value := range more {
		body[key] = value
	}
	text, err := json.Marshal(body)
	if err != nil {
		y.t.Fatal(err)
	}
	y.serve(http.MethodPost, path, text, answer)
}

func (y *year) serve(method, path string, body []byte, answer any) {
	y.t.Helper()
	w := httptest.NewRecorder()
	r := httptest.NewRequest(method, "http://localhost"+path, bytes.NewReader(body))
	r.Header.Set("Content-Type", "application/json")
	y.sim.ServeHTTP(w, r)
	if err := json.Unmarshal(w.Body.Bytes(), answer); err != nil || w.Code != http.StatusOK {
		y.t.Fatalf("%s: %d %.300s %v", path, w.Code, w.Body, err)
	}
}

// read reads what a command prints as JSON on the day that it is now.
func read[T any](y *year, args ...string) (rows []T) {
	y.t.Helper()
	out, err := y.in("UTC", y.now()).command(append(args, "--json")...).Output()
	if err != nil {
		y.t.Errorf("passbook %q on %s: %v", args, y.today(), err)
	}
	if err := json.Unmarshal(out, &rows); err != nil {
		y.t.Fatalf("passbook %q: %v\n%.300s", args, err, out)
	}
	return rows
}

// differ reports a figure that is not what the banks' books say.
func (y *year) differ(what string, got, books any) {
	y.t.Helper()
	y.t.Errorf("%s, %s: %v, by the books %v", y.today(), what, got, books)
}

// same holds a figure against the books.
func same[T comparable](y *year, what string, got, books T) {
	y.t.Helper()
	if got != books {
		y.differ(what, got, books)
	}
}
