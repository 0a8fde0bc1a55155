package plaidsim

import (
	"container/heap"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"passbook/plaidsvc/plaidsim/draw"
	"passbook/plaidsvc/plaidsim/profile"
	"passbook/plaidsvc/plaidsim/wire"
)

// maxDays is the longest history that can be asked for; defaultDays what comes
// without asking; initialDays what comes first.
const (
	maxDays     = 730
	defaultDays = 90
	initialDays = 30
)

// history is an Item's transactions and how they came to be as they are: a log
// of changes in the order in which they happened. Positions in it are what
// cursors point at.
type history struct {
	item   *item
	txns   []txn
	log    []int // indexes into txns; the change at position p is log[p-1]
	status string
	synced bool // /transactions/sync was called

	later   schedule
	planned int       // so far
	now     time.Time // that is being advanced to
	live    func(n int, today draw.Day) profile.Planned
	made    int // by live, so far
	every   time.Duration
	filled  time.Time // when the last change came

	recurring  bool               // /transactions/recurring/get was called
	told       int                // the position up to which webhooks were queued
	toldStatus string             // and the status that they told
	bulk       *profile.Generated // nil: txns holds the history
}

// txn is a transaction that is or was.
type txn struct {
	profile.Planned
	id        string
	pendingID string // of the pending twin that it replaced
	born      int    // the position of its first change
	last      int    // and of its latest one
	gone      bool
	given     wire.Object // members that a test gave it; see simitems.go
}

// The values of transactions_update_status.
const (
	notReady       = "NOT_READY"
	initialDone    = "INITIAL_UPDATE_COMPLETE"
	historicalDone = "HISTORICAL_UPDATE_COMPLETE"
)

// newHistory plans everything that will happen to an Item's transactions.
func newHistory(it *item, p profile.Profile, o ledgerOptions) *history {
	h := &history{item: it, status: notReady, toldStatus: notReady, live: p.Live, every: o.Live, filled: it.created, bulk: p.Bulk}
	today := draw.DayOf(it.created)
	split, _ := slices.BinarySearchFunc(p.Planned, today-initialDays+1, func(r profile.Planned, d draw.Day) int { return int(r.Date - d) })
	end, _ := slices.BinarySearchFunc(p.Planned, today+1, func(r profile.Planned, d draw.Day) int { return int(r.Date - d) })
	old, recent, future := p.Planned[:split], p.Planned[split:end], p.Planned[end:]
	h.at(it.created.Add(o.Initial), func(now time.Time) {
		h.status = initialDone
		h.addAll(recent)
		for _, r := range future {
			h.expect(r)
		}
	})
	h.at(it.created.Add(max(o.Initial, o.Historical)), func(now time.Time) {
		h.status = historicalDone
		h.addAll(old)
		if h.live != nil && h.every > 0 {
			h.at(now.Add(h.every), h.arrive)
		}
	})
	return h
}

// add appends a transaction; its index is the answer.
func (h *history) add(r profile.Planned, pendingID string) int {
	n := len(h.txns)
	kind := uint64(draw.KindTransaction)
	if r.Pending {
		kind = draw.KindPending
	}
	h.txns = append(h.txns, txn{Planned: r, id: draw.NewID(h.item.seed, kind, uint64(n)), pendingID: pendingID})
	h.touch(n)
	h.txns[n].born = h.txns[n].last
	return n
}

// touch logs a change of a transaction.
func (h *history) touch(n int) {
	h.log = append(h.log, n)
	h.txns[n].last = len(h.log)
}

// remove takes a transaction away.
func (h *history) remove(n int) {
	h.txns[n].gone = true
	h.touch(n)
}

// again adds an account's transactions once more, under new ids. The old ones
// do not show any more.
func (h *history) again(account int) {
	for n := range h.txns { // as many as there are now
		t := h.txns[n]
		if t.Account != account || t.gone {
			continue
		}
		h.txns[n].gone, h.txns[n].last = true, math.MaxInt
		m := h.add(t.Planned, "")
		if t.given != nil {
			h.txns[m].given = wire.With(t.given, wire.Object{"pending_transaction_id": nil})
		} else if t.Pending {
			h.settle(m)
		}
	}
}

