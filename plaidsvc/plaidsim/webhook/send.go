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

// How webhooks are sent: an answer other than 200 within webhookTimeout is a
// failure, after which they are tried again, first after webhookRetry and then
// after four times as long each, until webhookGiveUp has gone by.
const (
	timeout     = 10 * time.Second
	retryAfter  = 30 * time.Second
	giveUpAfter = 24 * time.Hour
)

// maxDelivered is how many webhooks /sim/webhooks remembers.
const maxDelivered = 1000

// Sender sends a server's webhooks. Its goroutines start with the first Item
// that has one.
type Sender struct {
	ledger  *bank.Ledger
	outside bool // webhooks may leave this machine

	keyMu sync.Mutex
	keys  []*key // the last one signs

	mu         sync.Mutex
	waiting    []*delivery            // for their time, in the order in which they were queued
	ready      map[string][]*delivery // by URL; a key is there while its sender runs
	held       []*delivery            // until another one has passed them
	faults     []*Fault
	remembered []*delivery // all of them, the latest maxDelivered
	started    bool
	stop       context.CancelFunc
	ctx        context.Context
	running    sync.WaitGroup
	wake       chan struct{}
	client     *http.Client
}

// delivery is one webhook on its way.
type delivery struct {
	url, typ, code string
	body           []byte
	created, due   time.Time
	attempts       int
	status         int    // HTTP, of the latest attempt
	state          string // waiting, delivered, dropped, failed
	fault          string // how it is signed; empty: well
}

// New makes the sender of a ledger's events.
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

// Wake tells the watching goroutine to look again.
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

// accept queues events, and sees to it that time goes by for Items with a
// webhook.
func (h *Sender) accept(events []bank.Event) {
	h.start()
	for _, e := range events {
		h.queue(e)
	}
	h.Wake()
}

// queue makes a delivery of an event.
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
	if !Reachable(e.URL, h.outside) {
		d.state = "dropped"
		return
	}
	h.plan(d)
}

// remember keeps a delivery for /sim/webhooks.
func (h *Sender) remember(d *delivery) {
	h.remembered = append(h.remembered, d)
	if len(h.remembered) > maxDelivered {
		h.remembered = slices.Delete(h.remembered, 0, len(h.remembered)-maxDelivered)
	}
}

// Reachable tells whether a webhook may be sent to an address: one of this
// machine, unless outside is set.
func Reachable(address string, outside bool) bool {
	u, err := url.Parse(address)
	if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
		return false
	}
	ip := net.ParseIP(u.Hostname())
	return outside || u.Hostname() == "localhost" || strings.HasSuffix(u.Hostname(), ".localhost") || ip != nil && ip.IsLoopback()
}

// dispatch hands what is due to the senders, one for each URL, and tells when
// the next one is.
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

// drain sends what is ready for a URL, one after the other.
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

// attempt posts a webhook; its status is 0 when there was no answer.
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
