package people

import (
	"strings"
	"testing"

	"passbook/plaidsvc/plaidsim/draw"
	"passbook/plaidsvc/plaidsim/profile"
)

var testDay, _ = draw.ParseDay("2026-11-19")

func TestUserGood(t *testing.T) {
	for days, want := range map[int]int{30: 16, 90: 48} {
		p, _ := Profile(profile.Login{Institution: "ins_109508", User: "user_good", Today: testDay, Days: days})
		past := 0
		for i, r := range p.Planned {
			if r.Pending || i > 0 && r.Date < p.Planned[i-1].Date {
				t.Fatalf("row %d is %+v", i, r)
			}
			if r.Date <= testDay {
				past++
			}
		}
		if len(p.Accounts) != 14 || past != want {
			t.Errorf("%d days: %d accounts and %d rows, want 14 and %d", days, len(p.Accounts), past, want)
		}
	}
	if goodAccounts[7].Subtype != "student" {
		t.Error("account 7 is not the student loan")
	}
}

func TestUserGoodAtTheOAuthBank(t *testing.T) {
	p, _ := Profile(profile.Login{Institution: "ins_127287", User: "user_good", Today: testDay, Days: 30})
	if len(p.Accounts) != 2 || len(p.Accounts[0].PersistentID) != 37 || goodAccounts[0].PersistentID != "" {
		t.Errorf("accounts %+v", p.Accounts)
	}
}

func TestUserTransactionsDynamic(t *testing.T) {
	p, err := Profile(profile.Login{Institution: "ins_109508", User: "user_transactions_dynamic", Password: "x", Seed: 3, Today: testDay, Days: 90})
	if err != nil {
		t.Fatal(err)
	}
	pending, odd, moved := 0, 0, 0
	for _, r := range p.Planned {
		if r.Pending {
			pending++
		}
		if r.Authorized != r.Date {
			moved++
		}
		if _, part, _ := strings.Cut(r.Amount, "."); len(part) > 2 {
			odd++
		}
	}
	first := p.Planned[0].Date
	if len(p.Planned) != 108 || pending != 4 || odd < 20 || odd > 50 || moved != 96 || testDay-first != 28 {
		t.Errorf("%d rows since %s: %d pending, %d with odd decimals, %d with another day of purchase", len(p.Planned), first, pending, odd, moved)
	}
	if _, err := Profile(profile.Login{User: "user_transactions_dynamic"}); err == nil {
		t.Error("an empty password is taken")
	}
}
