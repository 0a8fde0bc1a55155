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
	"passbook/plaidsvc/vault"
	"passbook/storage"
)

func TestUnlink(t *testing.T) {
	b := newBench(t, plaidsim.Options{})
	it := b.link()
	b.sync(it.ID)
	token, _ := b.vault.Get(t.Context(), it.ID)
	if err := b.Unlink(t.Context(), it.ID); err != nil {
		t.Fatal(err)
	}
	if items, _ := b.db.Items(t.Context()); len(items) != 0 || len(b.entries()) != 0 {
		t.Errorf("left: %v", items)
	}
	if _, err := b.vault.Get(t.Context(), it.ID); !errors.Is(err, vault.ErrNotFound) {
		t.Error(err)
	}
	if _, err := b.plaid.item(t.Context(), token); !isGone(err) {
		t.Errorf("Plaid still has it: %v", err)
	}
	if err := b.Unlink(t.Context(), it.ID); !errors.Is(err, storage.ErrNotFound) {
		t.Error(err)
	}
}

func TestUnlinkIsFinishedByTheNextStart(t *testing.T) {
	b := newBench(t, plaidsim.Options{})
	it := b.link()
	b.sync(it.ID)
	b.front.on("/item/remove", always(502, "", 1))
	var e *Error
	if err := b.Unlink(t.Context(), it.ID); !errors.As(err, &e) || e.Turn != storage.TurnWait {
		t.Fatal(err)
	}
	// A sync in between neither works on it nor forgets what was begun.
	rs, err := b.Sync(t.Context())
	if err != nil || rs[0].Err == nil || rs[0].Item.Problem.Code != codeUnlinking {
		t.Fatal(err, rs)
	}
	b.Start(t.Context())
	b.until("the Item is gone", func() bool {
		items, _ := b.db.Items(t.Context())
		return len(items) == 0
	})
	if kept, _ := b.vault.Items(t.Context()); len(kept) != 0 {
		t.Error(kept)
	}
}

func TestUnlinkWhoseAnswerIsLost(t *testing.T) {
	b := newBench(t, plaidsim.Options{})
	it := b.link()
	b.sync(it.ID)
	next := b.front.next
	b.front.on("/item/remove", func(_ int, w http.ResponseWriter, r *http.Request) bool {
		next.ServeHTTP(discard{}, r)
		panic(http.ErrAbortHandler)
	})
	if err := b.Unlink(t.Context(), it.ID); err != nil || b.front.count("/item/remove") != 1 {
		t.Errorf("%v, %d calls", err, b.front.count("/item/remove"))
	}
}

type discard struct{}

func (discard) Header() http.Header         { return http.Header{} }
func (discard) Write(p []byte) (int, error) { return len(p), nil }
func (discard) WriteHeader(int)             {}

func TestTokenWithoutRowIsAdopted(t *testing.T) {
	b := newBench(t, plaidsim.Options{})
	it := b.link()
	b.sync(it.ID)
	if err := b.db.RemoveItem(t.Context(), it.ID); err != nil { // as if the crash came before the row
		t.Fatal(err)
	}
	b.Start(t.Context())
	b.until("the Item is back", func() bool {
		got, err := b.db.Item(t.Context(), it.ID)
		return err == nil && got.History == storage.HistoryFull && got.Institution == "First Platypus Bank"
	})
}

func TestRowWithoutTokenIsSaid(t *testing.T) {
	b := newBench(t, plaidsim.Options{})
	it := b.link()
	b.sync(it.ID)
	if err := b.vault.Delete(t.Context(), it.ID); err != nil {
		t.Fatal(err)
	}
	rs, err := b.Sync(t.Context())
	var e *Error
	if err != nil || !errors.As(rs[0].Err, &e) || e.Turn != storage.TurnRelink || !strings.Contains(e.Sentence, "this program's memory") {
		t.Error(err, rs)
	}
	if len(b.entries()) == 0 {
		t.Error("the data is gone")
	}
}

func TestBackgroundSyncsWhatIsStale(t *testing.T) {
	b := newBench(t, plaidsim.Options{})
	it := b.link()
	before := b.sync(it.ID).Item.SyncedAt
	b.cfg.Every = 10 * time.Millisecond
	ctx, cancel := context.WithCancel(t.Context())
	b.Start(ctx)
	b.until("a background sync", func() bool {
		got, err := b.db.Item(t.Context(), it.ID)
		return err == nil && got.SyncedAt.After(before)
	})
	cancel()
}

func TestTwoServicesTakeTurns(t *testing.T) {
	b := newBench(t, plaidsim.Options{})
	it := b.link()
	b.sync(it.ID)
	other := b.open(b.plaid.host)
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
		_, err := b.Sync(t.Context(), it.ID)
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
}

// A bank that somebody else never lets go is waited for so long and no longer.
func TestALockThatIsNotLetGo(t *testing.T) {
	b := newBench(t, plaidsim.Options{})
	it := b.link()
	b.sync(it.ID)
	b.work.Wait()
	unlock, _, err := b.lock(t.Context(), it)
	if err != nil {
		t.Fatal(err)
	}
	defer unlock()
	other := b.open(b.plaid.host)
	other.pace.lockFor = 10 * time.Millisecond
	if err := os.WriteFile(filepath.Join(b.dir, "locks", it.ID+".lock"), []byte("4711"), 0o600); err != nil {
		t.Fatal(err)
	}
	for name, call := range map[string]func() error{
		"sync":   func() error { rs, err := other.Sync(t.Context(), it.ID); return errors.Join(err, rs[0].Err) },
		"unlink": func() error { return other.Unlink(t.Context(), it.ID) },
	} {
		var e *Error
		if err := call(); !errors.As(err, &e) || e.Turn != storage.TurnWait || !strings.Contains(e.Sentence, "process 4711 has been busy with this bank") {
			t.Errorf("%s: %v", name, err)
		}
	}
	if got, err := b.db.Item(t.Context(), it.ID); err != nil || got.Problem != nil {
		t.Errorf("%v, %+v", err, got.Problem)
	}
}

func TestCloseEndsWhatRuns(t *testing.T) {
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
		rs, _ := b.Sync(context.Background(), it.ID)
		ended <- rs
	}()
	<-entered
	if err := b.Close(); err != nil {
		t.Error(err)
	}
	rs := <-ended
	if !errors.Is(rs[0].Err, context.Canceled) || rs[0].Item.Problem != nil {
		t.Errorf("%+v", rs)
	}
	if _, err := b.Sync(t.Context()); !errors.Is(err, errClosed) {
		t.Error(err)
	}
	if _, open := <-b.Events(); open {
		for range b.Events() { // what was queued; then it is closed
		}
	}
}

func TestNothingSecretIsLogged(t *testing.T) {
	b := newBench(t, plaidsim.Options{})
	it := b.link()
	b.sync(it.ID)
	b.front.on("/transactions/sync", always(400, strings.Replace(plaidBody("INVALID_INPUT", testToken), "req9", testToken, 1), 0))
	if _, err := b.Sync(t.Context()); err != nil {
		t.Fatal(err)
	}
	b.Close()
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
