package storage

import (
	"fmt"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"passbook/storage/ledger"
)

// A login that is linked anew goes on where it was: the account counts once, with
// all notes, and parted afterwards each login has its own rows once.
func TestOneOfTwoLoginsLinkedAnew(t *testing.T) {
	t.Parallel()
	for _, renewed := range []string{"mine", "yours"} {
		t.Run(renewed, func(t *testing.T) {
			t.Parallel()
			l := newTwoLogins(t)
			for _, id := range []string{"mine ancient", "mine rent", "yours pay"} {
				l.wrote(id, "on "+id)
			}
			l.join("mine", "yours")
			want := []string{cafe, pay + " (on yours pay)", rent + " (on mine rent)", ancient + " (on mine ancient)"}
			l.see("joined", want...)
			item, names := "item", []string{"ancient", "rent", "pay", "cafe"}
			if renewed == "yours" {
				item, names = "other", names[1:]
			}
			by := ledger.Item{ID: item + " anew", InstitutionID: "ins_109508", Institution: "First Platypus", LinkedAt: l.c.now}
			again := renewed + " anew"
			if err := l.ReplaceItem(t.Context(), item, by, []ledger.Account{joint(again)}); err != nil {
				t.Fatal(err)
			}
			l.see("linked anew", want...)
			rows := map[string]ledger.Transaction{
				"ancient": shared("ancient", "2026-01-05", -1), "rent": shared("rent", "2026-03-01", -700),
				"pay": shared("pay", "2026-03-02", 5000), "cafe": waiting("cafe", "2026-03-14", -30),
			}
			var p Page
			for _, name := range names {
				p.Added = append(p.Added, rows[name])
			}
			l.sync(by.ID, again, Outcome{}, p)
			l.see("synced", want...)
			if accounts, err := l.Accounts(t.Context()); err != nil || len(accounts) != 1 {
				t.Fatalf("%+v %v", accounts, err)
			}
			if renewed == "mine" {
				l.part(again)
			} else {
				l.part("mine")
			}
			for _, account := range []string{"mine", "yours"} {
				if account == renewed {
					account = again
				}
				wantRows := []string{account + " cafe", account + " pay", account + " rent"}
				if account == "mine" || renewed == "mine" && account == again {
					wantRows = append(wantRows, account+" ancient")
				}
				if got := ids(all(t, l.DB, ledger.Filter{AccountID: account})); !cmp.Equal(got, wantRows) {
					t.Errorf("%s: %q, want %q", account, got, wantRows)
				}
			}
			if got := all(t, l.DB, ledger.Filter{}); len(got) != 7 {
				t.Errorf("%d rows: %q", len(got), ids(got))
			}
		})
	}
}

// An archived login leaves the other one to stand for the account.
func TestOneOfTwoLoginsArchived(t *testing.T) {
	t.Parallel()
	for _, item := range []string{"item", "other"} {
		t.Run(item, func(t *testing.T) {
			t.Parallel()
			l := newTwoLogins(t)
			l.wrote("mine rent", "mine")
			l.join("mine", "yours")
			want := []string{cafe, pay, rent + " (mine)", ancient}
			if err := l.ArchiveItem(t.Context(), item); err != nil {
				t.Fatal(err)
			}
			l.see("archived", want...)
			bus := "2026-03-15 bus -2"
			if item == "item" {
				l.yours(Page{Added: []ledger.Transaction{shared("bus", "2026-03-15", -2)}})
			} else {
				l.mine(Page{Added: []ledger.Transaction{shared("bus", "2026-03-15", -2)}})
			}
			l.see("synced", append([]string{bus}, want...)...)
			accounts, err := l.Accounts(t.Context())
			if err != nil || len(accounts) != 1 || !accounts[0].GoneAt.IsZero() {
				t.Errorf("%+v %v", accounts, err)
			}
			if got := worth(t, l.DB, "", 20260315, 20260315); got[0].Minor != 100_00 {
				t.Errorf("worth %+v", got)
			}
		})
	}
}

