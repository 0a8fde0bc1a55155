package plaidsvc

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"passbook/plaidsvc/plaidsim"
	"passbook/plaidsvc/problem"
	"passbook/storage/ledger"
)

// visible is what a person sees, without the ids that a bank gives.
type visible struct {
	Accounts []string
	Entries  []string
	Worth    []ledger.WorthPoint
	Sum      ledger.Summary
}

func (b *bench) visible() (out visible) {
	b.t.Helper()
	ctx := b.t.Context()
	accounts, err := b.db.Accounts(ctx)
	if err != nil {
		b.t.Fatal(err)
	}
	for _, a := range accounts {
		current := int64(0)
		if a.Balance.Current != nil {
			current = *a.Balance.Current
		}
		sum, err := b.db.Summarize(ctx, ledger.Filter{AccountID: a.ID})
		if err != nil {
			b.t.Fatal(err)
		}
		out.Accounts = append(out.Accounts, fmt.Sprint(a.Name, a.Mask, a.Kind, current, a.GoneAt.IsZero(), sum))
	}
	for _, e := range b.entries() {
		out.Entries = append(out.Entries, fmt.Sprint(e.Date, e.Amount, e.Name, e.Pending, e.AccountName, e.AccountMask, e.Annotation))
	}
	slices.Sort(out.Entries) // arrival orders a day
	today := ledger.DateOf(b.svc.deps.now().UTC())
	worth, err := b.db.Worth(ctx, "USD", today.AddDays(-1500), today)
	if out.Worth = worth.Total; err != nil {
		b.t.Fatal(err)
	}
	if out.Sum, err = b.db.Summarize(ctx, ledger.Filter{}); err != nil {
		b.t.Fatal(err)
	}
	return out
}

// lived links a bank that has older transactions than a new link brings, syncs
// it, writes notes on every kind of row, and learns that the permission was
// withdrawn. Plaid keeps the Item until it is removed.
func (b *bench) lived() (old ledger.Item, token string, before visible) {
	b.t.Helper()
	ctx := b.t.Context()
	old = b.link()
	b.sync(old.ID)
	account := b.entries()[0].AccountID
	b.change(old.ID, object{"do": "add", "transaction": object{"account_id": account, "amount": 12.5, "date": "2023-05-06", "name": "Long ago"}})
	b.sync(old.ID)
	entries := b.entries()
	for i, id := range []string{entries[0].ID, entries[7].ID, entries[len(entries)-1].ID} {
		err := b.db.Annotate(ctx, []string{id}, func(a *ledger.Annotation) {
			a.Note, a.Tags, a.Category, a.Hidden = fmt.Sprint("note ", i), []string{"mine"}, "TRAVEL_FLIGHTS", i == 1
		})
		if err != nil {
			b.t.Fatal(err)
		}
	}
	before = b.visible()
	token, err := b.vault.Get(ctx, old.ID)
	if err != nil {
		b.t.Fatal(err)
	}
	b.front.on("/transactions/sync", always(400, plaidBody("INVALID_INPUT", "USER_PERMISSION_REVOKED"), 1))
	if rs, err := b.svc.Sync(ctx); err != nil || rs[0].Item.Problem.Actor != ledger.ActorRelink || !strings.Contains(rs[0].Item.Problem.Sentence, "Link it again") {
		b.t.Fatal(rs, err)
	}
	return old, token, before
}

