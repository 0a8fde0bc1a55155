package plaidsvc

import (
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"

	"passbook/plaidsvc/plaidsim"
	"passbook/storage"
	"passbook/storage/ledger"
)

// A bank whose permission was withdrawn goes into the archive: every figure of
// the past is what it was, its accounts count no longer as of today, and linked
// again it goes on as if nothing had been.
func TestArchive(t *testing.T) {
	t.Parallel()
	b := newBench(t, plaidsim.Options{})
	ctx := t.Context()
	old, token, before := b.lived()
	if err := b.svc.Archive(ctx, old.ID); err != nil {
		t.Fatal(err)
	}
	if _, err := b.svc.deps.plaid.Item(ctx, token); !isGone(err) {
		t.Errorf("Plaid still has it: %v", err)
	}
	items, err := b.db.Items(ctx)
	archived, err2 := b.db.Archived(ctx)
	tokens, err3 := b.vault.Items(ctx)
	if err := errors.Join(err, err2, err3); err != nil || len(items)+len(tokens) > 0 || len(archived) != 1 || archived[0].Problem != nil || archived[0].ArchivedAt.IsZero() {
		t.Fatal(items, archived, tokens, err)
	}
	after := b.visible()
	if d := cmp.Diff(before.Entries, after.Entries); d != "" {
		t.Error("transactions and notes:", d)
	}
	if d := cmp.Diff(before.Sum, after.Sum); d != "" {
		t.Error("flows:", d)
	}
	if d := cmp.Diff(before.Worth[:len(before.Worth)-1], after.Worth); d != "" {
		t.Error("net worth, of every day but today:", d)
	}
	accounts, err := b.db.Accounts(ctx)
	for _, a := range accounts {
		if a.CountsAsWorth() {
			t.Errorf("%s counts today", a.Name)
		}
	}
	if err != nil || len(accounts) != len(before.Accounts) {
		t.Error(len(accounts), err)
	}

	if rs, err := b.svc.Sync(ctx); err != nil || len(rs) != 0 {
		t.Error("it was synced:", rs, err)
	}
	if err := b.svc.Archive(ctx, old.ID); err != nil {
		t.Error("archived twice:", err)
	}
	r, err := b.svc.Link(ctx, onThisPage, b.person("0000"))
	if err != nil || !r.Replaced {
		t.Fatalf("%+v %v", r, err)
	}
	b.sync(r.Item.ID)
	b.onlyBank(old, token)
	if d := cmp.Diff(before, b.visible()); d != "" {
		t.Error("linked again:", d)
	}
}

// What a crash leaves of archiving is finished: the token of an archived Item
// goes at the next start.
func TestArchiveCutOff(t *testing.T) {
	t.Parallel()
	b := newBench(t, plaidsim.Options{})
	ctx := t.Context()
	it := b.link()
	token, err := b.vault.Get(ctx, it.ID)
	if err == nil {
		err = b.svc.Archive(ctx, it.ID)
	}
	if err == nil {
		err = b.vault.Set(ctx, it.ID, token)
	}
	if err != nil {
		t.Fatal(err)
	}
	b.svc.Recover(ctx)
	if left, err := b.vault.Items(ctx); err != nil || len(left) != 0 {
		t.Error(left, err)
	}
	if err := b.svc.Unlink(ctx, it.ID); err != nil {
		t.Error(err)
	}
	if _, err := b.db.Item(ctx, it.ID); !errors.Is(err, storage.ErrNotFound) {
		t.Error(err)
	}
}

// Without Plaid's word that it ended nothing is archived.
func TestArchiveNeedsProof(t *testing.T) {
	t.Parallel()
	b := newBench(t, plaidsim.Options{})
	it := b.link()
	b.front.on("/item/remove", always(400, plaidBody("INVALID_INPUT", "INVALID_ACCESS_TOKEN"), 0))
	b.front.on("/item/get", always(400, plaidBody("INVALID_INPUT", "INVALID_ACCESS_TOKEN"), 0))
	if err := b.svc.Archive(t.Context(), it.ID); err == nil {
		t.Error("archived")
	}
	left, err := b.vault.Items(t.Context())
	if got := b.item(it.ID); !got.ArchivedAt.IsZero() || len(left) != 1 || err != nil {
		t.Error(got, left, err)
	}
	if accounts, err := b.db.Accounts(t.Context()); err != nil || !accounts[0].CountsAsWorth() || accounts[0].Kind != ledger.Depository {
		t.Error(accounts, err)
	}
}
