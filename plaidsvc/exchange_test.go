package plaidsvc

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"passbook/plaidsvc/plaidsim"
	"passbook/plaidsvc/problem"
	"passbook/plaidsvc/vault"
	"passbook/storage/ledger"
)

const exchangePath = "/item/public_token/exchange"

type answerer = func(int, http.ResponseWriter, *http.Request) bool

// lose breaks the connection of the first n requests, 0: of all, in place of
// their answers; done says that Plaid has done what they ask for.
func (b *bench) lose(first int, done bool) answerer {
	return func(n int, _ http.ResponseWriter, r *http.Request) bool {
		if first > 0 && n > first {
			return false
		}
		if done {
			r.Header.Del("Accept-Encoding")
			b.front.next.ServeHTTP(httptest.NewRecorder(), r)
		}
		panic(http.ErrAbortHandler)
	}
}

// noUsers is how Plaid refuses an older customer.
var noUsers = always(400, plaidBody("INVALID_INPUT", "UNAUTHORIZED_ROUTE_ACCESS"), 0)

// atPlaid is how many Items of the bench's user live there.
func (b *bench) atPlaid() int {
	b.t.Helper()
	_, items := b.svc.deps.plaidUser(b.t.Context())
	return len(items)
}

// An exchange whose answer is lost, or is empty, is looked for at once. What is
// said of it is what became of it, and never that passbook tries again.
func TestExchangeWithoutAnAnswer(t *testing.T) {
	t.Parallel()
	const noToken, noID = `{"access_token":"","item_id":"i1","request_id":"r"}`, `{"access_token":"access-sandbox-1","item_id":"","request_id":"r"}`
	for name, in := range map[string]struct {
		answer func(*bench) answerer
		old    bool   // an older customer of Plaid's, without users
		says   string // empty: it is linked
	}{
		"lost before":                {func(b *bench) answerer { return b.lose(1, false) }, false, ""},
		"lost after":                 {func(b *bench) answerer { return b.lose(1, true) }, false, "passbook ended it again"},
		"lost after, without a user": {func(b *bench) answerer { return b.lose(1, true) }, true, "my.plaid.com"},
		"no token":                   {func(*bench) answerer { return always(200, noToken, 0) }, false, "Plaid holds nothing of it"},
		"no id":                      {func(*bench) answerer { return always(200, noID, 0) }, false, "Plaid holds nothing of it"},
		"no id, without a user":      {func(*bench) answerer { return always(200, noID, 0) }, true, "my.plaid.com"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := newBench(t, plaidsim.Options{})
			b.front.on(exchangePath, in.answer(b))
			if in.old {
				b.front.on("/user/create", noUsers)
			}
			r, err := b.svc.LinkSandbox(t.Context(), "ins_109508", "user_good", "pass_good")
			if in.says == "" {
				if err != nil || b.atPlaid() != 1 || r.Item.ID == "" {
					t.Error(r, err)
				}
				return
			}
			var e *problem.Error
			if !errors.As(err, &e) || !strings.Contains(e.Sentence, in.says) || strings.Contains(e.Sentence, "tries again") {
				t.Error(err)
			}
			b.nothingLeft()
			if !in.old && b.atPlaid() != 0 {
				t.Error("the Item lives on at Plaid")
			}
		})
	}
}

// What cannot be asked about at once is settled by the next start.
func TestExchangesAreSettledByTheNextStart(t *testing.T) {
	t.Parallel()
	for name, in := range map[string]struct {
		done   bool // Plaid had exchanged
		old    bool
		says   string
		linked int
	}{
		"not exchanged":               {false, false, "is finished now", 1},
		"exchanged":                   {true, false, "passbook ended it", 0},
		"exchanged, without a user":   {true, true, "my.plaid.com", 0},
		"not exchanged, without user": {false, true, "is finished now", 1},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := newBench(t, plaidsim.Options{})
			b.front.on(exchangePath, b.lose(0, in.done))
			if in.old {
				b.front.on("/user/create", noUsers)
			}
			_, err := b.svc.LinkSandbox(t.Context(), "ins_109508", "user_good", "pass_good")
			var e *problem.Error
			if !errors.As(err, &e) || !strings.Contains(e.Sentence, "when it is started again") {
				t.Error(err)
			}
			b.front.on(exchangePath, nil)
			said := b.svc.Recover(t.Context())
			if len(said) != 1 || !strings.Contains(said[0], in.says) {
				t.Error(said)
			}
			items, err := b.db.Items(t.Context())
			if err != nil || len(items) != in.linked {
				t.Error(items, err)
			}
			if !in.old && b.atPlaid() != in.linked {
				t.Errorf("%d Items at Plaid", b.atPlaid())
			}
			if in.linked == 0 {
				b.nothingLeft()
			}
			if again := b.svc.Recover(t.Context()); len(again) != 0 {
				t.Error("told twice", again)
			}
		})
	}
}

