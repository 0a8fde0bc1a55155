package plaidsvc

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"os"
	"os/exec"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"passbook/plaidsvc/vault"
	"passbook/storage"
	"passbook/storage/ledger"
)

// generations is a bank with one more purchase, another balance and a later end
// of the consent in each generation.
type generations struct {
	*bench
	it      ledger.Item
	account ledger.Account
	now     int
}

func newGenerations(t *testing.T) *generations {
	b, it, account := dynamic(t)
	g := &generations{bench: b, it: it, account: account}
	g.next()
	b.sync(it.ID)
	return g
}

// next begins a generation at the bank.
func (g *generations) next() {
	g.now++
	consent := time.Date(2100+g.now, 1, 1, 0, 0, 0, 0, time.UTC)
	g.front.on("/item/get", always(200, itemBody(g.it.ID, "null", consent.Format(`"2006-01-02T15:04:05Z"`)), 0))
	g.change(g.it.ID, bought(g.account.ID, fmt.Sprint("generation ", g.now)),
		object{"do": "set_balances", "account_id": g.account.ID, "balances": object{"current": 1000 + g.now}})
}

// held is the generation that a cache holds; every part of it must be of the
// same one.
func (g *generations) held(db *storage.DB) int {
	g.t.Helper()
	ctx := context.WithoutCancel(g.t.Context())
	it, err := db.Item(ctx, g.it.ID)
	if err != nil {
		g.t.Fatal(err)
	}
	accounts, err := db.Accounts(ctx)
	if err != nil {
		g.t.Fatal(err)
	}
	balance, rows := 0, 0
	for _, a := range accounts {
		if a.ID == g.account.ID {
			balance = int(*a.Balance.Current/100) - 1000
		}
	}
	err = db.EachEntry(ctx, ledger.Filter{}, storage.All, func(e ledger.Entry) error {
		if strings.HasPrefix(e.Name, "generation ") {
			rows++
		}
		return nil
	})
	if err != nil {
		g.t.Fatal(err)
	}
	if consent := it.ConsentEnds.Year() - 2100; balance != rows || consent != rows {
		g.t.Errorf("transactions of generation %d, balances of %d, state of the Item of %d", rows, balance, consent)
	}
	return rows
}

// Whatever fails in a sync, and wherever: transactions, balances and the state
// of the Item are those of the same sync.
func TestASyncIsWholeWhereverItFails(t *testing.T) {
	g := newGenerations(t)
	for _, tt := range []struct {
		path    string
		refused bool // else the sync is cancelled there
	}{
		{"/transactions/sync", true},
		{"/transactions/sync", false},
		{"/item/get", false}, // a refusal there is no failure of the sync
		{"/accounts/get", true},
		{"/accounts/get", false},
	} {
		g.next()
		before, whole := g.held(g.db), g.front.answers(tt.path)
		ctx, cancel := context.WithCancel(t.Context())
		g.front.on(tt.path, func(n int, w http.ResponseWriter, r *http.Request) bool {
			if tt.refused {
				return always(400, plaidBody("ITEM_ERROR", "ITEM_LOCKED"), 0)(n, w, r)
			}
			cancel()
			return whole != nil && whole(n, w, r)
		})
		rs, _ := g.svc.Sync(ctx, g.it.ID)
		cancel()
		g.front.on(tt.path, whole)
		if got := g.held(g.db); len(rs) != 1 || rs[0].Err == nil || got != before {
			t.Errorf("%+v: the cache went from %d to %d: %+v", tt, before, got, rs)
		}
		g.sync(g.it.ID)
		if got := g.held(g.db); got != g.now {
			t.Errorf("%+v: the next sync stops at %d of %d", tt, got, g.now)
		}
	}
}

// The rows are refused after the accounts were fetched: the balances of that
// sync are not kept either.
func TestBalancesGoWithTheRows(t *testing.T) {
	g := newGenerations(t)
	before := g.held(g.db)
	g.next()
	g.front.on("/accounts/get", func(n int, _ http.ResponseWriter, _ *http.Request) bool {
		other, err := g.db.BeginUpdate(context.WithoutCancel(t.Context()), g.it.ID)
		if err != nil {
			t.Error(err)
			return false
		}
		defer other.Close()
		outcome := storage.Outcome{Cursor: fmt.Sprint("another process ", n), Completeness: ledger.HistoryFull}
		if _, err := other.Commit(context.WithoutCancel(t.Context()), outcome); err != nil {
			t.Error(err)
		}
		return false
	})
	if rs, err := g.svc.Sync(t.Context(), g.it.ID); err != nil || rs[0].Err == nil {
		t.Errorf("%v, %+v", err, rs)
	}
	if got := g.held(g.db); got != before {
		t.Errorf("the cache went from %d to %d", before, got)
	}
}

