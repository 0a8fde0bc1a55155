package plaidsvc

import (
	"encoding/json"
	"testing"

	"passbook/storage/ledger"
)

// Accounts of kinds that nobody knows yet, with nothing but an id.
func TestAccountsOfUnknownKinds(t *testing.T) {
	t.Parallel()
	b, it, _ := lenient(t)
	b.change(it.ID, object{"do": "add_account", "account": object{
		"name": "Moon", "mask": "m000", "type": "spaceship", "subtype": "lunar lander", "balances": object{"current": 7},
	}})
	b.sync(it.ID)
	a := b.account(it.ID, "m000")
	if a.Kind != "spaceship" || a.Subtype != "lunar lander" || a.CountsAsWorth() {
		t.Errorf("%+v", a)
	}
}

// A credit balance is a debt where it is positive at Plaid, and the person's
// money where it is negative.
func TestACardThatOwesThePerson(t *testing.T) {
	t.Parallel()
	b, it, _ := dynamic(t)
	card := b.account(it.ID, "3333")
	for plaid, want := range map[json.Number]int64{"410.5": -41050, "-12.34": 1234} {
		b.change(it.ID, object{"do": "set_balances", "account_id": card.ID, "balances": object{"current": plaid, "limit": nil}})
		b.sync(it.ID)
		if got := b.account(it.ID, "3333").Balance; *got.Current != want || got.Limit != nil || got.FetchedAt.IsZero() || got.Source != ledger.Cached {
			t.Errorf("%s is %+v", plaid, got)
		}
	}
}

// An account vanishes, and comes back under another id: its history stays, is
// there once, and keeps what the person wrote.
func TestAnAccountComesBackUnderAnotherID(t *testing.T) {
	t.Parallel()
	b, it, account := dynamic(t)
	id := b.change(it.ID, bought(account.ID, "mine"))[0]
	b.sync(it.ID)
	if err := b.db.Annotate(t.Context(), []string{id}, func(a *ledger.Annotation) { a.Note = "kept" }); err != nil {
		t.Fatal(err)
	}
	before := len(b.entries())
	b.change(it.ID, object{"do": "hide_account", "account_id": account.ID})
	b.sync(it.ID)
	if n := len(b.entries()); n != before {
		t.Errorf("%d transactions without the account, %d before", n, before)
	}
	b.change(it.ID, object{"do": "show_account", "account_id": account.ID})
	b.sync(it.ID)
	b.change(it.ID, object{"do": "replace_account", "account_id": account.ID})
	b.sync(it.ID)
	kept := 0
	for _, e := range b.entries() {
		if e.AccountID == account.ID {
			t.Errorf("still of the old account: %+v", e.Transaction)
		}
		if e.Annotation.Note == "kept" && e.Name == "mine" {
			kept++
		}
	}
	if n := len(b.entries()); n != before || kept != 1 {
		t.Errorf("%d transactions, %d before; %d notes", n, before, kept)
	}
}

// An account that is replaced twice before passbook looks is there once, and its
// rows are too.
func TestAnAccountIsReplacedTwiceWithinOneSync(t *testing.T) {
	t.Parallel()
	b, it, account := dynamic(t)
	id := b.change(it.ID, bought(account.ID, "mine"))[0]
	b.sync(it.ID)
	if err := b.db.Annotate(t.Context(), []string{id}, func(a *ledger.Annotation) { a.Note = "kept" }); err != nil {
		t.Fatal(err)
	}
	rows, accounts := len(b.entries()), len(b.visible().Accounts)
	middle := b.change(it.ID, object{"do": "replace_account", "account_id": account.ID})[0]
	b.change(it.ID, object{"do": "replace_account", "account_id": middle})
	b.sync(it.ID)
	for range 2 {
		kept := 0
		for _, e := range b.entries() {
			if e.AccountID == account.ID || e.AccountID == middle {
				t.Errorf("of an account that went: %+v", e.Transaction)
			}
			if e.Annotation.Note == "kept" && e.Name == "mine" {
				kept++
			}
		}
		if n, now := len(b.entries()), len(b.visible().Accounts); n != rows || now != accounts || kept != 1 {
			t.Errorf("%d transactions, %d before; %d accounts, %d before; %d notes", n, rows, now, accounts, kept)
		}
		if _, err := b.svc.Sync(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
}
