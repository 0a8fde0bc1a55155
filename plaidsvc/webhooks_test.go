package plaidsvc

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"slices"
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

// hearingBench is a bench whose Service hears the webhooks of its Plaid, which
// come by a way that keeps the last one.
type hearingBench struct {
	*bench
	url  string
	stop func() // ends ServeWebhooks and waits for it

	mu                          sync.Mutex
	synced, ignored, registered []string
	refused                     map[string]int
	last                        *http.Request // with the body in GetBody
}

func newHearing(t *testing.T) *hearingBench {
	t.Helper()
	sim := plaidsim.New(plaidsim.Options{})
	t.Cleanup(sim.Close)
	return &hearingBench{bench: newBenchOn(t, conform.Handler(t, sim)), refused: map[string]int{}}
}

// hear starts to hear webhooks.
func (h *hearingBench) hear() {
	h.t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		h.t.Fatal(err)
	}
	to := "http://" + listener.Addr().String()
	way := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		out, _ := http.NewRequest(r.Method, to+r.URL.Path, bytes.NewReader(body))
		out.Header = r.Header.Clone()
		h.mu.Lock()
		h.last = out
		h.mu.Unlock()
		res, err := http.DefaultTransport.RoundTrip(out.Clone(context.WithoutCancel(r.Context())))
		if err != nil {
			w.WriteHeader(http.StatusBadGateway)
			return
		}
		res.Body.Close()
		w.WriteHeader(res.StatusCode)
	}))
	if h.url == "" {
		h.url = way.URL + "/hooks/3f9a"
	}
	list := func(to *[]string, what string) { h.mu.Lock(); *to = append(*to, what); h.mu.Unlock() }
	ctx, cancel := context.WithCancel(h.t.Context())
	ended := make(chan error, 1)
	go func() {
		ended <- h.svc.ServeWebhooks(ctx, listener, WebhookOptions{
			URL: h.url, Register: true,
			Synced: func(heard []string, r SyncResult) {
				list(&h.synced, fmt.Sprintf("%s: %v, %d added, %v", r.Item.ID, heard, r.Changes.Added, r.Err))
			},
			Ignored:    func(id string, heard []string) { list(&h.ignored, fmt.Sprint(id, heard)) },
			Registered: func(it ledger.Item, err error) { list(&h.registered, fmt.Sprint(it.ID, err)) },
			Refused: func(requests map[string]int) {
				h.mu.Lock()
				defer h.mu.Unlock()
				for why, n := range requests {
					h.refused[why] += n
				}
			},
		})
	}()
	h.stop = sync.OnceFunc(func() {
		cancel()
		if err := <-ended; err != nil {
			h.t.Error(err)
		}
		way.Close()
		http.DefaultTransport.(*http.Transport).CloseIdleConnections()
	})
	h.t.Cleanup(h.stop)
}

// told waits until a list has an entry with all of some texts.
func (h *hearingBench) told(list *[]string, texts ...string) {
	h.t.Helper()
	h.until(strings.Join(texts, " "), func() bool {
		h.mu.Lock()
		defer h.mu.Unlock()
		return slices.ContainsFunc(*list, func(s string) bool {
			return !slices.ContainsFunc(texts, func(text string) bool { return !strings.Contains(s, text) })
		})
	})
}

// atPlaid posts to the simulator.
func (h *hearingBench) atPlaid(path, body string) {
	h.t.Helper()
	r := httptest.NewRequest(http.MethodPost, path, strings.NewReader(body))
	r.Header = http.Header{"Content-Type": {"application/json"}, "Plaid-Client-Id": {"client"}, "Plaid-Secret": {"s3cr3t"}}
	w := httptest.NewRecorder()
	h.front.next.ServeHTTP(w, r)
	if w.Code != http.StatusOK {
		h.t.Fatalf("%s %s: %s", path, body, w.Body)
	}
}

// fire has Plaid send a webhook of an Item.
func (h *hearingBench) fire(id, code string) {
	h.t.Helper()
	token, err := h.vault.Get(h.t.Context(), id)
	if err != nil {
		h.t.Fatal(err)
	}
	h.atPlaid("/sandbox/item/fire_webhook", `{"access_token":"`+token+`","webhook_code":"`+code+`"}`)
}

func (h *hearingBench) has(name string) bool {
	return slices.ContainsFunc(h.entries(), func(e ledger.Entry) bool { return e.Name == name })
}

