package plaidsvc

import (
	"testing"
	"time"

	"passbook/plaidsvc/answers"
	"passbook/plaidsvc/plaidsim"
	"passbook/plaidsvc/products"
	"passbook/plaidsvc/vault"
	"passbook/storage/ledger"
)

// caching is the products of a bench whose person wants numbers kept, or no longer.
func (b *bench) caching(wanted bool) *products.Products {
	d := b.svc.products.Deps
	d.CacheNumbers = wanted
	return products.New(d)
}

// What is kept is given with its instant, by the Items that live and the accounts
// that their banks list, and only while the person wants it kept.
func TestNumbersAndOwnersThatAreKept(t *testing.T) {
	t.Parallel()
	b := newBench(t, plaidsim.Options{})
	it := b.link()
	p := b.caching(true)
	numbers, err := p.Numbers(t.Context(), it)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := p.Owners(t.Context(), it); err != nil {
		t.Fatal(err)
	}
	kept := func(p *products.Products) answers.Bank {
		t.Helper()
		all, err := p.Cached(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		return all[it.ID]
	}
	got := kept(p)
	if len(got.Numbers) != len(numbers) || got.Numbers[0].List[0] != numbers[0].List[0] || len(got.Owners) < 10 ||
		time.Since(got.NumbersAt) > time.Hour || time.Since(got.OwnersAt) > time.Hour {
		t.Errorf("%+v", got)
	}
	if got := kept(b.caching(false)); got.Numbers != nil || got.Owners != nil {
		t.Error("shown though it is not wanted")
	}

	// The bank stops listing all accounts but one.
	accounts, err := b.db.Accounts(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	var only []ledger.Account
	for _, a := range accounts {
		if a.ID == numbers[1].AccountID {
			only = append(only, a)
		}
	}
	if err := b.db.SaveAccounts(t.Context(), it.ID, only); err != nil {
		t.Fatal(err)
	}
	if got = kept(p); len(got.Numbers) != 1 || got.Numbers[0].AccountID != only[0].ID || len(got.Owners) != 1 {
		t.Errorf("of the one account that is left: %+v", got)
	}

	// What cannot be read is nothing, and is asked for again.
	if err := b.vault.Set(t.Context(), vault.Answers, "damaged"); err != nil {
		t.Fatal(err)
	}
	if got = kept(p); !got.NumbersAt.IsZero() {
		t.Errorf("of what is damaged: %+v", got)
	}
	if _, err := p.Numbers(t.Context(), it); err != nil {
		t.Fatal(err)
	}
	if got = kept(p); got.NumbersAt.IsZero() || !got.OwnersAt.IsZero() {
		t.Errorf("after the damage: %+v", got)
	}
}

// The first sync drops what is of an Item that has ended elsewhere, and all of it
// where the person does not want it any more.
func TestASyncTidiesWhatIsKept(t *testing.T) {
	t.Parallel()
	b := newBench(t, plaidsim.Options{})
	it := b.link()
	has := func() (ids []string) {
		t.Helper()
		all, err := answers.Read(t.Context(), b.vault)
		if err != nil {
			t.Fatal(err)
		}
		for id := range all {
			ids = append(ids, id)
		}
		return ids
	}
	fill := func() {
		t.Helper()
		if err := answers.Change(t.Context(), b.vault, func(all answers.All) {
			all[it.ID], all["ended"] = answers.Bank{NumbersAt: time.Now()}, answers.Bank{OwnersAt: time.Now()}
		}); err != nil {
			t.Fatal(err)
		}
	}
	fill()
	p := b.caching(true)
	if err := p.Refresh(t.Context(), it); err != nil {
		t.Fatal(err)
	}
	if ids := has(); len(ids) != 1 || ids[0] != it.ID {
		t.Errorf("kept after a sync: %v", ids)
	}
	fill()
	if err := b.caching(false).Refresh(t.Context(), it); err != nil {
		t.Fatal(err)
	}
	if ids := has(); len(ids) != 0 {
		t.Errorf("kept after a sync, unwanted: %v", ids)
	}
	if _, err := b.vault.Get(t.Context(), vault.Answers); err == nil {
		t.Error("nothing is kept, and yet the vault has it")
	}
}
