package plaidsvc

import (
	"context"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"passbook/plaidsvc/plaidsim"
	"passbook/plaidsvc/plaidsim/conform"
	"passbook/plaidsvc/vault"
	"passbook/storage"
	"passbook/storage/ledger"
)

// bench is a Service with a real cache that talks to plaidsim over HTTP.
type bench struct {
	svc   *Service
	t     *testing.T
	dir   string
	db    *storage.DB
	vault vault.Vault
	front *front
	log   *logbook
	posts sync.WaitGroup // of the page in the browser
}

// front stands before plaidsim: it counts the calls and, where a test wants
// that, answers itself.
type front struct {
	mu     sync.Mutex
	next   http.Handler
	calls  map[string]int
	answer map[string]func(n int, w http.ResponseWriter, r *http.Request) bool // by path; n from 1; true: answered
}

func (f *front) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	f.mu.Lock()
	f.calls[r.URL.Path]++
	n, answer := f.calls[r.URL.Path], f.answer[r.URL.Path]
	f.mu.Unlock()
	if answer == nil || !answer(n, w, r) {
		f.next.ServeHTTP(w, r)
	}
}

func (f *front) on(path string, answer func(n int, w http.ResponseWriter, r *http.Request) bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.answer[path] = answer
	f.calls[path] = 0
}

func (f *front) answers(path string) func(n int, w http.ResponseWriter, r *http.Request) bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.answer[path]
}

func (f *front) count(path string) int {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.calls[path]
}

// always gives the same answer to the first n calls; 0: to all.
func always(status int, body string, first int) func(int, http.ResponseWriter, *http.Request) bool {
	return func(n int, w http.ResponseWriter, _ *http.Request) bool {
		if first > 0 && n > first {
			return false
		}
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(status)
		w.Write([]byte(body))
		return true
	}
}

// plaidBody is an error body as Plaid writes it.
func plaidBody(kind, code string) string {
	return `{"display_message":null,"documentation_url":"","error_code":"` + code + `","error_message":"x","error_type":"` +
		kind + `","request_id":"req9","suggested_action":null}`
}

func newBench(t *testing.T, o plaidsim.Options) *bench {
	t.Helper()
	return newBenchOn(t, conform.Handler(t, plaidsim.New(o)))
}

func newBenchOn(t *testing.T, h http.Handler) *bench {
	t.Helper()
	f := &front{next: h, calls: map[string]int{}, answer: map[string]func(int, http.ResponseWriter, *http.Request) bool{}}
	server := httptest.NewServer(f)
	t.Cleanup(server.Close)
	dir := CacheIn(t, t.TempDir())
	db, err := storage.Open(dir, time.Now)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	b := &bench{t: t, dir: dir, db: db, vault: vault.NewMemory(), front: f, log: &logbook{}}
	b.svc = b.open(server.URL)
	t.Cleanup(b.posts.Wait)
	return b
}

// open makes a Service on the bench's cache and vault, as a second process
// would.
func (b *bench) open(url string) *Service {
	b.t.Helper()
	s, err := newService(Config{
		ClientID: "client", Secret: "s3cr3t", Env: "sandbox", BaseURL: url, LockDir: b.dir + "/locks", Every: 6 * time.Hour,
		Log: slog.New(slog.NewTextHandler(b.log, nil)),
	}, pace{
		retry: time.Millisecond, restart: time.Millisecond, limit: 5 * time.Millisecond, poll: time.Millisecond,
		pollMax: 5 * time.Millisecond, pollFor: time.Minute, lock: time.Millisecond, lockFor: time.Minute, background: 5 * time.Millisecond,
		webhooks: time.Millisecond,
	}, b.db, b.vault)
	if err != nil {
		b.t.Fatal(err)
	}
	b.t.Cleanup(func() { s.Close() })
	return s
}

// logbook is a log that can be read while others write it.
type logbook struct {
	mu   sync.Mutex
	text strings.Builder
}

func (l *logbook) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.Write(p)
}

func (l *logbook) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.String()
}

// link links user_good at First Platypus Bank, and waits until its first sync,
// in the background, is through: it would take answers, or be counted among
// calls, that a test means for its own sync.
func (b *bench) link() ledger.Item {
	b.t.Helper()
	it := b.linkOnly("user_good")
	b.svc.deps.tasks.running.Wait()
	return it
}

// linkOnly links a user at First Platypus Bank; the first sync is on its way.
func (b *bench) linkOnly(user string) ledger.Item {
	b.t.Helper()
	r, err := b.svc.LinkSandbox(b.t.Context(), "ins_109508", user, "pass_good")
	if err != nil {
		b.t.Fatal(err)
	}
	return r.Item
}

// sync syncs one Item, which must succeed.
func (b *bench) sync(id string) SyncResult {
	b.t.Helper()
	rs, err := b.svc.Sync(b.t.Context(), id)
	if err != nil || rs[0].Err != nil {
		b.t.Fatalf("sync: %v, %v", err, rs)
	}
	return rs[0]
}

func (b *bench) entries() []ledger.Entry {
	b.t.Helper()
	var all []ledger.Entry
	err := b.db.EachEntry(context.WithoutCancel(b.t.Context()), ledger.Filter{}, storage.All, func(e ledger.Entry) error {
		all = append(all, e)
		return nil
	})
	if err != nil {
		b.t.Fatal(err)
	}
	return all
}

func TestNewRefuses(t *testing.T) {
	t.Parallel()
	good := Config{ClientID: "c", Secret: "s3cr3t", Env: "sandbox", LockDir: "x"}
	for name, change := range map[string]func(*Config){
		"environment":        func(c *Config) { c.Env = "development" },
		"keys":               func(c *Config) { c.ClientID = "" },
		"address":            func(c *Config) { c.BaseURL = "127.0.0.1:4010" },
		"password in it":     func(c *Config) { c.BaseURL = "http://user:s3cr3t@127.0.0.1" },
		"folder":             func(c *Config) { c.LockDir = "" },
		"address with bytes": func(c *Config) { c.BaseURL = "http://s3cr3t\x7f" },
	} {
		c := good
		change(&c)
		if _, err := New(c, nil, vault.NewMemory()); err == nil || strings.Contains(err.Error(), "s3cr3t") {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// Where a sentence sends the person to the log, the log has what it promises.
func TestRefusalsAreLogged(t *testing.T) {
	t.Parallel()
	b := newBench(t, plaidsim.Options{})
	b.front.on("/sandbox/public_token/create", always(400, plaidBody("INVALID_INPUT", "INVALID_FIELD"), 0))
	if _, err := b.svc.LinkSandbox(t.Context(), "ins_109508", "user_good", "pass_good"); err == nil {
		t.Fatal("linked all the same")
	}
	if log := b.log.String(); !strings.Contains(log, "INVALID_FIELD") || !strings.Contains(log, "req9") {
		t.Errorf("the log is %q", log)
	}
}
