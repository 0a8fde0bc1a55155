package plaidsvc_test

import (
	"context"
	"encoding/json"
	"flag"
	"io"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"passbook/plaidsvc"
	"passbook/plaidsvc/plaidsim"
	"passbook/plaidsvc/vault"
	"passbook/storage"
)

var (
	truthSteps = flag.Int("truth.steps", 40, "steps of TestTruth")
	truthSeed  = flag.Uint64("truth.seed", 1, "seed of TestTruth; 0: another one each time")
)

// TestTruth drives two Items through a random life: transactions come, change,
// post, go and are sent again, also between two pages; accounts appear, vanish
// and come back under other ids; Plaid and the network fail in every way that
// they have; syncs are cancelled and the program ends and starts again at any
// point; the person annotates and takes back. After every update the cache is
// held against the simulator's own state, row by row and field by field, and
// after every failed one against what it held before. At the end each bank is lost
// and linked anew.
func TestTruth(t *testing.T) {
	t.Parallel()
	seed := *truthSeed
	if seed == 0 {
		seed = rand.Uint64()
	}
	t.Logf("go test ./plaidsvc -run TestTruth -truth.steps %d -truth.seed %d", *truthSteps, seed)
	w := newWorld(t, seed)
	for n := range *truthSteps {
		w.step = n
		w.live()
		if t.Failed() {
			t.Fatalf("at step %d of seed %d:\n%s", n, seed, strings.Join(w.did, "\n"))
		}
	}
	w.checkEverything()
	for i, b := range w.banks {
		b.linkAnew(institutions[i], users[i])
	}
	if err := w.db.Check(t.Context()); err != nil {
		t.Error(err)
	}
	t.Log(w.tally())
}

// The banks of a world, and who signs in there.
var (
	institutions = []string{"ins_109508", "ins_109511"}
	users        = []string{"user_transactions_dynamic", "user_good"}
)

// world is a program and the banks that it knows.
type world struct {
	t     *testing.T
	rng   *rand.Rand
	dir   string
	url   string
	front *front
	vault vault.Vault
	db    *storage.DB
	svc   *plaidsvc.Service
	banks []*bank
	notes *notes

	mu    sync.Mutex
	clock time.Time // the simulator's

	step   int
	did    []string // in this step, for who looks for the reason
	counts map[string]int
}

func newWorld(t *testing.T, seed uint64) *world {
	w := &world{
		t: t, rng: rand.New(rand.NewPCG(seed, 1)), dir: plaidsvc.CacheIn(t, t.TempDir()), vault: vault.NewMemory(),
		clock: time.Now(), counts: map[string]int{}, notes: newNotes(),
	}
	sim := plaidsim.New(plaidsim.Options{Seed: seed, Initial: time.Hour, Historical: 3 * time.Hour, Now: w.now})
	w.front = &front{sim: sim, world: w}
	server := httptest.NewServer(w.front)
	t.Cleanup(server.Close)
	w.url = server.URL
	w.open()
	t.Cleanup(func() { w.close() })
	for i, user := range users {
		r, err := w.svc.LinkSandbox(t.Context(), institutions[i], user, "pass_good")
		if err != nil {
			t.Fatal(err)
		}
		b := newBank(w, r.Item.ID, seed+uint64(i))
		if b.token, err = w.vault.Get(t.Context(), b.id); err != nil {
			t.Fatal(err)
		}
		w.banks = append(w.banks, b)
	}
	return w
}

func (w *world) now() time.Time {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.clock
}

func (w *world) note(words ...string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.did = append(w.did, strings.Join(words, " "))
}

// logged takes the program's log, for who looks for the reason.
type logged struct{ *world }

func (l logged) Write(line []byte) (int, error) {
	l.note(strings.TrimSpace(string(line)))
	return len(line), nil
}

// open starts the program.
func (w *world) open() {
	db, err := storage.Open(w.dir, time.Now)
	if err != nil {
		w.t.Fatal(err)
	}
	w.db = db
	w.svc, err = plaidsvc.NewHurried(plaidsvc.Config{
		ClientID: "client", Secret: "s3cr3t", Env: "sandbox", BaseURL: w.url, LockDir: w.dir + "/locks",
		Log: slog.New(slog.NewTextHandler(logged{w}, nil)),
	}, db, w.vault)
	if err != nil {
		w.t.Fatal(err)
	}
}

// close ends the program, whatever it is doing.
func (w *world) close() {
	if err := w.svc.Close(); err != nil {
		w.t.Error(err)
	}
	if err := w.db.Close(); err != nil {
		w.t.Error(err)
	}
}

