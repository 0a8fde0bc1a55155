package plaidsvc

import (
	"context"
	"errors"
	"io"
	"net/http"
	"os"
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

func TestTokenWithoutRowIsStored(t *testing.T) {
	t.Parallel()
	b := newBench(t, plaidsim.Options{})
	it := b.link()
	b.sync(it.ID)
	if err := b.db.RemoveItem(t.Context(), it.ID); err != nil { // as if the crash came before the row
		t.Fatal(err)
	}
	b.svc.Start(t.Context())
	b.until("the Item is back", func() bool {
		got, err := b.db.Item(t.Context(), it.ID)
		return err == nil && got.Completeness == ledger.HistoryFull && got.Institution == "First Platypus Bank"
	})
}

func TestRowWithoutTokenNamesTheSetUp(t *testing.T) {
	t.Parallel()
	b := newBench(t, plaidsim.Options{})
	it := b.link()
	b.sync(it.ID)
	if err := b.vault.Delete(t.Context(), it.ID); err != nil {
		t.Fatal(err)
	}
	rs, err := b.svc.Sync(t.Context())
	var e *problem.Error
	if err != nil || !errors.As(rs[0].Err, &e) || e.Actor != ledger.ActorSetup || !strings.Contains(e.Sentence, "this program's memory") {
		t.Error(err, rs)
	}
	for _, name := range []string{"PLAID_ENV", "PASSBOOK_VAULT"} { // another one looks the same
		if !strings.Contains(e.Sentence, name) {
			t.Errorf("%q does not name %s", e.Sentence, name)
		}
	}
	if len(b.entries()) == 0 {
		t.Error("the data is gone")
	}
	if r, err := b.svc.Repair(t.Context(), it.ID, onThisPage, b.person("0000")); err != nil || !r.Replaced {
		t.Errorf("a lost token is not mended: %+v %v", r, err)
	}
}

func TestBackgroundSyncsWhatIsStale(t *testing.T) {
	t.Parallel()
	b := newBench(t, plaidsim.Options{})
	it := b.link()
	before := b.sync(it.ID).Item.SyncedAt
	b.svc.background.every = 10 * time.Millisecond
	ctx, cancel := context.WithCancel(t.Context())
	b.svc.Start(ctx)
	b.until("a background sync", func() bool {
		got, err := b.db.Item(t.Context(), it.ID)
		return err == nil && got.SyncedAt.After(before)
	})
	cancel()
}

func TestTwoServicesTakeTurns(t *testing.T) {
	t.Parallel()
	b := newBench(t, plaidsim.Options{})
	it := b.link()
	b.sync(it.ID)
	other := b.open(b.svc.deps.plaid.Host)
	entered, goOn := make(chan struct{}), make(chan struct{})
	b.front.on("/transactions/sync", func(n int, w http.ResponseWriter, r *http.Request) bool {
		if n == 1 {
			close(entered)
			<-goOn
		}
		return false
	})
	first := make(chan error, 1)
	go func() {
		_, err := b.svc.Sync(t.Context(), it.ID)
		first <- err
	}()
	<-entered
	events := other.Events()
	second := make(chan []SyncResult, 1)
	go func() {
		rs, _ := other.Sync(t.Context(), it.ID)
		second <- rs
	}()
	p, ok := (<-events).(SyncProgress)
	if !ok || !strings.Contains(p.Waiting, "being synced already by this process") {
		t.Errorf("%+v", p)
	}
	close(goOn)
	if err := <-first; err != nil {
		t.Error(err)
	}
	if rs := <-second; len(rs) != 1 || rs[0].Err != nil || b.front.count("/transactions/sync") != 1 {
		t.Errorf("%+v, %d calls", rs, b.front.count("/transactions/sync"))
	}
	if e, ok := (<-events).(SyncFinished); !ok || e.ItemID != it.ID || e.Err != nil {
		t.Errorf("whoever was told of the wait is not told of its end: %+v", e)
	}
}

// A bank that somebody else never lets go is waited for so long and no longer.
func TestALockThatIsNotLetGo(t *testing.T) {
	t.Parallel()
	b := newBench(t, plaidsim.Options{})
	it := b.link()
	b.sync(it.ID)
	b.svc.deps.tasks.running.Wait()
	unlock, _, err := b.svc.deps.locks.lock(t.Context(), it)
	if err != nil {
		t.Fatal(err)
	}
	defer unlock()
	other := b.open(b.svc.deps.plaid.Host)
	other.deps.locks.most = 10 * time.Millisecond
	if err := os.WriteFile(filepath.Join(b.dir, "locks", it.ID+".lock"), []byte("4711"), 0o600); err != nil {
		t.Fatal(err)
	}
	for name, call := range map[string]func() error{
		"sync":   func() error { rs, err := other.Sync(t.Context(), it.ID); return errors.Join(err, rs[0].Err) },
		"unlink": func() error { return other.Unlink(t.Context(), it.ID) },
	} {
		var e *problem.Error
		if err := call(); !errors.As(err, &e) || e.Actor != ledger.ActorWait || !strings.Contains(e.Sentence, "process 4711 has been busy with this bank") {
			t.Errorf("%s: %v", name, err)
		}
	}
	if got, err := b.db.Item(t.Context(), it.ID); err != nil || got.Problem != nil {
		t.Errorf("%v, %+v", err, got.Problem)
	}
}

func TestCloseEndsWhatRuns(t *testing.T) {
	t.Parallel()
	b := newBench(t, plaidsim.Options{})
	it := b.link()
	b.sync(it.ID)
	entered := make(chan struct{}, 1)
	b.front.on("/transactions/sync", func(_ int, _ http.ResponseWriter, r *http.Request) bool {
		io.Copy(io.Discard, r.Body) // only then does the server see that the client is gone
		entered <- struct{}{}
		<-r.Context().Done()
		return true
	})
	ended := make(chan []SyncResult, 1)
	go func() {
		rs, _ := b.svc.Sync(context.Background(), it.ID)
		ended <- rs
	}()
	<-entered
	if err := b.svc.Close(); err != nil {
		t.Error(err)
	}
	rs := <-ended
	if !errors.Is(rs[0].Err, context.Canceled) || rs[0].Item.Problem != nil {
		t.Errorf("%+v", rs)
	}
	if _, err := b.svc.Sync(t.Context()); !errors.Is(err, errClosed) {
		t.Error(err)
	}
	if _, open := <-b.svc.Events(); open {
		for range b.svc.Events() { // what was queued; then it is closed
		}
	}
}

func TestNothingSecretIsLogged(t *testing.T) {
	t.Parallel()
	b := newBench(t, plaidsim.Options{})
	it := b.link()
	b.sync(it.ID)
	const token = "access-sandbox-11111111-2222-3333-4444-555555555555"
	b.front.on("/transactions/sync", always(400, strings.Replace(plaidBody("INVALID_INPUT", token), "req9", token, 1), 0))
	if _, err := b.svc.Sync(t.Context()); err != nil {
		t.Fatal(err)
	}
	b.svc.Close()
	for _, secret := range []string{"access-", "public-", "s3cr3t", "http:"} {
		if strings.Contains(b.log.String(), secret) {
			t.Errorf("%q in the log:\n%s", secret, b.log)
		}
	}
	if !strings.Contains(b.log.String(), it.ID) {
		t.Errorf("no id in the log:\n%s", b.log)
	}
}

// until waits for what background work does.
func (b *bench) until(what string, ok func() bool) {
	b.t.Helper()
	for deadline := time.Now().Add(time.Minute); !ok(); time.Sleep(2 * time.Millisecond) {
		if time.Now().After(deadline) {
			b.t.Fatalf("%s: never", what)
		}
	}
}
