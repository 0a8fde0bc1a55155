package plaidsvc

import (
	"errors"
	"testing"
	"time"

	"passbook/plaidsvc/plaidsim"
	"passbook/plaidsvc/problem"
	"passbook/storage"
	"passbook/storage/ledger"
)

// A cache that became another environment's while this program was open: nothing
// is asked of Plaid for a link that the cache would not take.
func TestNothingIsLinkedIntoAnothersCache(t *testing.T) {
	t.Parallel()
	b := newBench(t, plaidsim.Options{})
	b.db.For(storage.Owner{Environment: "sandbox", Client: "client"})
	other, err := storage.Open(b.dir, time.Now)
	if err != nil {
		t.Fatal(err)
	}
	defer other.Close()
	other.For(storage.Owner{Environment: "production", Client: "client"})
	if err := other.SaveItem(t.Context(), ledger.Item{ID: "real"}); err != nil {
		t.Fatal(err)
	}
	_, err = b.svc.LinkSandbox(t.Context(), "ins_109508", "user_good", "pass_good")
	var e *problem.Error
	if !errors.As(err, new(*storage.OwnerError)) || !errors.As(err, &e) || e.Actor != ledger.ActorSetup {
		t.Error(err)
	}
	for _, path := range []string{"/sandbox/public_token/create", "/item/public_token/exchange"} {
		if n := b.front.count(path); n != 0 {
			t.Errorf("%s was called %d times", path, n)
		}
	}
	if err := other.RemoveItem(t.Context(), "real"); err != nil {
		t.Fatal(err)
	}
	if _, err := b.svc.LinkSandbox(t.Context(), "ins_109508", "user_good", "pass_good"); err != nil {
		t.Error(err)
	}
}
