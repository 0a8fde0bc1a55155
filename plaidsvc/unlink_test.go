package plaidsvc

import (
	"context"
	"errors"
	"net/http"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"passbook/plaidsvc/plaidsim"
	"passbook/plaidsvc/problem"
	"passbook/plaidsvc/vault"
	"passbook/storage"
	"passbook/storage/ledger"
)

func TestUnlink(t *testing.T) {
	t.Parallel()
	b := newBench(t, plaidsim.Options{})
	it := b.link()
	b.sync(it.ID)
	token, _ := b.vault.Get(t.Context(), it.ID)
	if err := b.svc.Unlink(t.Context(), it.ID); err != nil {
		t.Fatal(err)
	}
	if items, _ := b.db.Items(t.Context()); len(items) != 0 || len(b.entries()) != 0 {
		t.Errorf("left: %v", items)
	}
	if _, err := b.vault.Get(t.Context(), it.ID); !errors.Is(err, vault.ErrNotFound) {
		t.Error(err)
	}
	if _, err := b.svc.deps.plaid.Item(t.Context(), token); !isGone(err) {
		t.Errorf("Plaid still has it: %v", err)
	}
	if err := b.svc.Unlink(t.Context(), it.ID); !errors.Is(err, storage.ErrNotFound) {
		t.Error(err)
	}
}

// With Plaid away nothing begins, and it is said so.
func TestUnlinkWithPlaidAwayChangesNothing(t *testing.T) {
	t.Parallel()
	b := newBench(t, plaidsim.Options{})
	it := b.link()
	b.sync(it.ID)
	b.front.on("/item/remove", always(502, "", 1))
	var e *problem.Error
	if err := b.svc.Unlink(t.Context(), it.ID); !errors.As(err, &e) || e.Actor != ledger.ActorWait ||
		!strings.Contains(e.Sentence, "First Platypus Bank is not unlinked: ") || strings.Contains(e.Sentence, "tries again") {
		t.Fatal(err)
	}
	b.sync(it.ID)
	b.svc.Recover(t.Context())
	b.stillWhole(it)
	if err := b.svc.Unlink(t.Context(), it.ID); err != nil {
		t.Fatal(err)
	}
}

// stillWhole fails unless an Item's row, transactions and token are there and
// Plaid still has it.
func (b *bench) stillWhole(it ledger.Item) {
	b.t.Helper()
	if _, err := b.db.Item(b.t.Context(), it.ID); err != nil || len(b.entries()) == 0 {
		b.t.Errorf("%v, %d transactions", err, len(b.entries()))
	}
	token, err := b.vault.Get(b.t.Context(), it.ID)
	if err == nil {
		_, err = b.svc.deps.plaid.Item(b.t.Context(), token)
	}
	if err != nil {
		b.t.Error(err)
	}
}

// A token that Plaid does not know under these keys is no proof that the Item
// ended: it stays until the person says that passbook shall forget it.
func TestUnlinkWithTheKeysOfAnotherTeam(t *testing.T) {
	t.Parallel()
	b := newBench(t, plaidsim.Options{})
	it := b.link()
	b.sync(it.ID)
	other, err := New(Config{
		ClientID: "another", Secret: "s3cr3t", Env: "sandbox", BaseURL: b.svc.deps.plaid.Host, LockDir: b.dir + "/locks",
	}, b.db, b.vault)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { other.Close() })
	var e *problem.Error
	if err := other.Unlink(t.Context(), it.ID); !errors.As(err, &e) || e.Actor != ledger.ActorSetup || !strings.Contains(e.Sentence, "--forget") {
		t.Fatal(err)
	}
	b.stillWhole(it)
	token, _ := b.vault.Get(t.Context(), it.ID)
	if err := other.Forget(t.Context(), it.ID); err != nil {
		t.Fatal(err)
	}
	b.nothingLeft()
	if _, err := b.svc.deps.plaid.Item(t.Context(), token); err != nil {
		t.Errorf("Plaid was asked to end it: %v", err)
	}
}

