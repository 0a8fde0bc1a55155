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

// Plaid's user ends once no bank is linked, and its id goes: Plaid has nobody of
// that id any more.
func TestRemoveUser(t *testing.T) {
	t.Parallel()
	b := newBench(t, plaidsim.Options{})
	if removed, err := b.svc.RemoveUser(t.Context()); err != nil || removed {
		t.Fatal("there was a user before a link:", err)
	}
	it := b.link()
	kept, err := os.ReadFile(b.svc.deps.plaidUserFile())
	if err != nil {
		t.Fatal(err)
	}
	user := object{"user_id": strings.TrimSpace(string(kept))}
	if code, answer := b.ask("/user/get", user); code != http.StatusOK {
		t.Fatalf("Plaid has no user before its end: %s", answer)
	}
	var e *problem.Error
	if _, err := b.svc.RemoveUser(t.Context()); !errors.As(err, &e) || !strings.Contains(e.Sentence, "First Platypus Bank") {
		t.Errorf("with a bank linked: %v", err)
	}
	if err := b.svc.EndProducts(t.Context(), it.ID); err != nil {
		t.Fatal(err)
	}
	b.front.on("/user/remove", b.lose(1, true))
	if removed, err := b.svc.RemoveUser(t.Context()); err == nil || removed {
		t.Fatal("the answer was lost:", removed, err)
	}
	if code, answer := b.ask("/user/get", user); code == http.StatusOK {
		t.Errorf("Plaid still has the user: %s", answer)
	}
	if removed, err := b.svc.RemoveUser(t.Context()); err != nil || !removed { // Plaid says that there is none
		t.Fatal(removed, err)
	}
	if _, err := os.Stat(b.svc.deps.plaidUserFile()); !os.IsNotExist(err) {
		t.Error("its id stays:", err)
	}
	if removed, err := b.svc.RemoveUser(t.Context()); err != nil || removed {
		t.Error(removed, err)
	}
}
