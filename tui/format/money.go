package format

import (
	"strconv"

	"passbook/storage/ledger"
	"passbook/tui/text"
)

// Money writes an amount for a column: -1,284.07. An amount in another
// currency than the home currency carries its code: EUR -12.50.
func Money(m ledger.Money, homeCurrency string) string {
	if foreign(m, homeCurrency) {
		return Code(m.Currency) + " " + Digits(m)
	}
	return Digits(m)
}

// Code is a currency as it may be shown. Like every text of a bank's it can
// hold anything: the unofficial ones are not of three letters only.
func Code(currency string) string { return text.Clean(currency) }

// foreign reports whether an amount needs its code. Until the home currency is
// known none does.
func foreign(m ledger.Money, homeCurrency string) bool {
	return homeCurrency != "" && m.Currency != "" && m.Currency != homeCurrency
}

// Signed is money with a + on money in.
func Signed(m ledger.Money, homeCurrency string) string {
	s := Digits(m)
	if m.Minor > 0 && !m.IsTooLarge() {
		s = "+" + s
	}
	if foreign(m, homeCurrency) {
		return Code(m.Currency) + " " + s
	}
	return s
}

// Whole is money without its minor units, rounded half away from zero, for
// overviews: 2,150.
func Whole(m ledger.Money, homeCurrency string) string {
	unit := ledger.Unit(m.Currency)
	n, half := m.Minor/unit, m.Minor%unit*2
	switch {
	case half >= unit:
		n++
	case half <= -unit:
		n--
	}
	s := Group(strconv.FormatInt(n, 10))
	if m.IsTooLarge() {
		s = tooLarge
	}
	if foreign(m, homeCurrency) {
		return Code(m.Currency) + " " + s
	}
	return s
}

// WithSymbol puts the sign of the home currency before an amount that one of
// the functions above wrote: $62,556.47, -$4.87. Where there is no sign it
// puts the code.
func WithSymbol(amount string, m ledger.Money, homeCurrency string) string {
	if m.Currency != homeCurrency || m.IsTooLarge() {
		return amount
	}
	sign := ""
	if amount != "" && (amount[0] == '-' || amount[0] == '+') {
		sign, amount = amount[:1], amount[1:]
	}
	if s := ledger.Symbol(homeCurrency); s != "" {
		return sign + s + amount
	}
	return Code(homeCurrency) + " " + sign + amount
}

// tooLarge stands where a sum went beyond 64 bits.
const tooLarge = "too large to add up"

// Digits writes the amount with separators and the decimals of its currency.
func Digits(m ledger.Money) string {
	if m.IsTooLarge() {
		return tooLarge
	}
	return m.Grouped()
}

// Moved writes a change with its direction: ▲ 1,204.10.
func Moved(minor int64, currency string) string {
	m := ledger.Money{Minor: minor, Currency: currency}
	switch {
	case m.IsTooLarge():
		return tooLarge
	case minor > 0:
		return "▲ " + Money(m, currency)
	case minor < 0:
		m.Minor = -minor
		return "▼ " + Money(m, currency)
	}
	return "= unchanged"
}

// Change writes how much more or less an amount is than another: ▲ 118.
func Change(now, before int64, currency string) string {
	m := ledger.Money{Minor: ledger.AddMinor(now, -before), Currency: currency}
	if m.IsTooLarge() {
		return "?"
	}
	switch ledger.CompareRoughly(now, before, currency) {
	case 1:
		return "▲ " + Whole(m, currency)
	case -1:
		m.Minor = -m.Minor
		return "▼ " + Whole(m, currency)
	}
	return "="
}

// Coded writes an amount with the code of its currency, for where it stands
// apart from the others.
func Coded(m ledger.Money) string { return Code(m.Currency) + " " + Digits(m) }
