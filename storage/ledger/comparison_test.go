package ledger_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"passbook/storage/ledger"
)

// Like is compared with like: the same days of the month before, and a whole
// month only with a whole one.
func TestComparedDays(t *testing.T) {
	for _, tt := range []struct {
		start        int
		month        ledger.Month
		today        ledger.Date
		nowFrom, now ledger.Date
		from, to     ledger.Date
	}{
		{0, 202611, 20261121, 20261101, 20261121, 20261001, 20261021},
		{1, 202611, 20261101, 20261101, 20261101, 20261001, 20261001},
		{0, 202611, 20261130, 20261101, 20261130, 20261001, 20261030}, // the last day: not whole yet
		{0, 202611, 20261201, 20261101, 20261130, 20261001, 20261031}, // over
		{0, 202610, 20261121, 20261001, 20261031, 20260901, 20260930},
		{0, 202603, 20260330, 20260301, 20260328, 20260201, 20260228}, // February has no 30th
		{0, 202403, 20240331, 20240301, 20240329, 20240201, 20240229},
		{0, 202601, 20260131, 20260101, 20260131, 20251201, 20251231},
		{25, 202611, 20261130, 20261125, 20261130, 20261025, 20261030},
		{25, 202611, 20261203, 20261125, 20261203, 20261025, 20261103},
		{25, 202611, 20261224, 20261125, 20261224, 20261025, 20261124}, // the last day, and so of the other
		{25, 202611, 20261225, 20261125, 20261224, 20261025, 20261124},
		{15, 202603, 20260330, 20260315, 20260328, 20260215, 20260228},
		{15, 202603, 20260401, 20260315, 20260401, 20260215, 20260301},
	} {
		now, before := ledger.Settings{MonthStart: tt.start}.ComparedDays(tt.month, tt.today)
		if (now != ledger.Days{From: tt.nowFrom, To: tt.now}) || (before != ledger.Days{From: tt.from, To: tt.to}) {
			t.Errorf("%d from day %d on %s: %v with %v", tt.month, tt.start, tt.today, now, before)
		}
	}
}

func TestBudgetMonths(t *testing.T) {
	for _, tt := range []struct {
		start       int
		day         ledger.Date
		month       ledger.Month
		first, last ledger.Date
	}{
		{0, 20261121, 202611, 20261101, 20261130},
		{1, 20260228, 202602, 20260201, 20260228},
		{28, 20260227, 202601, 20260128, 20260227},
		{28, 20260228, 202602, 20260228, 20260327},
		{15, 20270101, 202612, 20261215, 20270114},
	} {
		s := ledger.Settings{MonthStart: tt.start}
		if m := s.MonthOf(tt.day); m != tt.month || s.First(m) != tt.first || s.Last(m) != tt.last {
			t.Errorf("%s from day %d: %d, %s to %s", tt.day, tt.start, m, s.First(m), s.Last(m))
		}
	}
	if m := (ledger.Settings{MonthStart: 5}).MonthOf(0); m != 0 {
		t.Errorf("no day lies in %d", m)
	}
}

// Only accounts that are known at both ends are compared; of the others those
// are named that have a part in either.
func TestComparedAccounts(t *testing.T) {
	now, before := ledger.Days{From: 20261101, To: 20261121}, ledger.Days{From: 20261001, To: 20261021}
	ids, leftOut := ledger.ComparedAccounts([]ledger.KnownAccount{
		{ID: "a", Name: "Checking", Since: 20250101},
		{ID: "b", Name: "Savings", Since: 20261001},
		{ID: "c", Name: "Travel card", Since: 20261002},
		{ID: "d", Name: "Old card", Since: 20250101, Gone: 20261105},
		{ID: "e", Name: "Older card", Since: 20250101, Gone: 20260930},
		{ID: "f", Name: "Not seen yet"},
		{ID: "g", Name: "Old card", Since: 20250101, Gone: 20261110},
		{ID: "h", Name: "Closed since", Since: 20250101, Gone: 20261122},
	}, now, before)
	if d := cmp.Diff(map[string]bool{"a": true, "b": true, "h": true}, ids); d != "" {
		t.Error(d)
	}
	if d := cmp.Diff([]string{"Old card", "Travel card"}, leftOut); d != "" {
		t.Error(d)
	}
}

