package bank

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

// MaxDays is the longest history that can be asked for, defaultDays what comes
// without days_requested, initialDays what INITIAL_UPDATE brings.
const (
	MaxDays     = 730
	defaultDays = 90
	initialDays = 30
)

// History is what a bank knows of an Item's transactions, and the log of what
// Plaid's Transactions shows of them: their changes, in the order in which these
// happened. Cursors point at positions in the log. Without the product nothing
// is logged; reports read the bank's rows all the same.
type History struct {
	item         *Item
	Transactions []Transaction
	Log          []int // indexes into Transactions; the change at position p is Log[p-1]
	Status       string
	Synced       bool // /transactions/sync was called
	Read         bool // the bank's rows have all been read

	days           int           // of history that Transactions shows; 0: it is not in use
	known          int           // days of history that the bank has told
	initial, whole time.Duration // until the last 30 days are ready, and all

	later     schedule
	planned   int       // scheduled so far
	now       time.Time // how far advance goes
	another   func(n int, today draw.Day) profile.Planned
	liveCount int   // live transactions so far
	live      []int // indexes of them, pending, posted and renewed
	every     time.Duration
	Updated   time.Time // when the last change came

	Recurring       bool               // /transactions/recurring/get was called
	announced       int                // the position up to which changes were announced
	announcedStatus string             // the status that was announced last
	Bulk            *profile.Generated // nil: Transactions is the history
}

// The values of transactions_update_status.
const (
	NotReady       = "NOT_READY"
	initialDone    = "INITIAL_UPDATE_COMPLETE"
	HistoricalDone = "HISTORICAL_UPDATE_COMPLETE"
)

// newHistory schedules everything that will happen to an Item's transactions at
// the bank.
func newHistory(it *Item, p profile.Profile, o Options) *History {
	h := &History{
		item: it, Status: NotReady, announcedStatus: NotReady, another: p.Live, every: o.Live, Updated: it.Created, Bulk: p.Bulk,
		known: it.Login.Days, initial: o.Initial, whole: max(o.Initial, o.Historical),
	}
	today := draw.DayOf(it.Created)
	split, _ := slices.BinarySearchFunc(p.Planned, today-initialDays+1, func(r profile.Planned, d draw.Day) int { return int(r.Date - d) })
	end, _ := slices.BinarySearchFunc(p.Planned, today+1, func(r profile.Planned, d draw.Day) int { return int(r.Date - d) })
	old, recent, future := p.Planned[:split], p.Planned[split:end], p.Planned[end:]
	h.at(it.Created.Add(h.initial), func(time.Time) {
		h.addAll(recent)
		for _, r := range future {
			h.planArrival(r)
		}
	})
	h.at(it.Created.Add(h.whole), func(now time.Time) {
		h.addAll(old)
		h.Read = true
		if h.another != nil && h.every > 0 {
			h.at(now.Add(h.every), h.arrive)
		}
	})
	return h
}

// begin puts Plaid's Transactions to use: it shows so many days of history, the
// last 30 of them first, as soon as they are read.
func (h *History) begin(now time.Time, days int) {
	h.Extend(days)
	h.days = days
	h.at(now.Add(h.initial), func(now time.Time) {
		h.Status = initialDone
		h.logAll(draw.DayOf(now) - initialDays)
	})
	h.at(now.Add(h.whole), func(time.Time) {
		h.Status = HistoricalDone
		h.logAll(h.oldest() - 1)
	})
}

// oldest is the first day that Transactions shows.
func (h *History) oldest() draw.Day { return draw.DayOf(h.item.Created) - draw.Day(h.days) + 1 }

// logAll logs the transactions after a day that are not logged yet, and are
// not older than Transactions shows.
func (h *History) logAll(after draw.Day) {
	after = max(after, h.oldest()-1)
	for n := range h.Transactions {
		if t := &h.Transactions[n]; !t.logged() && !t.Removed && t.Date > after {
			h.touch(n)
		}
	}
}

// Extend makes sure that the bank has told so many days of history. What it
// tells now is not shown by Transactions.
func (h *History) Extend(days int) {
	l := h.item.Login
	if l.Days == 0 || days <= h.known {
		return
	}
	l.Days = days
	p, err := profileOf(l)
	if err != nil {
		return // the same login has had a profile before
	}
	told, _ := slices.BinarySearchFunc(p.Planned, l.Today-draw.Day(h.known)+1, func(r profile.Planned, d draw.Day) int { return int(r.Date - d) })
	for _, r := range p.Planned[:told] {
		h.append(r, "")
	}
	h.known = days
}

// Add appends a transaction that happens now, and gives its index. pendingID is
// the id of the pending one that it replaces; empty: none.
func (h *History) Add(r profile.Planned, pendingID string) int {
	n := h.append(r, pendingID)
	h.touch(n)
	return n
}

// append is Add without the log.
func (h *History) append(r profile.Planned, pendingID string) int {
	n := len(h.Transactions)
	kind := uint64(draw.KindTransaction)
	if r.Pending {
		kind = draw.KindPending
	}
	h.Transactions = append(h.Transactions, Transaction{Planned: r, ID: draw.NewID(h.item.Seed, kind, uint64(n)), pendingID: pendingID})
	return n
}

// touch logs a change of a transaction, if Transactions is in use.
func (h *History) touch(n int) {
	if h.days == 0 {
		return
	}
	h.Log = append(h.Log, n)
	t := &h.Transactions[n]
	t.lastChange = len(h.Log)
	if t.firstChange == 0 {
		t.firstChange = t.lastChange
	}
}

// remove marks a transaction as removed.
func (h *History) remove(n int) {
	h.Transactions[n].Removed = true
	h.touch(n)
}

