package query

import (
	"math"
	"math/big"
	"strings"

	"passbook/storage/ledger"
)

// Bound is an end of a range of amounts.
type Bound struct {
	Value     string // a decimal, without a sign and without zeros that say nothing; empty: there is no end
	Exclusive bool
}

func (n Amount) String() string {
	key := KeyAmount
	if n.Side != Either {
		key = Key(n.Side)
	}
	value := ""
	switch low, high := n.Min, n.Max; {
	case low == high && low.Value != "":
		value = low.Value
	case low.Value != "" && high.Value != "":
		value = low.Value + ".." + high.Value
	case low.Value != "":
		value = comparison(">", low)
	case high.Value != "":
		value = comparison("<", high)
	}
	return string(key) + ":" + value
}

func comparison(sign string, b Bound) string {
	if !b.Exclusive {
		sign += "="
	}
	return sign + b.Value
}

// Minor gives the smallest and the largest size of an amount that is asked for,
// whatever its side, in minor units of a currency with so many digits. The
// smallest is beyond the largest where there is none.
func (n Amount) Minor(digits int) (low, high int64) {
	low, high = 0, math.MaxInt64
	if n.Min.Value != "" {
		first := n.Min.minor(digits, true)
		if !first.IsInt64() {
			return 1, 0
		}
		low = max(low, first.Int64())
	}
	if n.Max.Value != "" {
		if last := n.Max.minor(digits, false); last.IsInt64() {
			high = last.Int64()
		}
	}
	return low, high
}

// minor gives the first number of minor units from a lower bound on, or the last
// one up to an upper bound.
func (b Bound) minor(digits int, lower bool) *big.Int {
	value := b.value()
	value.Mul(value, new(big.Rat).SetInt64(pow10(digits)))
	whole, rest := new(big.Int).QuoRem(value.Num(), value.Denom(), new(big.Int))
	exact := rest.Sign() == 0
	switch {
	case lower && (!exact || b.Exclusive):
		whole.Add(whole, big.NewInt(1))
	case !lower && exact && b.Exclusive:
		whole.Sub(whole, big.NewInt(1))
	}
	return whole
}

func (b Bound) value() *big.Rat {
	value, _ := new(big.Rat).SetString(b.Value) // a decimal
	return value
}

func pow10(n int) int64 {
	p := int64(1)
	for range n {
		p *= 10
	}
	return p
}

// parseAmount reads >100, >=100, <100, <=100, 100, 20..30, ..30 and 20.., and no
// value for any amount on one side.
func parseAmount(key Key, t token) (Node, error) {
	n := Amount{}
	if key != KeyAmount {
		n.Side = Side(key)
	}
	if t.text == "" {
		return n, nil
	}
	read := func(text string) (value string) {
		value, _ = decimal(text)
		return value
	}
	first, last, isRange := strings.Cut(t.text, "..")
	number := strings.TrimLeft(t.text, "<>=")
	sign := t.text[:len(t.text)-len(number)]
	bound := Bound{read(number), sign == "<" || sign == ">"}
	switch {
	case isRange:
		n.Min.Value, n.Max.Value = read(first), read(last)
		if first == "" && last == "" || first != "" && n.Min.Value == "" || last != "" && n.Max.Value == "" {
			return nil, noAmount(key, t)
		}
		if n.Min.Value != "" && n.Max.Value != "" && n.Min.value().Cmp(n.Max.value()) > 0 {
			return nil, wrong(t.value, t.end, "%s is no range: it ends before it begins", said(t.text))
		}
		return n, nil
	case bound.Value == "":
	case sign == ">", sign == ">=":
		n.Min = bound
		return n, nil
	case sign == "<", sign == "<=":
		n.Max = bound
		return n, nil
	case sign == "", sign == "=":
		n.Min, n.Max = bound, bound
		return n, nil
	}
	return nil, noAmount(key, t)
}

func noAmount(key Key, t token) error {
	bare := strings.TrimLeft(t.text, "<>=")
	switch {
	case strings.HasPrefix(bare, "-") || strings.HasPrefix(bare, "+"):
		return wrong(t.value, t.end, "%s has a sign: in: is for money in, out: for money out", said(t.text))
	case strings.IndexAny(bare, "$€£¥₹") == 0:
		return wrong(t.value, t.end, "%s has a currency: write %s:100 currency:USD", said(t.text), key)
	}
	return wrong(t.value, t.end, "%s is no amount: write >100, <=49.90, 20..30 or 1,234.56", said(t.text))
}

// mostDigits are more than any amount in 64 bits has.
const mostDigits = 40

// decimal reads 100, 1,234.56 and .5, and gives it without commas and without
// zeros that say nothing.
func decimal(text string) (value string, ok bool) {
	whole, fraction, point := strings.Cut(text, ".")
	if groups := strings.Split(whole, ","); len(groups) > 1 {
		for i, group := range groups {
			if i > 0 && len(group) != 3 || len(group) > 3 || group == "" {
				return "", false
			}
		}
		whole = strings.Join(groups, "")
	}
	if whole+fraction == "" || point && fraction == "" || strings.Trim(whole+fraction, "0123456789") != "" || len(whole+fraction) > mostDigits {
		return "", false
	}
	whole, fraction = strings.TrimLeft(whole, "0"), strings.TrimRight(fraction, "0")
	if whole == "" {
		whole = "0"
	}
	if fraction == "" {
		return whole, true
	}
	return whole + "." + fraction, true
}

// Shown is an amount as it is shown, or the beginning of one: $140.36, -1,234.5.
type Shown struct {
	Side     Side   // that its sign says
	Digits   string // without commas: 140.36
	Decimals int    // digits after the point
	Symbol   string // of the currencies that are meant; empty: of all
}

// IsWhole reports whether it is a whole amount of a currency with so many digits:
// 0.36 is not a part of 140.36.
func (s Shown) IsWhole(digits int) bool {
	return s.Decimals > 0 && s.Decimals == digits && s.Digits[0] != '.'
}

// Shown reads a word that is an amount as it is shown.
func (n Word) Shown() (s Shown, ok bool) {
	rest := n.Text
	switch {
	case strings.HasPrefix(rest, "-"):
		s.Side, rest = Out, rest[1:]
	case strings.HasPrefix(rest, "+"):
		s.Side, rest = In, rest[1:]
	}
	for _, symbol := range ledger.Symbols {
		if after, has := strings.CutPrefix(rest, symbol); has {
			s.Symbol, rest = symbol, after
		}
	}
	if rest == "" || rest[0] == ',' || strings.Trim(rest, "0123456789.,") != "" || strings.Count(rest, ".") > 1 || !strings.ContainsAny(rest, "0123456789") {
		return Shown{}, false
	}
	s.Digits = strings.ReplaceAll(rest, ",", "")
	if _, fraction, point := strings.Cut(s.Digits, "."); point {
		s.Decimals = len(fraction)
	}
	return s, true
}
