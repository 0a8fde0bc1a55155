package products_test

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"passbook/plaidsvc"
	"passbook/plaidsvc/plaidsim"
	"passbook/plaidsvc/plaidsim/conform"
	"passbook/plaidsvc/vault"
	"passbook/storage"
	"passbook/storage/ledger"
)

// person is one with a cache and a bank at an embedded Plaid, under a clock that
// the test moves. What is asked through the service is counted.
type person struct {
	*testing.T
	db      *storage.DB
	service *plaidsvc.Service
	vault   vault.Vault
	sim     string // the embedded Plaid's address for the test's own questions

	mu     sync.Mutex
	now    time.Time
	asked  []string                                                 // the paths that the service asked, each with its body
	answer func(path string, body []byte) (status int, text string) // in Plaid's place; status 0: not
}

func (p *person) clock() time.Time {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.now
}

func (p *person) pass(days int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.now = p.now.AddDate(0, 0, days)
}

func newPerson(t *testing.T) *person {
	t.Parallel()
	p := &person{T: t, now: time.Date(2026, 10, 1, 9, 0, 0, 0, time.UTC), vault: vault.NewMemory()}
	sim := conform.Handler(t, plaidsim.New(plaidsim.Options{Seed: 1, Now: p.clock}))
	own := httptest.NewServer(sim)
	t.Cleanup(own.Close)
	p.sim = own.URL
	front := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		r.Body = io.NopCloser(bytes.NewReader(body))
		p.mu.Lock()
		p.asked = append(p.asked, r.URL.Path+" "+string(body))
		answer := p.answer
		p.mu.Unlock()
		if answer != nil {
			if status, text := answer(r.URL.Path, body); status != 0 {
				w.Header().Set("Content-Type", "application/json")
				w.WriteHeader(status)
				io.WriteString(w, text)
				return
			}
		}
		sim.ServeHTTP(w, r)
	}))
	t.Cleanup(front.Close)
	var err error
	if p.db, err = storage.Open(t.TempDir(), p.clock); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { p.db.Close() })
	p.service, err = plaidsvc.New(plaidsvc.Config{
		ClientID: "client", Secret: "secret", Env: "sandbox", BaseURL: front.URL, LockDir: t.TempDir(), HistoryDays: 90, Now: p.clock,
	}, p.db, p.vault)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { p.service.Close() })
	return p
}

func (p *person) link(institution, user string) ledger.Item {
	p.Helper()
	r, err := p.service.LinkSandbox(p.Context(), institution, user, "pass_good")
	if err != nil {
		p.Fatal(err)
	}
	p.sync()
	return r.Item
}

func (p *person) sync() {
	p.Helper()
	if all, err := p.service.Sync(p.Context()); err != nil || all[0].Err != nil {
		p.Fatal(err, all)
	}
}

// count says how often the service asked for something.
func (p *person) count(path string) (n int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, asked := range p.asked {
		if strings.HasPrefix(asked, path+" ") {
			n++
		}
	}
	return n
}

// answers has Plaid answer one path with an error.
func (p *person) answers(path, code string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.answer = func(asked string, _ []byte) (int, string) {
		if asked != path {
			return 0, ""
		}
		return 400, `{"display_message":null,"error_code":"` + code + `","error_message":"x","error_type":"ITEM_ERROR","request_id":"req9"}`
	}
}

// ask puts a question to the embedded Plaid that passbook does not see.
func (p *person) ask(it ledger.Item, path, options string, answer any) {
	p.Helper()
	token, err := p.vault.Get(p.Context(), it.ID)
	if err != nil {
		p.Fatal(err)
	}
	res, err := http.Post(p.sim+path, "application/json", strings.NewReader(`{"client_id":"client","secret":"secret","access_token":"`+token+`"`+options+`}`))
	if err != nil {
		p.Fatal(err)
	}
	defer res.Body.Close()
	if err := json.NewDecoder(res.Body).Decode(answer); err != nil || res.StatusCode != 200 {
		p.Fatal(path, res.StatusCode, err)
	}
}
