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
	s := &Sender{ledger: l, outside: outside, ready: map[string][]*delivery{}, wake: make(chan struct{}, 1)}
	s.ctx, s.stop = context.WithCancel(context.Background())
	s.client = &http.Client{
		Timeout:       timeout,
		Transport:     &http.Transport{DialContext: (&net.Dialer{}).DialContext, DisableCompression: true},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	s.keys = []*key{newKey(firstKeyID, l.Options.Seed, l.Now())}
	l.Listen(s.accept)
	return s
}

// Close stops the webhooks and waits until none is being sent.
func (s *Sender) Close() {
	s.mu.Lock()
	s.stop()
	s.mu.Unlock()
	s.running.Wait()
	s.client.CloseIdleConnections()
}

// start starts the goroutine that watches the clock, unless it runs.
func (s *Sender) start() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.started || s.ctx.Err() != nil {
		return
	}
	s.started = true
	s.running.Go(s.watch)
}

// Wake makes the watching goroutine look again at once.
func (s *Sender) Wake() {
	select {
	case s.wake <- struct{}{}:
	default:
	}
}

// watch lets time pass for Items with a webhook, and sends what is due.
func (s *Sender) watch() {
	for {
		next := bank.Earliest(s.ledger.Tick(), s.dispatch())
		wait := time.Minute
		if !next.IsZero() {
			wait = min(max(next.Sub(s.ledger.Now()), 10*time.Millisecond), wait)
		}
		timer := time.NewTimer(wait)
		select {
		case <-s.ctx.Done():
			timer.Stop()
			return
		case <-s.wake:
			timer.Stop()
		case <-timer.C:
		}
	}
}

// accept queues events and wakes the watching goroutine.
func (s *Sender) accept(events []bank.Event) {
	s.start()
	for _, e := range events {
		s.queue(e)
	}
	s.Wake()
}

// queue makes a delivery of an event. One for an address outside this machine
// is dropped.
func (s *Sender) queue(e bank.Event) {
	now := s.ledger.Now()
	var body bytes.Buffer
	enc := json.NewEncoder(&body)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	_ = enc.Encode(e.Body) // texts, numbers and lists, into memory
	d := &delivery{
		url: e.URL, typ: e.Body["webhook_type"].(string), code: e.Body["webhook_code"].(string),
		body: bytes.TrimRight(body.Bytes(), "\n"), created: now, due: now, state: "waiting",
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.remember(d)
	if !reachable(e.URL, s.outside) {
		d.state = "dropped"
		return
	}
	s.plan(d)
}

// remember lists a delivery for /sim/webhooks.
func (s *Sender) remember(d *delivery) {
	s.remembered = append(s.remembered, d)
	if len(s.remembered) > maxDelivered {
		s.remembered = slices.Delete(s.remembered, 0, len(s.remembered)-maxDelivered)
	}
}

// reachable reports whether a webhook may be sent to an address: one on this
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
func (s *Sender) dispatch() (next time.Time) {
	s.mu.Lock()
	defer s.mu.Unlock()
	now := s.ledger.Now()
	s.waiting = slices.DeleteFunc(s.waiting, func(d *delivery) bool {
		if d.due.After(now) {
			next = bank.Earliest(next, d.due)
			return false
		}
		list, running := s.ready[d.url]
		s.ready[d.url] = append(list, d)
		if !running && s.ctx.Err() == nil {
			s.running.Go(func() { s.drain(d.url) })
		}
		return true
	})
	return next
}

// drain sends what is ready for an address, one after the other.
func (s *Sender) drain(address string) {
	for {
		s.mu.Lock()
		if len(s.ready[address]) == 0 || s.ctx.Err() != nil {
			delete(s.ready, address)
			s.mu.Unlock()
			return
		}
		d := s.ready[address][0]
		s.ready[address] = s.ready[address][1:]
		s.mu.Unlock()
		s.deliver(d)
	}
}

// deliver sends a webhook once, and plans another attempt if that fails.
func (s *Sender) deliver(d *delivery) {
	status := s.attempt(d)
	s.mu.Lock()
	defer s.mu.Unlock()
	d.attempts++
	d.status = status
	if status == http.StatusOK {
		d.state = "delivered"
		return
	}
	d.due = s.ledger.Now().Add(retryAfter << (2 * (d.attempts - 1)))
	if d.due.After(d.created.Add(giveUpAfter)) {
		d.state = "failed"
		return
	}
	s.waiting = append(s.waiting, d)
	s.Wake()
}

// attempt posts a webhook. The status is 0 if there was no answer.
func (s *Sender) attempt(d *delivery) int {
	body, token := s.sign(d)
	req, err := http.NewRequestWithContext(s.ctx, http.MethodPost, d.url, bytes.NewReader(body))
	if err != nil {
		return 0
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("User-Agent", "plaidsim")
	if token != "" {
		req.Header.Set("Plaid-Verification", token)
	}
	res, err := s.client.Do(req)
	if err != nil {
		return 0
	}
	res.Body.Close()
	return res.StatusCode
}
