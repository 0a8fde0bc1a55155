package plaidsvc

import (
	"context"
	"time"
)

// pace is how long to wait for what passes by itself. Tests wait less.
type pace struct {
	retry      time.Duration // before a call that failed is repeated; doubles
	restart    time.Duration // before an update starts again; doubles
	limit      time.Duration // after a rate limit, which is one a minute
	poll       time.Duration // between two looks at a new Item; grows by half
	pollMax    time.Duration
	pollFor    time.Duration // how long a new Item is looked at that often
	lock       time.Duration // between two tries to get an Item's lock
	lockFor    time.Duration // how long an Item's lock is waited for
	background time.Duration // between two looks at which Items are due
	webhooks   time.Duration // from the beginning of a sync that webhooks made to the next
}

var usualPace = pace{
	retry:      500 * time.Millisecond,
	restart:    500 * time.Millisecond,
	limit:      time.Minute,
	poll:       250 * time.Millisecond,
	pollMax:    5 * time.Second,
	pollFor:    5 * time.Minute,
	lock:       50 * time.Millisecond,
	lockFor:    10 * time.Minute,
	background: time.Minute,
	webhooks:   5 * time.Second,
}

// sleep waits, or ends with the context.
func sleep(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
