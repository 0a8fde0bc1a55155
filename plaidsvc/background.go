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

// background syncs Items that are due.
type background struct {
	*deps
	syncs *syncer
	every time.Duration // between two syncs of a healthy Item
}

// run syncs what is due until the context ends. It looks at the clock often
// instead of sleeping until the next sync, because a laptop sleeps too.
func (b *background) run(ctx context.Context) {
	tried := map[string]time.Time{}
	var work sync.WaitGroup
	defer work.Wait()
	for {
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
			tried[it.ID] = b.now()
		}
		if len(due) > 0 {
			if _, err := b.syncs.each(ctx, due, b.syncs.syncReady); err != nil && ctx.Err() == nil {
				b.log.Warn("background sync", "err", err)
			}
		}
		if sleep(ctx, min(b.every, b.pace.background)) != nil {
			return
		}
	}
}

// due reports whether an Item wants a sync, having been tried at an instant. One
// that was synced after now was synced under a wrong clock.
func (b *background) due(it ledger.Item, tried time.Time) bool {
	every, now := b.every, b.now()
	switch {
	case it.Problem == nil && it.Completeness == ledger.HistoryFull:
		age := now.Sub(it.SyncedAt)
		return (age >= every || age < 0) && now.Sub(tried) >= min(every, retryAfter)
	case it.Problem == nil, it.Problem.Actor == ledger.ActorWait, it.Problem.Actor == ledger.ActorSetup:
		every = min(every, retryAfter)
	}
	return now.Sub(tried) >= every && !isUnlinked(it)
}
