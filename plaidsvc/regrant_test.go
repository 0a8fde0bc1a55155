package plaidsvc

import (
	"fmt"
	"testing"

	"passbook/plaidsvc/plaidsim"
)

// TestAccountComesBackUnderAnotherID: what the bank sends once more is in the
// cache once, in the account that came.
func TestAccountComesBackUnderAnotherID(t *testing.T) {
	t.Parallel()
	b := newBench(t, plaidsim.Options{})
	it := b.link()
	b.sync(it.ID)
	stands := func() (n int, in map[string]int) {
		in = map[string]int{}
		for _, e := range b.entries() {
			if e.RemovedAt.IsZero() {
				n++
				in[e.AccountID]++
			}
		}
		return n, in
	}
	before, _ := stands()
	old := b.entries()[0].AccountID
	b.change(it.ID, fmt.Sprintf(`{"do":"replace_account","account_id":%q}`, old))
	b.sync(it.ID)
	after, now := stands()
	if after != before || now[old] != 0 {
		t.Errorf("%d transactions stand, %d before; %d in the account that went", after, before, now[old])
	}
}