// A keyring lists an id before it keeps the token: cut off in between, the id is
// no proof that the token is there.
func TestAListedIDWithoutATokenIsSettled(t *testing.T) {
	t.Parallel()
	b := newBench(t, plaidsim.Options{})
	var made struct {
		ID string `json:"item_id"`
	}
	b.front.on(exchangePath, func(n int, _ http.ResponseWriter, r *http.Request) bool {
		if n == 1 {
			r.Header.Del("Accept-Encoding")
			answer := httptest.NewRecorder()
			b.front.next.ServeHTTP(answer, r)
			if err := json.Unmarshal(answer.Body.Bytes(), &made); err != nil {
				t.Error(err)
			}
		}
		panic(http.ErrAbortHandler)
	})
	if _, err := b.svc.LinkSandbox(t.Context(), "ins_109508", "user_good", "pass_good"); err == nil {
		t.Error("linked")
	}
	b.front.on(exchangePath, nil)
	v := &halfListed{b.vault, []string{made.ID, "exchange-CUTOFF"}}
	b.svc.deps.vault = v
	if said := b.svc.Recover(t.Context()); len(said) != 1 || !strings.Contains(said[0], "passbook ended it") {
		t.Error(said)
	}
	if b.atPlaid() != 0 || len(v.ids) != 0 {
		t.Errorf("%d Items at Plaid, %v listed", b.atPlaid(), v.ids)
	}
	b.nothingLeft()
}

// halfListed lists names that it keeps nothing under.
type halfListed struct {
	vault.Vault
	ids []string
}

func (v *halfListed) Items(ctx context.Context) ([]string, error) {
	ids, err := v.Vault.Items(ctx)
	return append(ids, v.ids...), err
}

func (v *halfListed) Delete(ctx context.Context, name string) error {
	v.ids = slices.DeleteFunc(v.ids, func(id string) bool { return id == name })
	return v.Vault.Delete(ctx, name)
}

// Another process that exchanges now is left alone.
func TestAnExchangeUnderWayIsNotSettled(t *testing.T) {
	t.Parallel()
	b := newBench(t, plaidsim.Options{})
	other := b.open(b.svc.deps.plaid.Host)
	var said []string
	b.front.on(exchangePath, func(n int, _ http.ResponseWriter, _ *http.Request) bool {
		if n == 1 {
			said = other.Recover(t.Context())
		}
		return false
	})
	b.link()
	if len(said) != 0 || b.front.count(exchangePath) != 1 {
		t.Error(said, b.front.count(exchangePath))
	}
}

const invalidatePath = "/item/access_token/invalidate"

// A token is exchanged for another one, and the bank syncs on.
func TestRotate(t *testing.T) {
	t.Parallel()
	b := newBench(t, plaidsim.Options{})
	it := b.link()
	old, _ := b.vault.Get(t.Context(), it.ID)
	if err := b.svc.Rotate(t.Context(), it.ID); err != nil {
		t.Fatal(err)
	}
	fresh, err := b.vault.Get(t.Context(), it.ID)
	if err != nil || fresh == old || !strings.HasPrefix(fresh, "access-sandbox-") {
		t.Error("the token is what it was", err)
	}
	if kept, _ := b.vault.Items(t.Context()); len(kept) != 1 {
		t.Error(kept)
	}
	b.sync(it.ID)
}

