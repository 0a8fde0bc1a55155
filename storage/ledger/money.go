package ledger

import (
	"errors"
	"fmt"
	"math"
	"math/big"
	"slices"
	"strconv"
	"strings"
)

// Money is an amount in minor units of a currency: an ISO 4217 code, or one of
// the unofficial codes that banks use for others, which have 8 decimals here.
type Money struct {
	Minor    int64
	Currency string
}

// TooLarge is the minor units of a sum that 64 bits do not hold. It is no
// amount: what ParseMoney reads stays above it. Its negative is itself.
const TooLarge = math.MinInt64

// AddMinor adds minor units of one currency. A sum that 64 bits do not hold,
// and one with such a sum in it, is TooLarge. The difference is
// AddMinor(a, -b).
func AddMinor(a, b int64) int64 {
	sum := a + b
	if isEnd(a) || isEnd(b) || isEnd(sum) || (a > 0) == (b > 0) && (sum > 0) != (a > 0) {
		return TooLarge
	}
	return sum
}

// isEnd reports whether minor units are TooLarge, or lie at the other end of 64
// bits: there SQL leaves a sum that goes beyond it.
func isEnd(minor int64) bool { return minor == TooLarge || minor == math.MaxInt64 }

// IsTooLarge reports whether a sum is no figure: see AddMinor.
func (m Money) IsTooLarge() bool { return isEnd(m.Minor) }

// ParseMoney reads the decimal text of a JSON number, exponents included,
// rounding half to even once to the currency's digits. A text that is no
// number is an error, and ErrTooLarge one beyond 64 bits of minor units.
func ParseMoney(text, code string) (Money, error) {
	mantissa, exponent, err := splitExponent(text)
	if err != nil {
		return Money{}, fmt.Errorf("read amount %.40q: %w", text, err)
	}
	negative := strings.HasPrefix(mantissa, "-")
	whole, fraction, _ := strings.Cut(strings.TrimPrefix(mantissa, "-"), ".")
	number := strings.TrimLeft(whole+fraction, "0")
	if number == "" {
		return Money{Currency: code}, nil
	}
	// The value is number × 10^shift minor units.
	shift := exponent - len(fraction) + Digits(code)
	if len(number)+shift > 20 {
		return Money{}, fmt.Errorf("read amount %.40q: %w", text, ErrTooLarge)
	}
	minor, err := scaled(number, shift)
	if err != nil {
		return Money{}, fmt.Errorf("read amount %.40q: %w", text, err)
	}
	if negative {
		minor = -minor
	}
	return Money{Minor: minor, Currency: code}, nil
}

// splitExponent checks the form of a JSON number and splits it at its e.
func splitExponent(text string) (mantissa string, exponent int, err error) {
	mantissa, power, has := strings.Cut(strings.ToLower(text), "e")
	if has {
		if exponent, err = strconv.Atoi(power); err != nil || exponent > 1000 || exponent < -1000 {
			return "", 0, errNotANumber
		}
	}
	whole, fraction, point := strings.Cut(strings.TrimPrefix(mantissa, "-"), ".")
	if !digitsOnly(whole) || point && !digitsOnly(fraction) {
		return "", 0, errNotANumber
	}
	return mantissa, exponent, nil
}

// ErrTooLarge says that an amount has more minor units than 64 bits hold.
var ErrTooLarge = errors.New("larger than passbook can keep")

var errNotANumber = errors.New("not a number")

func digitsOnly(s string) bool {
	return s != "" && strings.Trim(s, "0123456789") == ""
}

// scaled gives digits × 10^shift, rounded half to even.
func scaled(digits string, shift int) (int64, error) {
	rest := ""
	if shift >= 0 {
		digits += strings.Repeat("0", shift)
	} else {
		cut := max(0, len(digits)+shift)
		rest = strings.Repeat("0", max(0, -shift-len(digits))) + digits[cut:]
		digits = digits[:cut]
	}
	n, err := strconv.ParseInt("0"+digits, 10, 64)
	if err != nil {
		return 0, ErrTooLarge
	}
	half := "5" + strings.Repeat("0", max(0, len(rest)-1))
	if rest < half || rest == half && n%2 == 0 {
		return n, nil
	}
	if n == math.MaxInt64 {
		return 0, ErrTooLarge
	}
	return n + 1, nil
}

// Decimal gives the amount as plain decimal text with the currency's decimals:
// -1234.50.
func (m Money) Decimal() string {
	var buffer [24]byte
	return string(AppendDecimal(buffer[:0], m.Minor, Digits(m.Currency)))
}

// Grouped gives the amount as Decimal does, with a comma between thousands:
// -1,234.50.
func (m Money) Grouped() string {
	whole, fraction, has := strings.Cut(m.Decimal(), ".")
	if whole = Group(whole); has {
		whole += "." + fraction
	}
	return whole
}

// Group puts a comma between the thousands of a whole number.
func Group(s string) string {
	sign := ""
	if s[0] == '-' {
		sign, s = "-", s[1:]
	}
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return sign + s
}

// AppendDecimal appends minor units as plain decimal text with a number of
// decimals.
func AppendDecimal(to []byte, minor int64, digits int) []byte {
	first := len(to)
	to = strconv.AppendInt(to, minor, 10)
	if digits == 0 {
		return to
	}
	if minor < 0 {
		first++
	}
	for len(to)-first <= digits {
		to = slices.Insert(to, first, '0')
	}
	return slices.Insert(to, len(to)-digits, '.')
}

// AddUp adds minor units that are all of one sign, for totals that are kept and
// added to: where a sum would leave 64 bits it stays at that end, and keeps its
// sign. AddMinor and IsTooLarge take either end for too large.
func AddUp(a, b int64) int64 {
	switch sum := a + b; {
	case a > 0 && b > 0 && sum < 0:
		return math.MaxInt64
	case a < 0 && b < 0 && sum >= 0:
		return math.MinInt64
	default:
		return sum
	}
}

// DivideMinor is a sum of minor units divided by n, which is positive, rounded half
// to even; TooLarge beyond 64 bits.
func DivideMinor(sum *big.Int, n int64) int64 {
	quotient, rest := new(big.Int).QuoRem(sum, big.NewInt(n), new(big.Int))
	if half := rest.Abs(rest).Lsh(rest, 1).Cmp(big.NewInt(n)); half > 0 || half == 0 && quotient.Bit(0) == 1 {
		quotient.Add(quotient, big.NewInt(int64(sum.Sign())))
	}
	if !quotient.IsInt64() {
		return TooLarge
	}
	return quotient.Int64()
}

// Unit is how many minor units make one whole unit of a currency: 100 cents.
func Unit(currency string) int64 {
	unit := int64(1)
	for range Digits(currency) {
		unit *= 10
	}
	return unit
}
