package ledger

import (
	"math"
	"math/big"
	"strconv"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestParseMoney(t *testing.T) {
	for _, c := range []struct {
		text, currency string
		want           int64
	}{
		{"0", "USD", 0},
		{"-0", "USD", 0},
		{"-0.00", "USD", 0},
		{"12.5", "USD", 1250},
		{"-89.4", "USD", -8940},
		{"2307.21", "USD", 230721},
		{"1e3", "USD", 100000},
		{"1.5E-7", "USD", 0},
		{"1.5E-7", "BTC", 15},
		{"1E+2", "JPY", 100},
		{"1200", "JPY", 1200},
		{"1.234", "KWD", 1234},
		{"0.00000001", "BTC", 1},
		{"0.005", "USD", 0},
		{"0.015", "USD", 2},
		{"0.025", "USD", 2},
		{"0.0250000001", "USD", 3},
		{"-0.015", "USD", -2},
		{"-0.005", "USD", 0},
		{"0.5", "JPY", 0},
		{"1.5", "JPY", 2},
		{"1e-400", "USD", 0},
		{"0e999", "USD", 0},
		{"90071992547409.93", "USD", 9007199254740993},
		{"92233720368547758.07", "USD", 9223372036854775807},
		{"-92233720368547758.07", "USD", -9223372036854775807},
	} {
		got, err := ParseMoney(c.text, c.currency)
		if err != nil || got != (Money{c.want, c.currency}) {
			t.Errorf("ParseMoney(%q, %s) = %+v, %v; want %d", c.text, c.currency, got, err, c.want)
		}
	}
}

func TestParseMoneyRefuses(t *testing.T) {
	for _, text := range []string{
		"", "-", ".", "1.", ".5", "+1", "1,5", "0x10", "1e", "1e1.5", "NaN", "Infinity", " 1", "1 ", "--1", "1e99", "92233720368547758.08",
		"1" + strings.Repeat("0", 5000), "1_000", "٣",
	} {
		if m, err := ParseMoney(text, "USD"); err == nil {
			t.Errorf("ParseMoney(%.20q) = %+v", text, m)
		}
	}
}

func TestDecimal(t *testing.T) {
	for _, c := range []struct {
		m    Money
		want string
	}{
		{Money{0, "USD"}, "0.00"},
		{Money{-5, "USD"}, "-0.05"},
		{Money{-123450, "USD"}, "-1234.50"},
		{Money{7, "JPY"}, "7"},
		{Money{-1, "KWD"}, "-0.001"},
		{Money{1, "SHIB"}, "0.00000001"},
		{Money{-9223372036854775808, "USD"}, "-92233720368547758.08"},
		{Money{100, ""}, "0.00000100"},
		{Money{100, "usd"}, "0.00000100"},
	} {
		if got := c.m.Decimal(); got != c.want {
			t.Errorf("%+v: %s, want %s", c.m, got, c.want)
		}
	}
}

// Every amount survives being written and read; and reading a text with more
// digits than the currency has rounds as exact arithmetic does.
func TestMoneyAgainstExactArithmetic(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := Money{rapid.Int64Range(-1<<62, 1<<62).Draw(t, "minor"), rapid.SampledFrom([]string{"USD", "JPY", "KWD", "DOGE"}).Draw(t, "currency")}
		if back, err := ParseMoney(m.Decimal(), m.Currency); err != nil || back != m {
			t.Fatalf("%+v became %+v, %v", m, back, err)
		}
		number := rapid.Int64Range(-1<<40, 1<<40).Draw(t, "number")
		exponent := rapid.IntRange(-15, 4).Draw(t, "exponent")
		got, err := ParseMoney(strconv.FormatInt(number, 10)+"e"+strconv.Itoa(exponent), "USD")
		if err != nil {
			t.Fatal(err)
		}
		exact := new(big.Rat).SetInt64(number)
		power := new(big.Rat).SetInt(new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(max(exponent+2, -exponent-2))), nil))
		if exponent+2 < 0 {
			power.Inv(power)
		}
		exact.Mul(exact, power)
		off := new(big.Rat).Sub(exact, new(big.Rat).SetInt64(got.Minor))
		half := big.NewRat(1, 2)
		if c := off.Abs(off).Cmp(half); c > 0 || c == 0 && got.Minor%2 != 0 {
			t.Fatalf("%de%d gave %d", number, exponent, got.Minor)
		}
	})
}

func TestDates(t *testing.T) {
	for _, text := range []string{"2026-02-29", "2026-13-01", "2026-1-1", "x", "2026-01-01T00:00:00Z"} {
		if d, err := ParseDate(text); err == nil {
			t.Errorf("%q gave %v", text, d)
		}
	}
	d, err := ParseDate("2024-02-28")
	if err != nil || d.AddDays(2) != 20240301 || d.Month().Last() != 20240229 || d.Month().Add(-2) != 202312 || d.String() != "2024-02-28" {
		t.Fatalf("%v %v", d, err)
	}
}

func TestAddMinor(t *testing.T) {
	const most = math.MaxInt64
	for _, c := range []struct{ a, b, want int64 }{
		{0, 0, 0},
		{1, -1, 0},
		{-5, 7, 2},
		{most - 2, 1, most - 1},
		{2 - most, -1, 1 - most},
		{most - 1, 1 - most, 0},
		{most - 1, most - 1, TooLarge},
		{1 - most, 1 - most, TooLarge},
		{most - 1, 1, TooLarge},
		{1 << 62, 1 << 62, TooLarge},
		{-1 << 62, -1 << 62, TooLarge},
		{TooLarge, 1, TooLarge},
		{-1, TooLarge, TooLarge},
		{TooLarge, TooLarge, TooLarge},
		{most, -10, TooLarge},
	} {
		if got := AddMinor(c.a, c.b); got != c.want {
			t.Errorf("AddMinor(%d, %d) = %d, want %d", c.a, c.b, got, c.want)
		}
	}
	if tooLarge := int64(TooLarge); -tooLarge != TooLarge {
		t.Error("the negative of TooLarge is another number")
	}
}