// onlyBank fails unless there is one Item, of another id than old's, fresh and
// the only one in the vault and at Plaid. The Items of remembered are still to be
// dropped, since there was no token to end them with.
func (b *bench) onlyBank(old ledger.Item, oldToken string, remembered ...string) {
	b.t.Helper()
	if _, err := b.svc.deps.plaid.Item(b.t.Context(), oldToken); !isGone(err) {
		b.t.Errorf("Plaid still has the old one: %v", err)
	}
	items, err := b.db.Items(b.t.Context())
	if err != nil || len(items) != 1 || items[0].ID == old.ID || items[0].Problem != nil || items[0].Completeness != ledger.HistoryFull {
		b.t.Fatal(items, err)
	}
	kept, err := b.vault.Items(b.t.Context())
	replaced, err2 := b.db.Replaced(b.t.Context())
	if err != nil || err2 != nil || !slices.Equal(kept, []string{items[0].ID}) || !slices.Equal(replaced, remembered) {
		b.t.Errorf("tokens of %v, replaced %v, %v %v", kept, replaced, err, err2)
	}
}

func TestLinkAgainKeepsEverything(t *testing.T) {
	t.Parallel()
	b := newBench(t, plaidsim.Options{})
	old, token, before := b.lived()
	r, err := b.svc.Repair(t.Context(), old.ID, onThisPage, b.person("0000"))
	if err != nil || !r.Replaced || r.Item.ID == old.ID || len(r.Accounts) != 14 {
		t.Fatalf("%+v %v", r, err)
	}
	b.sync(r.Item.ID)
	b.onlyBank(old, token)
	if d := cmp.Diff(before, b.visible()); d != "" {
		t.Error(d)
	}
	for _, e := range b.entries() {
		if !slices.ContainsFunc(r.Accounts, func(a ledger.Account) bool { return a.ID == e.AccountID }) {
			t.Fatalf("%s is in the account %s, which went", e.Name, e.AccountID)
		}
	}
	b.sync(r.Item.ID)
	if d := cmp.Diff(before, b.visible()); d != "" {
		t.Errorf("after one more sync: %s", d)
	}
}

// TestLinkAgainWithAnotherVault: the token of the old login is in another vault,
// so Plaid keeps the login. It is ended when that vault is back.
func TestLinkAgainWithAnotherVault(t *testing.T) {
	t.Parallel()
	b := newBench(t, plaidsim.Options{})
	old, token, _ := b.lived()
	if err := b.vault.Delete(t.Context(), old.ID); err != nil {
		t.Fatal(err)
	}
	r, err := b.svc.Repair(t.Context(), old.ID, onThisPage, b.person("0000"))
	if err != nil || !r.Replaced {
		t.Fatalf("%+v %v", r, err)
	}
	b.sync(r.Item.ID)
	b.svc.Recover(t.Context())
	if err := b.vault.Set(t.Context(), old.ID, token); err != nil {
		t.Fatal(err)
	}
	b.svc.Recover(t.Context())
	b.onlyBank(old, token)
}

// TestLinkAgainBeforeAnySyncKnows: the person took the login away at Plaid and
// links the bank anew at once.
func TestLinkAgainBeforeAnySyncKnows(t *testing.T) {
	t.Parallel()
	b := newBench(t, plaidsim.Options{})
	old := b.link()
	b.sync(old.ID)
	before := b.visible()
	token, err := b.vault.Get(t.Context(), old.ID)
	if err == nil {
		err = b.svc.deps.plaid.Remove(t.Context(), token)
	}
	if err != nil {
		t.Fatal(err)
	}
	r, err := b.svc.Link(t.Context(), onThisPage, b.person("0000"))
	if err != nil || !r.Replaced {
		t.Fatalf("%+v %v", r, err)
	}
	b.sync(r.Item.ID)
	b.onlyBank(old, token)
	if d := cmp.Diff(before, b.visible()); d != "" {
		t.Error(d)
	}
}