// A login that was archived before anybody said that its account is the other's
// one too is still a question: its past counts twice until there is an answer.
func TestAnArchivedOneOfTwoLoginsIsAQuestion(t *testing.T) {
	t.Parallel()
	for item, old := range map[string]string{"item": "mine", "other": "yours"} {
		now := map[string]string{"mine": "yours", "yours": "mine"}[old]
		t.Run(old, func(t *testing.T) {
			t.Parallel()
			l := newTwoLogins(t)
			if err := l.ArchiveItem(t.Context(), item); err != nil {
				t.Fatal(err)
			}
			list, err := l.Stitches(t.Context())
			if err != nil || len(list) != 1 || list[0].State != ledger.StitchQuestion || list[0].Old.ID != old || list[0].New[0].ID != now {
				t.Fatalf("%+v, %v", list, err)
			}
			l.join(old, now)
			l.part(old)
			if list, err = l.Stitches(t.Context()); err != nil || len(list) != 1 || list[0].State != ledger.StitchApart {
				t.Errorf("after they were parted: %+v, %v", list, err)
			}
		})
	}
}

// Of three logins to one account one counts, whichever goes and however they were
// joined.
func TestThreeLogins(t *testing.T) {
	for name, joins := range map[string][][2]string{
		"a chain": {{"theirs", "mine"}, {"mine", "yours"}},
		"a star":  {{"theirs", "yours"}, {"mine", "yours"}},
	} {
		for _, goes := range []string{"item", "other", "third"} {
			t.Run(name+" without "+goes, func(t *testing.T) {
				t.Parallel()
				l := newTwoLogins(t)
				l.link("third")
				l.sync("third", "theirs", Outcome{}, Page{Added: []ledger.Transaction{shared("rent", "2026-03-01", -700), shared("pay", "2026-03-02", 5000), waiting("cafe", "2026-03-14", -30)}})
				for _, two := range joins {
					l.join(two[0], two[1])
				}
				l.see("joined", cafe, pay, rent, ancient)
				left := slices.DeleteFunc([]string{"item", "other", "third"}, func(item string) bool { return item == goes })
				for _, item := range []string{goes, left[0]} {
					if err := l.RemoveItem(t.Context(), item); err != nil {
						t.Fatal(err)
					}
					if item == "item" || goes == "item" {
						l.see("without "+item, cafe, pay, rent)
					} else {
						l.see("without "+item, cafe, pay, rent, ancient)
					}
				}
			})
		}
	}
}

// However many accounts two logins share, all are followed at once.
func TestManyAccountsInTwoLoginsLinkedAnew(t *testing.T) {
	t.Parallel()
	const many = 9
	l := newTwoLogins(t)
	list := func(prefix string) (all []ledger.Account) {
		for i := range many {
			a := joint(fmt.Sprint(prefix, i))
			a.Mask = fmt.Sprint(1000 + i)
			all = append(all, a)
		}
		return all
	}
	l.sync("item", "mine", Outcome{Accounts: list("a")}, Page{})
	l.sync("other", "yours", Outcome{Accounts: list("b")}, Page{})
	for i := range many {
		l.join(fmt.Sprint("a", i), fmt.Sprint("b", i))
	}
	by := ledger.Item{ID: "anew", InstitutionID: "ins_109508", Institution: "First Platypus", LinkedAt: l.c.now}
	if err := l.ReplaceItem(t.Context(), "item", by, list("c")); err != nil {
		t.Fatal(err)
	}
	accounts, err := l.Accounts(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	accounts = slices.DeleteFunc(accounts, func(a ledger.Account) bool { return !a.GoneAt.IsZero() })
	if len(accounts) != many {
		t.Errorf("%d accounts, want %d", len(accounts), many)
	}
}
