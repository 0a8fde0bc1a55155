package plaidsvc

import (
	"testing"
	"time"

	"passbook/plaidsvc/plaidsim"
)

// A call that waits for another one of the same Service says nothing of a wait:
// the other one's events tell what goes on.
func TestWaitingForOneselfIsNoNews(t *testing.T) {
	t.Parallel()
	b := newBench(t, plaidsim.Options{})
	it := b.link()
	b.sync(it.ID)
	b.svc.deps.tasks.running.Wait()
	other := b.open(b.svc.deps.plaid.Host)
	other.deps.locks.most = time.Millisecond
	unlock, _, err := other.deps.locks.lock(t.Context(), it)
	if err != nil {
		t.Fatal(err)
	}
	defer unlock()
	rs, err := other.Sync(t.Context(), it.ID)
	if err != nil || len(rs) != 1 || rs[0].Err == nil {
		t.Fatalf("%+v, %v", rs, err)
	}
	if e, ok := (<-other.Events()).(SyncFinished); !ok || e.Err == nil {
		t.Errorf("%+v", e)
	}
}