// A new token that is lost on the way costs the login at most, and passbook says
// so; where Plaid has not made one, the old one goes on working.
func TestRotateWithoutAnAnswer(t *testing.T) {
	t.Parallel()
	for name, in := range map[string]struct {
		answer func(*bench) answerer
		old    bool
		says   string
		lost   bool
	}{
		"refused":                   {func(*bench) answerer { return always(400, plaidBody("ITEM_ERROR", "ITEM_LOGIN_REQUIRED"), 0) }, false, "", false},
		"lost before":               {func(b *bench) answerer { return b.lose(0, false) }, false, "is what it was", false},
		"lost after":                {func(b *bench) answerer { return b.lose(0, true) }, false, "passbook ended the login at Plaid", true},
		"lost after, without users": {func(b *bench) answerer { return b.lose(0, true) }, true, "my.plaid.com", true},
		"empty":                     {func(*bench) answerer { return always(200, `{"new_access_token":"","request_id":"r"}`, 0) }, false, "is what it was", false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := newBench(t, plaidsim.Options{})
			if in.old {
				b.front.on("/user/create", noUsers)
			}
			it := b.link()
			b.sync(it.ID)
			rows := len(b.entries())
			b.front.on(invalidatePath, in.answer(b))
			err := b.svc.Rotate(t.Context(), it.ID)
			var e *problem.Error
			if !errors.As(err, &e) || !strings.Contains(e.Sentence, in.says) || (e.Actor == ledger.ActorRelink) != in.lost {
				t.Errorf("%v, %+v", err, e)
			}
			if b.front.count(invalidatePath) != 1 {
				t.Error("asked more than once")
			}
			if kept, _ := b.vault.Items(t.Context()); len(kept) != 1 {
				t.Error(kept)
			}
			if !in.lost {
				b.sync(it.ID)
				return
			}
			if !in.old && b.atPlaid() != 0 {
				t.Error("the Item lives on at Plaid")
			}
			again, err := b.svc.LinkSandbox(t.Context(), "ins_109508", "user_good", "pass_good")
			if err != nil || !again.Replaced || len(b.entries()) != rows {
				t.Error(again, err)
			}
		})
	}
}

// After a crash the next start finds out which token Plaid knows.
func TestRotationsAreSettledByTheNextStart(t *testing.T) {
	t.Parallel()
	for _, done := range []bool{false, true} {
		b := newBench(t, plaidsim.Options{})
		it := b.link()
		b.front.on(invalidatePath, b.lose(0, done))
		b.front.on("/item/get", b.lose(0, false))
		var e *problem.Error
		if err := b.svc.Rotate(t.Context(), it.ID); !errors.As(err, &e) || !strings.Contains(e.Sentence, "when it is started again") {
			t.Error(err)
		}
		b.front.on("/item/get", nil)
		said := b.svc.Recover(t.Context())
		if done != (len(said) == 1 && strings.Contains(said[0], "Link it again")) {
			t.Error(done, said)
		}
		it, err := b.db.Item(t.Context(), it.ID)
		if err != nil || done != isBeyondRepair(it) {
			t.Errorf("%v: %+v, %v", done, it.Problem, err)
		}
		if kept, _ := b.vault.Items(t.Context()); len(kept) != 1 {
			t.Error(kept)
		}
	}
}

// An Item that ended meanwhile has no token to look for.
func TestARotationOfAnItemThatEnded(t *testing.T) {
	t.Parallel()
	b := newBench(t, plaidsim.Options{})
	it := b.link()
	b.front.on(invalidatePath, b.lose(0, false))
	b.front.on("/item/get", b.lose(0, false))
	if err := b.svc.Rotate(t.Context(), it.ID); err == nil {
		t.Fatal("rotated")
	}
	b.front.on("/item/get", always(400, plaidBody("ITEM_ERROR", "ITEM_NOT_FOUND"), 0))
	b.svc.Recover(t.Context())
	if kept, _ := b.vault.Items(t.Context()); len(kept) != 1 {
		t.Error(kept)
	}
}

// While passbook is open it looks again by itself for what Plaid could not be
// asked about.
func TestTheOpenServiceSettlesAnExchange(t *testing.T) {
	t.Parallel()
	b := newBench(t, plaidsim.Options{})
	b.front.on(exchangePath, b.lose(3, false)) // twice by the link, once by the start
	if _, err := b.svc.LinkSandbox(t.Context(), "ins_109508", "user_good", "pass_good"); err == nil {
		t.Fatal("linked")
	}
	b.svc.Start(t.Context())
	b.until("the bank is linked", func() bool {
		items, err := b.db.Items(t.Context())
		return err == nil && len(items) == 1
	})
	if n := b.front.count(exchangePath); n != 4 {
		t.Errorf("asked %d times", n)
	}
}
