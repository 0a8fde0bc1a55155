package webhook

import (
	"bytes"
	"context"
	"encoding/json"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"time"

	"passbook/plaidsvc/plaidsim/bank"
)

// How webhooks are sent: an answer other than 200 within timeout is a failure.
// They are tried again after retryAfter, then after four times as long each,
// until giveUpAfter has passed.
const (
	timeout     = 10 * time.Second
	retryAfter  = 30 * time.Second
	giveUpAfter = 24 * time.Hour
)

// maxDelivered is how many webhooks /sim/webhooks lists.
const maxDelivered = 1000

// Sender sends a ledger's events as webhooks. Its goroutines start with the
// first Item that has one.
type Sender struct {
	ledger  *bank.Ledger
	outside bool // webhooks may leave this machine

	keyMu sync.Mutex
	keys  []*key // the last one signs

	mu         sync.Mutex
	waiting    []*delivery            // not due yet, in the order in which they were queued
	ready      map[string][]*delivery // by address; a key exists while its goroutine runs
	held       []*delivery            // sent after the next one (reorder)
	faults     []*Fault
	remembered []*delivery // the latest maxDelivered
	started    bool
	stop       context.CancelFunc
	ctx        context.Context
	running    sync.WaitGroup
	wake       chan struct{}
	client     *http.Client
}

// delivery is one webhook and how far it has come.
type delivery struct {
	url, typ, code string
	body           []byte
	created, due   time.Time
	attempts       int
	status         int    // HTTP, of the latest attempt
	state          string // waiting, delivered, dropped, failed
	fault          string // the name of what goes wrong; empty: nothing
}

// New makes the sender of a ledger, and listens to its events. With outside,
// webhooks may leave this machine.
func New(l *bank.Ledger, outside bool) *Sender {
	h := &Sender{ledger: l, outside: outside, ready: map[string][]*delivery{}, wake: make(chan struct{}, 1)}
	h.ctx, h.stop = context.WithCancel(context.Background())
	h.client = &http.Client{
		Timeout:       timeout,
		Transport:     &http.Transport{DialContext: (&net.Dialer{}).DialContext, DisableCompression: true},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	h.keys = []*key{newKey(firstKeyID, l.Options.Seed, l.Now())}
	l.Listen(h.accept)
	return h
}

// Close stops the webhooks and waits until none is being sent.
func (h *Sender) Close() {
	h.mu.Lock()
	h.stop()
	h.mu.Unlock()
	h.running.Wait()
	h.client.CloseIdleConnections()
}

// start starts the goroutine that watches the clock, unless it runs.
func (h *Sender) start() {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.started || h.ctx.Err() != nil {
		return
	}
	h.started = true
	h.running.Go(h.watch)
}

// Wake makes the watching goroutine look again at once.
func (h *Sender) Wake() {
	select {
	case h.wake <- struct{}{}:
	default:
	}
}

// watch lets time pass for Items with a webhook, and sends what is due.
func (h *Sender) watch() {
	for {
		next := bank.Earliest(h.ledger.Tick(), h.dispatch())
		wait := time.Minute
		if !next.IsZero() {
			wait = min(max(next.Sub(h.ledger.Now()), 10*time.Millisecond), wait)
		}
		timer := time.NewTimer(wait)
		select {
		case <-h.ctx.Done():
			timer.Stop()
			return
		case <-h.wake:
			timer.Stop()
		case <-timer.C:
		}
	}
}

// accept queues events and wakes the watching goroutine.
func (h *Sender) accept(events []bank.Event) {
	h.start()
	for _, e := range events {
		h.queue(e)
	}
	h.Wake()
}

// queue makes a delivery of an event. One for an address outside this machine
// is dropped.
func (h *Sender) queue(e bank.Event) {
	now := h.ledger.Now()
	var body bytes.Buffer
	enc := json.NewEncoder(&body)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	enc.Encode(e.Body)
	d := &delivery{
		url: e.URL, typ: e.Body["webhook_type"].(string), code: e.Body["webhook_code"].(string),
		body: bytes.TrimRight(body.Bytes(), "\n"), created: now, due: now, state: "waiting",
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	h.remember(d)
	if !reachable(e.URL, h.outside) {
		d.state = "dropped"
		return
	}
	h.plan(d)
}

// remember lists a delivery for /sim/webhooks.
func (h *Sender) remember(d *delivery) {
	h.remembered = append(h.remembered, d)
	if len(h.remembered) > maxDelivered {
		h.remembered = slices.Delete(h.remembered, 0, len(h.remembered)-maxDelivered)
	}
}

// reachable tells whether a webhook may be sent to an address: one on this
// machine, or any with outside.
func reachable(address string, outside bool) bool {
	u, err := url.Parse(address)
	if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
		return false
	}
	ip := net.ParseIP(u.Hostname())
	return outside || u.Hostname() == "localhost" || strings.HasSuffix(u.Hostname(), ".localhost") || ip != nil && ip.IsLoopback()
}

// dispatch hands what is due to the goroutines that send, one for each address.
// It gives the instant at which the next one is due; zero: none.
func (h *Sender) dispatch() (next time.Time) {
	h.mu.Lock()
	defer h.mu.Unlock()
	now := h.ledger.Now()
	h.waiting = slices.DeleteFunc(h.waiting, func(d *delivery) bool {
		if d.due.After(now) {
			next = bank.Earliest(next, d.due)
			return false
		}
		list, running := h.ready[d.url]
		h.ready[d.url] = append(list, d)
		if !running && h.ctx.Err() == nil {
			h.running.Go(func() { h.drain(d.url) })
		}
		return true
	})
	return next
}

// Idle tells whether no webhook is being sent.
func (h *Sender) Idle() bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	return len(h.ready) == 0
}

// drain sends what is ready for an address, one after the other.
func (h *Sender) drain(address string) {
	for {
		h.mu.Lock()
		if len(h.ready[address]) == 0 || h.ctx.Err() != nil {
			delete(h.ready, address)
			h.mu.Unlock()
			return
		}
		d := h.ready[address][0]
		h.ready[address] = h.ready[address][1:]
		h.mu.Unlock()
		h.deliver(d)
	}
}

// deliver sends a webhook once, and plans another attempt if that fails.
func (h *Sender) deliver(d *delivery) {
	status := h.attempt(d)
	h.mu.Lock()
	defer h.mu.Unlock()
	d.attempts++
	d.status = status
	if status == http.StatusOK {
		d.state = "delivered"
		return
	}
	d.due = h.ledger.Now().Add(retryAfter << (2 * (d.attempts - 1)))
	if d.due.After(d.created.Add(giveUpAfter)) {
		d.state = "failed"
		return
	}
	h.waiting = append(h.waiting, d)
	h.Wake()
}

// attempt posts a webhook. The status is 0 if there was no answer.
func (h *Sender) attempt(d *delivery) int {
	body, token := h.sign(d)
	req, err := http.NewRequestWithContext(h.ctx, http.MethodPost, d.url, bytes.NewReader(body))
	if err != nil {
		return 0
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("User-Agent", "plaidsim")
	if token != "" {
		req.Header.Set("Plaid-Verification", token)
	}
	res, err := h.client.Do(req)
	if err != nil {
		return 0
	}
	res.Body.Close()
	return res.StatusCode
}