// What happens at the bank is in the cache as soon as Plaid says so, also what
// happened while nobody listened; and Plaid is told once where to say it.
func TestWebhooksBringWhatIsNew(t *testing.T) {
	t.Parallel()
	h := newHearing(t)
	_, it, account := linkDynamic(h.bench)
	h.change(it.ID, bought(account.ID, "before anybody listens"))
	h.hear()
	h.told(&h.registered, it.ID, "nil")
	h.until("what happened before", func() bool { return h.has("before anybody listens") })
	h.change(it.ID, bought(account.ID, "while it listens"))
	h.told(&h.synced, it.ID, "TRANSACTIONS SYNC_UPDATES_AVAILABLE")
	h.until("what happens now", func() bool { return h.has("while it listens") })
	h.stop()

	h.change(it.ID, bought(account.ID, "after it ended"))
	h.hear()
	h.until("what happened in between", func() bool { return h.has("after it ended") })
	h.stop()
	if n := h.front.count("/item/webhook/update"); n != 1 {
		t.Errorf("Plaid was told the address %d times", n)
	}
}

// A storm, which is the same webhook again and again, within the five minutes in
// which it counts: all are answered, one sync runs, and one more comes after it.
func TestAStormOfWebhooksIsTwoSyncs(t *testing.T) {
	t.Parallel()
	h := newHearing(t)
	_, it, account := linkDynamic(h.bench)
	h.hear()
	h.told(&h.registered, it.ID)
	h.told(&h.synced, it.ID, "WEBHOOK_UPDATE_ACKNOWLEDGED")

	before := h.syncs()
	begun, release := make(chan struct{}, 100), make(chan struct{})
	h.front.on("/transactions/sync", func(int, http.ResponseWriter, *http.Request) bool {
		begun <- struct{}{}
		<-release
		return false
	})
	h.change(it.ID, bought(account.ID, "in a storm"))
	<-begun
	h.mu.Lock()
	last := h.last
	h.mu.Unlock()
	var posts sync.WaitGroup
	for range 8 {
		posts.Go(func() {
			for range 100 {
				again := last.Clone(context.Background())
				again.Body, _ = last.GetBody()
				res, err := http.DefaultTransport.RoundTrip(again)
				if err != nil {
					t.Error(err)
					return
				}
				if res.Body.Close(); res.StatusCode != http.StatusOK {
					t.Errorf("answered %d", res.StatusCode)
				}
			}
		})
	}
	posts.Wait() // all are answered while the sync waits for the bank
	close(release)
	h.until("both syncs", func() bool { return h.syncs() >= before+2 })
	h.until("no more of them", h.idle)
	h.stop()
	if n := h.front.count("/transactions/sync"); n != 2 || h.syncs() != before+2 || !h.has("in a storm") {
		t.Errorf("%d requests, %d syncs", n, h.syncs()-before)
	}
}

// syncs is how many syncs webhooks made.
func (h *hearingBench) syncs() int {
	h.mu.Lock()
	defer h.mu.Unlock()
	return len(h.synced)
}

// idle reports whether the bank was not asked for a while.
func (h *hearingBench) idle() bool {
	before := h.front.count("/transactions/sync")
	time.Sleep(50 * time.Millisecond)
	return before == h.front.count("/transactions/sync")
}

// plaidURL is the address of the bench's Plaid.
func (h *hearingBench) plaidURL() string { return h.svc.deps.plaid.Host }

// What Plaid did not sign changes nothing and is told of.
func TestForgedWebhooksChangeNothing(t *testing.T) {
	t.Parallel()
	h := newHearing(t)
	_, it, _ := linkDynamic(h.bench)
	h.hear()
	h.told(&h.synced, it.ID, "WEBHOOK_UPDATE_ACKNOWLEDGED")
	for _, fault := range []string{"unsigned", "wrong_signature", "wrong_algorithm", "altered_body", "unknown_key", "expired_key", "stale"} {
		h.atPlaid("/sim/webhooks", `{"fault":"`+fault+`","webhook_code":"PENDING_DISCONNECT"}`)
		h.fire(it.ID, "PENDING_DISCONNECT")
	}
	want := map[string]int{"not signed": 1, "not signed by Plaid": 2, "signed for another body": 1, "no such key, or one that expired": 2, "signed too long ago": 1}
	h.until("all are refused", func() bool {
		h.mu.Lock()
		defer h.mu.Unlock()
		return fmt.Sprint(h.refused) == fmt.Sprint(want)
	})
	if p := h.item(it.ID).Problem; p != nil {
		t.Errorf("%+v", p)
	}
	h.fire(it.ID, "PENDING_DISCONNECT")
	h.told(&h.synced, it.ID, "ITEM PENDING_DISCONNECT")
	if p := h.item(it.ID).Problem; p == nil || p.Code != "PENDING_DISCONNECT" {
		t.Errorf("%+v", p)
	}
}

