package main

import (
	"testing"
	"time"

	gocmp "github.com/google/go-cmp/cmp"
)

// TestTheExamplesOfMoney: the rows that docs/money.md has as examples count as it
// says. Loans without rows are TestALoanWithoutRows's.
func TestTheExamplesOfMoney(t *testing.T) {
	t.Parallel()
	const checking, savings, card, giro = 0, 1, 2, 3
	day := func(n int) time.Time { return time.Date(2026, 11, n, 12, 0, 0, 0, time.UTC) }
	c, b := openBank(t, "UTC", day(21), anAccount{"Checking", "depository", "checking", "USD"}, anAccount{"Savings", "depository", "savings", "USD"},
		anAccount{"Card", "credit", "credit card", "USD"}, anAccount{"Giro", "depository", "checking", "EUR"})
	type counts struct{ Class, Line, Counted string }
	want, changes := map[string]counts{}, []any{}
	row := func(name string, account int, on time.Time, cents int64, category string, as counts) {
		change := c.paid(account, on, cents, category)
		r := change["transaction"].(bankRow).set("name", name)
		if category == "" {
			r.set("personal_finance_category", nil)
		}
		if account == giro {
			r.set("iso_currency_code", "EUR")
		}
		changes, want[name] = append(changes, change), as
	}
	for _, x := range []struct {
		name     string
		cents    int64 // money out is positive, as at Plaid
		category string
		as       counts
	}{
		{"groceries", 8410, "FOOD_AND_DRINK_GROCERIES", counts{"spending", "Groceries", "-84.10"}},
		{"shoes that came back", -12000, "GENERAL_MERCHANDISE_CLOTHING_AND_ACCESSORIES", counts{"spending", "Clothing", "120.00"}},
		{"wages", -306830, "INCOME_SALARY", counts{"income", "Salary", "3068.30"}},
		{"clawback", 20000, "INCOME_SALARY", counts{"income", "Salary", "-200.00"}},
		{"cash", 16000, "TRANSFER_OUT_WITHDRAWAL", counts{"spending", "Cash", "-160.00"}},
		{"cheque", -7500, "TRANSFER_IN_DEPOSIT", counts{"income", "Deposits", "75.00"}},
		{"to a broker", 50000, "TRANSFER_OUT_INVESTMENT_AND_RETIREMENT_FUNDS", counts{"moved", "", ""}},
		{"lent", 4000, "TRANSFER_OUT_TRANSFER_OUT_FROM_APPS", counts{"people", "People and other transfers", "-40.00"}},
		{"came back", -2500, "TRANSFER_IN_TRANSFER_IN_FROM_APPS", counts{"people", "People and other transfers", "25.00"}},
		{"card without its half", 30000, "LOAN_PAYMENTS_CREDIT_CARD_PAYMENT", counts{"unpaired", "", ""}},
		{"loan paid out", -1000000, "LOAN_DISBURSEMENTS_AUTO", counts{"unpaired", "", ""}},
		{"loan that is not linked", 24810, "LOAN_PAYMENTS_CAR_PAYMENT", counts{"spending", "Car payment", "-248.10"}},
		{"wage advance", -10000, "LOAN_DISBURSEMENTS_EWA", counts{"unpaired", "", ""}},
		{"its repayment", 10499, "LOAN_PAYMENTS_EWA", counts{"spending", "Wage advances", "-4.99"}},
		{"rent without a category", 180000, "", counts{"spending", "Uncategorised out", "-1800.00"}},
		{"salary without a category", -300000, "", counts{"income", "Uncategorised in", "3000.00"}},
	} {
		row(x.name, checking, day(9), x.cents, x.category, x.as)
	}
	row("points", card, day(9), -2500, "INCOME_OTHER", counts{"unpaired", "", ""})
	row("store card", giro, day(9), 30000, "LOAN_PAYMENTS_CREDIT_CARD_PAYMENT", counts{"spending", "Card that is not linked", "-300.00"})
	row("from checking", checking, day(0), 50000, "TRANSFER_OUT_SAVINGS", counts{"paired", "", ""})
	row("into savings", savings, day(2), -50000, "TRANSFER_IN_SAVINGS", counts{"paired", "", ""})
	row("card payment", checking, day(12), 81240, "LOAN_PAYMENTS_CREDIT_CARD_PAYMENT", counts{"paired", "", ""})
	row("its half, filed as wages", card, day(14), -81240, "INCOME_WAGES", counts{"paired", "", ""})
	c.change(changes...)
	b.run("sync")

	got := map[string]counts{}
	for _, line := range b.printed("explain", "kept", "--from", "2026-10-31") {
		if line["kind"] != "sum" {
			got[line["name"]] = counts{line["class"], line["line"], line["counted"]}
		}
	}
	if diff := gocmp.Diff(want, got); diff != "" {
		t.Errorf("docs/money.md (-) and passbook (+):\n%s", diff)
	}
	people := ""
	for _, line := range b.printed("spending") {
		if line["name"] == "People and other transfers" {
			people = line["amount"]
		}
	}
	if people != "-15.00" {
		t.Errorf("of 40.00 lent 25.00 came back, and %q is spending", people)
	}
}
