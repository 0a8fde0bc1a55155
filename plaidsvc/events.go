package plaidsvc

import (
	"sync"

	"passbook/storage"
)

// Event reports on one Item's update, as SyncStarted, SyncProgress or
// SyncFinished, or it is a Notice.
type Event interface{ isEvent() }

// SyncStarted says that an update begins.
type SyncStarted struct{ ItemID, Institution string }

// SyncProgress says that an update goes on, or waits.
type SyncProgress struct {
	ItemID, Institution string
	Transactions        int    // received so far
	Waiting             string // not empty: a sentence saying what is waited for
}

// SyncFinished says that an update ended.
type SyncFinished struct {
	ItemID, Institution string
	Changes             storage.Changes
	Err                 error // nil, or a *problem.Error
}

// Notice is a sentence for the person that is not about one Item.
type Notice struct{ Sentence string }

func (Notice) isEvent()       {}
func (SyncStarted) isEvent()  {}
func (SyncProgress) isEvent() {}
func (SyncFinished) isEvent() {}

// maxQueued bounds what waits for a reader that never comes; the oldest go.
const maxQueued = 256

// queue collects events without ever blocking and hands them to one reader.
type queue struct {
	mu      sync.Mutex
	waiting []Event
	wake    chan struct{} // holds one token while something waits
	done    chan struct{}
	out     chan Event
	started bool
	pump    sync.WaitGroup
}

func newQueue() *queue {
	return &queue{wake: make(chan struct{}, 1), done: make(chan struct{}), out: make(chan Event)}
}

// put adds an event. Progress replaces progress of the same Item that nobody
// has read yet.
func (q *queue) put(event Event) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if p, ok := event.(SyncProgress); ok {
		for i, w := range q.waiting {
			if old, ok := w.(SyncProgress); ok && old.ItemID == p.ItemID {
				q.waiting = append(q.waiting[:i], q.waiting[i+1:]...)
				break
			}
		}
	}
	if len(q.waiting) == maxQueued {
		q.waiting = q.waiting[1:]
	}
	q.waiting = append(q.waiting, event)
	select {
	case q.wake <- struct{}{}:
	default:
	}
}

// channel starts handing out events.
func (q *queue) channel() <-chan Event {
	q.mu.Lock()
	defer q.mu.Unlock()
	if !q.started {
		q.started = true
		q.pump.Go(q.run)
	}
	return q.out
}

func (q *queue) run() {
	defer close(q.out)
	for {
		select {
		case <-q.wake:
		case <-q.done:
			return
		}
		for {
			event, ok := q.next()
			if !ok {
				break
			}
			select {
			case q.out <- event:
			case <-q.done:
				return
			}
		}
	}
}

// next gives the oldest event; false: there is none.
func (q *queue) next() (Event, bool) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if len(q.waiting) == 0 {
		return nil, false
	}
	event := q.waiting[0]
	q.waiting = q.waiting[1:]
	return event, true
}

// close closes the channel; events that nobody read are dropped.
func (q *queue) close() {
	q.mu.Lock()
	if !q.started {
		q.started = true
		close(q.out)
	}
	select {
	case <-q.done:
	default:
		close(q.done)
	}
	q.mu.Unlock()
	q.pump.Wait()
}
