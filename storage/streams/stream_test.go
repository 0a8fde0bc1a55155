package streams_test

import (
	"math"
	"math/rand/v2"
	"testing"

	"passbook/storage/ledger"
	"passbook/storage/streams"
)

func stream(minor int64, f streams.Frequency) streams.Stream {
	return streams.Stream{Active: true, Frequency: f, Currency: "USD", Last: &minor}
}

// Weekly 10.00 is 520.00 a year, 43.33 a month. Half a cent goes to the even one.
func TestForMonth(t *testing.T) {
	for _, c := range []struct {
		f           streams.Frequency
		minor, want int64
	}{
		{streams.Weekly, -1000, -4333},
		{streams.Weekly, -6499, -28162},    // 3379.48 a year, 281.6233…
		{streams.Biweekly, 312044, 676095}, // 81131.44 a year, 6760.9533…
		{streams.SemiMonthly, 150000, 300000},
		{streams.Monthly, -1599, -1599},
		{streams.Annually, -13900, -1158}, // 11.5833…
		{streams.Annually, -18, -2},       // 1.5 cents
		{streams.Annually, -30, -2},       // 2.5 cents
		{streams.Annually, 42, 4},         // 3.5 cents
		{streams.EveryTwoMonths, -11366, -5683},
		{streams.Quarterly, 21211, 7070},      // 848.44 a year, 70.7033…
		{streams.SemiAnnually, -13531, -2255}, // 270.62 a year, 22.5516…
	} {
		s := stream(c.minor, c.f)
		if m, known := s.ForMonth(); !known || m != (ledger.Money{Minor: c.want, Currency: "USD"}) {
			t.Errorf("%s %d: %d a month, not %d", c.f, c.minor, m.Minor, c.want)
		}
	}
}

// For any amount twelve months are the year, give or take half a minor unit each.
func TestForMonthIsATwelfthOfTheYear(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	for range 5000 {
		minor := r.Int64N(2_000_000) - 1_000_000
		for f, times := range map[streams.Frequency]int64{"WEEKLY": 52, "BIWEEKLY": 26, "SEMI_MONTHLY": 24, "MONTHLY": 12, "ANNUALLY": 1} {
			s := stream(minor, f)
			m, _ := s.ForMonth()
			if off := 12*m.Minor - times*minor; off > 6 || off < -6 || (off == 6 || off == -6) && m.Minor%2 != 0 {
				t.Fatalf("%s %d: %d a month", f, minor, m.Minor)
			}
		}
	}
}

func TestForMonthIsNotKnown(t *testing.T) {
	irregular, ended, over, none := stream(100, "UNKNOWN"), stream(100, streams.Monthly), stream(100, streams.Monthly), stream(100, streams.Monthly)
	ended.Ended, over.Active, none.Last = true, false, nil
	for _, s := range []streams.Stream{irregular, ended, over, none} {
		if m, known := s.ForMonth(); known {
			t.Errorf("%+v makes %d a month", s, m.Minor)
		}
	}
	large := stream(math.MaxInt64/2, streams.Weekly)
	if m, _ := large.ForMonth(); !m.IsTooLarge() {
		t.Errorf("beyond 64 bits: %d", m.Minor)
	}
}

// The totals are the sums of what stands in the rows, by currency.
func TestTotals(t *testing.T) {
	rent, pay, euro, odd, ended := stream(-215000, streams.Monthly), stream(312044, streams.Biweekly), stream(-999, streams.Monthly), stream(-50, "UNKNOWN"), stream(-7, streams.Monthly)
	pay.Inflow, euro.Currency, ended.Ended = true, "EUR", true
	// What only moves between accounts costs nothing and is no income.
	card, paid, saved, sent := stream(-40000, streams.Monthly), stream(40000, streams.Monthly), stream(-10000, streams.Monthly), stream(-2500, streams.Monthly)
	card.Category, paid.Inflow, paid.OnDebt = "LOAN_PAYMENTS_CREDIT_CARD_PAYMENT", true, true
	saved.Category, sent.Category = "TRANSFER_OUT_SAVINGS", "TRANSFER_OUT_TRANSFER_OUT_FROM_APPS"
	got := streams.Totals([]streams.Stream{rent, pay, euro, odd, ended, card, paid, saved, sent}, "USD")
	want := []streams.Total{{Currency: "USD", In: 676095, Out: -217500, Moved: -50000, Left: 1}, {Currency: "EUR", Out: -999}}
	if len(got) != 2 || got[0] != want[0] || got[1] != want[1] {
		t.Errorf("%+v", got)
	}
}
