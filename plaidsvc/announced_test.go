package plaidsvc

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"passbook/plaidsvc/plaidsim"
	"passbook/plaidsvc/webhook"
	"passbook/storage"
	"passbook/storage/ledger"
)

// lastWebhook makes /item/get say that Plaid sent a webhook at an instant.
func (b *bench) lastWebhook(id, code string, at time.Time) {
	body := strings.Replace(itemBody(id, "null", "null"), `"status":{`,
		fmt.Sprintf(`"status":{"last_webhook":{"sent_at":%q,"code_sent":%q},`, at.UTC().Format(time.RFC3339), code), 1)
	b.front.on("/item/get", always(200, body, 0))
}

// item is an Item as the cache has it.
func (b *bench) item(id string) ledger.Item {
	b.t.Helper()
	it, err := b.db.Item(b.t.Context(), id)
	if err != nil {
		b.t.Fatal(err)
	}
	return it
}

func (b *bench) tell(id string, a announcement) {
	b.t.Helper()
	if err := b.svc.deps.announced(b.t.Context(), id, a); err != nil {
		b.t.Fatal(err)
	}
}

// What a webhook announced of a login stands through every sync until the login
// is repaired, wherever that happens.
func TestALoginThatWillEnd(t *testing.T) {
	t.Parallel()
	b := newBench(t, plaidsim.Options{})
	it := b.link()
	b.sync(it.ID)
	at := time.Now()
	ends := at.AddDate(0, 0, 5)
	b.tell(it.ID, announcement{code: "PENDING_DISCONNECT", at: at, ends: ends})
	for range 3 {
		got := b.item(it.ID)
		if p := got.Problem; p == nil || p.Code != "PENDING_DISCONNECT" || !p.NeedsPerson() || !strings.Contains(p.Sentence, ends.UTC().Format("2 January 2006")) {
			t.Fatalf("%+v", p)
		}
		b.sync(it.ID)
		b.front.on("/item/get", always(400, plaidBody("API_ERROR", "INTERNAL_SERVER_ERROR"), 1)) // the next one learns nothing
	}
	b.tell(it.ID, announcement{code: "LOGIN_REPAIRED", at: at.Add(time.Second)})
	b.sync(it.ID)
	if p := b.item(it.ID).Problem; p != nil {
		t.Errorf("%+v", p)
	}

	b.tell(it.ID, announcement{code: "PENDING_DISCONNECT", at: at, ends: ends}) // once more, late
	if p := b.item(it.ID).Problem; p != nil {
		t.Errorf("%+v", p)
	}

	b.tell(it.ID, announcement{code: "PENDING_EXPIRATION", at: at.Add(2 * time.Second), ends: ends})
	if p := b.item(it.ID).Problem; p == nil || p.Code != "PENDING_EXPIRATION" {
		t.Errorf("%+v", p)
	}
	if err := b.db.Repaired(t.Context(), it.ID); err != nil {
		t.Fatal(err)
	}
	b.tell(it.ID, announcement{code: "PENDING_DISCONNECT", at: at, ends: ends}) // it was on its way
	b.sync(it.ID)
	if p := b.item(it.ID).Problem; p != nil {
		t.Errorf("%+v", p)
	}
}

func TestAWithdrawnPermission(t *testing.T) {
	t.Parallel()
	b := newBench(t, plaidsim.Options{})
	it := b.link()
	b.tell(it.ID, announcement{code: "USER_PERMISSION_REVOKED", at: time.Now()})
	if p := b.item(it.ID).Problem; p == nil || p.Actor != ledger.ActorRelink || p.Code != "USER_PERMISSION_REVOKED" {
		t.Errorf("%+v", p)
	}
	b.tell(it.ID, announcement{code: "SOMETHING_NEW", at: time.Now()})
	if err := b.svc.deps.announced(t.Context(), "another", announcement{code: "LOGIN_REPAIRED", at: time.Now()}); !errors.Is(err, storage.ErrNotFound) {
		t.Error(err)
	}
}

// Without a webhook the next sync learns what Plaid sent last, once.
func TestASyncLearnsTheLastWebhook(t *testing.T) {
	t.Parallel()
	b := newBench(t, plaidsim.Options{})
	it := b.link()
	sent := time.Now().Add(-time.Hour).UTC().Truncate(time.Second)
	b.lastWebhook(it.ID, "NEW_ACCOUNTS_AVAILABLE", sent)
	b.sync(it.ID)
	if got := b.item(it.ID); !got.NewAccountsAt.Equal(sent) || got.Problem != nil {
		t.Errorf("%+v", got)
	}
	if err := b.db.Repaired(t.Context(), it.ID); err != nil {
		t.Fatal(err)
	}
	b.sync(it.ID)
	if got := b.item(it.ID); !got.NewAccountsAt.IsZero() {
		t.Errorf("%+v", got)
	}
	b.lastWebhook(it.ID, "PENDING_DISCONNECT", time.Now().Add(time.Minute))
	b.sync(it.ID)
	if p := b.item(it.ID).Problem; p == nil || p.Code != "PENDING_DISCONNECT" {
		t.Errorf("%+v", p)
	}
}

// Webhooks that were heard together count in the order in which they were signed.
func TestAnnouncementsHeardTogether(t *testing.T) {
	t.Parallel()
	b := newBench(t, plaidsim.Options{})
	it := b.link()
	h := &hearing{deps: b.svc.deps, syncs: b.svc.syncs, options: WebhookOptions{Synced: func([]string, SyncResult) {}}}
	at := time.Now().Truncate(time.Second)
	ends, repaired := webhook.Event{Type: "ITEM", Code: "PENDING_DISCONNECT", At: at}, webhook.Event{Type: "ITEM", Code: "LOGIN_REPAIRED", At: at}
	h.act(t.Context(), it.ID, heard{"ITEM PENDING_DISCONNECT": ends, "ITEM LOGIN_REPAIRED": repaired})
	if p := b.item(it.ID).Problem; p != nil {
		t.Errorf("repaired, and %+v", p)
	}
	repaired.At, ends.At = at.Add(time.Second), at.Add(2*time.Second)
	h.act(t.Context(), it.ID, heard{"ITEM PENDING_DISCONNECT": ends, "ITEM LOGIN_REPAIRED": repaired})
	if p := b.item(it.ID).Problem; p == nil || p.Code != "PENDING_DISCONNECT" {
		t.Errorf("announced again, and %+v", p)
	}
}
