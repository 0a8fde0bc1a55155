package plaidsim

import (
	"strings"
	"testing"
)

func TestUserGood(t *testing.T) {
	for days, want := range map[int]int{30: 16, 90: 48} {
		p, _ := profileFor(login{institution: platypus, user: "user_good", today: testDay, days: days})
		past := 0
		for i, r := range p.rows {
			if r.pending || i > 0 && r.date < p.rows[i-1].date {
				t.Fatalf("row %d is %+v", i, r)
			}
			if r.date <= testDay {
				past++
			}
		}
		if len(p.accounts) != 14 || past != want {
			t.Errorf("%d days: %d accounts and %d rows, want 14 and %d", days, len(p.accounts), past, want)
		}
	}
	if goodAccounts[7].subtype != "student" {
		t.Error("account 7 is not the student loan")
	}
}

func TestUserGoodAtTheOAuthBank(t *testing.T) {
	p, _ := profileFor(login{institution: "ins_127287", user: "user_good", today: testDay, days: 30})
	if len(p.accounts) != 2 || len(p.accounts[0].persistent) != 37 || goodAccounts[0].persistent != "" {
		t.Errorf("accounts %+v", p.accounts)
	}
}

func TestUserTransactionsDynamic(t *testing.T) {
	p, err := profileFor(login{institution: platypus, user: "user_transactions_dynamic", password: "x", seed: 3, today: testDay, days: 90})
	if err != nil {
		t.Fatal(err)
	}
	pending, odd, moved := 0, 0, 0
	for _, r := range p.rows {
		if r.pending {
			pending++
		}
		if r.authorized != r.date {
			moved++
		}
		if _, part, _ := strings.Cut(r.amount, "."); len(part) > 2 {
			odd++
		}
	}
	first := p.rows[0].date
	if len(p.rows) != 108 || pending != 4 || odd < 20 || odd > 50 || moved != 96 || testDay-first != 28 {
		t.Errorf("%d rows since %s: %d pending, %d with odd decimals, %d with another day of purchase", len(p.rows), first, pending, odd, moved)
	}
	if _, err := profileFor(login{user: "user_transactions_dynamic"}); err == nil {
		t.Error("an empty password is taken")
	}
}