// TestLinkAgainIsFinishedByTheNextStart: killed between any two steps, linking
// again ends as if it had not been.
func TestLinkAgainIsFinishedByTheNextStart(t *testing.T) {
	t.Parallel()
	steps := []string{"token kept", "items swapped", "old one removed at Plaid", "old token dropped"}
	for killed, after := range steps {
		t.Run(after, func(t *testing.T) {
			b := newBench(t, plaidsim.Options{})
			ctx := t.Context()
			old, oldToken, before := b.lived()
			public, err := b.svc.deps.plaid.SandboxToken(ctx, "ins_109508", "user_good", "pass_good", "")
			if err != nil {
				t.Fatal(err)
			}
			exchanged, err := b.svc.deps.plaid.Exchange(ctx, public)
			token, id := exchanged.Token, exchanged.ItemID
			if err != nil {
				t.Fatal(err)
			}
			by := ledger.Item{ID: id, InstitutionID: old.InstitutionID, Institution: old.Institution, LinkedAt: b.svc.deps.now()}
			for i, step := range []func() error{
				func() error { return b.vault.Set(ctx, id, token) },
				func() error {
					accounts, err := b.svc.deps.plaid.Accounts(ctx, token, by)
					if err != nil {
						return err
					}
					return b.db.ReplaceItem(ctx, old.ID, by, accounts)
				},
				func() error { return b.svc.deps.plaid.Remove(ctx, oldToken) },
				func() error { return b.vault.Delete(ctx, old.ID) },
			} {
				if err := step(); err != nil {
					t.Fatal(err)
				}
				if i == killed {
					break
				}
			}
			if err := b.svc.Close(); err != nil {
				t.Fatal(err)
			}
			b.svc = b.open(b.svc.deps.plaid.Host)
			b.svc.Start(ctx)
			var remembered []string
			if killed == len(steps)-1 { // nothing but the token says that it was removed
				remembered = []string{old.ID}
			}
			b.until("the new Item is whole", func() bool {
				items, err := b.db.Items(ctx)
				kept, err2 := b.vault.Items(ctx)
				replaced, err3 := b.db.Replaced(ctx)
				return err == nil && err2 == nil && err3 == nil && slices.Equal(replaced, remembered) && len(kept) == 1 &&
					len(items) == 1 && items[0].ID == id && items[0].Completeness == ledger.HistoryFull
			})
			b.onlyBank(old, oldToken, remembered...)
			if d := cmp.Diff(before, b.visible()); d != "" {
				t.Error(d)
			}
		})
	}
}

// revoked answers for a login whose permission was withdrawn, for good.
func (b *bench) revoked(token string) {
	b.front.on("/transactions/sync", func(n int, w http.ResponseWriter, r *http.Request) bool {
		body, _ := io.ReadAll(r.Body)
		r.Body = io.NopCloser(bytes.NewReader(body))
		return bytes.Contains(body, []byte(token)) && always(400, plaidBody("INVALID_INPUT", "USER_PERMISSION_REVOKED"), 0)(n, w, r)
	})
}

// Whose accounts Plaid does not list at once, that bank is finished as soon as it
// does, by the program that is open.
func TestLinkAgainIsFinishedByTheOpenService(t *testing.T) {
	t.Parallel()
	b := newBench(t, plaidsim.Options{})
	old, token, before := b.lived()
	b.revoked(token)
	b.svc.Start(t.Context())
	b.front.on("/accounts/get", always(400, plaidBody("ITEM_ERROR", "PRODUCT_NOT_READY"), 4))
	var e *problem.Error
	_, err := b.svc.Repair(t.Context(), old.ID, onThisPage, b.person("0000"))
	if !errors.As(err, &e) || e.Actor != ledger.ActorWait || !strings.Contains(e.Sentence, "goes on once it does") {
		t.Fatal(err)
	}
	b.until("the new Item is whole", func() bool {
		items, err := b.db.Items(t.Context())
		replaced, err2 := b.db.Replaced(t.Context())
		return err == nil && err2 == nil && len(replaced) == 0 && len(items) == 1 && items[0].ID != old.ID && items[0].Completeness == ledger.HistoryFull
	})
	b.onlyBank(old, token)
	if d := cmp.Diff(before, b.visible()); d != "" {
		t.Error(d)
	}
}