// nothingLeft fails unless cache and vault are empty.
func (b *bench) nothingLeft() {
	b.t.Helper()
	items, err := b.db.Items(b.t.Context())
	kept, err2 := b.vault.Items(b.t.Context())
	if err != nil || err2 != nil || len(items) != 0 || len(kept) != 0 || len(b.entries()) != 0 {
		b.t.Errorf("left: %v, tokens %v, %d transactions, %v %v", items, kept, len(b.entries()), err, err2)
	}
}

// Another vault has no token, which is no proof either.
func TestUnlinkWithAnotherVault(t *testing.T) {
	t.Parallel()
	b := newBench(t, plaidsim.Options{})
	it := b.link()
	b.sync(it.ID)
	right := b.vault
	b.vault = vault.NewMemory()
	other := b.open(b.svc.deps.plaid.Host)
	b.vault = right
	var e *problem.Error
	if err := other.Unlink(t.Context(), it.ID); !errors.As(err, &e) || e.Actor != ledger.ActorSetup || !strings.Contains(e.Sentence, "PASSBOOK_VAULT") {
		t.Fatal(err)
	}
	b.stillWhole(it)
}

// Killed between any two steps, unlinking is finished by the next start, or,
// before Plaid's answer was noted, by unlinking again.
func TestUnlinkIsFinishedAfterACrash(t *testing.T) {
	t.Parallel()
	for killed, after := range []string{"ended at Plaid", "marked", "token dropped"} {
		t.Run(after, func(t *testing.T) {
			b := newBench(t, plaidsim.Options{})
			ctx := t.Context()
			it := b.link()
			b.sync(it.ID)
			for i, step := range []func() error{
				func() error { return b.svc.unlinks.endAtPlaid(ctx, it) },
				func() error {
					return b.svc.unlinks.copyAndEnd(ctx, it, func(context.Context, ledger.Item) error { return nil })
				},
				func() error { return b.vault.Delete(ctx, it.ID) },
			} {
				if err := step(); err != nil {
					t.Fatal(err)
				}
				if i == killed {
					break
				}
			}
			if killed == 0 {
				if err := b.svc.Unlink(ctx, it.ID); err != nil {
					t.Fatal(err)
				}
			}
			b.svc.Recover(ctx)
			b.nothingLeft()
		})
	}
}

// The copy that is written first holds what went.
func TestUnlinkKeepsACopy(t *testing.T) {
	t.Parallel()
	b := newBench(t, plaidsim.Options{})
	it := b.link()
	b.sync(it.ID)
	copied := filepath.Join(b.dir, "passbook.db.before-unlink")
	b.svc.unlinks.copyTo = copied
	b.front.on("/item/remove", always(502, "", 1))
	if err := b.svc.Unlink(t.Context(), it.ID); err == nil {
		t.Fatal("unlinked without Plaid")
	}
	if left, _ := filepath.Glob(copied + "*"); len(left) != 0 {
		t.Errorf("nothing was unlinked, and yet there is %v", left)
	}
	want := len(b.entries())
	if err := b.svc.Unlink(t.Context(), it.ID); err != nil {
		t.Fatal(err)
	}
	b.nothingLeft()
	if err := b.db.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := storage.Restore(t.Context(), b.dir, copied, storage.Owner{}, time.Now); err != nil {
		t.Fatal(err)
	}
	db, err := storage.Open(b.dir, time.Now)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	b.db = db
	if back, err := db.Item(t.Context(), it.ID); err != nil || back.Problem != nil || len(b.entries()) != want {
		t.Errorf("restored: %+v %v, %d of %d transactions", back, err, len(b.entries()), want)
	}
}

func TestUnlinkWhoseAnswerIsLost(t *testing.T) {
	t.Parallel()
	b := newBench(t, plaidsim.Options{})
	it := b.link()
	b.sync(it.ID)
	next := b.front.next
	b.front.on("/item/remove", func(_ int, w http.ResponseWriter, r *http.Request) bool {
		next.ServeHTTP(discard{}, r)
		panic(http.ErrAbortHandler)
	})
	if err := b.svc.Unlink(t.Context(), it.ID); err != nil || b.front.count("/item/remove") != 1 {
		t.Errorf("%v, %d calls", err, b.front.count("/item/remove"))
	}
}

type discard struct{}

func (discard) Header() http.Header         { return http.Header{} }
func (discard) Write(p []byte) (int, error) { return len(p), nil }
func (discard) WriteHeader(int)             {}
