package plaidsvc

import (
	"context"
	"errors"
	"strings"
	"testing"

	"passbook/plaidsvc/plaidsim"
	"passbook/plaidsvc/problem"
	"passbook/plaidsvc/vault"
	"passbook/storage/ledger"
)

// A sync that finds its bank unlinked by another process says that.
func TestASyncOfABankThatIsUnlinkedMeanwhile(t *testing.T) {
	t.Parallel()
	b := newBench(t, plaidsim.Options{})
	it := b.link()
	if err := b.svc.Unlink(t.Context(), it.ID); err != nil {
		t.Fatal(err)
	}
	r := b.svc.syncs.syncItem(t.Context(), it, fullSync)
	var e *problem.Error
	if !errors.As(r.Err, &e) || e.Actor != ledger.ActorWait || !strings.HasPrefix(e.Sentence, "First Platypus Bank was unlinked") {
		t.Errorf("%v", r.Err)
	}
	if log := b.log.String(); strings.Contains(log, "not found") {
		t.Error(log)
	}
}

// beaten is a vault that lets another process be quicker: when a token is
// deleted, this comes first.
type beaten struct {
	vault.Vault
	first func()
}

func (v beaten) Delete(ctx context.Context, id string) error {
	v.first()
	return v.Vault.Delete(ctx, id)
}

// What another process has just finished is no failure.
func TestRecoveringWhatAnotherProcessFinishes(t *testing.T) {
	t.Parallel()
	b := newBench(t, plaidsim.Options{})
	one := b.link()
	r, err := b.svc.LinkSandbox(t.Context(), "ins_109511", "user_good", "pass_good")
	if err != nil {
		t.Fatal(err)
	}
	b.svc.deps.tasks.running.Wait()
	for _, id := range []string{one.ID, r.Item.ID} {
		if err := b.db.SetProblem(t.Context(), id, &ledger.Problem{Code: codeUnlinked, Actor: ledger.ActorWait}); err != nil {
			t.Fatal(err)
		}
	}
	kept := b.vault
	b.svc.deps.vault = beaten{kept, func() {
		for _, id := range []string{one.ID, r.Item.ID} {
			if err := errors.Join(b.db.RemoveItem(t.Context(), id), kept.Delete(t.Context(), id)); err != nil {
				t.Error(err)
			}
		}
	}}
	b.svc.Recover(t.Context())
	b.nothingLeft()
	if log := b.log.String(); strings.Contains(log, "level=WARN") {
		t.Error(log)
	}
}