// What webhooks say of an Item becomes its state, twice or out of order too; a
// code that nobody knows is a sync.
func TestWebhooksOfTheItem(t *testing.T) {
	t.Parallel()
	h := newHearing(t)
	_, it, _ := linkDynamic(h.bench)
	h.hear()
	h.told(&h.synced, it.ID, "WEBHOOK_UPDATE_ACKNOWLEDGED")
	code := func() string {
		if p := h.item(it.ID).Problem; p != nil {
			return p.Code
		}
		return ""
	}
	h.atPlaid("/sim/webhooks", `{"fault":"duplicate","webhook_code":"ERROR"}`)
	token, err := h.vault.Get(t.Context(), it.ID)
	if err != nil {
		t.Fatal(err)
	}
	h.atPlaid("/sandbox/item/reset_login", `{"access_token":"`+token+`"}`)
	h.told(&h.synced, it.ID, "ITEM ERROR")
	h.until("a login is wanted", func() bool { return code() == "ITEM_LOGIN_REQUIRED" })
	h.fire(it.ID, "AUTHORIZATION_GRANTED") // nobody knows it here
	h.told(&h.synced, it.ID, "ITEM AUTHORIZATION_GRANTED")
	if code() != "ITEM_LOGIN_REQUIRED" {
		t.Errorf("%q", code())
	}
	h.fire(it.ID, "NEW_ACCOUNTS_AVAILABLE")
	h.until("new accounts", func() bool { return !h.item(it.ID).NewAccountsAt.IsZero() })
	h.atPlaid("/item/remove", `{"access_token":"`+token+`"}`)
	h.stop()
	h.hear() // no webhook comes of an Item that is gone
	h.until("it is gone", func() bool { return code() == "ITEM_NOT_FOUND" })
}

// Webhooks of another cache's Items, and of no Item, are signed too.
func TestWebhooksOfOthers(t *testing.T) {
	t.Parallel()
	h := newHearing(t)
	h.hear()
	db, err := storage.Open(CacheIn(t, t.TempDir()), time.Now)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	other := &bench{t: t, dir: t.TempDir(), db: db, vault: vault.NewMemory(), front: h.front, log: h.log}
	other.svc = other.open(h.plaidURL())
	it := other.link()
	token, err := other.vault.Get(t.Context(), it.ID)
	if err != nil {
		t.Fatal(err)
	}
	h.atPlaid("/item/webhook/update", `{"access_token":"`+token+`","webhook":"`+h.url+`"}`)
	h.told(&h.ignored, it.ID, "ITEM WEBHOOK_UPDATE_ACKNOWLEDGED")
	h.atPlaid("/sandbox/bank_transfer/fire_webhook", `{"webhook":"`+h.url+`"}`)
	h.told(&h.ignored, "BANK_TRANSFERS BANK_TRANSFERS_EVENTS_UPDATE")
	if items, err := h.db.Items(t.Context()); err != nil || len(items) != 0 {
		t.Errorf("%v, %v", items, err)
	}
}

// Another process is syncing the Item as a webhook comes, and has asked the bank
// already: what the webhook announces is fetched all the same.
func TestAWebhookDuringAnothersSync(t *testing.T) {
	t.Parallel()
	h := newHearing(t)
	_, it, account := linkDynamic(h.bench)
	other := h.open(h.plaidURL())
	h.hear()
	h.told(&h.synced, it.ID, "WEBHOOK_UPDATE_ACKNOWLEDGED")

	asked, release := make(chan struct{}), make(chan struct{})
	h.front.on("/accounts/get", func(n int, _ http.ResponseWriter, _ *http.Request) bool {
		if n == 1 { // the other's, after its rows
			close(asked)
			<-release
		}
		return false
	})
	synced := make(chan error, 1)
	go func() {
		rs, err := other.Sync(context.Background(), it.ID)
		if err == nil {
			err = rs[0].Err
		}
		synced <- err
	}()
	<-asked
	h.atPlaid("/sim/webhooks", `{"fault":"drop","webhook_code":"DEFAULT_UPDATE"}`) // one webhook comes, not two
	h.change(it.ID, bought(account.ID, "too late for the other"))
	h.until("the webhook is waiting", func() bool {
		h.mu.Lock()
		defer h.mu.Unlock()
		return h.last != nil && strings.Contains(bodyOf(h.last), "SYNC_UPDATES_AVAILABLE")
	})
	close(release)
	if err := <-synced; err != nil {
		t.Fatal(err)
	}
	h.until("it is fetched", func() bool { return h.has("too late for the other") })
}

// bodyOf is the body of a request that can be sent again.
func bodyOf(r *http.Request) string {
	body, _ := r.GetBody()
	text, _ := io.ReadAll(body)
	return string(text)
}
