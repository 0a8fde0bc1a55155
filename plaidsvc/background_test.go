package plaidsvc

import (
	"sync/atomic"
	"testing"
	"time"

	"passbook/plaidsvc/plaidapi"
	"passbook/plaidsvc/plaidsim"
	"passbook/storage/ledger"
)

// TestAClockThatIsPutBackStopsNothing: a bank that failed under a clock that was
// two hours ahead is tried again within the usual minutes.
func TestAClockThatIsPutBackStopsNothing(t *testing.T) {
	t.Parallel()
	b := newBench(t, plaidsim.Options{})
	it := b.link()
	b.sync(it.ID)
	var ahead atomic.Int64
	ahead.Store(int64(2 * time.Hour))
	b.svc.deps.now = func() time.Time { return time.Now().Add(time.Duration(ahead.Load())) }
	b.svc.background.every = time.Hour
	b.front.on("/transactions/sync", always(500, plaidBody("API_ERROR", "INTERNAL_SERVER_ERROR"), 0))
	b.svc.Start(t.Context())
	b.until("the sync fails", func() bool {
		it, err := b.db.Item(t.Context(), it.ID)
		return err == nil && it.Problem != nil
	})
	ahead.Store(0)
	b.front.on("/transactions/sync", nil)
	b.until("the bank is tried again", func() bool {
		it, err := b.db.Item(t.Context(), it.ID)
		return err == nil && it.Problem == nil
	})
}

// TestBackgroundSyncsCanBeOff: then a bank is asked only until its first history
// is whole, and the age of its data says nothing.
func TestBackgroundSyncsCanBeOff(t *testing.T) {
	t.Parallel()
	b := newBench(t, plaidsim.Options{})
	it := b.sync(b.link().ID).Item
	old := it
	old.SyncedAt = time.Now().AddDate(0, 0, -30)
	failed := old
	failed.Problem = &ledger.Problem{Code: plaidapi.CodeMutation, Actor: ledger.ActorWait}
	linked := old
	linked.Completeness = ledger.HistoryInitial
	for every, want := range map[time.Duration][3]bool{time.Hour: {true, true, true}, 0: {false, false, true}} {
		b.svc.background.every = every
		got := [3]bool{}
		for i, it := range []ledger.Item{old, failed, linked} {
			got[i] = b.svc.background.due(it, time.Time{})
		}
		if got != want {
			t.Errorf("every %v: old, failed, new are due: %v, want %v", every, got, want)
		}
		if next := b.svc.NextSync([]ledger.Item{it, old}); next.IsZero() != (every == 0) || every > 0 && !next.Equal(old.SyncedAt.Add(every)) {
			t.Errorf("every %v: the next is at %v", every, next)
		}
	}
}