// live is one step: something happens, the program syncs or is stopped in it,
// and what it holds is checked.
func (w *world) live() {
	ids, undisturbed := w.prepare()
	if len(ids) == 0 {
		return
	}
	results := w.sync(ids)
	w.front.serving.Lock() // a request that was cancelled may still be answered
	defer w.front.serving.Unlock()
	for _, b := range w.banks {
		b.plan = plan{}
		b.checkSync(results[b.id], undisturbed)
	}
	w.check()
}

// prepare lets things happen, and plans what will happen while the program
// syncs the Items that it chooses.
func (w *world) prepare() (ids []string, undisturbed bool) {
	w.front.serving.Lock()
	defer w.front.serving.Unlock()
	w.did = nil
	if w.rng.IntN(4) == 0 {
		w.mu.Lock()
		w.clock = w.clock.Add(time.Duration(w.rng.IntN(20)) * time.Hour)
		w.mu.Unlock()
	}
	undisturbed = w.rng.IntN(6) == 0
	for _, b := range w.banks {
		b.changeSome(w.rng.IntN(8))
		if w.rng.IntN(3) > 0 {
			ids = append(ids, b.id)
			b.plan = newPlan(b.rng, undisturbed)
		}
	}
	w.writeNotes()
	return ids, undisturbed
}

// sync syncs; the plans may end it in the middle.
func (w *world) sync(ids []string) map[string]plaidsvc.SyncResult {
	ctx, cancel := context.WithCancel(w.t.Context())
	defer cancel()
	stopped := ""
	var ending sync.WaitGroup
	w.front.serving.Lock()
	w.front.stop = func(how string) {
		if stopped != "" {
			return
		}
		stopped = how
		w.note("stopped:", how)
		w.counts["stopped: "+how]++
		cancel()
		if how == "program ends" {
			ending.Go(func() { _ = w.svc.Close() })
		}
	}
	w.front.serving.Unlock()
	list, _ := w.svc.Sync(ctx, ids...)
	w.front.serving.Lock()
	defer w.front.serving.Unlock()
	w.front.stop = func(string) {}
	ending.Wait()
	if w.rng.IntN(8) == 0 || stopped == "program ends" {
		w.close()
		w.open()
	}
	w.counts["syncs"] += len(list)
	results := map[string]plaidsvc.SyncResult{}
	for _, r := range list {
		results[r.Item.ID] = r
		if r.Err != nil {
			w.note(r.Item.Institution+":", r.Err.Error())
			w.counts["failed syncs"]++
		}
	}
	return results
}

// front stands between the program and the simulator: it remembers what was
// true when an update was complete, and follows each Item's plan.
type front struct {
	sim     http.Handler
	world   *world
	stop    func(how string)
	stopAt  int        // requests of a login that is no bank's until the program ends; 0: never
	serving sync.Mutex // one request at a time
}

func (f *front) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	f.serving.Lock()
	defer f.serving.Unlock()
	body, _ := io.ReadAll(r.Body)
	var in map[string]any
	_ = json.Unmarshal(body, &in)
	var b *bank
	for _, one := range f.world.banks {
		if one.token == in["access_token"] {
			b = one
		}
	}
	if b == nil {
		if f.stopAt > 0 {
			if f.stopAt--; f.stopAt == 0 {
				f.stop("program ends")
			}
		}
		f.forward(w, r, body)
		return
	}
	n := b.plan.calls
	b.plan.calls++
	if r.URL.Path == "/transactions/sync" {
		b.changeSome(b.plan.changes[n])
		if b.plan.notes[n] {
			f.world.annotate(b)
		}
		if b.plan.size > 0 {
			in["count"] = b.plan.size
		}
		body, _ = json.Marshal(in)
	}
	if how, ok := b.plan.stops[n]; ok {
		f.stop(how)
	}
	fault := b.plan.faults[n]
	if fault != nil {
		f.world.note(r.URL.Path, "fault:", fault.name)
		f.world.counts["faults"]++
		b.unready = b.unready || fault.name == "not ready"
	}
	if fault != nil && fault.instead {
		fault.do(w, r, nil)
		return
	}
	answer := httptest.NewRecorder()
	f.forward(answer, r, body)
	b.remember(r.URL.Path, in["cursor"], answer)
	if fault != nil {
		fault.do(w, r, answer)
		return
	}
	for key, values := range answer.Header() {
		w.Header()[key] = values
	}
	w.WriteHeader(answer.Code)
	_, _ = w.Write(answer.Body.Bytes())
}

// forward asks the simulator.
func (f *front) forward(w http.ResponseWriter, r *http.Request, body []byte) {
	again := r.Clone(r.Context())
	again.Body = io.NopCloser(strings.NewReader(string(body)))
	again.ContentLength = int64(len(body))
	again.Header.Del("Accept-Encoding")
	f.sim.ServeHTTP(w, again)
}
