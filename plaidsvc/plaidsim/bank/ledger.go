package bank

import (
	"cmp"
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"passbook/plaidsvc/plaidsim/draw"
	"passbook/plaidsvc/plaidsim/wire"
)

// Ledger is the state of all simulated banks: the clients with their Items, and
// the clock.
type Ledger struct {
	Options  Options
	requests atomic.Uint64
	ahead    atomic.Int64 // nanoseconds that the simulated clock is ahead of the real one
	limited  atomic.Bool
	sink     func([]Event)

	mu      sync.Mutex
	clients map[string]*Client // by client_id
}

// NewLedger makes a ledger without clients. Its events are dropped until Listen
// is called.
func NewLedger(o Options) *Ledger {
	l := &Ledger{Options: o, clients: map[string]*Client{}, sink: func([]Event) {}}
	l.limited.Store(o.Limits)
	return l
}

// Listen sets who gets the events, before the first call. The sink is called
// while a client is locked. It is called without events when an Item has got
// its first webhook, and while something waits for Items: from then on someone
// must call Tick, so that their time passes between calls too.
func (l *Ledger) Listen(sink func([]Event)) { l.sink = sink }

// Now is the simulated instant, UTC.
func (l *Ledger) Now() time.Time {
	return l.Options.Now().UTC().Add(time.Duration(l.ahead.Load()))
}

// ClockAhead is how far the simulated clock is ahead of the real one.
func (l *Ledger) ClockAhead() time.Duration { return time.Duration(l.ahead.Load()) }

// MoveClock moves the simulated clock on. What falls due happens with the next
// Tick or call.
func (l *Ledger) MoveClock(by time.Duration) { l.ahead.Add(int64(by)) }

// Taxonomy is the version of personal_finance_category that a client gets who
// asks for that one; empty: for none.
func (l *Ledger) Taxonomy(asked string) string {
	return cmp.Or(asked, l.Options.Taxonomy, "v2")
}

// SetLimited switches the rate limits on or off.
func (l *Ledger) SetLimited(on bool) { l.limited.Store(on) }

// IsLimited reports whether the rate limits are on.
func (l *Ledger) IsLimited() bool { return l.limited.Load() }

// NextRequest numbers requests and pages of Link, for their ids.
func (l *Ledger) NextRequest() uint64 { return l.requests.Add(1) }

// RequestID makes a request_id.
func (l *Ledger) RequestID() string {
	return string(draw.AppendBase62(nil, l.Options.Seed^draw.Mix(l.NextRequest()), 15))
}

// EveryClient lists the clients by their client_id.
func (l *Ledger) EveryClient() []*Client {
	l.mu.Lock()
	defer l.mu.Unlock()
	var all []*Client
	for _, c := range l.clients {
		all = append(all, c)
	}
	slices.SortFunc(all, func(a, b *Client) int { return strings.Compare(a.ID, b.ID) })
	return all
}

// Tick lets time pass for every Item. It gives the instant at which something
// will happen to an Item with a webhook; zero: never.
func (l *Ledger) Tick() (next time.Time) {
	for _, c := range l.EveryClient() {
		c.Lock()
		c.Advance(l.Now(), l.Options.Relogin)
		l.Flush(c)
		for _, it := range c.Linked {
			if it.isHeard() || c.isAwaited() {
				next = Earliest(next, it.next(l.Options.Relogin))
			}
		}
		c.Unlock()
	}
	return next
}

// Flush gives the events of a call to the sink. The client's lock is held.
func (l *Ledger) Flush(c *Client) {
	awaited := c.isAwaited()
	watch := awaited && !c.watched
	c.watched = awaited
	for _, it := range c.Linked {
		if it.Removed {
			continue
		}
		it.History.announce()
		if it.isHeard() && !it.watched {
			it.watched, watch = true, true
		}
	}
	events := c.events
	c.events = nil
	if watch || len(events) > 0 {
		l.sink(events)
	}
}

// ClientOf finds the client that sent a request, by the keys in its headers or
// its body. The first request of a client_id sets its secret; later ones with
// another secret are INVALID_API_KEYS.
func (l *Ledger) ClientOf(h http.Header, fields map[string]json.RawMessage) (*Client, *wire.Error) {
	var got [2]string
	for i, name := range []string{"client_id", "secret"} {
		got[i] = h.Get(wire.KeyHeaders[name])
		if raw, ok := fields[name]; ok && string(raw) != "null" {
			got[i] = ""
			_ = json.Unmarshal(raw, &got[i]) // what is no text stays empty
		}
		if got[i] == "" {
			return nil, wire.InvalidField("%s must be a properly formatted, non-empty string", name)
		}
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	c := l.clients[got[0]]
	if c == nil {
		c = &Client{
			ID: got[0], secret: got[1], Seed: draw.MixString(l.Options.Seed, got[0]),
			Items: map[string]*Item{}, Public: map[string]*PublicToken{}, collections: map[string]*Collection{},
			tallies: map[string]tally{},
		}
		l.clients[c.ID] = c
	}
	if c.secret != got[1] {
		return nil, wire.ErrAPIKeys
	}
	return c, nil
}
