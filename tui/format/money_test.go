package format

import (
	"math"
	"testing"

	"passbook/storage/ledger"
)

func TestMoney(t *testing.T) {
	for _, c := range []struct {
		m                           ledger.Money
		plain, signed, whole, short string
	}{
		{ledger.Money{Minor: 0, Currency: "CAD"}, "0.00", "0.00", "0", "$0.00"},
		{ledger.Money{Minor: -7, Currency: "CAD"}, "-0.07", "-0.07", "0", "-$0.07"},
		{ledger.Money{Minor: 312044, Currency: "CAD"}, "3,120.44", "+3,120.44", "3,120", "$3,120.44"},
		{ledger.Money{Minor: -128450, Currency: "CAD"}, "-1,284.50", "-1,284.50", "-1,285", "-$1,284.50"},
		{ledger.Money{Minor: -1850, Currency: "EUR"}, "EUR -18.50", "EUR -18.50", "EUR -19", "EUR -18.50"},
		{ledger.Money{Minor: 1234567, Currency: "JPY"}, "JPY 1,234,567", "JPY +1,234,567", "JPY 1,234,567", "JPY 1,234,567"},
		{ledger.Money{Minor: math.MinInt64 + 1, Currency: "CAD"}, "-92,233,720,368,547,758.07", "-92,233,720,368,547,758.07", "-92,233,720,368,547,758", "-$92,233,720,368,547,758.07"},
		{ledger.Money{Minor: math.MaxInt64 - 1, Currency: "CAD"}, "92,233,720,368,547,758.06", "+92,233,720,368,547,758.06", "92,233,720,368,547,758", "$92,233,720,368,547,758.06"},
		{ledger.Money{Minor: ledger.TooLarge, Currency: "CAD"}, tooLarge, tooLarge, tooLarge, tooLarge},
		{ledger.Money{Minor: math.MaxInt64, Currency: "EUR"}, "EUR " + tooLarge, "EUR " + tooLarge, "EUR " + tooLarge, "EUR " + tooLarge},
	} {
		if got := Money(c.m, "CAD"); got != c.plain {
			t.Errorf("money(%v) = %q, want %q", c.m, got, c.plain)
		}
		if got := Signed(c.m, "CAD"); got != c.signed {
			t.Errorf("signed(%v) = %q, want %q", c.m, got, c.signed)
		}
		if got := Whole(c.m, "CAD"); got != c.whole {
			t.Errorf("whole(%v) = %q, want %q", c.m, got, c.whole)
		}
		if got := WithSymbol(Money(c.m, "CAD"), c.m, "CAD"); got != c.short {
			t.Errorf("withSymbol(%v) = %q, want %q", c.m, got, c.short)
		}
	}
}
