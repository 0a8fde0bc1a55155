package main

import (
	"math/big"
	"slices"
	"testing"
)

// total adds up decimal texts exactly.
func total(t *testing.T, texts ...string) *big.Rat {
	t.Helper()
	sum := new(big.Rat)
	for _, text := range texts {
		if text == "" {
			continue
		}
		n, ok := new(big.Rat).SetString(text)
		if !ok {
			t.Fatalf("%q is no amount", text)
		}
		sum.Add(sum, n)
	}
	return sum
}

// of gives a field of those rows that some fields say.
func of(rows []map[string]string, field string, where map[string]string) (texts []string) {
	for _, r := range rows {
		if isSubset(where, r) {
			texts = append(texts, r[field])
		}
	}
	return texts
}

func isSubset(some, all map[string]string) bool {
	for key, value := range some {
		if all[key] != value {
			return false
		}
	}
	return true
}

// household is the demo's household with some rows hidden and filed by the person.
func household(t *testing.T) *bank {
	b := demoHousehold(t, reckoningDay)
	ids := of(b.printed("transactions", "--limit", "60"), "id", nil)
	b.run("annotate", ids[20], ids[31], "--hide")
	b.run("annotate", ids[25], ids[44], "--category", "Of mine")
	return b
}

// The commands tell one story, whatever the settings are: what spending prints
// by category, by merchant and by account adds up to what cashflow prints, and
// so do the transactions that explain counts.
func TestCommandsAgree(t *testing.T) {
	t.Parallel()
	b := household(t)
	for _, settings := range [][]string{nil, {"PASSBOOK_MONTH_START=17", "PASSBOOK_PEOPLE_PAYMENTS=gross"}, {"PASSBOOK_PEOPLE_PAYMENTS=transfer"}} {
		with := *b
		with.env = append(slices.Clone(b.env), settings...)
		months := with.printed("cashflow", "--months", "10")
		if len(months) < 10 {
			t.Fatalf("%d months", len(months))
		}
		for _, i := range []int{0, len(months) / 2, len(months) - 1} {
			agree(t, &with, months[i])
		}
	}
}

func agree(t *testing.T, b *bank, want map[string]string) {
	t.Helper()
	same := func(what string, got *big.Rat, text string) {
		t.Helper()
		if n := total(t, text); got.Cmp(n) != 0 {
			t.Errorf("%s %s: %s is %s, and cashflow has %s", want["month"], want["currency"], what, got.FloatString(2), text)
		}
	}
	ours := map[string]string{"currency": want["currency"]}
	same("income and spending", total(t, want["income"], want["spending"]), want["kept"])
	counts := map[string]bool{}
	for _, by := range []string{"category", "merchant", "account"} {
		parts := b.printed("spending", "--month", want["month"], "--by", by)
		same("spending by "+by, total(t, of(parts, "amount", ours)...), want["spending"])
		same("pending by "+by, total(t, of(parts, "pending", ours)...), want["pending_out"])
		counts[total(t, of(parts, "count", ours)...).String()] = true
	}
	if len(counts) != 1 || counts["0/1"] {
		t.Errorf("%s %s: the parts count %v rows", want["month"], want["currency"], counts)
	}
	for _, figure := range []string{"income", "spending", "kept"} {
		rows := b.printed("explain", figure, "--month", want["month"], "--currency", want["currency"])
		same("what explain "+figure+" counts", total(t, of(rows, "counted", ours)...), want[figure])
		sums := of(rows, "amount", map[string]string{"kind": "sum", "line": figure})
		same("what explain "+figure+" ends with", total(t, sums...), want[figure])
		if len(sums) != 1 {
			t.Errorf("%d sums", len(sums))
		}
	}
}

// Net worth is assets and debts on every day, its accounts add up to it, and
// today's are the balances that accounts prints.
func TestNetWorthIsItsAccounts(t *testing.T) {
	t.Parallel()
	b := household(t)
	days := b.printed("networth")
	if len(days) < 300 {
		t.Fatalf("%d days", len(days))
	}
	for _, d := range days {
		if total(t, d["assets"], d["debts"]).Cmp(total(t, d["net_worth"])) != 0 {
			t.Errorf("%s: %s and %s are not %s", d["date"], d["assets"], d["debts"], d["net_worth"])
		}
	}
	type day struct{ date, currency string }
	sums := map[day][]string{}
	for _, r := range b.printed("networth", "--accounts") {
		at := day{r["date"], r["currency"]}
		sums[at] = append(sums[at], r["balance"])
	}
	for _, d := range days {
		if got := total(t, sums[day{d["date"], d["currency"]}]...); got.Cmp(total(t, d["net_worth"])) != 0 {
			t.Errorf("%s: the accounts are %s, and net worth %s", d["date"], got.FloatString(2), d["net_worth"])
		}
	}
	last := days[len(days)-1]
	balances := of(b.printed("accounts"), "current", map[string]string{"currency": last["currency"]})
	if got := total(t, balances...); got.Cmp(total(t, last["net_worth"])) != 0 || len(balances) < 5 || last["date"] != "2026-11-21" {
		t.Errorf("%d balances are %s, and net worth %v", len(balances), got.FloatString(2), last)
	}
}
