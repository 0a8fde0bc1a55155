package tui

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"passbook/storage/ledger"
	"passbook/tui/text"
)

// money writes an amount for a column: -1,284.07. An amount in another
// currency than home carries its code: EUR -12.50.
func money(m ledger.Money, home string) string {
	if foreign(m, home) {
		return code(m.Currency) + " " + digits(m)
	}
	return digits(m)
}

// code is a currency as it may be shown. Like every text of a bank's it can
// hold anything: the unofficial ones are not of three letters only.
func code(currency string) string { return text.Clean(currency) }

// foreign reports whether an amount needs its code. Until the home currency is
// known none does.
func foreign(m ledger.Money, home string) bool {
	return home != "" && m.Currency != "" && m.Currency != home
}

// signed is money with a + on money in.
func signed(m ledger.Money, home string) string {
	s := digits(m)
	if m.Minor > 0 && !m.IsTooLarge() {
		s = "+" + s
	}
	if foreign(m, home) {
		return code(m.Currency) + " " + s
	}
	return s
}

// whole is money without its minor units, rounded half away from zero, for
// overviews: 2,150.
func whole(m ledger.Money, home string) string {
	unit := int64(1)
	for range ledger.Digits(m.Currency) {
		unit *= 10
	}
	n, half := m.Minor/unit, m.Minor%unit*2
	switch {
	case half >= unit:
		n++
	case half <= -unit:
		n--
	}
	s := group(strconv.FormatInt(n, 10))
	if m.IsTooLarge() {
		s = tooLarge
	}
	if foreign(m, home) {
		return code(m.Currency) + " " + s
	}
	return s
}

// symbols are the currencies whose sign needs no explanation when it is the
// home currency's.
var symbols = map[string]string{
	"USD": "$", "CAD": "$", "AUD": "$", "NZD": "$", "EUR": "€", "GBP": "£", "JPY": "¥", "INR": "₹",
}

// withSymbol puts the sign of the home currency before an amount that one of
// the functions above wrote: $62,556.47, -$4.87. Where there is no sign it
// puts the code.
func withSymbol(amount string, m ledger.Money, home string) string {
	if m.Currency != home || m.IsTooLarge() {
		return amount
	}
	sign := ""
	if amount != "" && (amount[0] == '-' || amount[0] == '+') {
		sign, amount = amount[:1], amount[1:]
	}
	if s, ok := symbols[home]; ok {
		return sign + s + amount
	}
	return code(home) + " " + sign + amount
}

// tooLarge stands where a sum went beyond 64 bits.
const tooLarge = "too large to add up"

// digits writes the amount with separators and the decimals of its currency.
func digits(m ledger.Money) string {
	if m.IsTooLarge() {
		return tooLarge
	}
	s := strconv.FormatInt(m.Minor, 10)
	sign := ""
	if s[0] == '-' {
		sign, s = "-", s[1:]
	}
	n := ledger.Digits(m.Currency)
	if n == 0 {
		return sign + group(s)
	}
	if len(s) <= n {
		s = strings.Repeat("0", n+1-len(s)) + s
	}
	return sign + group(s[:len(s)-n]) + "." + s[len(s)-n:]
}

// group puts a comma between thousands.
func group(s string) string {
	sign := ""
	if s[0] == '-' {
		sign, s = "-", s[1:]
	}
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return sign + s
}

// shortDay writes a day for a column: Nov 19, and Nov 19 '24 where it is not
// in the year of today.
func shortDay(d, today ledger.Date) string {
	switch {
	case d == 0:
		return ""
	case d/10000 == today/10000:
		return d.Time().Format("Jan 2")
	}
	return d.Time().Format("Jan 2 '06")
}

// longDay writes a day in full: Tue, Nov 18 2026.
func longDay(d ledger.Date) string {
	if d == 0 {
		return ""
	}
	return d.Time().Format("Mon, Jan 2 2006")
}

// age writes how long ago t was: now, 2m ago, 3h ago, and from two days on the
// day.
func age(t, now time.Time) string {
	switch d := now.Sub(t); {
	case t.IsZero():
		return "never"
	case d < time.Minute:
		return "now"
	case d < time.Hour:
		return fmt.Sprintf("%dm ago", int(d.Minutes()))
	case d < 48*time.Hour:
		return fmt.Sprintf("%dh ago", int(d.Hours()))
	}
	return shortDay(ledger.DateOf(t), ledger.DateOf(now))
}

// dots writes the mask of an account: ··0034.
func dots(mask string) string {
	if mask = text.Clean(mask); mask == "" {
		return ""
	}
	return "··" + mask
}

// count writes a number and its noun: 1 account, 2,140 accounts.
func count(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return number(n) + " " + many
}

// number writes a number with separators: 1,000,000.
func number(n int) string { return group(strconv.Itoa(n)) }

// cleanCategory writes a category in words, fit for a screen.
func cleanCategory(category string) string { return ledger.CategoryName(text.Clean(category)) }

// entryTitle is what a transaction is called: its merchant, or else the bank's
// text.
func entryTitle(e ledger.Entry) string {
	for _, s := range []string{e.Merchant, e.Name, e.Original} {
		if s = text.Clean(s); s != "" {
			return s
		}
	}
	return "Transaction"
}

// entryCategory is the category of a transaction in words: the person's, or
// else the bank's.
func entryCategory(e ledger.Entry) string { return cleanCategory(e.EffectiveCategory()) }
