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
	"passbook/storage/ledger"
)

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
