package draw

import (
	"math/big"
	"strconv"
	"strings"
)

// Rational reads decimal text exactly. What is not a number is 0.
func Rational(s string) *big.Rat {
	r, ok := new(big.Rat).SetString(s)
	if !ok {
		return new(big.Rat)
	}
	return r
}

// FormatRational writes a number exactly, without trailing zeros. It must have
// at most 60 decimals.
func FormatRational(r *big.Rat) string {
	text := r.FloatString(60)
	return strings.TrimSuffix(strings.TrimRight(text, "0"), ".")
}

// Product multiplies two decimal texts exactly.
func Product(a, b string) string { return FormatRational(new(big.Rat).Mul(Rational(a), Rational(b))) }

// RoundToCents rounds a number to two decimals, half away from zero, and writes
// it without trailing zeros.
func RoundToCents(r *big.Rat) string { return FormatRational(Rational(r.FloatString(2))) }

// FormatCents writes cents as Plaid writes amounts: without trailing zeros,
// "-12.5".
func FormatCents(cents int64) string { return string(AppendCents(nil, cents)) }

// AppendCents appends what FormatCents writes.
func AppendCents(dst []byte, cents int64) []byte {
	if cents < 0 {
		dst, cents = append(dst, '-'), -cents
	}
	dst = strconv.AppendInt(dst, cents/100, 10)
	tens, ones := byte(cents%100/10), byte(cents%10)
	if tens == 0 && ones == 0 {
		return dst
	}
	dst = append(dst, '.', '0'+tens)
	if ones == 0 {
		return dst
	}
	return append(dst, '0'+ones)
}

// TenThousandths writes a count of 1/10000 units as decimal text.
func TenThousandths(n int64) string {
	if n < 0 {
		return "-" + TenThousandths(-n)
	}
	whole, part := n/10000, n%10000
	text := FormatCents(whole * 100)
	if part == 0 {
		return text
	}
	tail := []byte{'.', byte('0' + part/1000), byte('0' + part/100%10), byte('0' + part/10%10), byte('0' + part%10)}
	for tail[len(tail)-1] == '0' {
		tail = tail[:len(tail)-1]
	}
	return text + string(tail)
}
