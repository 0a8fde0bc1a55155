package plaidsvc

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"passbook/plaidsvc/plaidsim"
)

// TestAccountComesBackUnderAnotherID: what the bank sends once more is in the
// cache once, in the account that came.
func TestAccountComesBackUnderAnotherID(t *testing.T) {
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
	r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/sim/items/"+it.ID+"/changes",
		strings.NewReader(fmt.Sprintf(`{"changes":[{"do":"replace_account","account_id":%q}]}`, old)))
	w := httptest.NewRecorder()
	b.front.ServeHTTP(w, r)
	if w.Code != http.StatusOK {
		t.Fatal(w.Body)
	}
	b.sync(it.ID)
	after, now := stands()
	if after != before || now[old] != 0 {
		t.Errorf("%d transactions stand, %d before; %d in the account that went", after, before, now[old])
	}
}
