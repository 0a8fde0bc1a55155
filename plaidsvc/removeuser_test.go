package plaidsvc

import (
	"errors"
	"net/http"
	"os"
	"strings"
	"testing"

	"passbook/plaidsvc/plaidsim"
	"passbook/plaidsvc/problem"
)

// Plaid's user ends once no bank is linked, and its id goes.
func TestRemoveUser(t *testing.T) {
	t.Parallel()
	b := newBench(t, plaidsim.Options{})
	if removed, err := b.svc.RemoveUser(t.Context()); err != nil || removed {
		t.Fatal("there was a user before a link:", err)
	}
	it := b.link()
	var asked object
	b.front.on("/user/remove", func(n int, w http.ResponseWriter, r *http.Request) bool {
		readBody(t, r, &asked)
		return always(200, `{"request_id":"r"}`, 0)(n, w, r)
	})
	kept, err := os.ReadFile(b.svc.deps.plaidUserFile())
	if err != nil {
		t.Fatal(err)
	}
	var e *problem.Error
	if _, err := b.svc.RemoveUser(t.Context()); !errors.As(err, &e) || !strings.Contains(e.Sentence, "First Platypus Bank") {
		t.Errorf("with a bank linked: %v", err)
	}
	if err := b.svc.EndProducts(t.Context(), it.ID); err != nil {
		t.Fatal(err)
	}
	if removed, err := b.svc.RemoveUser(t.Context()); err != nil || !removed {
		t.Fatal(removed, err)
	}
	if b.front.count("/user/remove") != 1 || asked["user_id"] != strings.TrimSpace(string(kept)) {
		t.Errorf("Plaid was asked %d times, with %v", b.front.count("/user/remove"), asked)
	}
	if _, err := os.Stat(b.svc.deps.plaidUserFile()); !os.IsNotExist(err) {
		t.Error("its id stays:", err)
	}
	if removed, err := b.svc.RemoveUser(t.Context()); err != nil || removed {
		t.Error(removed, err)
	}
}
