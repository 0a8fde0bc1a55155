package liabilities_test

import (
	"math"
	"math/big"
	"math/rand/v2"
	"testing"

	"github.com/shopspring/decimal"

	"passbook/storage/liabilities"
)

func cents(n int64) *int64 { return &n }

// mortgage is a debt with one rate and a next payment.
func mortgage(owed, payment int64, percent string) *liabilities.Liability {
	return &liabilities.Liability{
		Class: liabilities.Mortgage, Currency: "USD", Owed: cents(owed), Due: cents(payment),
		Rates: []liabilities.Rate{{Kind: "fixed", Percent: decimal.RequireFromString(percent)}},
	}
}

// What books print: 200,000 at 6 % over 30 years is 1,199.10 a month (here a cent
// more, so that nothing is left), 231,676.38 of interest; a year at 12 % on 1,000 is 88.85 a month, 66.19 of interest.
func TestPayoffOfKnownLoans(t *testing.T) {
	for _, c := range []struct {
		owed, payment int64
		percent       string
		months        int
		interest      int64
		give          int64
	}{
		{20000000, 119911, "6", 360, 23167638, 1000},
		{100000, 8885, "12", 12, 6619, 1},
		{120000, 10000, "0", 12, 0, 0},
		{100, 1000, "24", 1, 2, 0},
	} {
		p := mortgage(c.owed, c.payment, c.percent).Payoff()
		if off := p.Interest - c.interest; p.Outcome != liabilities.Ends || len(p.Months) != c.months || off > c.give || off < -c.give {
			t.Errorf("%d at %s %%, %d a month: %s after %d months, interest %d", c.owed, c.percent, c.payment, p.Outcome, len(p.Months), p.Interest)
		}
	}
}

// Half a cent goes to the even cent: 0.5 of interest on 50.00 at 0.12 % is 0, on
// 150.00 1.5 cents are 2.
func TestInterestIsRoundedHalfToEven(t *testing.T) {
	for owed, want := range map[int64]int64{5000: 0, 15000: 2, 25000: 2, 35000: 4} {
		if got := mortgage(owed, owed*2, "0.12").Payoff().Interest; got != want {
			t.Errorf("interest on %d is %d, not %d", owed, got, want)
		}
	}
}

// For any debt: each month's interest is the nearest integer to a twelfth of the
// yearly rate on what was left, what is paid is the payment but for the last, what
// goes in comes out, and the number of months is that of the annuity formula.
func TestPayoffOfAnyLoan(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	ended, never := 0, 0
	for range 3000 {
		owed, payment := 1+r.Int64N(1_000_000_00), 1+r.Int64N(10_000_00)
		percent := decimal.New(r.Int64N(30_000), -3)
		p := mortgage(owed, payment, percent.String()).Payoff()
		yearly, _ := percent.Float64()
		i, first := yearly/1200, float64(owed)*yearly/1200
		switch p.Outcome {
		case liabilities.Never:
			never++
			if float64(payment) > first+1 {
				t.Fatalf("%d at %s: %d a month never pays it off, and the first interest is %.2f", owed, percent, payment, first)
			}
		case liabilities.Distant:
			if float64(payment) > first*1.1+float64(owed)/1200+1 {
				t.Fatalf("%d at %s: %d a month takes more than 100 years", owed, percent, payment)
			}
		case liabilities.Ends:
			ended++
			checkMonths(t, owed, payment, percent, &p)
			if n := -math.Log1p(-first/float64(payment)) / math.Log1p(i); i > 0 && float64(payment) > first*1.01+1 && math.Abs(float64(len(p.Months))-math.Ceil(n)) > 1 {
				t.Fatalf("%d at %s, %d a month: %d months, the formula says %.2f", owed, percent, payment, len(p.Months), n)
			}
		default:
			t.Fatalf("%d at %s, %d a month: %s", owed, percent, payment, p.Outcome)
		}
	}
	if ended < 500 || never < 100 {
		t.Errorf("only %d that end and %d that never do", ended, never)
	}
}

