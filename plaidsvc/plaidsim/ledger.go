package plaidsim

import (
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"passbook/plaidsvc/plaidsim/draw"
)

// ledgerOptions says how the simulated banks behave.
type ledgerOptions struct {
	Seed         uint64           // the same seed gives the same data
	Transactions int              // of the user user_bulk
	Now          func() time.Time // the real clock
	Initial      time.Duration    // from an Item's creation until its last 30 days are ready
	Historical   time.Duration    // until all of its history is ready
	Live         time.Duration    // a household's next transaction arrives this often; 0: never
	Relogin      bool             // Items ask for a new login after 30 days
	Limits       bool             // calls are limited as the Sandbox limits them
}

// ledger is what the simulated banks and their clients know: every client with
// its Items, and the clock.
type ledger struct {
	opt      ledgerOptions
	requests atomic.Uint64
	ahead    atomic.Int64 // nanoseconds that the simulated clock is ahead of the real one
	limited  atomic.Bool
	sink     func([]event)

	mu      sync.Mutex
	clients map[string]*client // by client_id
}

// newLedger makes a ledger without clients. Its events are dropped until
// listen is called.
func newLedger(o ledgerOptions) *ledger {
	l := &ledger{opt: o, clients: map[string]*client{}, sink: func([]event) {}}
	l.limited.Store(o.Limits)
	return l
}

// listen names who gets the events, before the first call. The sink is called
// under a client's lock; without events when an Item has got its first webhook,
// whose time must go by without calls from then on.
func (l *ledger) listen(sink func([]event)) { l.sink = sink }

// now is the simulated instant, UTC.
func (l *ledger) now() time.Time {
	return l.opt.Now().UTC().Add(time.Duration(l.ahead.Load()))
}

// clockAhead is how far the simulated clock is ahead of the real one.
func (l *ledger) clockAhead() time.Duration { return time.Duration(l.ahead.Load()) }

// moveClock moves the simulated clock on. What that brings happens with the next
// tick or call.
func (l *ledger) moveClock(by time.Duration) { l.ahead.Add(int64(by)) }

// setLimited switches the rate limits.
func (l *ledger) setLimited(on bool) { l.limited.Store(on) }

// isLimited tells whether the rate limits are on.
func (l *ledger) isLimited() bool { return l.limited.Load() }

// nextRequest counts requests and what else needs a number of its own.
func (l *ledger) nextRequest() uint64 { return l.requests.Add(1) }

// requestID makes a request_id.
func (l *ledger) requestID() string {
	return string(draw.AppendBase62(nil, l.opt.Seed^draw.Mix(l.nextRequest()), 15))
}

// everyClient lists the clients by their client_id.
func (l *ledger) everyClient() []*client {
	l.mu.Lock()
	defer l.mu.Unlock()
	var all []*client
	for _, c := range l.clients {
		all = append(all, c)
	}
	slices.SortFunc(all, func(a, b *client) int { return strings.Compare(a.id, b.id) })
	return all
}

// tick lets time pass for every Item. It tells when something will happen to
// one with a webhook again; zero: never.
func (l *ledger) tick() (next time.Time) {
	for _, c := range l.everyClient() {
		c.Lock()
		c.pass(l.now(), l.opt.Relogin)
		l.flush(c)
		for _, it := range c.linked {
			if it.webhook != "" {
				next = earliest(next, it.next(l.opt.Relogin))
			}
		}
		c.Unlock()
	}
	return next
}

// flush gives the events of a call to the sink. The client's lock is held.
func (l *ledger) flush(c *client) {
	watch := false
	for _, it := range c.linked {
		if it.removed {
			continue
		}
		it.history.announce()
		if it.webhook != "" && !it.watched {
			it.watched, watch = true, true
		}
	}
	events := c.events
	c.events = nil
	if watch || len(events) > 0 {
		l.sink(events)
	}
}
