package main

import (
	"testing"
	"time"
)

// TestALoanWithoutRows: of a payment to a loan of which the bank tells only the
// balance, as much is spending as the balance did not fall.
func TestALoanWithoutRows(t *testing.T) {
	t.Parallel()
	day := func(n int) time.Time { return time.Date(2026, 11, n, 12, 0, 0, 0, time.UTC) }
	c, b := openBank(t, "UTC", day(10), anAccount{"Checking", "depository", "checking", "USD"}, anAccount{"Student loan", "loan", "student", "USD"})
	c.change(c.holds(1, 1000000))
	b.run("sync")
	spent := func(n int) string {
		t.Helper()
		c.now.Store(day(n).Unix())
		b = b.in("UTC", day(n))
		b.run("sync")
		flows := b.printed("cashflow", "--months", "1")
		if len(flows) != 1 || flows[0]["spending"] != flows[0]["kept"] {
			t.Fatalf("cashflow: %v", flows)
		}
		return flows[0]["spending"]
	}
	c.change(c.paid(0, day(14), 100000, "LOAN_PAYMENTS_STUDENT_LOAN_PAYMENT"))
	if got := spent(14); got != "-1000.00" {
		t.Errorf("before a balance tells, all of the payment is spending: %s", got)
	}
	c.change(c.holds(1, 936000))
	if got := spent(21); got != "-360.00" {
		t.Errorf("of 1,000.00 the loan fell by 640.00, and %s is spending", got)
	}
}
