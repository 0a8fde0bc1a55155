package main

import (
	"strings"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"
)

// TestDemosFigures: what the demo's household spent, kept and owns, as it was
// reckoned by hand from the bank's own books.
func TestDemosFigures(t *testing.T) {
	t.Parallel()
	b := demoHousehold(t, reckoningDay)
	flows := b.printed("cashflow", "--months", "1")
	want := map[string]string{
		"month": "2026-11", "currency": "USD", "income": "6136.60", "spending": "-4159.89", "kept": "1976.71", "moved": "-500.00",
		"pending_in": "0.00", "pending_out": "-427.01",
	}
	if diff := gocmp.Diff([]map[string]string{want}, flows); diff != "" {
		t.Errorf("November: %s", diff)
	}

	pairs, left := 0, map[string]int{}
	for _, row := range b.printed("transfers") {
		if row["kind"] == "paired" {
			pairs++
			continue
		}
		left[row["kind"]+": "+row["name"]]++
	}
	// Beside them the cash that was drawn stands alone, which is spending.
	if pairs != 144 || len(left) != 3 || left["moved: HOUNDSTOOTH BROKERAGE ACH"] != 24 || left["people: Venmo"] != 47 || left["unpaired: CASH BACK STATEMENT CREDIT"] != 4 {
		t.Errorf("%d pairs, want 144; left over: %v", pairs, left)
	}

	for _, day := range b.printed("networth") {
		switch day["date"] {
		case "2026-11-20":
			if day["net_worth"] != "11456.14" || day["debts"] != "-33704.68" || day["assets"] != "45160.82" || day["observed"] != "false" {
				t.Errorf("the day before the banks were linked: %v", day)
			}
		case "2026-11-21":
			if day["net_worth"] != "159635.64" || day["observed"] != "true" {
				t.Errorf("the day on which the banks were linked: %v", day)
			}
		}
	}
	overview := b.run()
	for _, figure := range []string{"159,635.64", "4,159.89"} {
		if !strings.Contains(overview, figure) {
			t.Errorf("no %s in the overview:\n%s", figure, overview)
		}
	}
	term := startTerminal(t, b.command(), 160, 48)
	term.waitFor("Net worth", "$159,635.64", "Spending  $4,160")
	term.press("4")
	term.waitFor("Assets", "$159,635.64", "193,361.06", "33,725.42")
	term.press("5")
	term.waitFor("November 2026", "4,159.89")
	term.press("q")
	term.wait()
}
