package plaidsim

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
)

// How webhooks are sent: an answer other than 200 within webhookTimeout is a
// failure, after which they are tried again, first after webhookRetry and then
// after four times as long each, until webhookGiveUp has gone by.
const (
	webhookTimeout = 10 * time.Second
	webhookRetry   = 30 * time.Second
	webhookGiveUp  = 24 * time.Hour
)

// maxDelivered is how many webhooks /sim/webhooks remembers.
const maxDelivered = 1000

// hooks sends a server's webhooks. Its goroutines start with the first Item
// that has one.
type hooks struct {
	mu      sync.Mutex
	waiting []*delivery            // for their time, in the order in which they were queued
	ready   map[string][]*delivery // by URL; a key is there while its sender runs
	held    []*delivery            // until another one has passed them
	tricks  []*trick
	sent    []*delivery // all of them, the latest maxDelivered
	started bool
	stop    context.CancelFunc
	ctx     context.Context
	running sync.WaitGroup
	wake    chan struct{}
	http    *http.Client
}

// delivery is one webhook on its way.
type delivery struct {
	url, typ, code string
	body           []byte
	created, due   time.Time
	attempts       int
	status         int    // HTTP, of the latest attempt
	state          string // waiting, delivered, dropped, failed
	trick          string // how it is signed; empty: well
}

func newHooks() *hooks {
	h := &hooks{ready: map[string][]*delivery{}, wake: make(chan struct{}, 1)}
	h.ctx, h.stop = context.WithCancel(context.Background())
	h.http = &http.Client{
		Timeout:       webhookTimeout,
		Transport:     &http.Transport{DialContext: (&net.Dialer{}).DialContext, DisableCompression: true},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	return h
}

// Close stops the webhooks and waits until none is being sent. The Server
// answers on.
func (s *Server) Close() {
	s.hooks.mu.Lock()
	s.hooks.stop()
	s.hooks.mu.Unlock()
	s.hooks.running.Wait()
	s.hooks.http.CloseIdleConnections()
}

// start starts the goroutine that watches the clock, unless it runs.
func (s *Server) start() {
	h := s.hooks
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.started || h.ctx.Err() != nil {
		return
	}
	h.started = true
	h.running.Go(s.watch)
}

// poke tells the watching goroutine to look again.
func (h *hooks) poke() {
	select {
	case h.wake <- struct{}{}:
	default:
	}
}

// watch lets time pass for Items with a webhook, and sends what is due.
func (s *Server) watch() {
	for {
		next := earliest(s.tick(), s.hooks.dispatch(s))
		wait := time.Minute
		if !next.IsZero() {
			wait = min(max(next.Sub(s.now()), 10*time.Millisecond), wait)
		}
		timer := time.NewTimer(wait)
		select {
		case <-s.hooks.ctx.Done():
			timer.Stop()
			return
		case <-s.hooks.wake:
			timer.Stop()
		case <-timer.C:
		}
	}
}

// tick lets time pass for every Item with a webhook. It tells when there is
// something to do again; zero: never.
func (s *Server) tick() (next time.Time) {
	for _, c := range s.everyClient() {
		c.mu.Lock()
		c.pass(s.now(), s.opt.Relogin)
		s.post(c)
		for _, it := range c.linked {
			if it.webhook != "" {
				next = earliest(next, it.next(s.opt.Relogin))
			}
		}
		c.mu.Unlock()
	}
	return next
}

// pass lets time go by for the client's Items.
func (c *client) pass(now time.Time, relogin bool) {
	for _, it := range c.linked {
		it.pass(now, relogin)
	}
}

// post queues what a call has put into its client's outbox. The client's lock
// is held.
func (s *Server) post(c *client) {
	for _, it := range c.linked {
		if it.removed {
			continue
		}
		it.history.announce()
		if it.webhook != "" && !it.watched {
			it.watched = true
			s.start()
			s.hooks.poke()
		}
	}
	letters := c.mail.letters
	c.mail.letters = nil
	if len(letters) == 0 {
		return
	}
	s.start()
	for _, l := range letters {
		s.hooks.queue(l, s.now(), s.opt.Outside)
	}
	s.hooks.poke()
}

// queue makes a delivery of a letter. outside lets it leave this machine.
func (h *hooks) queue(l letter, now time.Time, outside bool) {
	var body bytes.Buffer
	enc := json.NewEncoder(&body)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	enc.Encode(l.body)
	d := &delivery{
		url: l.url, typ: l.body["webhook_type"].(string), code: l.body["webhook_code"].(string),
		body: bytes.TrimRight(body.Bytes(), "\n"), created: now, due: now, state: "waiting",
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	h.remember(d)
	if !reachable(l.url, outside) {
		d.state = "dropped"
		return
	}
	h.play(d)
}

// remember keeps a delivery for /sim/webhooks.
func (h *hooks) remember(d *delivery) {
	h.sent = append(h.sent, d)
	if len(h.sent) > maxDelivered {
		h.sent = slices.Delete(h.sent, 0, len(h.sent)-maxDelivered)
	}
}

// reachable tells whether a webhook may be sent to an address: one of this
// machine, unless outside is set.
func reachable(address string, outside bool) bool {
	u, err := url.Parse(address)
	if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
		return false
	}
	ip := net.ParseIP(u.Hostname())
	return outside || u.Hostname() == "localhost" || strings.HasSuffix(u.Hostname(), ".localhost") || ip != nil && ip.IsLoopback()
}

// dispatch hands what is due to the senders, one for each URL, and tells when
// the next one is.
func (h *hooks) dispatch(s *Server) (next time.Time) {
	h.mu.Lock()
	defer h.mu.Unlock()
	now := s.now()
	h.waiting = slices.DeleteFunc(h.waiting, func(d *delivery) bool {
		if d.due.After(now) {
			next = earliest(next, d.due)
			return false
		}
		list, running := h.ready[d.url]
		h.ready[d.url] = append(list, d)
		if !running && h.ctx.Err() == nil {
			h.running.Go(func() { s.drain(d.url) })
		}
		return true
	})
	return next
}

// drain sends what is ready for a URL, one after the other.
func (s *Server) drain(address string) {
	h := s.hooks
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
		s.deliver(d)
	}
}

// deliver sends a webhook once, and plans another attempt if that fails.
func (s *Server) deliver(d *delivery) {
	status := s.attempt(d)
	h := s.hooks
	h.mu.Lock()
	defer h.mu.Unlock()
	d.attempts++
	d.status = status
	if status == http.StatusOK {
		d.state = "delivered"
		return
	}
	d.due = s.now().Add(webhookRetry << (2 * (d.attempts - 1)))
	if d.due.After(d.created.Add(webhookGiveUp)) {
		d.state = "failed"
		return
	}
	h.waiting = append(h.waiting, d)
	h.poke()
}

// attempt posts a webhook; its status is 0 when there was no answer.
func (s *Server) attempt(d *delivery) int {
	body, token := s.sign(d)
	req, err := http.NewRequestWithContext(s.hooks.ctx, http.MethodPost, d.url, bytes.NewReader(body))
	if err != nil {
		return 0
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("User-Agent", "plaidsim")
	if token != "" {
		req.Header.Set("Plaid-Verification", token)
	}
	res, err := s.hooks.http.Do(req)
	if err != nil {
		return 0
	}
	res.Body.Close()
	return res.StatusCode
}
