package plaidsvc

import (
	"fmt"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"passbook/plaidsvc/plaidsim"
	"passbook/storage"
	"passbook/storage/ledger"
)

// TestRestoreOfACopyFromBeforeALinkAgain: the copy holds the Item that was
// lost, and the vault the token of the one that took its place. The two are
// joined again, whether the lost one's token is gone or still in the vault,
// and whether Plaid was away in between.
func TestRestoreOfACopyFromBeforeALinkAgain(t *testing.T) {
	t.Parallel()
	for _, in := range []struct{ tokenKept, away bool }{{false, false}, {true, false}, {false, true}} {
		t.Run(fmt.Sprintf("%+v", in), func(t *testing.T) {
			b := newBench(t, plaidsim.Options{})
			ctx := t.Context()
			old := b.link()
			b.sync(old.ID)
			for i, e := range b.entries()[:3] {
				err := b.db.Annotate(ctx, []string{e.ID}, func(a *ledger.Annotation) { a.Note, a.Hidden = fmt.Sprint("note ", i), i == 1 })
				if err != nil {
					t.Fatal(err)
				}
			}
			before := b.visible()
			copied := filepath.Join(t.TempDir(), "copy.db")
			token, err := b.vault.Get(ctx, old.ID)
			if err == nil {
				err = b.db.Backup(ctx, copied)
			}
			if err == nil {
				err = b.svc.deps.plaid.Remove(ctx, token)
			}
			if err != nil {
				t.Fatal(err)
			}
			r, err := b.svc.Link(ctx, onThisPage, b.person("0000"))
			if err != nil || !r.Replaced {
				t.Fatalf("%+v %v", r, err)
			}
			b.svc.deps.tasks.running.Wait()
			if in.tokenKept {
				if err := b.vault.Set(ctx, old.ID, token); err != nil {
					t.Fatal(err)
				}
			}
			if _, err := storage.Restore(ctx, b.dir, copied, storage.Owner{}, b.svc.deps.now); err != nil {
				t.Fatal(err)
			}
			if in.away {
				b.front.on("/accounts/get", always(400, plaidBody("INSTITUTION_ERROR", "INSTITUTION_DOWN"), 1))
				b.svc.Recover(ctx)
				if items, err := b.db.Items(ctx); err != nil || len(items) != 1 {
					t.Fatal(items, err)
				}
			}
			b.svc.Recover(ctx)
			b.svc.deps.tasks.running.Wait()
			b.sync(r.Item.ID)
			if in.tokenKept {
				b.onlyBank(old, token)
			} else {
				b.onlyBank(old, token, old.ID)
			}
			if d := cmp.Diff(before, b.visible()); d != "" {
				t.Error(d)
			}
		})
	}
}