// A bank that is signed in to again lists its accounts at once; their balances
// are kept with the rows of the sync that follows.
func TestARepairKeepsNoBalancesWithoutRows(t *testing.T) {
	g := newGenerations(t)
	before, whole := g.held(g.db), g.front.answers("/transactions/sync")
	g.next()
	g.front.on("/transactions/sync", always(400, plaidBody("INSTITUTION_ERROR", "INSTITUTION_DOWN"), 0))
	r, err := g.svc.Repair(t.Context(), g.it.ID, onThisPage, func(p LinkProgress) {
		if p.Step == LinkReady {
			g.post(p.URL, "success", `{"public_token":"public-sandbox-1","metadata":{}}`)
		}
	})
	if err != nil || len(r.Accounts) == 0 {
		t.Fatalf("%+v %v", r, err)
	}
	g.svc.deps.tasks.running.Wait() // for the sync that fails
	if got := g.held(g.db); got != before {
		t.Errorf("the cache went from %d to %d", before, got)
	}
	g.front.on("/transactions/sync", whole)
	g.sync(g.it.ID)
	if got := g.held(g.db); got != g.now {
		t.Errorf("the next sync stops at %d of %d", got, g.now)
	}
}

// killed marks the process that TestASyncThatIsKilled starts and kills.
const killed = "PASSBOOK_TEST_KILLED"

// A process that syncs is killed while it waits for each of its answers, and at
// some instants after the last.
func TestASyncThatIsKilled(t *testing.T) {
	if at := os.Getenv(killed); at != "" {
		syncAlone(t, at)
		return
	}
	g := newGenerations(t)
	token, err := g.vault.Get(t.Context(), g.it.ID)
	if err != nil {
		t.Fatal(err)
	}
	steps := 0
	for step := 0; ; step++ {
		g.next()
		finished := g.killAt(step, token)
		if got := g.held(g.db); got != g.now && got != g.now-1 {
			t.Errorf("killed at step %d the cache holds %d of %d", step, got, g.now)
		}
		g.sync(g.it.ID)
		if got := g.held(g.db); got != g.now {
			t.Errorf("the sync after a kill at step %d stops at %d of %d", step, got, g.now)
		}
		if steps++; finished {
			break
		}
	}
	if steps < 4 {
		t.Errorf("%d steps", steps)
	}
	for pause := range 6 {
		g.next()
		g.killAfter(time.Duration(pause)*time.Millisecond, token)
		g.held(g.db)
		g.sync(g.it.ID)
	}
}

// killAt starts a process that syncs, and kills it when it asks for the nth
// time; finished: it never asked so often.
func (g *generations) killAt(n int, token string) (finished bool) {
	child := g.child(token)
	var calls, kills atomic.Int32
	g.watch(child, func(_ string, r *http.Request) {
		if int(calls.Add(1)) == n+1 {
			kills.Add(1)
			_ = child.Process.Kill()
			_, _ = io.Copy(io.Discard, r.Body) // only then does the server see that the client is gone
			<-r.Context().Done()
		}
	})
	return kills.Load() == 0
}

// killAfter kills the process some time after its accounts were asked for: it
// is about to apply the update, or does.
func (g *generations) killAfter(pause time.Duration, token string) {
	child := g.child(token)
	g.watch(child, func(path string, _ *http.Request) {
		if path == "/accounts/get" {
			time.AfterFunc(pause, func() { _ = child.Process.Kill() })
		}
	})
}

// watch runs a process with a hook at each of its calls.
func (g *generations) watch(child *exec.Cmd, hook func(path string, r *http.Request)) {
	g.t.Helper()
	started := make(chan struct{})
	for _, path := range []string{"/transactions/sync", "/item/get", "/accounts/get"} {
		whole := g.front.answers(path)
		defer g.front.on(path, whole)
		g.front.on(path, func(n int, w http.ResponseWriter, r *http.Request) bool {
			<-started
			hook(path, r)
			return whole != nil && whole(n, w, r)
		})
	}
	if err := child.Start(); err != nil {
		g.t.Fatal(err)
	}
	close(started)
	_ = child.Wait() // it may have been killed
}

// child is this test binary, syncing in a process of its own.
func (g *generations) child(token string) *exec.Cmd {
	settings, err := json.Marshal([]string{g.svc.deps.plaid.Host, g.dir, g.it.ID, token})
	if err != nil {
		g.t.Fatal(err)
	}
	cmd := exec.CommandContext(g.t.Context(), os.Args[0], "-test.run=^TestASyncThatIsKilled$")
	cmd.Env = append(os.Environ(), killed+"="+string(settings))
	return cmd
}

// syncAlone is what the process does that is killed.
func syncAlone(t *testing.T, at string) {
	var settings [4]string
	if err := json.Unmarshal([]byte(at), &settings); err != nil {
		t.Fatal(err)
	}
	url, dir, item, token := settings[0], settings[1], settings[2], settings[3]
	db, err := storage.Open(dir, time.Now)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	v := vault.NewMemory()
	if err := v.Set(t.Context(), item, token); err != nil {
		t.Fatal(err)
	}
	s, err := New(Config{
		ClientID: "client", Secret: "s3cr3t", Env: "sandbox", BaseURL: url, LockDir: dir + "/locks", Log: slog.New(slog.DiscardHandler),
	}, db, v)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if _, err := s.Sync(t.Context(), item); err != nil {
		t.Fatal(err)
	}
}
