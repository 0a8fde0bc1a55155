package plaidsvc

import (
	"testing"
	"time"

	"passbook/plaidsvc/plaidsim"
	"passbook/storage"
	"passbook/storage/ledger"
)

// TestASyncUnderAClockThatWasAheadIsNotFresh: the background syncs the Item
// again at once, and not when the time has come that the clock showed.
func TestASyncUnderAClockThatWasAheadIsNotFresh(t *testing.T) {
	t.Parallel()
	b := newBench(t, plaidsim.Options{})
	it := b.link()
	ahead, err := storage.Open(b.dir, func() time.Time { return time.Now().AddDate(9, 0, 0) })
	if err != nil {
		t.Fatal(err)
	}
	defer ahead.Close()
	update, err := ahead.BeginUpdate(t.Context(), it.ID)
	if err != nil {
		t.Fatal(err)
	}
	defer update.Close()
	now, err := b.db.Item(t.Context(), it.ID)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := update.Commit(t.Context(), storage.Outcome{Cursor: now.Cursor}); err != nil {
		t.Fatal(err)
	}
	b.svc.Start(t.Context())
	b.until("the Item is synced", func() bool {
		now, err := b.db.Item(t.Context(), it.ID)
		return err == nil && now.Completeness == ledger.HistoryFull && now.SyncedAt.Before(time.Now().Add(time.Hour))
	})
}