// repeatAccount adds an account's transactions once more, under new ids. The
// old ones are never shown again.
func (h *History) repeatAccount(account int) {
	for n := range h.Transactions { // as many as there are now
		t := h.Transactions[n]
		if t.Account != account || t.Removed || !t.logged() {
			continue
		}
		h.Transactions[n].Removed, h.Transactions[n].lastChange = true, math.MaxInt
		m := h.replace(n, t.Planned, "")
		if t.overrides != nil {
			h.Transactions[m].overrides = wire.With(t.overrides, wire.Object{"pending_transaction_id": nil})
		} else if t.Pending {
			h.planPosting(m)
		}
	}
}

// addAll adds transactions that have happened already; logAll logs them.
func (h *History) addAll(rows []profile.Planned) {
	for _, r := range rows {
		n := h.append(r, "")
		if r.Pending {
			h.planPosting(n)
		}
	}
}

// planPosting schedules what becomes of a pending transaction: it posts, or, if
// it is a hold, it disappears.
func (h *History) planPosting(n int) {
	r := h.Transactions[n].Planned
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

// planArrival schedules a future transaction: it comes on the day of purchase,
// and is pending until its date.
func (h *History) planArrival(r profile.Planned) {
	if !r.Pending && r.Authorized < r.Date {
		r.Pending, r.Posts, r.Date = true, r.Date, r.Authorized
	}
	h.at(r.Date.Start(), func(time.Time) {
		n := h.Add(r, "")
		if r.Pending {
			h.planPosting(n)
		}
	})
}

// post replaces a pending transaction by its posted one, under a new id.
func (h *History) post(n int, on draw.Day, amount string) {
	if h.Transactions[n].Removed {
		return
	}
	h.remove(n)
	r := h.Transactions[n].Planned
	r.Pending, r.Date, r.Amount = false, on, amount
	h.replace(n, r, h.Transactions[n].ID)
}

// maxArrivals is how many live transactions a jump of the clock brings at most.
const maxArrivals = 500

// arrive adds the next live transaction, schedules its posting some arrivals
// later, and schedules the one after it.
func (h *History) arrive(at time.Time) {
	if first := h.now.Add(-maxArrivals * h.every); at.Before(first) {
		at = first
	}
	nth := h.liveCount
	n := h.addLive(draw.DayOf(at))
	amount := h.Transactions[n].Amount
	if nth%5 == 2 {
		amount = addOne(amount)
	}
	h.at(at.Add(h.every*time.Duration(2+nth%3)+h.every/2), func(at time.Time) { h.post(n, draw.DayOf(at), amount) })
	h.at(at.Add(h.every), h.arrive)
}

// addLive adds the next live transaction, pending, and gives its index.
func (h *History) addLive(today draw.Day) int {
	r := h.another(h.liveCount, today)
	r.Pending = true
	h.liveCount++
	n := h.Add(r, "")
	h.live = append(h.live, n)
	return n
}

// replace is Add for a transaction that takes the place of another one, by its
// index. It is as live as that.
func (h *History) replace(old int, r profile.Planned, pendingID string) int {
	n := h.Add(r, pendingID)
	if slices.Contains(h.live, old) {
		h.live = append(h.live, n)
	}
	return n
}

// addOne adds 1.00 to a positive amount, as a tip does.
func addOne(amount string) string {
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

// at schedules do for an instant.
func (h *History) at(t time.Time, do func(at time.Time)) {
	h.planned++
	heap.Push(&h.later, scheduled{at: t, order: h.planned, do: do})
}

// advance does everything that is scheduled up to now.
func (h *History) advance(now time.Time) {
	h.now = now
	for len(h.later) > 0 && !h.later[0].at.After(now) {
		e := heap.Pop(&h.later).(scheduled)
		status := h.Status
		e.do(e.at)
		h.Updated = e.at
		if h.Status != status {
			h.announce()
		}
	}
}

// next is when the next scheduled thing happens; zero: never.
func (h *History) next() time.Time {
	if len(h.later) == 0 {
		return time.Time{}
	}
	return h.later[0].at
}

// Between lists the accounts' transactions of some days, newest first, as far
// as Transactions shows them.
func (h *History) Between(start, end draw.Day, list []*Account) []*Transaction {
	return slices.DeleteFunc(h.Known(start, end, list), func(t *Transaction) bool { return !t.logged() })
}

// Known lists the accounts' transactions of some days that the bank knows of,
// newest first, also those that Transactions does not show.
func (h *History) Known(start, end draw.Day, list []*Account) []*Transaction {
	var found []*Transaction
	for i := range h.Transactions {
		t := &h.Transactions[i]
		if !t.Removed && t.Date >= start && t.Date <= end && slices.Contains(list, &h.item.Accounts[t.Account]) {
			found = append(found, t)
		}
	}
	slices.SortStableFunc(found, func(a, b *Transaction) int { return int(b.Date - a.Date) })
	return found
}

// Refresh does what Plaid's /transactions/refresh was observed to do in the
// Sandbox: pending transactions post, one posted amount grows by 1.00, nearly
// all others are sent again unchanged, and three new pending ones come.
func (h *History) Refresh(now time.Time) {
	today, grown := draw.DayOf(now), false
	for n := range len(h.Transactions) {
		switch t := &h.Transactions[n]; {
		case t.Removed, !t.logged():
		case t.Pending:
			h.post(n, today, t.Amount)
		case !grown:
			grown = true
			t.Amount = addOne(t.Amount)
			h.touch(n)
		default:
			h.touch(n)
		}
	}
	for range 3 {
		if h.another != nil {
			h.addLive(today)
		}
	}
	h.Updated = now
}