func checkMonths(t *testing.T, owed, payment int64, percent decimal.Decimal, p *liabilities.Payoff) {
	t.Helper()
	left, paid, interest := owed, int64(0), int64(0)
	for n, m := range p.Months {
		// 1200000 times the interest, less what it must be: at most half of that.
		exact := new(big.Int).Mul(big.NewInt(left), percent.Shift(3).BigInt())
		off := new(big.Int).Sub(new(big.Int).Mul(big.NewInt(m.Interest), big.NewInt(1_200_000)), exact)
		if c := off.CmpAbs(big.NewInt(600_000)); c > 0 || c == 0 && m.Interest%2 != 0 {
			t.Fatalf("month %d: interest %d on %d at %s", n, m.Interest, left, percent)
		}
		if last := n == len(p.Months)-1; !last && m.Paid != payment || m.Paid > payment || last != (m.Left == 0) || left+m.Interest-m.Paid != m.Left {
			t.Fatalf("month %d of %d: %+v after %d, %d a month", n, len(p.Months), m, left, payment)
		}
		left, paid, interest = m.Left, paid+m.Paid, interest+m.Interest
	}
	if paid-interest != owed || interest != p.Interest {
		t.Fatalf("paid %d, interest %d of %d, owed %d", paid, interest, p.Interest, owed)
	}
}

// The payment and the rate are those that the person pays now.
func TestPayoffTakesThePresentPaymentAndRate(t *testing.T) {
	rate := func(kind, percent string) liabilities.Rate {
		return liabilities.Rate{Kind: kind, Percent: decimal.RequireFromString(percent)}
	}
	card := liabilities.Liability{
		Class: liabilities.Card, Owed: cents(100000), LastPayment: cents(20000), Due: cents(2500),
		Rates: []liabilities.Rate{rate("cash_apr", "29.99"), rate("purchase_apr", "21.99")},
	}
	check := func(l liabilities.Liability, payment int64, from, percent string) {
		t.Helper()
		p := l.Payoff()
		if p.Payment != payment || p.From != from || p.Rate.Percent.String() != percent {
			t.Errorf("%d (%s) at %s", p.Payment, p.From, p.Rate.Percent)
		}
	}
	check(card, 20000, "last payment", "21.99")
	card.LastPayment = cents(0)
	check(card, 2500, "minimum", "21.99")
	card.Rates = []liabilities.Rate{rate("special", "0"), rate("cash_apr", "29.99"), rate("balance_transfer_apr", "9")}
	check(card, 2500, "minimum", "29.99")
	home := *mortgage(100000, 5000, "3.5")
	home.LastPayment = cents(9000)
	check(home, 5000, "next payment", "3.5")
	home.Due = nil
	check(home, 9000, "last payment", "3.5")
}

func TestPayoffOutcomes(t *testing.T) {
	huge := mortgage(math.MaxInt64-1, math.MaxInt64-1, "99")
	for name, c := range map[string]struct {
		l    *liabilities.Liability
		want liabilities.Outcome
	}{
		"interest alone":   {mortgage(1200000, 10000, "10"), liabilities.Never},
		"a dollar more":    {mortgage(1200000, 10100, "10"), liabilities.Ends},
		"a cent a month":   {mortgage(1200000, 1, "0"), liabilities.Distant},
		"nothing owed":     {mortgage(0, 100, "5"), liabilities.Nothing},
		"the bank owes":    {mortgage(-5000, 100, "5"), liabilities.Nothing},
		"no payment":       {mortgage(5000, 0, "5"), liabilities.Unknown},
		"no rate":          {&liabilities.Liability{Owed: cents(5), Due: cents(5)}, liabilities.Unknown},
		"no balance":       {&liabilities.Liability{Due: cents(5)}, liabilities.Unknown},
		"beyond 64 bits":   {huge, liabilities.Unknown},
		"rate of a madman": {mortgage(math.MaxInt64/2, 1, "99999999999999999999"), liabilities.Unknown},
	} {
		if got := c.l.Payoff().Outcome; got != c.want {
			t.Errorf("%s: %s, not %s", name, got, c.want)
		}
	}
}