// addAll adds rows that are history already.
func (h *history) addAll(rows []profile.Planned) {
	for _, r := range rows {
		n := h.add(r, "")
		if r.Pending {
			h.settle(n)
		}
	}
}

// settle plans what becomes of a pending transaction: it posts, or a hold is
// let go.
func (h *history) settle(n int) {
	r := h.txns[n].Planned
	when := r.Posts
	if when == 0 {
		when = r.Date + 2
	}
	h.at(when.Start(), func(time.Time) {
		if r.Hold {
			h.remove(n)
		} else {
			h.post(n, when, r.Amount)
		}
	})
}

// expect plans a row of the future: it comes on the day of purchase, pending
// until its date.
func (h *history) expect(r profile.Planned) {
	if !r.Pending && r.Authorized < r.Date {
		r.Pending, r.Posts, r.Date = true, r.Date, r.Authorized
	}
	h.at(r.Date.Start(), func(time.Time) {
		n := h.add(r, "")
		if r.Pending {
			h.settle(n)
		}
	})
}

// post replaces a pending transaction by its posted one, under a new id.
func (h *history) post(n int, on draw.Day, amount string) {
	if h.txns[n].gone {
		return
	}
	h.remove(n)
	r := h.txns[n].Planned
	r.Pending, r.Date, r.Amount = false, on, amount
	h.add(r, h.txns[n].id)
}

// maxArrivals is how many live rows a jump of the clock brings at most.
const maxArrivals = 500

// arrive adds the next live row, posts it some arrivals later, and plans the
// one after it.
func (h *history) arrive(at time.Time) {
	if first := h.now.Add(-maxArrivals * h.every); at.Before(first) {
		at = first
	}
	r := h.live(h.made, draw.DayOf(at))
	r.Pending = true
	n := h.add(r, "")
	amount := r.Amount
	if h.made%5 == 2 {
		amount = oneMore(amount)
	}
	h.at(at.Add(h.every*time.Duration(2+h.made%3)+h.every/2), func(at time.Time) { h.post(n, draw.DayOf(at), amount) })
	h.made++
	h.at(at.Add(h.every), h.arrive)
}

// oneMore adds 1.00 to a positive amount, as a tip or a hold does.
func oneMore(amount string) string {
	whole, frac, found := strings.Cut(amount, ".")
	n, err := strconv.ParseInt(whole, 10, 64)
	if err != nil || strings.HasPrefix(amount, "-") {
		return amount
	}
	whole = strconv.FormatInt(n+1, 10)
	if !found {
		return whole
	}
	return whole + "." + frac
}

// schedule are what will happen, the next one first.
type schedule []scheduled

// scheduled happens at an instant.
type scheduled struct {
	at    time.Time
	order int
	do    func(at time.Time)
}

func (e schedule) Len() int { return len(e) }
func (e schedule) Less(i, j int) bool {
	return e[i].at.Before(e[j].at) || e[i].at.Equal(e[j].at) && e[i].order < e[j].order
}
func (e schedule) Swap(i, j int) { e[i], e[j] = e[j], e[i] }
func (e *schedule) Push(x any)   { *e = append(*e, x.(scheduled)) }
func (e *schedule) Pop() any {
	old := *e
	x := old[len(old)-1]
	*e = old[:len(old)-1]
	return x
}

// at plans what do does for an instant.
func (h *history) at(t time.Time, do func(at time.Time)) {
	h.planned++
	heap.Push(&h.later, scheduled{at: t, order: h.planned, do: do})
}

// advance lets everything happen that is due.
func (h *history) advance(now time.Time) {
	h.now = now
	for len(h.later) > 0 && !h.later[0].at.After(now) {
		e := heap.Pop(&h.later).(scheduled)
		status := h.status
		e.do(e.at)
		h.filled = e.at
		if h.status != status {
			h.announce()
		}
	}
}

// next is when something will happen again; zero: never.
func (h *history) next() time.Time {
	if len(h.later) == 0 {
		return time.Time{}
	}
	return h.later[0].at
}
