package storage

import (
	"testing"
	"time"

	"passbook/storage/ledger"
)

// A slot of a trial that was used is counted for ever: also after the Item is
// unlinked, replaced or saved again.
func TestEveryItemThatWasLinkedIsCounted(t *testing.T) {
	t.Parallel()
	db := open(t, t.TempDir(), newClock())
	save := func(id string) {
		t.Helper()
		if err := db.SaveItem(t.Context(), ledger.Item{ID: id, Institution: id, LinkedAt: time.Now(), BilledProducts: []string{"transactions"}}); err != nil {
			t.Fatal(err)
		}
	}
	save("a")
	save("b")
	save("b")
	if err := db.ReplaceItem(t.Context(), "a", ledger.Item{ID: "c", Institution: "a"}, nil); err != nil {
		t.Fatal(err)
	}
	if err := db.RemoveItem(t.Context(), "b"); err != nil {
		t.Fatal(err)
	}
	save("d")
	b, err := db.Billing(t.Context())
	if err != nil || b.Linked != 3 || b.Ever != 5 || len(b.Subscriptions) != 1 || b.Subscriptions[0].Items != 1 {
		t.Errorf("%+v, %v", b, err)
	}
}
