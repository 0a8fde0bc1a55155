package plaidsvc

import (
	"context"
	"sync"
	"time"

	"passbook/storage/ledger"
)

// How long a bank that did not work is left alone, unless Config.Every is
// shorter.
const retryAfter = 10 * time.Minute

// background syncs Items that are due, and finishes what recovery could not.
type background struct {
	*deps
	syncs    *syncer
	recovery *recovery
	every    time.Duration // between two syncs of a healthy Item; 0: there are none
}

// run syncs what is due until the context ends. It looks at the clock often
// instead of sleeping until the next sync, because a laptop sleeps too, and
// compares what the clock on the wall says: Go's other one stands still meanwhile.
func (b *background) run(ctx context.Context) {
	tried := map[string]time.Time{}
	var work sync.WaitGroup
	defer work.Wait()
	look := b.pace.background
	if b.every > 0 {
		look = min(b.every, look)
	}
	retry := retrying{wait: b.pace.background}
	for {
		if b.unfinished.Load() && retry.due(b.now()) {
			b.recovery.runAndTell(ctx)
		}
		items, err := b.db.Items(ctx)
		if err != nil && ctx.Err() == nil {
			b.log.Warn("background sync", "err", err)
		}
		var due []string
		for _, it := range items {
			at, before := tried[it.ID]
			switch {
			case !b.due(it, at):
				continue
			case it.Completeness != ledger.HistoryFull && !before:
				work.Go(func() { b.syncs.pollUntilComplete(ctx, it) })
			default:
				due = append(due, it.ID)
			}
			tried[it.ID] = b.now().Round(0)
		}
		if len(due) > 0 {
			if _, err := b.syncs.each(ctx, due, b.syncs.syncReady); err != nil && ctx.Err() == nil {
				b.log.Warn("background sync", "err", err)
			}
		}
		if sleep(ctx, look) != nil {
			return
		}
	}
}

// retrying spaces tries of what fails again and again: the next one is due after
// wait, which doubles up to retryAfter.
type retrying struct {
	wait time.Duration
	next time.Time
}

// due reports whether to try now, and counts that as a try.
func (r *retrying) due(now time.Time) bool {
	if now.Before(r.next) && r.next.Sub(now) <= retryAfter { // a clock that was set back waits no longer
		return false
	}
	r.next = now.Add(r.wait)
	r.wait = min(2*r.wait, retryAfter)
	return true
}

// due reports whether an Item wants a sync, having been tried at an instant.
func (b *background) due(it ledger.Item, tried time.Time) bool {
	every := b.every
	if every <= 0 {
		return it.Problem == nil && it.Completeness != ledger.HistoryFull && b.passed(tried, retryAfter)
	}
	switch {
	case it.Problem == nil && it.Completeness == ledger.HistoryFull:
		return b.passed(it.SyncedAt, every) && b.passed(tried, min(every, retryAfter))
	case it.Problem == nil, it.Problem.Actor == ledger.ActorWait, it.Problem.Actor == ledger.ActorSetup:
		every = min(every, retryAfter)
	}
	return b.passed(tried, every) && !isUnlinked(it)
}

// passed reports whether a time is over since an instant. One after now was said
// by a wrong clock, and it is over.
func (b *background) passed(since time.Time, d time.Duration) bool {
	age := b.now().Round(0).Sub(since)
	return age >= d || age < 0
}

// next is when the first of some Items is old enough to be synced by itself; zero:
// none ever is.
func (b *background) next(items []ledger.Item) (next time.Time) {
	if b.every <= 0 {
		return next
	}
	for _, it := range items {
		if at := it.SyncedAt.Add(b.every); next.IsZero() || at.Before(next) {
			next = at
		}
	}
	return next
}
