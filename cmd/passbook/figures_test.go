package main

import (
	"encoding/json"
	"math/big"
	"slices"
	"testing"
	"time"

	"passbook/plaidsvc/plaidsim"
)

// printed is one object of --json; the fields of all commands that print
// figures.
type printed struct {
	Kind, Date, Month, Currency, Line, Class, Type, Source string
	Amount, Counted, Pending                               any
	Income, Spending, Kept, Moved                          string
	In                                                     string `json:"pending_in"`
	Out                                                    string `json:"pending_out"`
	Worth                                                  string `json:"net_worth"`
	Assets, Debts, Balance, Current                        string
	AccountID                                              string `json:"account_id"`
	Count                                                  int
	Gone                                                   bool
}

func (b *bank) read(args ...string) (rows []printed) {
	b.t.Helper()
	out := b.run(append(args, "--json")...)
	if err := json.Unmarshal([]byte(out), &rows); err != nil {
		b.t.Fatalf("%q: %v\n%s", args, err, out)
	}
	return rows
}

// total adds up decimal texts exactly.
func total(t *testing.T, texts ...any) *big.Rat {
	t.Helper()
	sum := new(big.Rat)
	for _, text := range texts {
		if text == "" || text == nil {
			continue
		}
		n, ok := new(big.Rat).SetString(text.(string))
		if !ok {
			t.Fatalf("%q is no amount", text)
		}
		sum.Add(sum, n)
	}
	return sum
}

func of(rows []printed, ok func(printed) bool, field func(printed) any) (texts []any) {
	for _, r := range rows {
		if ok(r) {
			texts = append(texts, field(r))
		}
	}
	return texts
}

// household is the demo's household, synced at an instant, with some of its rows
// hidden and filed by the person.
func household(t *testing.T, at time.Time) *bank {
	p := startPlaid(t, plaidsim.Options{Seed: 1, Now: func() time.Time { return at }})
	b := newBank(t, p).in("UTC", at)
	for _, institution := range demoInstitutions {
		b.run("link", "--sandbox-institution", institution, "--sandbox-user", demoUser)
	}
	b.run("sync")
	b.run("sync")
	var rows []struct{ ID string }
	if err := json.Unmarshal([]byte(b.run("transactions", "--json", "--limit", "60")), &rows); err != nil || len(rows) < 60 {
		t.Fatalf("%d rows, %v", len(rows), err)
	}
	b.run("annotate", rows[20].ID, rows[31].ID, "--hide")
	b.run("annotate", rows[25].ID, rows[44].ID, "--category", "Of mine")
	return b
}

// The commands tell one story, whatever the settings are: what spending prints
// by category, by merchant and by account adds up to what cashflow prints, and
// so do the transactions that explain counts.
func TestCommandsAgree(t *testing.T) {
	t.Parallel()
	b := household(t, time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC))
	for _, settings := range [][]string{nil, {"PASSBOOK_MONTH_START=17", "PASSBOOK_PEOPLE_PAYMENTS=gross"}, {"PASSBOOK_PEOPLE_PAYMENTS=transfer"}} {
		with := *b
		with.env = append(slices.Clone(b.env), settings...)
		months := with.read("cashflow", "--months", "10")
		if len(months) < 10 {
			t.Fatalf("%d months", len(months))
		}
		for _, i := range []int{0, len(months) / 2, len(months) - 1} {
			agree(t, &with, months[i])
		}
	}
}

func agree(t *testing.T, b *bank, want printed) {
	t.Helper()
	same := func(what string, got *big.Rat, text string) {
		t.Helper()
		if n := total(t, text); got.Cmp(n) != 0 {
			t.Errorf("%s %s: %s is %s, and cashflow has %s", want.Month, want.Currency, what, got.FloatString(2), text)
		}
	}
	ours := func(r printed) bool { return r.Currency == want.Currency }
	same("income and spending", total(t, want.Income, want.Spending), want.Kept)
	counts := map[int]bool{}
	for _, by := range []string{"category", "merchant", "account"} {
		parts := b.read("spending", "--month", want.Month, "--by", by)
		same("spending by "+by, total(t, of(parts, ours, func(r printed) any { return r.Amount })...), want.Spending)
		same("pending by "+by, total(t, of(parts, ours, func(r printed) any { return r.Pending })...), want.Out)
		n := 0
		for _, r := range parts {
			if ours(r) {
				n += r.Count
			}
		}
		counts[n] = true
	}
	if len(counts) != 1 || counts[0] {
		t.Errorf("%s %s: the parts count %v rows", want.Month, want.Currency, counts)
	}
	for figure, text := range map[string]string{"income": want.Income, "spending": want.Spending, "kept": want.Kept} {
		rows := b.read("explain", figure, "--month", want.Month, "--currency", want.Currency)
		same("what explain "+figure+" counts", total(t, of(rows, ours, func(r printed) any { return r.Counted })...), text)
		sums := of(rows, func(r printed) bool { return r.Kind == "sum" && r.Line == figure }, func(r printed) any { return r.Amount })
		same("what explain "+figure+" ends with", total(t, sums...), text)
		if len(sums) != 1 {
			t.Errorf("%d sums", len(sums))
		}
	}
}

// Net worth is assets and debts on every day, its accounts add up to it, and
// today's are the balances that accounts prints.
func TestNetWorthIsItsAccounts(t *testing.T) {
	t.Parallel()
	b := household(t, time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC))
	days := b.read("networth")
	if len(days) < 300 {
		t.Fatalf("%d days", len(days))
	}
	for _, d := range days {
		if total(t, d.Assets, d.Debts).Cmp(total(t, d.Worth)) != 0 {
			t.Errorf("%s: %s and %s are not %s", d.Date, d.Assets, d.Debts, d.Worth)
		}
	}
	type day struct{ date, currency string }
	sums := map[day][]any{}
	for _, r := range b.read("networth", "--accounts") {
		at := day{r.Date, r.Currency}
		sums[at] = append(sums[at], r.Balance)
	}
	for _, d := range days {
		if got := total(t, sums[day{d.Date, d.Currency}]...); got.Cmp(total(t, d.Worth)) != 0 {
			t.Errorf("%s: the accounts are %s, and net worth %s", d.Date, got.FloatString(2), d.Worth)
		}
	}
	for _, last := range days {
		if last.Date != "2026-11-21" {
			continue
		}
		balances := of(b.read("accounts"), func(r printed) bool {
			return r.Currency == last.Currency && !r.Gone && slices.Contains([]string{"depository", "investment", "credit", "loan"}, r.Type)
		}, func(r printed) any { return r.Current })
		if got := total(t, balances...); got.Cmp(total(t, last.Worth)) != 0 || len(balances) < 5 {
			t.Errorf("%d balances are %s, and net worth %s", len(balances), got.FloatString(2), last.Worth)
		}
	}
}