// The changes of the lines are the change of the whole, also where a category
// was only in the month before, or payments between people changed sides.
func TestCompare(t *testing.T) {
	first := []ledger.Flow{flow("FOOD_AND_DRINK_COFFEE", -40_00), flow("RENT_AND_UTILITIES_RENT", -900_00), flow("TRANSFER_IN_WIRE", 30_00), flow("GENERAL_MERCHANDISE_ELECTRONICS", 3_00)}
	f := ledger.FiguresOf(append([]ledger.Flow{flow("FOOD_AND_DRINK_COFFEE", -5_00)}, first...), "USD", ledger.Rules{}) // 5.00 on a card that is new
	now := ledger.FiguresOf(first, "USD", ledger.Rules{})
	now.From, now.To = 20261101, 20261121
	before := ledger.FiguresOf([]ledger.Flow{
		flow("FOOD_AND_DRINK_COFFEE", -25_00), flow("RENT_AND_UTILITIES_WATER", -123_00), flow("TRANSFER_OUT_WIRE", -8_00), flow("INCOME_SALARY", 70_00),
		in(ledger.StatePending, flow("TRAVEL", -1_00)),
	}, "USD", ledger.Rules{})
	before.From, before.To = 20261001, 20261021
	f.Compare(now, before, []string{"Travel card"})
	want := &ledger.Comparison{
		Now: ledger.Days{From: 20261101, To: 20261121}, Before: ledger.Days{From: 20261001, To: 20261021},
		NowIncome: 30_00, NowSpent: 937_00, BeforeIncome: 70_00, BeforeSpent: 156_00, LeftOut: []string{"Travel card"},
	}
	if d := cmp.Diff(want, f.Compared); d != "" {
		t.Error(d)
	}
	wantSpends := []ledger.Line{
		{Class: spending, Code: "RENT_AND_UTILITIES_RENT", Name: "Rent", Minor: 900_00, Count: 1, Share: "95%", Compared: true, Now: 900_00},
		{Class: spending, Code: "FOOD_AND_DRINK_COFFEE", Name: "Coffee", Minor: 45_00, Count: 2, Share: "5%", Compared: true, Now: 40_00, Before: 25_00},
		{Class: spending, Code: "RENT_AND_UTILITIES_WATER", Name: "Water", Compared: true, Before: 123_00},
		{Class: people, Code: "PEOPLE", Name: "People and other transfers", Compared: true, Before: 8_00},
		{Class: spending, Code: "GENERAL_MERCHANDISE_ELECTRONICS", Name: "Electronics", Minor: -3_00, Count: 1, Compared: true, Now: -3_00},
	}
	if d := cmp.Diff(wantSpends, f.Spends); d != "" {
		t.Error(d)
	}
	wantIncomes := []ledger.Line{
		{Class: people, Code: "PEOPLE", Name: "People and other transfers", Minor: 30_00, Count: 1, Compared: true, Now: 30_00},
		{Class: income, Code: "INCOME_SALARY", Name: "Salary", Compared: true, Before: 70_00},
	}
	if d := cmp.Diff(wantIncomes, f.Incomes); d != "" {
		t.Error(d)
	}
}

func TestCompareRoughly(t *testing.T) {
	for _, tt := range []struct {
		now, before int64
		want        int
	}{{100, 0, 1}, {99, 0, 0}, {0, 100, -1}, {0, 99, 0}, {-100, 0, -1}} {
		if got := ledger.CompareRoughly(tt.now, tt.before, "USD"); got != tt.want {
			t.Errorf("%d against %d: %d", tt.now, tt.before, got)
		}
	}
}
