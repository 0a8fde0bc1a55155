package plaidsvc

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"passbook/plaidsvc/plaidsim"
	"passbook/storage/ledger"
)

// twoLogins links the household at one bank twice, as two people do who share it.
// It gives what was visible with the first login alone, with notes on its rows.
func twoLogins(t *testing.T) (b *bench, first, second ledger.Item, before visible, figures ledger.Figures) {
	t.Helper()
	b = newBench(t, plaidsim.Options{})
	ctx := t.Context()
	first = b.linkOnly("user_household")
	b.svc.deps.tasks.running.Wait()
	b.sync(first.ID)
	entries := b.entries()
	for i := 0; i < len(entries); i += 97 {
		err := b.db.Annotate(ctx, []string{entries[i].ID}, func(a *ledger.Annotation) { a.Note, a.Tags = fmt.Sprint("note ", i), []string{"mine"} })
		if err != nil {
			t.Fatal(err)
		}
	}
	before, figures = b.visible(), b.figures()
	r, err := b.svc.LinkSandbox(ctx, "ins_109508", "user_household", "pass_good")
	if err != nil || r.Pending == nil {
		t.Fatalf("%+v %v", r, err)
	}
	if r, err = r.Pending.Confirm(ctx); err != nil {
		t.Fatal(err)
	}
	b.svc.deps.tasks.running.Wait()
	b.sync(r.Item.ID)
	return b, first, r.Item, before, figures
}

// figures are those of all days.
func (b *bench) figures() ledger.Figures {
	b.t.Helper()
	f, err := b.db.FiguresBetween(b.t.Context(), "USD", 0, 0)
	if err != nil {
		b.t.Fatal(err)
	}
	return f
}

// same fails unless everything is as with one login.
func (b *bench) same(when string, before visible, figures ledger.Figures) {
	b.t.Helper()
	if d := cmp.Diff(before, b.visible()); d != "" {
		b.t.Fatalf("%s: %.3000s", when, d)
	}
	if d := cmp.Diff(figures, b.figures()); d != "" {
		b.t.Fatalf("%s: figures: %.3000s", when, d)
	}
}

// join answers every question with yes.
func (b *bench) join() {
	b.t.Helper()
	list, err := b.db.Stitches(b.t.Context())
	if err != nil || len(list) == 0 {
		b.t.Fatal(list, err)
	}
	for _, s := range list {
		if s.State != ledger.StitchQuestion || !s.TwoLogins || len(s.New) != 1 || s.Why == "" {
			b.t.Fatalf("%+v", s)
		}
		if err := b.db.Stitch(b.t.Context(), s.Old.ID, s.New[0].ID); err != nil {
			b.t.Fatal(err)
		}
	}
}

// Accounts that two logins list count twice until the person says that they are
// one; then once, through every sync, and whichever of the logins goes.
func TestTwoLoginsToTheSameAccounts(t *testing.T) {
	t.Parallel()
	for _, goes := range []string{"first", "second"} {
		t.Run("the "+goes+" goes", func(t *testing.T) {
			t.Parallel()
			b, first, second, before, figures := twoLogins(t)
			if twice := b.visible(); len(twice.Accounts) != 2*len(before.Accounts) || len(twice.Entries) != 2*len(before.Entries) {
				t.Fatalf("%d accounts and %d rows, before %d and %d", len(twice.Accounts), len(twice.Entries), len(before.Accounts), len(before.Entries))
			}
			b.join()
			b.same("joined", before, figures)
			b.sync(first.ID)
			b.sync(second.ID)
			b.same("synced", before, figures)

			id, stays := first.ID, second.ID
			if strings.HasPrefix(goes, "second") {
				id, stays = second.ID, first.ID
			}
			if strings.HasSuffix(goes, "archived") {
				if err := b.svc.Archive(t.Context(), id); err != nil {
					t.Fatal(err)
				}
				b.same("archived", before, figures)
				b.sync(stays)
				b.same("synced again", before, figures)
				return
			}
			if err := b.svc.Unlink(t.Context(), id); err != nil {
				t.Fatal(err)
			}
			b.same("unlinked", before, figures)
			if list, err := b.db.Stitches(t.Context()); err != nil || len(list) != 0 {
				t.Error(list, err)
			}
		})
	}
}

// What was joined can be parted, and is as before.
func TestTwoLoginsParted(t *testing.T) {
	t.Parallel()
	b, first, _, before, figures := twoLogins(t)
	twice := b.figures()
	b.join()
	list, err := b.db.Stitches(t.Context())
	for _, s := range list {
		if s.State != ledger.StitchJoined || !s.Said || s.Old.ItemID != first.ID {
			t.Fatalf("%+v", s)
		}
		if err := b.db.StitchApart(t.Context(), s.Old.ID); err != nil {
			t.Fatal(err)
		}
	}
	if err != nil || len(list) == 0 {
		t.Fatal(list, err)
	}
	if d := cmp.Diff(twice, b.figures()); d != "" {
		t.Errorf("parted: %.3000s", d)
	}
	b.sync(first.ID)
	if list, err = b.db.Stitches(t.Context()); err != nil || len(list) == 0 || list[0].State != ledger.StitchApart || !list[0].Said {
		t.Fatal(list, err)
	}
	for _, s := range list {
		if err := b.db.Stitch(t.Context(), s.Old.ID, s.New[0].ID); err != nil {
			t.Fatal(err)
		}
	}
	b.same("joined again", before, figures)
}
